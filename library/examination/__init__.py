"""What looks inside uploaded files, in a process of its own: imports no Django, knows no rows, holds no keys.

``library/examining.py`` starts it; whatever a file does to a parser here, the web process stays up.
"""
