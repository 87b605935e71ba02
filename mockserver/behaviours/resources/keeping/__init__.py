"""How is a record made, changed and shown?"""
