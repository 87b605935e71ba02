"""Which resources do the operations of an API imply?"""
