"""What pages show of conversations: the list, what was said, who has read how far, a person's page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from breakouts.rules import can_still_edit
from common.words import clock, day, day_and_clock
from networking.conversation_queries import contacts_of
from networking.models import Conversation, Line, Member, Profile, pair_of
from networking.views.loading import Part

GONE = {"removed": "Message removed", "hidden": "The organisers hid this message."}
SHORT = 90


@dataclass(frozen=True)
class Row:
    """One conversation of the list."""

    title: str
    address: str
    last: str
    when: str
    unread_count: int
    is_muted: bool
    is_group: bool


@dataclass(frozen=True)
class TalkLine:
    """One line as one person sees it. Marks stand before it: a day that begins, and where reading ended."""

    id: int
    cid: UUID
    by: str
    who: str
    is_own: bool
    said_at: datetime
    body: str
    is_edited: bool
    gone: str
    because: str
    can_edit: bool
    day: str
    is_first_new: bool

    @property
    def mark(self) -> str:
        """Where its day stands among the lines: before it, as scripts sort them."""
        return f"{self.id - 1}.5"

    @property
    def new_mark(self) -> str:
        """Where "new since you were last here" stands: between its day and it."""
        return f"{self.id - 1}.75"


def rows_of(members: Iterable[Member], lines: Mapping[int, Line], now: datetime) -> list[Row]:
    """Present the list: ``members`` as ``talks_of`` reads them, with their last lines."""
    return [_row(member, lines.get(member.last_line), now) for member in members]  # type: ignore[attr-defined]


def _row(member: Member, line: Line | None, now: datetime) -> Row:
    talk, zone = member.conversation, member.conversation.assembly.zone
    return Row(
        title=talk.title or member.other_name,  # type: ignore[attr-defined]
        address=talk.address,
        last=_in_short(line, member) if line else "Nobody has written yet",
        when=_when(line.sent_at if line else talk.started_at, now, zone),
        unread_count=member.unread_count,  # type: ignore[attr-defined]
        is_muted=member.is_muted,
        is_group=talk.is_group,
    )


def _in_short(line: Line, member: Member) -> str:
    words = GONE[line.gone] if line.gone else " ".join(line.body.split())
    words = words if len(words) <= SHORT else f"{words[:SHORT].rstrip()}…"
    if line.author_id == member.delegate_id:
        return f"You: {words}"
    return f"{line.author.name}: {words}" if member.conversation.is_group else words


def _when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    is_today = at.astimezone(zone).date() == now.astimezone(zone).date()
    return clock(at, zone) if is_today else day(at, zone)


def talk_lines(
    lines: Sequence[Line], member: Member, *, can_write: bool, zone: ZoneInfo, at: datetime
) -> list[TalkLine]:
    """Present what was said to one of its people, who had read as ``member`` says."""
    read_at = member.read_at or member.since_at
    new = [each.pk for each in lines if each.sent_at > read_at and each.author_id != member.delegate_id]
    shown: list[TalkLine] = []
    last_day = ""
    for line in lines:
        own, name = line.author_id == member.delegate_id, day(line.sent_at, zone)
        shown.append(
            TalkLine(
                id=line.pk,
                cid=line.cid,
                by=line.author.profile.code,
                who=line.author.name,
                is_own=own,
                said_at=line.sent_at,
                body=line.shown or "",
                is_edited=line.edited_at is not None and not line.gone,
                gone=GONE.get(line.gone, ""),
                because=line.hidden_because if own and line.gone == "hidden" else "",
                can_edit=own and can_write and not line.gone and can_still_edit(line.sent_at, at),
                day=name if name != last_day else "",
                is_first_new=bool(new) and line.pk == new[0],
            )
        )
        last_day = name
    return shown


def read_words(lines: Sequence[TalkLine], other: Member | None, zone: ZoneInfo) -> str:
    """Say when the other of two has read one's own last line; nothing in groups, or while they have not."""
    last = lines[-1] if lines else None
    if not (last and last.is_own and other and other.read_at and other.looked_at):
        return ""
    if other.read_at < last.said_at:
        return ""
    is_same_day = day(other.looked_at, zone) == day(last.said_at, zone)
    return f"Read at {(clock if is_same_day else day_and_clock)(other.looked_at, zone)}"


def with_words(people: Iterable[Member]) -> str:
    """Say who else is in a group."""
    names = [each.delegate.name for each in people if each.state == Member.State.IN]
    return f"With {', '.join(names)}" if names else "Nobody else is in this group now"


def about_person(part: Part, profile: Profile, at: datetime) -> dict[str, object]:
    """Tell a person's page whether one can write to them, or read what was said. Two queries."""
    talk = (
        Conversation.objects.of(part.delegate, at)
        .filter(pair=pair_of(part.delegate.pk, profile.delegate_id))
        .first()
    )
    if talk:
        talk.assembly = part.assembly
    return {
        "talk": talk,
        "can_write_to": contacts_of(part.delegate, at).filter(pk=profile.pk).exists(),
    }
