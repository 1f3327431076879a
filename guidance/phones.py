"""Phone numbers: what counts as one, and how a telephone is told to dial it. Pure."""

import re

SENTENCE = "Phone must have only digits, spaces, +, brackets and “ext”, like 01632 960123 ext 12"
FEWEST_DIGITS, MOST_DIGITS = 3, 15  # from 999 to the longest number of the world (ITU-T E.164)

_WRITTEN = re.compile(r"\+?[0-9 ()]+(ext[. ]*[0-9]+)?", re.IGNORECASE)


def is_number(text: str) -> bool:
    """Whether it can be dialled."""
    number = text.lower().partition("ext")[0]
    count = len(_without(r"[^0-9]", number))
    return _WRITTEN.fullmatch(text) is not None and FEWEST_DIGITS <= count <= MOST_DIGITS


def address_of(text: str) -> str:
    """Return the address that a link to the number has (RFC 3966); empty for what is no number."""
    if not is_number(text):
        return ""
    number, _, extension = text.lower().partition("ext")
    if number.startswith("+"):
        number = number.replace("(0)", "")  # dialled only from inside the country
    extension = _without(r"[^0-9]", extension)
    return f"tel:{_without('[^0-9+]', number)}{f';ext={extension}' if extension else ''}"


def _without(pattern: str, text: str) -> str:
    return re.sub(pattern, "", text)
