"""Handing a concern on: to employer and local office, both at once, and back with a reason (S1)."""

from datetime import date, datetime

from django.db import transaction

from concerns import vault
from concerns.actions import clocks, day_of, mailing
from concerns.actions.handling import send_words
from concerns.actions.hands import in_hand
from concerns.actions.raising import open_track
from concerns.actions.recording import write_entry
from concerns.kinds import Envelope, GroupKind, Mode, TextKind
from concerns.models import Clock, Concern, HandlerGroup, Referral, SealedText, SealingKey, SightedNotice
from concerns.models.records import Deed
from concerns.obligations import Ending, Promise
from concerns.pathway import Track
from concerns.policies import Step
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing


def refer_concern(
    *, handler: Standing, concern: Concern, group: HandlerGroup, words: str, at: datetime
) -> Referral:
    """Give one more group of the employer or the local office what was written, and tell the reporter.

    The handler's own track goes on.

    :raises ConcernRefused: ``not_accepted``, ``not_now``, ``wrong_place``, ``kept_out``, ``not_ready``,
        ``has_it``, ``gaps_left``, ``unedited``, ``empty``.
    """
    with in_hand(handler, concern, Step.REFER, at=at) as hands:
        _refuse_group(hands.concern, group)
        grant_group(hands.concern, group, through=hands.group, on=hands.on)
        send_words(hands, words)
        clocks.restart_clock(hands.referral, Promise.CONTACT, on=hands.on)
        hands.note(Deed.REFERRED, to=str(group.pk))
        return open_track(hands.concern, group, basis=Referral.Basis.HANDLER, at=at)


def return_referral(*, handler: Standing, concern: Concern, words: str, at: datetime) -> None:
    """Give a case back with a reason that the reporter reads. This group reads no more; the other goes on.

    :raises ConcernRefused: ``not_yours``, ``not_now``, ``only_track``, ``gaps_left``, ``unedited``,
        ``empty``.
    """
    with in_hand(handler, concern, Step.RETURN, at=at) as hands:
        because = send_words(hands, words, TextKind.BECAUSE)
        hands.note(Deed.RETURNED)
        give_back(hands.referral, because, on=hands.on)
        left = hands.concern.referrals.live().select_related("group")
        mailing.tell_groups([each.group for each in left], at=at, concern=hands.concern)


def grant_group(concern: Concern, group: HandlerGroup, *, through: HandlerGroup, on: date) -> None:
    """Let one more group open what a group can open that has it.

    :raises ConcernRefused: ``keys_absent``, ``damaged``.
    """
    keys = list(SealingKey.objects.of_groups([group]))
    envelopes = [Envelope.CONTENT, Envelope.IDENTITY] if concern.mode == Mode.NAMED else [Envelope.CONTENT]
    for envelope in envelopes:
        vault.grant(concern, envelope, vault.groups_key(concern, [through.pk], envelope), keys, on=on)


def give_back(referral: Referral, because: SealedText, *, on: date) -> None:
    """End a track without closing it: its group reads no more, and owes no more."""
    referral.because, referral.state, referral.returned_on = because, Track.RETURNED, on
    referral.save(update_fields=["because", "state", "returned_on"])
    # That the dean's office is sighted does not hang on who works on it.
    kept = referral.clocks.running().filter(promise=Promise.SIGHT)
    others = referral.clocks.running().exclude(pk__in=kept.values("pk"))
    clocks.end_clocks(others, Ending.MOOT, on=on)
    referral.concern.grants.filter(key__group=referral.group).delete()


@transaction.atomic
def mark_seen(*, dean: Standing, notice: SightedNotice, at: datetime) -> None:
    """Write down that the dean's office has seen that a concern exists. A second time changes nothing.

    :raises ConcernRefused: ``not_yours``.
    """
    notice = SightedNotice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    group = next(
        (
            each
            for each in dean.groups.values()
            if each.is_dean and each.local_office_id == notice.local_office_id
        ),
        None,
    )
    if group is None or not SightedNotice.objects.visible_to(dean.user.pk).filter(pk=notice.pk).exists():
        raise ConcernRefused(Refusal.NOT_YOURS)
    if notice.seen_on is not None:
        return
    notice.seen_on = day_of(at)
    notice.save(update_fields=["seen_on"])
    running = Clock.objects.running().filter(referral__concern=notice.concern_id, promise=Promise.SIGHT)
    clocks.end_clocks(running, Ending.MET, on=day_of(at))
    write_entry(
        notice.concern_id, Deed.SEEN, on=day_of(at), role=dean.as_member_of(group), actor=dean.user.pk
    )


def _refuse_group(concern: Concern, group: HandlerGroup) -> None:
    around = HandlerGroup.objects.of_place(employer=concern.employer, local_office=concern.local_office)
    if not around.filter(pk=group.pk).exists():
        raise ConcernRefused(Refusal.WRONG_PLACE)
    if concern.exclusions.filter(group=group).exists():
        raise ConcernRefused(Refusal.KEPT_OUT)
    if concern.referrals.live().filter(group=group).exists():
        raise ConcernRefused(Refusal.HAS_IT)
    left = concern.who_can_open([group.pk])
    if not HandlerGroup.objects.ready().filter(pk=group.pk).exists() or not left.exists():
        raise ConcernRefused(Refusal.NOT_READY)


def groups_to_refer_to(concern: Concern) -> list[HandlerGroup]:
    """Return the groups that could be given the case now."""
    around = HandlerGroup.objects.ready().of_place(
        employer=concern.employer, local_office=concern.local_office
    )
    kept_out = concern.exclusions.filter(group__isnull=False).values("group")
    have_it = concern.referrals.live().values("group")
    free = around.exclude(pk__in=kept_out).exclude(pk__in=have_it)
    order = list(GroupKind)
    return sorted(
        free.select_related("employer", "local_office"), key=lambda group: order.index(GroupKind(group.kind))
    )
