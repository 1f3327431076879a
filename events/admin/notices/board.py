"""The board of notices: one row for each kind, read in four queries however many there are."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from events.models import Assembly, Delegate
from events.notice_occasions import instant_of, occasion_of
from events.notice_samples import is_round
from events.notices import about_round
from events.rounds import Round, RoundKind, rounds_of
from notices.kinds import Kind, all_kinds
from notices.models import Hold, Notice, State, Wording

# Those that nobody needs any more are no news on the board.
SHOWN = [state for state in State if state is not State.WITHDRAWN]
TROUBLES = (State.FAILED, State.UNKNOWN)


@dataclass(frozen=True)
class Row:
    """One kind: when, for whom, how far it is."""

    kind: Kind
    url: str
    when: str
    audience: str
    counts: Sequence[tuple[State, int]]
    hold: Hold | None
    wording: Wording | None

    @property
    def has_words(self) -> bool:
        """Whether organisers put words of their own."""
        return bool(self.wording and (self.wording.subject or self.wording.introduction))

    @property
    def lacks_words(self) -> bool:
        """Whether it is not sent before somebody writes what it says."""
        return self.kind.needs_words and not (self.wording and self.wording.introduction)


@dataclass(frozen=True)
class Board:
    """Everything that is sent at one assembly."""

    rows: Sequence[Row]
    hold: Hold | None
    portal_hold: Hold | None
    failed_count: int
    unknown_count: int


def board_of(assembly: Assembly, at: datetime) -> Board:
    """Read the board."""
    counts = _counts_of(assembly)
    rounds = {each.kind: each for each in rounds_of(assembly.dates, assembly.zone)}
    wanted = _audiences_of(assembly, [each for each in rounds.values() if each.due_at > at])
    holds = holds_at(assembly)
    words = {each.kind: each for each in Wording.objects.filter(scope=assembly.slug)}
    rows = [
        Row(
            kind,
            kind_url(assembly, kind.key),
            instant_of(assembly, rounds.get(RoundKind(kind.key)), at)
            if is_round(kind.key)
            else occasion_of(kind),
            _audience(kind.key, counts[kind.key], wanted),
            [(state, counts[kind.key][state]) for state in SHOWN if counts[kind.key][state]],
            holds.get((assembly.slug, kind.key)) or holds.get(("", kind.key)),
            words.get(kind.key),
        )
        for kind in all_kinds()
    ]
    failed, unknown = (sum(each[state] for each in counts.values()) for state in TROUBLES)
    return Board(rows, holds.get((assembly.slug, "")), holds.get(("", "")), failed, unknown)


def kind_url(assembly: Assembly, key: str) -> str:
    """Return where a kind is worked on."""
    return reverse("admin:events_assembly_notice", args=[assembly.pk, key])


def holds_at(assembly: Assembly) -> dict[tuple[str, str], Hold]:
    """Return what is held at the assembly, by scope and kind, with who held it: one query."""
    standing = Hold.objects.standing().filter(scope__in=("", assembly.slug), about="")
    return {(each.scope, each.kind): each for each in standing.select_related("held_by")}


def holds_about(assembly: Assembly, kind: str) -> dict[str, Hold]:
    """Return what is held alone of a kind, by what it is about, with who held it: one query."""
    standing = Hold.objects.standing().filter(scope=assembly.slug, kind=kind).exclude(about="")
    return {each.about: each for each in standing.select_related("held_by")}


def notices_of(assembly: Assembly) -> "Q":
    """Pick what is told at this assembly; of the rounds only those about the day as it stands now."""
    other_days = Q(kind__in=list(RoundKind)) & ~Q(about=about_round(assembly))
    return Q(scope=assembly.slug) & ~other_days


def _counts_of(assembly: Assembly) -> defaultdict[str, Counter[State]]:
    counted = Notice.objects.filter(notices_of(assembly)).order_by().values_list("kind", "state")
    counts: defaultdict[str, Counter[State]] = defaultdict(Counter)
    for kind, state, count in counted.annotate(count=Count("pk")):
        counts[kind][State(state)] = count
    return counts


def _audiences_of(assembly: Assembly, rounds: Sequence[Round]) -> dict[str, int]:
    """Count whom each round tells as far as it is known now, as ``audience_of`` finds them."""
    theirs = Delegate.objects.filter(assembly=assembly).with_place()
    names = {each.kind.name: each for each in rounds}
    counted = theirs.aggregate(
        **{name: Count("pk", filter=Q(registered_at__lt=each.due_at)) for name, each in names.items()}
    )
    return {str(names[name].kind): count for name, count in counted.items()}


def _audience(kind: str, counts: Counter[State], wanted: Mapping[str, int]) -> str:
    """Say how many: of a round that is still to come who would get it, of the rest who was told."""
    told = sum(counts.values())
    if kind in wanted and not told:
        return f"{people(wanted[kind])} now" if wanted[kind] else "Nobody yet"
    return f"{told} so far" if told else "Nobody yet"


def people(count: int) -> str:
    """Count people: "1 person", "214 people"."""
    return "1 person" if count == 1 else f"{count} people"
