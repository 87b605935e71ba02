"""How do records move on by themselves?"""
