"""How a name looks: two that nobody can tell apart are one, whatever letters they are made of. Pure."""

import unicodedata

# By what each looks like: Cyrillic, Greek, letters with a stroke, small capitals. A capital "I" and a one
# look like a small "l", so that the case of a letter is looked at before it is folded away.
_BY_LETTER = {
    "a": "\u0410\u0430\u0391\u03b1\u0251\u1d00\u13aa",
    "ae": "\u00c6\u00e6\u04d4\u04d5",
    "b": "\u0412\u0432\u0392\u03b2\u0299\u13f4",
    "c": "\u0421\u0441\u03f2\u03f9\u1d04\u13df",
    "d": "\u0110\u0111\u00d0\u00f0\u0189\u0500\u0501\u1d05\u13a0",
    "e": "\u0415\u0435\u0404\u0454\u0395\u03b5\u1d07\u13ac",
    "f": "\u03dc\u0192",
    "g": "\u0261\u0262\u13c0",
    "h": "\u041d\u043d\u04ba\u04bb\u0397\u0126\u0127\u0570\u029c\u13bb",
    "i": "\u0456\u03b9\u0131\u0269\u026a",
    "j": "\u0408\u0458\u03f3\u0237\u1d0a\u13ab",
    "k": "\u041a\u043a\u039a\u03ba\u1d0b\u13e6",
    "l": "I1|\u0406\u0399\u04c0\u04cf\u01c0\u0141\u0142\u2223\u029f\u13de",
    "m": "\u041c\u043c\u039c\u1d0d\u13b7",
    "n": "\u039d\u03b7\u0578\u0274",
    "o": "0\u041e\u043e\u039f\u03bf\u03c3\u0585\u00d8\u00f8\u1d0f",
    "oe": "\u0152\u0153",
    "p": "\u0420\u0440\u03a1\u03c1\u1d18\u13e2",
    "q": "\u051a\u051b",
    "r": "\u0280\u13a1",
    "s": "\u0405\u0455\ua731\u13da",
    "t": "\u0422\u0442\u03a4\u03c4\u0166\u0167\u1d1b\u13a2",
    "th": "\u00de\u00fe",
    "u": "\u03c5\u057d\u1d1c",
    "v": "\u03bd\u0474\u0475\u1d20",
    "w": "\u0460\u0461\u051c\u051d\u03c9\u1d21",
    "x": "\u0425\u0445\u03a7\u03c7",
    "y": "\u0423\u0443\u04ae\u04af\u03a5\u03b3\u028f",
    "z": "\u0396\u1d22",
    # What takes up room, or none, and cannot be seen.
    "": "\u115f\u1160\u3164\uffa0\u2800",
}
_LOOKALIKES = str.maketrans({each: letter for letter, row in _BY_LETTER.items() for each in row})
# Two letters that stand together like one.
_TOGETHER = (("rn", "m"), ("vv", "w"))


def looking_like(typed: str) -> str:
    """Bring everything that looks alike to one spelling, without case and accents."""
    letters = unicodedata.normalize("NFKD", typed).translate(_LOOKALIKES).casefold()
    seen = "".join(each for each in letters if unicodedata.category(each) not in ("Mn", "Cf"))
    for two, one in _TOGETHER:
        seen = seen.replace(two, one)
    return seen
