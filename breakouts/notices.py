"""What happens in rooms, as people are told of it: changes, whose turn it is, and that it is time."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from breakouts.audiences import HOLDERS
from breakouts.help.notices import HELP
from breakouts.models import Seat
from breakouts.questions.notices import ANSWERED
from breakouts.turns import TURNS
from common.words import clock, day, time_range, zone_in_words
from events import audiences
from events.letters import questions_to
from events.models import Assembly, Delegate, Session
from notices.kinds import Kind, Topic, declare
from notices.letters import Button, Fact, Letter, Section
from notices.models import Notice

CHANGED, SOON = "programme.changed", "room.soon"
PLACE = ("assembly__slug", "user", "reference")


def about_start(session: Session) -> str:
    """Name the beginning of a session: one that moved begins again."""
    return f"{session.code}@{session.starts_at.timestamp():.0f}"


def compose_changes(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write what changed for each person, from what was found then."""
    slugs = {notice.scope for notice in notices}
    assemblies = {each.slug: each for each in Assembly.objects.filter(slug__in=slugs)}
    places = Delegate.objects.filter(
        assembly__slug__in=slugs, user__in={notice.recipient_id for notice in notices}
    )
    references = {(slug, user): code for slug, user, code in places.values_list(*PLACE)}
    return {
        notice.code: _change_letter(
            notice, assemblies[notice.scope], references.get((notice.scope, notice.recipient_id), "")
        )
        for notice in notices
        if notice.scope in assemblies
    }


def _change_letter(notice: Notice, assembly: Assembly, reference: str) -> Letter:
    changes = notice.facts["changes"]
    what, lead = _in_short(changes, assembly.name)
    return Letter(
        headline=f"{assembly.name}: {what}"[:200],
        introduction=(lead,),
        name=notice.recipient.name,
        sections=[
            Section(change["title"], change["lines"], link=Button("See the session", change["path"]))
            for change in changes
        ],
        button=Button("Open My day", assembly.my_day_address),
        facts=(Fact("Your reference", reference),) if reference else (),
        closing=("Your calendar follows by itself if you subscribed to it.", *questions_to(assembly)),
        sender=assembly.name,
        organisation=assembly.organisation_name,
    )


def _in_short(changes: Sequence[Mapping[str, Any]], name: str) -> tuple[str, str]:
    """Return what happened to how many sessions, and what it is to the reader."""
    new_count = sum(change.get("is_new", False) for change in changes)
    is_one, title = len(changes) == 1, changes[0]["title"]
    if new_count == len(changes):
        what = f"“{title}” is new in the programme" if is_one else f"{new_count} sessions are new"
        return what, f"The organisers of {name} added to the programme."
    if new_count:
        what = f"{len(changes)} sessions are new or have changed"
        return what, f"The organisers of {name} added to the programme and changed parts of it."
    what = f"“{title}” has changed" if is_one else f"{len(changes)} sessions have changed"
    return what, f"The organisers of {name} changed what you chose or take part in."


def compose_reminders(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to those who still have a seat in a session that still begins then."""
    people = {notice.recipient_id for notice in notices}
    codes = {notice.about.partition("@")[0] for notice in notices}
    seats = Seat.objects.filter(delegate__user__in=people, session__code__in=codes).of_registered()
    rows = seats.select_related(
        "delegate", "session__assembly", "room__theme", "room__place", "room__session"
    )
    found = {
        (seat.delegate.user_id, about_start(seat.session)): seat
        for seat in rows
        if not seat.session.is_cancelled
    }
    keys = {notice.code: (notice.recipient_id, notice.about) for notice in notices}
    return {code: _reminder(found[key]) for code, key in keys.items() if key in found}


def _reminder(seat: Seat) -> Letter:
    session, room = seat.session, seat.room
    assembly = session.assembly
    begins = clock(session.starts_at, assembly.zone)
    hours = time_range(session.starts_at, session.ends_at, assembly.zone)
    return Letter(
        headline=f"“{room.name}” begins at {begins}",
        introduction=(
            f"The room that you chose begins at {begins}. Your place is kept for the first five minutes.",
        ),
        name=seat.delegate.name,
        facts=(
            Fact("Session", session.title),
            Fact(
                "When", f"{day(session.starts_at, assembly.zone)}, {hours} ({zone_in_words(assembly.zone)})"
            ),
            Fact("Where", room.place.name),
            Fact("Your reference", seat.delegate.reference),
        ),
        closing=questions_to(assembly),
        button=Button("Join the room", session.address),
        sender=assembly.name,
        organisation=assembly.organisation_name,
    )


declare(
    *TURNS,
    HELP,
    ANSWERED,
    Kind(
        CHANGED,
        "A session or room changed",
        Topic.CHANGES,
        compose_changes,
        occasion="15 minutes after the last change of the programme, 2 if it is soon",
    ),
    Kind(SOON, "A chosen room begins in 10 minutes", Topic.ROOMS, compose_reminders),
)
audiences.declare(HOLDERS)
