"""What the tests of the door do again and again, as a person would: over pages and mail."""

import re

from django.core import mail


def code_in(message) -> str:
    """The code that the mail tells."""
    return re.search(r"\b(\d{6})\b", message.body)[1]


def ask_for_code(client, email: str, **fields):
    """Type an address at the door and continue."""
    return client.post("/account/login/", {"email": email, **fields})


def type_code(client, code: str, **fields):
    """Type a code and continue."""
    return client.post("/account/login/code/", {"code": code, **fields})


def come_in(client, email: str, **fields):
    """Take the whole way: address, mail, code."""
    ask_for_code(client, email, **fields)
    return type_code(client, code_in(mail.outbox[-1]))


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 10**6:06}"


def who(client) -> str | None:
    """The number of the person that this browser is logged in as."""
    return client.session.get("_auth_user_id")
