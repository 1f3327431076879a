"""Whether a place is ready for induction: every listed post has a contact that was checked within a year."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import Employer, LocalOffice
from guidance.models import Contact
from guidance.posts import Post, Side, listed


@dataclass(frozen=True)
class Gap:
    """A post that nobody can be sent to with confidence: without a contact, or with an old one."""

    post: Post
    contact: Contact | None


@dataclass(frozen=True)
class Readiness:
    """How far a place is."""

    key: int
    name: str
    side: Side
    gaps: tuple[Gap, ...]

    @property
    def post_count(self) -> int:
        """How many posts the place has."""
        return len(listed(self.side))

    @property
    def checked_count(self) -> int:
        """How many of them have a contact that was checked within a year."""
        return self.post_count - len(self.gaps)

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing or old."""
        return not self.gaps


def readiness_of(*, office: int | None, on: date) -> tuple[list[Readiness], list[Readiness]]:
    """Tell of all employers and local offices, or of one office and its employers, in three queries."""
    employers = Employer.objects.all()
    offices = LocalOffice.objects.known()
    if office is not None:
        employers, offices = employers.filter(local_office=office), offices.filter(pk=office)
    employer_names, office_names = (
        dict(employers.values_list("pk", "name")),
        dict(offices.values_list("pk", "name")),
    )
    contacts = list(Contact.objects.of_places(employers=employer_names, offices=office_names))
    return (
        _of_side(Side.EMPLOYER, employer_names, contacts, on),
        _of_side(Side.TRAINING, office_names, contacts, on),
    )


def _of_side(side: Side, names: Mapping[int, str], contacts: Iterable[Contact], on: date) -> list[Readiness]:
    by_place: dict[int | None, dict[str, Contact]] = {}
    for contact in contacts:
        place = contact.employer_id if side is Side.EMPLOYER else contact.local_office_id
        by_place.setdefault(place, {})[contact.post] = contact
    return [
        Readiness(key, name, side, _gaps(listed(side), by_place.get(key, {}), on))
        for key, name in names.items()
    ]


def _gaps(posts: Collection[Post], contacts: Mapping[str, Contact], on: date) -> tuple[Gap, ...]:
    gaps = (Gap(post, contacts.get(post.code)) for post in posts)
    return tuple(gap for gap in gaps if gap.contact is None or gap.contact.is_old(on))
