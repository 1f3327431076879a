"""Feedback that answers each label, and the end of a track; the case ends with its last one."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from concerns.actions import clocks
from concerns.actions.handling import LabelAnswer, answer_labels, answers_noted, send_words
from concerns.actions.hands import Hands, in_hand
from concerns.kinds import Found, TextKind
from concerns.models import Concern, Finding, Recognition, Referral
from concerns.models.records import Deed
from concerns.obligations import Promise
from concerns.pathway import Act, Track
from concerns.policies import Step
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing


def give_feedback(
    *, handler: Standing, concern: Concern, labels: Mapping[UUID, LabelAnswer], words: str, at: datetime
) -> None:
    """Answer the reporter in full: a finding on each of their own words, and what was done (S2, S7).

    :raises ConcernRefused: ``not_accepted``, ``not_now``, ``labels_open``, ``because_missing``,
        ``gaps_left``, ``unedited``, ``empty``.
    """
    with in_hand(handler, concern, Step.ANSWER, at=at) as hands:
        wanted = list(hands.concern.labels.all())
        if not all(label.pk in labels and labels[label.pk].answer in Found.values for label in wanted):
            raise ConcernRefused(Refusal.LABELS_OPEN)
        if not all(labels[label.pk].because.strip() for label in wanted):
            raise ConcernRefused(Refusal.BECAUSE_MISSING)
        hands.move(Act.ANSWER)
        for label in wanted:
            given = labels[label.pk]
            because = hands.write(TextKind.BECAUSE, given.because)
            Finding.objects.create(
                label=label,
                referral=hands.referral,
                found=Found(given.answer),
                because=because,
                on=hands.on,
            )
        send_words(hands, words)
        hands.referral.answered_on = hands.on
        hands.referral.save(update_fields=["answered_on"])
        hands.concern.answered_on = hands.on
        hands.concern.save(update_fields=["answered_on"])
        clocks.keep_promises(hands.referral, Promise.FEEDBACK, Promise.INVESTIGATE, on=hands.on)
        clocks.restart_clock(hands.referral, Promise.CONTACT, on=hands.on)
        found = {str(label.pk): labels[label.pk].answer for label in wanted}
        hands.note(Deed.ANSWERED, labels=found)


def close_track(*, handler: Standing, concern: Concern, at: datetime) -> None:
    """Close this side; with the last one the case closes.

    :raises ConcernRefused: ``not_accepted``, ``not_now``; ``no_feedback`` unless it was answered or the
        reporter has left a question unanswered for 30 days.
    """
    with in_hand(handler, concern, Step.CLOSE, at=at) as hands:
        end_tracks(hands, [hands.referral])
        if not hands.concern.referrals.live().exists():
            hands.move(Act.CLOSE)
            _end_case(hands)
        hands.note(Deed.CLOSED)


def show_another_way(
    *,
    handler: Standing,
    concern: Concern,
    words: str,
    to_outside: bool,
    labels: Mapping[UUID, LabelAnswer],
    at: datetime,
) -> None:
    """End it by telling the reporter who is better placed, or that it was handed to an outside body.

    Nothing ends without an answer to each of the reporter's own words (S2): where this group has not triaged
    it, ``labels`` answers them now. One side never ends the other: while another has the case, it is refused.

    :raises ConcernRefused: ``not_accepted``, ``not_now``, ``other_side_goes_on``, ``labels_open``,
        ``because_missing``, ``gaps_left``, ``unedited``, ``empty``.
    """
    with in_hand(handler, concern, Step.OTHER_WAY, at=at) as hands:
        hands.move(Act.REFER_OUT if to_outside else Act.SIGNPOST)
        own = Recognition.objects.filter(label__concern=hands.concern, referral__group=hands.group)
        is_triaged = own.exists()
        if not is_triaged:
            answer_labels(hands, labels)
        send_words(hands, words)
        end_tracks(hands, [hands.referral])
        _end_case(hands)
        told = {} if is_triaged else {"labels": answers_noted(labels)}
        hands.note(Deed.REFERRED_OUT if to_outside else Deed.SIGNPOSTED, **told)


def _end_case(hands: Hands) -> None:
    """Write down the day; a track that was given back no longer waits for the dean's office to look."""
    clocks.drop_clocks(hands.concern.referrals.all(), on=hands.on)
    hands.concern.closed_on = hands.on
    hands.concern.save(update_fields=["closed_on"])


def end_tracks(hands: Hands, referrals: list[Referral]) -> None:
    """Close these tracks; what they still owed, or waited with, is owed no more."""
    clocks.drop_clocks(referrals, on=hands.on)
    clocks.drop_pauses(referrals, on=hands.on)
    for referral in referrals:
        referral.state, referral.closed_on = Track.CLOSED, hands.on
        referral.save(update_fields=["state", "closed_on"])
