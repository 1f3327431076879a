"""How an answer of the route finder is shown: both sides, each way with its contact; no queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guidance import phones
from guidance.models import Contact
from guidance.posts import Post, Side
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
    ways: Ways, contacts: Mapping[str, Contact], *, employer: str, office: str, on: date
) -> tuple[SideShown, SideShown]:
    """Put both sides as pages show them; ``employer`` and ``office`` by name, empty if unknown."""
    inside = tuple(_shown(way, contacts, employer, on) for way in ways.inside)
    training = tuple(_shown(way, contacts, office, on) for way in ways.training)
    return (
        SideShown(Side.EMPLOYER, SIDES[Side.EMPLOYER], employer, inside),
        SideShown(Side.TRAINING, SIDES[Side.TRAINING], office, training),
    )


def _shown(way: Way, contacts: Mapping[str, Contact], place: str, on: date) -> WayShown:
    contact = contacts.get(way.post.code)
    is_old = contact is not None and contact.is_old(on)
    ask = "the switchboard" if way.post.side is Side.EMPLOYER else "your local office"
    return WayShown(way, contact, "" if contact else _where(way.post, place), ask, is_old)


def _where(post: Post, place: str) -> str:
    if not post.is_listed:
        return post.where
    if post.side is Side.TRAINING:
        asked = f"the local office, {place}," if place else "your local office"
        return f"Ask {asked} for: {post.name}. The contact is not in this list yet."
    if place:
        return f"Ask the switchboard of {place} for: {post.name}. The contact is not in this list yet."
    return f"Ask your employer's switchboard, or look on its own pages, for: {post.name}."
