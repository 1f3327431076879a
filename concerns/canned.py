"""Texts that handlers start from, with gaps in [square brackets]: none can be sent as it stands. Pure."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache

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
    if plain and any(_unfilled(text).fullmatch(plain) for text in map(start_of, Use)):
        raise ConcernRefused(Refusal.UNEDITED)


@cache
def _unfilled(text: str) -> re.Pattern[str]:
    """Match the text with nothing put into its gaps: each taken out, or only freed of its brackets."""
    return re.compile(
        "".join(f"(?:{_letters(part)})?" if at % 2 else _letters(part) for at, part in _parts(text))
    )


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Number what stands between the gaps, and the gaps themselves: the odd ones."""
    return enumerate(re.split(f"({GAP.pattern})", text))


def _letters(words: str) -> str:
    """Leave only letters and digits: a bracket, a space or a full stop less is no editing."""
    return re.sub(r"[\W_]+", "", words)
