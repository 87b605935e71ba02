"""Which records does a list show, and what does it tell of the others?"""
