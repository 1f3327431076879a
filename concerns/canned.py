"""Texts that handlers start from, with gaps in [square brackets]: none can be sent as it stands. Pure."""

import re
from collections.abc import Mapping
from enum import StrEnum

from concerns.refusals import ConcernRefused, Refusal

# Lines are broken where an editor needs it, paragraphs where the reader does.
LINE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")
GAP = re.compile(r"\[[^\]\n]{1,200}\]")


class Use(StrEnum):
    """What a text is for."""

    ACKNOWLEDGE = "acknowledge"
    ROUTE = "route"
    DELAY = "delay"
    EXTEND = "extend"
    QUESTION = "question"
    MESSAGE = "message"
    FEEDBACK = "feedback"
    REFER = "refer"
    RETURN = "return"
    SIGNPOST = "signpost"


TEXTS: Mapping[Use, str] = {
    Use.ACKNOWLEDGE: """\
Thank you for telling us. I have read what you wrote about [what it is about].

I am [your post, and your name if you wish]. Next I will [what you do first], and you hear from me by [day].

If you are worried about how you are treated because you spoke up, write to me here.""",
    Use.ROUTE: """\
This is what happens next: [who looks at it, and how]. The procedure is called [name of the policy]. That is
only its name, and changes nothing of what you call it.

Your own words stay on the record, and the answer at the end answers each of them.""",
    Use.DELAY: """\
Looking into this takes longer than 20 working days because [reason]. So far we have [what was done].
What is left is [what is left], and you hear from me again by [day].""",
    Use.EXTEND: """\
I cannot give you a full answer within 3 months because [reason]. You get it by [day] at the latest, and hear
from me before that.""",
    Use.QUESTION: """\
To go on I need to know [question]. Please answer here within 10 working days if you can. If you would rather
not, say so: I go on with what I have.""",
    Use.MESSAGE: "",
    Use.FEEDBACK: """\
This is what we did: [what was looked into, and how].

This is what changes because you spoke up: [action, who does it, by when].

If you are not satisfied with this answer, say so on this page: it is then looked at again.""",
    Use.REFER: """\
I have shown what you wrote to [group] as well, because [reason]. Both of us work on it from now on.""",
    Use.RETURN: "We cannot take this on because [reason]. Better placed is [who].",
    Use.SIGNPOST: """\
This is best taken to [who], because [reason]. You reach them by [how]. What you wrote here stays sealed, and
you can come back to it.""",
}


def start_of(use: Use) -> str:
    """Return the text to start from."""
    return LINE_BREAK.sub(" ", TEXTS[use])


def refuse_unedited(words: str) -> None:
    """Refuse a text in which a gap is left open.

    :raises ConcernRefused: ``gaps_left``.
    """
    if GAP.search(words):
        raise ConcernRefused(Refusal.GAPS_LEFT)
    plain = _letters(words)
    if plain and any(_is_unfilled(plain, start_of(use)) for use in Use if TEXTS[use]):
        raise ConcernRefused(Refusal.UNEDITED)


def _is_unfilled(plain: str, text: str) -> bool:
    """Whether the words are this text with a gap that was taken out, or only freed of its brackets."""
    at, gap = 0, ""
    for number, part in enumerate(re.split(f"({GAP.pattern})", text)):
        letters = _letters(part)
        if number % 2:
            gap = letters
            continue
        # What stands between the gaps comes in its order, or the text was written anew.
        found = plain.find(letters, at) if letters else len(plain)
        if found < 0 or (number == 0 and found > 0):
            return False
        if number and plain[at:found] in ("", gap):
            return True
        at = found + len(letters)
    return False


def _letters(words: str) -> str:
    """Leave only letters and digits: a bracket, a space or a full stop less is no editing."""
    return re.sub(r"[\W_]+", "", words)
