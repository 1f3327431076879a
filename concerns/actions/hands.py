"""Taking a case in hand: the lock, the check that it still is this handler's, and through which group."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from concerns import vault
from concerns.actions import day_of
from concerns.actions.opening import group_with
from concerns.actions.recording import write_entry
from concerns.kinds import TextKind
from concerns.models import Concern, Entry, HandlerGroup, Referral, SealedText
from concerns.models.records import Deed
from concerns.now import case_now
from concerns.pathway import Act, State, after, words_for_handlers
from concerns.policies import Step, can_take
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing


@dataclass(frozen=True, repr=False)
class Hands:
    """A locked case, the handler, and the track through which they act."""

    handler: Standing
    concern: Concern
    group: HandlerGroup
    referral: Referral
    on: date

    def move(self, act: Act) -> None:
        """Take a step of the pathway.

        :raises ConcernRefused: ``not_now``.
        """
        state = after(act, State(self.concern.state))
        if state is None:
            words = words_for_handlers(State(self.concern.state)).lower()
            raise ConcernRefused(Refusal.NOT_NOW, state=words)
        if state != self.concern.state:
            self.concern.state = state
            self.concern.save(update_fields=["state"])

    def write(self, kind: TextKind, words: str) -> SealedText:
        """Seal words of this handler into the case.

        :raises ConcernRefused: ``empty``, ``keys_absent``.
        """
        if not words.strip():
            raise ConcernRefused(Refusal.EMPTY)
        key = vault.groups_key(self.concern, [self.group.pk])
        author = vault.Author(self.handler.user, self.group)
        return vault.write_text(self.concern, key, kind, words, on=self.on, author=author)

    def note(self, deed: Deed, **facts: Any) -> None:
        """Write down what was done."""
        role = self.handler.as_member_of(self.group)
        write_entry(
            self.concern.pk,
            deed,
            on=self.on,
            role=role,
            actor=self.handler.user.pk,
            group=str(self.group.pk),
            **facts,
        )


# Whoever only read has changed nothing that a form could be stale by.
READINGS = (Deed.OPENED, Deed.IDENTITY_OPENED, Deed.SEEN)


def last_step_of(concern: Concern) -> int:
    """Return the number of the last entry that changed something: a form remembers it."""
    steps = Entry.objects.filter(chain=concern.pk).exclude(deed__in=READINGS)
    return steps.aggregate(last=Max("number"))["last"] or 0


def take_turn(act: Callable[[], object], *, concern: Concern, seen: int) -> None:
    """Do something that was decided when ``seen`` was the last step of the case, and at most once.

    :raises ConcernRefused: ``moved_on`` if there was another step since, and whatever the act refuses.
    """
    with transaction.atomic():
        # The lock that the act takes too: a form that is sent twice at once acts once.
        locked = Concern.objects.select_for_update(no_key=True).get(pk=concern.pk)
        if last_step_of(locked) != seen:
            raise ConcernRefused(Refusal.MOVED_ON)
        act()


@contextmanager
def in_hand(handler: Standing, concern: Concern, step: Step, *, at: datetime) -> Iterator[Hands]:
    """Hold the lock of a case that is this handler's, within one transaction, if they can take the step.

    :raises ConcernRefused: ``not_yours``, and whatever the rules of the step refuse.
    """
    with transaction.atomic():
        locked = Concern.objects.select_for_update(no_key=True).get(pk=concern.pk)
        group = group_with(handler, locked)
        tracks = list(locked.referrals.order_by("-offered_on", "state"))
        referral = next((track for track in tracks if track.group_id == group.pk), None)
        if referral is None:
            raise ConcernRefused(Refusal.NOT_YOURS)
        # One object: what an act changes of the case, the track sees.
        referral.concern, referral.group = locked, group
        can_take(step, case_now(referral, tracks, on=day_of(at))).or_raise(ConcernRefused)
        yield Hands(handler, locked, group, referral, day_of(at))
