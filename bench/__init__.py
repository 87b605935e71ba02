"""How fast and how large is the server, beside its best known peer on the same specification?"""
