"""What deans, national leads, auditors and members see around the cases. No queries."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import User
from concerns.casework_presenters.lanes import Lane, lanes_of
from concerns.models import (
    HOUSE,
    Entry,
    HandlerGroup,
    Membership,
    SightedNotice,
)
from concerns.pathway import State, words_for_handlers


@dataclass(frozen=True)
class SightedRow:
    """What a dean's office is told: coarse facts and clocks, no words."""

    notice: SightedNotice
    state: str
    lanes: Sequence[Lane]
    late_count: int
    is_to_see: bool


def sighted_row(notice: SightedNotice, *, today: date) -> SightedRow:
    """Tell a sighted notice."""
    concern = notice.concern
    referrals = list(concern.referrals.all())
    late = [
        clock
        for referral in referrals
        for clock in referral.clocks.all()
        if clock.ended_on is None and clock.due_on < today
    ]
    return SightedRow(
        notice=notice,
        state=words_for_handlers(State(concern.state)),
        lanes=lanes_of(referrals, mine=None, opened=None, today=today),
        late_count=len(late),
        is_to_see=notice.seen_on is None and concern.state != State.WITHDRAWN,
    )


def suppressed(count: int) -> str:
    """Tell a figure that points at nobody: 0, fewer than 5, or the number (concerns.md section 10)."""
    return "fewer than 5" if 0 < count < 5 else str(count)


@dataclass(frozen=True)
class MemberBlock:
    """One group, or the auditors, with those whom it entrusts."""

    name: str
    is_own: bool
    members: Sequence[Membership]


def member_blocks(
    groups: Iterable[HandlerGroup],
    members: Iterable[Membership],
    *,
    own: Container[UUID],
    may_audit: bool,
) -> list[MemberBlock]:
    """Lay out the groups: the person's own, then those with members, then the empty ones; auditors last."""
    by_group: dict[UUID | None, list[Membership]] = {}
    for membership in members:
        by_group.setdefault(membership.group_id, []).append(membership)
    blocks = [MemberBlock(str(group), group.pk in own, by_group.get(group.pk, [])) for group in groups]
    blocks.sort(key=lambda block: (not block.is_own, not block.members, block.name))
    return [*blocks, MemberBlock("Auditors", False, by_group.get(None, []))] if may_audit else blocks


@dataclass(frozen=True)
class AuditLine:
    """One entry, without anything that was written."""

    entry: Entry
    who: str
    chain: str
    about: str


def audit_lines(
    entries: Iterable[Entry], people: Mapping[int, User], *, hidden: Container[UUID]
) -> list[AuditLine]:
    """Tell entries; of facts only which person or case they are about, and never one that is hidden."""
    return [
        AuditLine(entry, _actor(entry, people), short_name_of(entry.chain), _about(entry, people, hidden))
        for entry in entries
    ]


def short_name_of(chain: UUID) -> str:
    """Name a chain as handlers name its case."""
    return "The house" if chain == HOUSE else f"{chain.hex[:4]} {chain.hex[4:8]}".upper()


def _actor(entry: Entry, people: Mapping[int, User]) -> str:
    if entry.actor is None:
        return "Nobody recorded"
    person = people.get(entry.actor)
    return f"{person} ({person.email})" if person else f"An account that is gone ({entry.actor})"


def _about(entry: Entry, people: Mapping[int, User], hidden: Container[UUID]) -> str:
    parts = []
    if person := people.get(entry.facts.get("person", 0)):
        parts.append(str(person))
    if (case := entry.facts.get("case")) and UUID(case) not in hidden:
        parts.append(short_name_of(UUID(case)))
    return ", ".join(parts)
