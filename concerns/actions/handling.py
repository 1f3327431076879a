"""Working on a case: acknowledging, triage, investigating, writing, waiting for the reporter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from concerns.actions import clocks
from concerns.actions.hands import Hands, in_hand
from concerns.actions.raising import refuse_codes
from concerns.canned import refuse_unedited
from concerns.kinds import Category, Recognised, Severity, TextKind
from concerns.models import Clock, Concern, Entry, HandlerGroup, Pause, Recognition, SealedText
from concerns.models.records import Deed
from concerns.now import first_start
from concerns.obligations import LONG_FEEDBACK, PAUSE, Ending, Promise
from concerns.pathway import OPEN, Act, Track
from concerns.policies import Step
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing


@dataclass(frozen=True)
class LabelAnswer:
    """What is answered to one label, and why."""

    answer: str
    because: str


def acknowledge_concern(*, handler: Standing, concern: Concern, words: str, at: datetime) -> None:
    """Tell the reporter that a person has it, with the handler's own words.

    :raises ConcernRefused: ``acknowledged_already``: a second time moves no date; ``not_now``, ``not_yours``,
        ``gaps_left``, ``unedited``, ``empty``.
    """
    with in_hand(handler, concern, Step.ACKNOWLEDGE, at=at) as hands:
        hands.move(Act.ACKNOWLEDGE)
        send_words(hands, words)
        hands.referral.state, hands.referral.accepted_on = Track.ACCEPTED, hands.on
        hands.referral.save(update_fields=["state", "accepted_on"])
        clocks.keep_promises(hands.referral, Promise.ACKNOWLEDGE, on=hands.on)
        clocks.start_clock(hands.referral, Promise.FEEDBACK, on=hands.on)
        clocks.start_clock(hands.referral, Promise.CONTACT, on=hands.on)
        hands.note(Deed.ACKNOWLEDGED)


def record_triage(
    *,
    handler: Standing,
    concern: Concern,
    category: Category,
    severity: Severity,
    labels: Mapping[UUID, LabelAnswer],
    route: str,
    at: datetime,
) -> None:
    """Judge it, say of each label whether it is recognised, and explain the route to the reporter (S2).

    High severity owes a safety action within a working day. Once another group has triaged it, what it is
    about stays as that group said, and its severity can only rise.

    :raises ConcernRefused: ``not_accepted``, ``not_now``, ``labels_open``, ``because_missing``,
        ``gaps_left``, ``unedited``, ``empty``.
    """
    with in_hand(handler, concern, Step.TRIAGE, at=at) as hands:
        hands.move(Act.TRIAGE)
        was_high = hands.concern.severity == Severity.HIGH
        is_first = not is_triaged_by_others(hands.concern, hands.group)
        if not is_first:
            category = Category(hands.concern.category)
            severity = max(severity, Severity(hands.concern.severity), key=list(Severity).index)
        hands.concern.category, hands.concern.severity = category, severity
        hands.concern.save(update_fields=["category", "severity"])
        answer_labels(hands, labels)
        send_words(hands, route)
        clocks.keep_promises(hands.referral, Promise.TRIAGE, on=hands.on)
        clocks.keep_for_case(hands.referral, Promise.SCREEN, on=hands.on)
        clocks.restart_clock(hands.referral, Promise.CONTACT, on=hands.on)
        if severity == Severity.HIGH and (is_first or not was_high):
            clocks.start_clock(hands.referral, Promise.SAFETY, on=hands.on)
        answers = answers_noted(labels)
        hands.note(Deed.TRIAGED, category=category, severity=severity, labels=answers)


def is_triaged_by_others(concern: Concern, group: HandlerGroup) -> bool:
    """Whether a group other than this one has judged the case."""
    triages = Entry.objects.filter(chain=concern.pk, deed=Deed.TRIAGED)
    return triages.exclude(facts__group=str(group.pk)).exists()


def screen_risk(*, handler: Standing, concern: Concern, is_at_risk: bool, words: str, at: datetime) -> None:
    """Record that somebody looked whether anyone is at risk now; if so, what is done about it is owed next.

    It is owed within a working day, before anybody need have acknowledged the case.

    :raises ConcernRefused: ``not_now``, ``empty``.
    """
    with in_hand(handler, concern, Step.SCREEN, at=at) as hands:
        hands.write(TextKind.NOTE, words)
        clocks.keep_for_case(hands.referral, Promise.SCREEN, on=hands.on)
        if is_at_risk:
            clocks.start_clock(hands.referral, Promise.SAFETY, on=hands.on)
        hands.note(Deed.SCREENED, is_at_risk=is_at_risk)


def record_safety_action(*, handler: Standing, concern: Concern, words: str, at: datetime) -> None:
    """Record what was done to keep people safe, as a note. It stops no other clock.

    :raises ConcernRefused: ``not_now``, ``empty``.
    """
    with in_hand(handler, concern, Step.SAFETY, at=at) as hands:
        hands.write(TextKind.NOTE, words)
        clocks.keep_for_case(hands.referral, Promise.SAFETY, on=hands.on)
        hands.note(Deed.MADE_SAFE)


def begin_work(*, handler: Standing, concern: Concern, at: datetime) -> None:
    """Say that the case is being worked on.

    :raises ConcernRefused: ``not_accepted``, ``begun_already``, ``not_now``.
    """
    with in_hand(handler, concern, Step.BEGIN, at=at) as hands:
        hands.move(Act.BEGIN)
        hands.note(Deed.BEGUN)


def open_investigation(*, handler: Standing, concern: Concern, at: datetime) -> None:
    """Open an investigation on this track: 20 working days, then a written reason and an update every 20.

    :raises ConcernRefused: ``not_accepted``, ``begun_already``, ``not_now``.
    """
    with in_hand(handler, concern, Step.INVESTIGATE, at=at) as hands:
        hands.move(Act.INVESTIGATE)
        clocks.start_clock(hands.referral, Promise.INVESTIGATE, on=hands.on)
        hands.note(Deed.INVESTIGATED)


def explain_delay(*, handler: Standing, concern: Concern, words: str, at: datetime) -> None:
    """Tell the reporter why the investigation takes longer; the next 20 working days begin.

    :raises ConcernRefused: ``not_accepted``, ``not_investigating``, ``gaps_left``, ``unedited``, ``empty``.
    """
    with in_hand(handler, concern, Step.DELAY, at=at) as hands:
        send_words(hands, words)
        clocks.restart_clock(hands.referral, Promise.INVESTIGATE, on=hands.on, ending=Ending.REPLACED)
        clocks.restart_clock(hands.referral, Promise.CONTACT, on=hands.on)
        hands.note(Deed.UPDATED)


def extend_feedback(*, handler: Standing, concern: Concern, words: str, at: datetime) -> None:
    """Give the full answer 6 months instead of 3, once, and tell the reporter why.

    :raises ConcernRefused: ``not_accepted``, ``not_now``, ``extended_already``, ``gaps_left``, ``unedited``,
        ``empty``.
    """
    with in_hand(handler, concern, Step.EXTEND, at=at) as hands:
        running = hands.referral.clocks.running().get(promise=Promise.FEEDBACK)
        send_words(hands, words)
        clocks.end_clocks([running], Ending.REPLACED, on=hands.on)
        Clock.objects.create(
            referral=hands.referral,
            promise=Promise.FEEDBACK,
            started_on=hands.on,
            due_on=LONG_FEEDBACK.after(first_start(running)),
            follows=running,
        )
        clocks.restart_clock(hands.referral, Promise.CONTACT, on=hands.on)
        hands.note(Deed.EXTENDED)


def write_to_reporter(*, handler: Standing, concern: Concern, words: str, at: datetime) -> None:
    """Send the reporter a message: contact is made, and the next one is owed.

    :raises ConcernRefused: ``not_accepted``, ``not_now`` where it was withdrawn, ``gaps_left``, ``unedited``,
        ``empty``.
    """
    with in_hand(handler, concern, Step.WRITE, at=at) as hands:
        send_words(hands, words)
        if hands.referral.is_live and hands.concern.state in OPEN:
            clocks.restart_clock(hands.referral, Promise.CONTACT, on=hands.on)
        hands.note(Deed.WROTE_REPORTER)


def ask_reporter(*, handler: Standing, concern: Concern, words: str, at: datetime) -> None:
    """Ask the reporter something that the work waits for: at most 10 working days, and twice.

    :raises ConcernRefused: ``not_accepted``, ``not_now``, ``paused_twice``, ``is_paused``, ``gaps_left``,
        ``unedited``, ``empty``.
    """
    with in_hand(handler, concern, Step.ASK, at=at) as hands:
        send_words(hands, words)
        Pause.objects.create(referral=hands.referral, began_on=hands.on, ends_by=PAUSE.after(hands.on))
        clocks.pause_clocks(hands.referral, on=hands.on)
        clocks.restart_clock(hands.referral, Promise.CONTACT, on=hands.on)
        hands.note(Deed.PAUSED)


def write_note(*, handler: Standing, concern: Concern, words: str, at: datetime) -> None:
    """Write something down for those who have the case; the reporter never reads it.

    :raises ConcernRefused: ``not_yours``, ``empty``.
    """
    with in_hand(handler, concern, Step.NOTE, at=at) as hands:
        hands.write(TextKind.NOTE, words)
        hands.note(Deed.WROTE_NOTE)


def send_words(hands: Hands, words: str, kind: TextKind = TextKind.TO_REPORTER) -> SealedText:
    """Seal words that the reporter reads, once they are edited and hold no code.

    :raises ConcernRefused: ``gaps_left``, ``unedited``, ``holds_code``, ``empty``.
    """
    refuse_unedited(words)
    refuse_codes(words)
    return hands.write(kind, words)


def answer_labels(hands: Hands, labels: Mapping[UUID, LabelAnswer]) -> None:
    """Record of each label whether this group recognises it, and why (S2).

    :raises ConcernRefused: ``labels_open``, ``because_missing``.
    """
    wanted = list(hands.concern.labels.all())
    if not all(label.pk in labels and labels[label.pk].answer in Recognised.values for label in wanted):
        raise ConcernRefused(Refusal.LABELS_OPEN)
    if not all(labels[label.pk].because.strip() for label in wanted):
        raise ConcernRefused(Refusal.BECAUSE_MISSING)
    for label in wanted:
        given = labels[label.pk]
        Recognition.objects.create(
            label=label,
            referral=hands.referral,
            answer=Recognised(given.answer),
            because=hands.write(TextKind.BECAUSE, given.because),
            on=hands.on,
        )


def answers_noted(labels: Mapping[UUID, LabelAnswer]) -> dict[str, str]:
    """Return the answers as an entry keeps them: codes, and no words."""
    return {str(key): given.answer for key, given in labels.items()}
