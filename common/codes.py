"""Public codes: short, unguessable names for rows, safe to read aloud and to stand in an address."""

import secrets

# No vowels (no words by accident) and nothing that looks like something else.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_code(length: int = 8) -> str:
    """Draw a code at random; 8 characters are one of 2.8e11."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_room_code() -> str:
    """Draw the code of a session or a room."""
    return new_code(8)


def new_token() -> str:
    """Draw the secret part of an address that opens something by itself: 192 bits, which nobody guesses."""
    return secrets.token_urlsafe(24)


def new_reference() -> str:
    """Draw a delegate's reference, as people quote it: two groups of four."""
    return f"{new_code(4)}-{new_code(4)}".upper()
