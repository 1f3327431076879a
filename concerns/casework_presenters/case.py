"""The page of a case. No queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from concerns.actions.opening import Opened, OpenedCase
from concerns.casework_presenters.lanes import SEVERITY_COLOURS, Due, Lane, due_of, lanes_of
from concerns.casework_presenters.offers import Offer, next_offers, offers_of
from concerns.casework_presenters.words import LabelBlock, Letter, label_blocks, letters_of
from concerns.casework_queries.case import CaseRows, readings_of
from concerns.kinds import Severity, TextKind
from concerns.models import Entry, Exclusion, IdentityRequest, Referral
from concerns.models.records import Deed
from concerns.obligations import Promise
from concerns.pathway import State, words_for_handlers
from concerns.policies import CaseNow, Step, can_take


@dataclass(frozen=True)
class KeptOut:
    """Somebody who must not know of the case, named, and who said so."""

    who: str
    by: str


def kept_out_of(exclusions: Iterable[Exclusion]) -> list[KeptOut]:
    """Name those who are kept out."""
    return [KeptOut(str(each.user or each.group), each.get_by_display().lower()) for each in exclusions]


@dataclass(frozen=True)
class History:
    """What was done on one day."""

    on: date
    lines: Sequence[str]


def history_of(entries: Iterable[Entry], referrals: Iterable[Referral]) -> list[History]:
    """Tell day by day what was done, but for readings; the newest day first."""
    groups = {str(each.group_id): str(each.group) for each in referrals}
    done = [entry for entry in entries if entry.deed not in (Deed.OPENED, Deed.IDENTITY_OPENED)]
    days = groupby(reversed(done), key=lambda entry: entry.on)
    return [History(on, [_deed(entry, groups) for entry in rows]) for on, rows in days]


def _deed(entry: Entry, groups: Mapping[str, str]) -> str:
    words = entry.get_deed_display()
    if entry.deed == Deed.REFERRED:
        # What comes with the sending is the reporter's choice, and no referral.
        words = f"{words if entry.role else 'Sent'} to {groups.get(entry.facts.get('to', ''), 'a group')}"
    return f"{words}: {entry.role}" if entry.role else words


@dataclass(frozen=True, repr=False)
class CasePage:
    """Everything that the page of a case shows."""

    rows: CaseRows
    state: str
    severity_colour: str
    lanes: Sequence[Lane]
    offers: Sequence[Offer]
    next: Sequence[Offer]
    """What keeps the promise that is due first, then what the case waits for."""
    due: Due | None
    kept_out: Sequence[KeptOut]
    readings: Sequence[Entry]
    history: Sequence[History]
    request: IdentityRequest | None
    """A colleague asks to know who raised it."""
    can_write: bool
    can_ask: bool
    narrative: Opened | None = None
    people: Opened | None = None
    labels: Sequence[LabelBlock] = ()
    messages: Sequence[Letter] = ()
    notes: Sequence[Letter] = ()


def case_page(rows: CaseRows, now: CaseNow, opened: OpenedCase | None, *, today: date) -> CasePage:
    """Lay a case out; without keys there are no words."""
    offers = offers_of(now)
    running = [
        clock
        for clock in rows.own.clocks.all()
        if clock.ended_on is None and clock.promise != Promise.SIGHT and rows.own.is_live
    ]
    nearest = min(running, key=lambda clock: clock.due_on, default=None)
    concern = rows.concern
    words: dict[str, object] = {}
    if opened:
        words = {
            "narrative": next(iter(opened.of_kind(TextKind.NARRATIVE)), None),
            "people": next(iter(opened.of_kind(TextKind.PEOPLE)), None),
            "labels": label_blocks(rows.labels, opened),
            "messages": letters_of(opened, TextKind.TO_REPORTER, TextKind.FROM_REPORTER),
            "notes": letters_of(opened, TextKind.NOTE),
        }
    return CasePage(
        rows=rows,
        state=words_for_handlers(State(concern.state)),
        severity_colour=SEVERITY_COLOURS.get(Severity(concern.severity), "white"),
        lanes=lanes_of(rows.referrals, mine=rows.group.pk, opened=opened, today=today),
        offers=offers,
        next=next_offers(now, offers, due=Promise(nearest.promise) if nearest else None),
        due=due_of(nearest, today=today) if nearest else None,
        kept_out=kept_out_of(rows.exclusions),
        readings=readings_of(rows.entries),
        history=history_of(rows.entries, rows.referrals),
        request=next((each for each in rows.requests if not each.agreed_on and not each.declined_on), None),
        can_write=can_take(Step.WRITE, now).is_allowed,
        can_ask=can_take(Step.ASK, now).is_allowed,
        **words,  # type: ignore[arg-type]
    )
