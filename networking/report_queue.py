"""One queue of reports for organisers: of networking, and of messages in rooms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from breakouts.models import Message, Report
from events.models import Assembly, Delegate
from networking.models import NetworkingReport, SafetyAct, Suspension
from networking.quoting import LINES_AROUND

LATEST = 25
NETWORKING, ROOM = "networking", "room"
SOURCES = (NETWORKING, ROOM)


@dataclass(frozen=True)
class Said:
    """One message that was said around what is reported."""

    name: str
    at: datetime
    words: str
    is_it: bool


@dataclass(frozen=True)
class Added:
    """What the reporter said later, and the words that it was about if they were changed since."""

    at: datetime
    because: str
    body: str


@dataclass(frozen=True)
class Entry:
    """One report, from wherever it comes."""

    source: str
    number: int
    assembly: Assembly
    kind: str
    about: Delegate | None
    about_user: int
    about_name: str
    reporter: str
    because: str
    body: str
    reported_at: datetime
    handled_at: datetime | None
    handled_by: str
    added: Sequence[Added] = ()
    earlier_count: int = 0
    acts: Sequence[SafetyAct] = ()
    said: Sequence[Said] = field(default=(), repr=False)
    room_address: str = ""
    can_hide: bool = False

    @property
    def outcome(self) -> str:
        """What was done, in a few words; of rooms whose hosts did it themselves only that."""
        return self.acts[-1].get_verb_display() if self.acts else "Handled in the room"


def open_reports() -> list[Entry]:
    """Return what nobody has handled, the oldest first, of every assembly. Seven queries."""
    return _entries(_networking().filter(handled_at=None), _rooms().filter(handled_at=None))


def open_count() -> int:
    """Count those. Two queries."""
    still_open = {"handled_at": None}
    return NetworkingReport.objects.filter(**still_open).count() + Report.objects.filter(**still_open).count()


def lately_handled() -> list[Entry]:
    """Return what was handled last, the latest first."""
    handled = [
        rows.exclude(handled_at=None).order_by("-handled_at", "-pk")[:LATEST]
        for rows in (_networking(), _rooms())
    ]
    found = _entries(*handled)
    return sorted(found, key=lambda entry: entry.handled_at or entry.reported_at, reverse=True)[:LATEST]


def reports_about(user: int) -> list[Entry]:
    """Return every report about a person, the oldest first."""
    return _entries(_networking().filter(about__user=user), _rooms().filter(message__author=user))


def find_report(source: str, number: int) -> Entry | None:
    """Return one report with what was said around it."""
    if source == ROOM:
        found = _entries((), _rooms().filter(pk=number), with_said=True)
    else:
        found = _entries(_networking().filter(pk=number), (), with_said=True)
    return found[0] if found else None


def acts_about(delegate: Delegate) -> Sequence[SafetyAct]:
    """Return what organisers did about somebody, the oldest first."""
    return list(SafetyAct.objects.filter(about=delegate))


def suspension_of(delegate: Delegate, at: datetime) -> Suspension | None:
    """Return what keeps somebody out of networking now, if anything does."""
    return Suspension.objects.in_force(at).filter(delegate=delegate).first()


def _networking() -> Any:
    return NetworkingReport.objects.select_related(
        "about__assembly", "reporter", "line", "handled_by"
    ).order_by("reported_at", "pk")


def _rooms() -> Any:
    path = "message__room"
    return Report.objects.select_related(
        f"{path}__session__assembly", f"{path}__theme", "reporter", "handled_by", "message"
    ).order_by("reported_at", "pk")


def _entries(
    of_networking: Iterable[NetworkingReport], of_rooms: Iterable[Report], *, with_said: bool = False
) -> list[Entry]:
    networking, rooms = list(of_networking), list(of_rooms)
    places = _places({(each.message.room.session.assembly_id, who) for each in rooms for who in _both(each)})
    acts = _acts_on(networking, rooms)
    found = [_of_networking(each, acts, with_said) for each in networking]
    found += [_of_room(each, places, acts, with_said) for each in rooms]
    found.sort(key=lambda entry: (entry.reported_at, entry.source, entry.number))
    return _with_earlier(found)


def _of_networking(report: NetworkingReport, acts: dict[Any, list[SafetyAct]], with_said: bool) -> Entry:
    said = [
        Said(each["name"], datetime.fromisoformat(each["at"]), each["words"], each["id"] == report.line_id)
        for each in report.context
    ]
    return Entry(
        NETWORKING,
        report.pk,
        report.about.assembly,
        report.get_kind_display(),
        report.about,
        report.about.user_id,
        report.about.name,
        report.reporter.name,
        report.because,
        report.body,
        report.reported_at,
        report.handled_at,
        _name(report.handled_by),
        added=[
            Added(datetime.fromisoformat(each["at"]), each["because"], each["body"]) for each in report.added
        ],
        acts=acts.get((NETWORKING, report.pk), ()),
        said=said if with_said else (),
        can_hide=report.line is not None and report.line.removed_at is None,
    )


def _of_room(
    report: Report, places: dict[Any, Delegate], acts: dict[Any, list[SafetyAct]], with_said: bool
) -> Entry:
    message, room = report.message, report.message.room
    assembly = room.session.assembly
    about = places.get((assembly.pk, message.author_id))
    reporter = places.get((assembly.pk, report.reporter_id))
    return Entry(
        ROOM,
        report.pk,
        assembly,
        f"Message in {room.name}",
        about,
        message.author_id,
        message.author_name,
        reporter.name if reporter else report.reporter.name,
        report.because,
        report.body,
        report.reported_at,
        report.handled_at,
        _name(report.handled_by),
        acts=acts.get((ROOM, report.pk), ()),
        said=_said_in_room(message) if with_said else (),
        room_address=room.address,
        can_hide=True,
    )


def _said_in_room(message: Message) -> list[Said]:
    beside = Message.objects.filter(room=message.room_id)
    here = {"sent_at": message.sent_at}
    before = beside.filter(Q(sent_at__lt=message.sent_at) | Q(**here, pk__lt=message.pk))
    after = beside.filter(Q(sent_at__gt=message.sent_at) | Q(**here, pk__gt=message.pk))
    first = list(before.order_by("-sent_at", "-pk")[:LINES_AROUND])[::-1]
    shown = [*first, message, *after.order_by("sent_at", "pk")[:LINES_AROUND]]
    return [Said(each.author_name, each.sent_at, each.body, each.pk == message.pk) for each in shown]


def _both(report: Report) -> tuple[int, int]:
    return report.message.author_id, report.reporter_id


def _places(wanted: set[tuple[int, int]]) -> dict[tuple[int, int], Delegate]:
    if not wanted:
        return {}
    assemblies, users = {assembly for assembly, _ in wanted}, {user for _, user in wanted}
    found = Delegate.objects.filter(assembly__in=assemblies, user__in=users)
    return {(each.assembly_id, each.user_id): each for each in found}


def _acts_on(networking: Sequence[NetworkingReport], rooms: Sequence[Report]) -> dict[Any, list[SafetyAct]]:
    found: dict[Any, list[SafetyAct]] = {}
    on_these = Q(report__in=[each.pk for each in networking]) | Q(room_report__in=[each.pk for each in rooms])
    for act in SafetyAct.objects.filter(on_these):
        key = (NETWORKING, act.report_id) if act.report_id else (ROOM, act.room_report_id)
        found.setdefault(key, []).append(act)
    return found


def _with_earlier(entries: Sequence[Entry]) -> list[Entry]:
    """Count, for each, the reports about the same person that were made before it, wherever."""
    people = {entry.about_user for entry in entries}
    times = [
        *NetworkingReport.objects.filter(about__user__in=people).values_list("about__user", "reported_at"),
        *Report.objects.filter(message__author__in=people).values_list("message__author", "reported_at"),
    ]
    return [
        replace(
            entry,
            earlier_count=sum(
                who == entry.about_user and reported_at < entry.reported_at for who, reported_at in times
            ),
        )
        for entry in entries
    ]


def _name(user: User | None) -> str:
    return user.name if user else ""
