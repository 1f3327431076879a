"""What keeps secrets: sealed texts, wrapped data keys, the folder of private halves, the reporter's cookie.

Nothing here knows of rows. ``cryptography`` does the arithmetic; this says what is sealed with what, and
about what.
"""
