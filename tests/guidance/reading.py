"""How plain words are: Flesch's reading ease, counted simply, jargon, and second names of posts."""

import re

from guidance.posts import POSTS

JARGON = (
    "please",
    "utilise",
    "in order to",
    "commence",
    "prior to",
    "regarding",
    "stakeholder",
    "escalat",
    "signpost",
    "pathway",
    "going forward",
    "BAME",
    "facilitate",
    "in respect of",
    "aforementioned",
    "leverage",
)
SECOND_NAMES = (
    "staffing",
    "human resources",
    "personnel",
    "HR team",
    "domestic abuse",
    "sexual violence lead",
    "wellbeing team",
    "working hours guardian",
    "TPD",
    "DME",
    "LTFT",
    "college tutor",
)
_VOWELS = re.compile(r"[aeiouy]+")


def ease(text: str) -> float:
    """Flesch's reading ease: 60 to 70 is plain English, 80 to 90 easy; NHS pages aim at 60 and more."""
    sentences = [part for part in re.split(r"[.!?:]+\s|\n+", text) if re.search(r"\w", part)]
    words = re.findall(r"[A-Za-z'\u2019]+", text)
    syllables = sum(_syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * syllables / len(words)


def jargon(text: str) -> list[str]:
    """Return what should be said in everyday words."""
    return [word for word in JARGON if re.search(rf"\b{word}", text, re.IGNORECASE)]


def second_names(text: str) -> list[str]:
    """Return what a post is called beside its name in the list of posts."""
    for post in POSTS:
        text = re.sub(re.escape(post.name), "", text, flags=re.IGNORECASE)
    return [name for name in SECOND_NAMES if re.search(rf"\b{name}\b", text, re.IGNORECASE)]


def prose(markdown: str) -> str:
    """Return the sentences of a page without tables, addresses and marks."""
    lines = [line for line in markdown.splitlines() if not line.startswith("|")]
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", "\n".join(lines))
    return re.sub(r"[*#`]|^- ", "", text, flags=re.MULTILINE)


def _syllables(word: str) -> int:
    word = word.lower().strip("'\u2019")
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)
