"""How an answer of the route finder is shown: both sides, each way with its contact; no queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guidance import phones
from guidance.models import Contact
from guidance.posts import DEAN, Post, Side
from guidance.ways import SIDES, Way, Ways


@dataclass(frozen=True)
class WayShown:
    """One way as a person takes it: who, how to reach them, what to do, what happens next."""

    way: Way
    contact: Contact | None
    where: str
    """Where to find a post without a contact, as a sentence."""
    ask: str
    """Whom to ask if the contact does not work."""
    is_old: bool
    """Whether nobody has checked the contact for a year."""

    @property
    def phone_address(self) -> str:
        """What a link to the phone dials; empty if that cannot be told."""
        return phones.address_of(self.contact.phone) if self.contact else ""

    @property
    def out_of_hours_address(self) -> str:
        """What a link to the number out of hours dials; empty for words."""
        return phones.address_of(self.contact.out_of_hours) if self.contact else ""

    @property
    def post(self) -> Post:
        """Who is sent to."""
        return self.way.post


@dataclass(frozen=True)
class SideShown:
    """One of the two columns."""

    side: Side
    heading: str
    place: str
    """The employer or local office by name; empty when it is not known."""
    ways: Sequence[WayShown]


def sides_shown(
    ways: Ways,
    contacts: Mapping[str, Contact],
    *,
    employer: str,
    office: str,
    on: date,
    is_regional: bool = True,
) -> tuple[SideShown, SideShown]:
    """Put both sides as pages show them; ``employer`` and ``office`` by name, empty if unknown.

    An office that is none of a region ("National or other") stands for many, and cannot itself be asked.
    """
    inside = tuple(_shown(way, contacts, employer, on) for way in ways.inside)
    training = tuple(_shown(way, contacts, office, on, is_regional) for way in ways.training)
    return (
        SideShown(Side.EMPLOYER, SIDES[Side.EMPLOYER], employer, inside),
        SideShown(Side.TRAINING, SIDES[Side.TRAINING], office, training),
    )


def _shown(
    way: Way, contacts: Mapping[str, Contact], place: str, on: date, is_regional: bool = True
) -> WayShown:
    contact = contacts.get(way.post.code)
    is_old = contact is not None and contact.is_old(on)
    return WayShown(
        way, contact, "" if contact else _where(way.post, place, is_regional), _ask(way.post), is_old
    )


def _ask(post: Post) -> str:
    """Return who knows a contact that does not work; the Dean's office cannot be asked for itself."""
    if post.side is Side.EMPLOYER:
        return "the switchboard"
    return "your educational supervisor" if post == DEAN else f"the {DEAN.name}"


def _where(post: Post, place: str, is_regional: bool) -> str:
    if not post.is_listed:
        return post.where
    if post.side is Side.TRAINING:
        if not place:
            return f"We do not know which local office is yours. Once you know it, ask it for: {post.name}."
        if not is_regional:
            told = "Your offer letter or portfolio names the team that runs your training. Ask it for: "
            return f"{told}{post.name}."
        if post == DEAN:
            told = f"Look on the web pages of the local office, {place}, or ask your educational supervisor."
            return f"{told} The contact is not in this list yet."
        return f"Ask the local office, {place}, for: {post.name}. The contact is not in this list yet."
    if place:
        return f"Ask the switchboard of {place} for: {post.name}. The contact is not in this list yet."
    return f"Ask your employer's switchboard, or look on its own pages, for: {post.name}."
