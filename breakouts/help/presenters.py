"""How the pages name each sort of help, who comes, and how a call stands; no queries."""

from dataclasses import dataclass

from breakouts.models import HelpCall

Kind = HelpCall.Kind


@dataclass(frozen=True)
class AboutHelp:
    """What a page says of one sort of help."""

    kind: str
    name: str
    heading: str
    who: str
    label: str
    coming: str

    @property
    def is_private(self) -> bool:
        """Whether only organisers learn of it."""
        return self.kind == Kind.WELLBEING


_ABOUT = {
    Kind.FACILITATOR: AboutHelp(
        Kind.FACILITATOR,
        "The facilitator",
        "Ask the facilitator",
        "Those who run this room and the organisers see that you ask, and what you write. Others do not.",
        "What is it about? (optional)",
        "They write to you here, or speak to you in the room.",
    ),
    Kind.TECHNICAL: AboutHelp(
        Kind.TECHNICAL,
        "Technical help",
        "Ask for technical help",
        "The organisers see that you ask, and what you write. Others do not.",
        "What does not work? (optional)",
        "They write to you here.",
    ),
    Kind.ACCESS: AboutHelp(
        Kind.ACCESS,
        "Access: captions, interpreter, slides",
        "Ask for help with access",
        "The organisers see that you ask, and what you write. Others do not.",
        "What do you need? (optional)",
        "They write to you here.",
    ),
    Kind.WELLBEING: AboutHelp(
        Kind.WELLBEING,
        "Somebody to talk to",
        "Somebody to talk to",
        "Only the organisers see that you ask, and what you write. Nobody in the room learns of it: "
        "no facilitator, no list, no count. It shows on no page of yours but this one.",
        "What would you like them to know? (optional) Leave a telephone number if they should call you.",
        "They write to you here, or call you if you left a number.",
    ),
}


def about_help(kind: str) -> AboutHelp:
    """Return what pages say of one sort of help."""
    return _ABOUT[Kind(kind)]
