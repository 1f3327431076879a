"""How something that was promised to go goes: when, in which order, a batch at a time, and written down.

``Rule`` says what; rooms have one, and so has whatever stands above them.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from breakouts.clearing.rules import kept_until
from events.models import Assembly

log = structlog.get_logger(__name__)

BATCH = 500


@dataclass(frozen=True)
class Sweep:
    """One kind of thing that goes: its key in the record, its name for one and for many, and how it goes."""

    key: str
    one: str
    many: str
    remove: Callable[[Assembly, int], int]
    """Removes so many at most, and tells how many there were."""


@dataclass(frozen=True)
class Rule:
    """What goes from an assembly once its time is over, in the order in which it can."""

    record: type[Any]
    """A ``ClearingRecord``."""
    sweeps: Sequence[Sweep]
    holders: Callable[[], QuerySet[Assembly]]
    """Finds the assemblies that may hold something."""
    unhandled: Callable[[Assembly], int]
    """Counts the reports that nobody has handled: they do not keep the words that they tell of."""
    done: str
    """What the log says once nothing is left."""


@dataclass(frozen=True)
class Keeping:
    """Until when the words of one assembly are kept."""

    assembly: Assembly
    until_at: datetime
    has_begun: bool

    def is_due(self, at: datetime) -> bool:
        """Whether they go now."""
        return self.until_at <= at


def until_of(assembly: Assembly) -> datetime:
    """Return the instant from which on the words of an assembly go."""
    return kept_until(assembly.closes_at, assembly.zone)


def keepings_of(rule: Rule) -> Sequence[Keeping]:
    """Return what will go, the next first: assemblies that still hold their words. Two queries."""
    of_now = rule.record.objects.filter(of_end=F("assembly__closes_at"))
    begun = set(of_now.filter(done_at=None).values_list("assembly", flat=True))
    waiting = rule.holders().exclude(pk__in=of_now.exclude(done_at=None).values("assembly"))
    found = [Keeping(each, until_of(each), each.pk in begun) for each in waiting]
    return sorted(found, key=lambda keeping: (keeping.until_at, keeping.assembly.pk))


def clear_due(rule: Rule, *, at: datetime) -> int:
    """Remove whatever is due, a committed batch at a time; return for how many assemblies.

    Safe twice, with two workers, killed between any two batches, and however late.
    """
    done = 0
    for keeping in keepings_of(rule):
        if keeping.is_due(at) and (clearing := begin(rule, assembly=keeping.assembly, at=at)):
            while clear_batch(rule, clearing=clearing, at=at):
                pass
            done += 1
    return done


@transaction.atomic
def begin(rule: Rule, *, assembly: Assembly, at: datetime) -> Any:
    """Decide, under the assembly's lock, that it is cleared now; None if that is not due any more."""
    assembly = Assembly.objects.select_for_update(no_key=True).get(pk=assembly.pk)
    if at < until_of(assembly):
        return None
    clearing, _ = rule.record.objects.get_or_create(
        assembly=assembly,
        of_end=assembly.closes_at,
        defaults={"began_at": at, "unhandled_count": rule.unhandled(assembly)},
    )
    return clearing


@transaction.atomic
def clear_batch(rule: Rule, *, clearing: Any, most: int = BATCH, at: datetime) -> bool:
    """Remove the next batch, ``most`` things of one kind; tell whether there was one, else it is done."""
    # A second worker waits here, and goes on with what is left.
    clearing = rule.record.objects.select_for_update(no_key=True, of=("self",)).get(pk=clearing.pk)
    for sweep in rule.sweeps:
        if count := sweep.remove(clearing.assembly, most):
            clearing.counts = dict(Counter(clearing.counts) + Counter({sweep.key: count}))
            clearing.save(update_fields=["counts"])
            return True
    if clearing.done_at is None:
        clearing.done_at = at
        clearing.save(update_fields=["done_at"])
        log.info(rule.done, assembly=clearing.assembly.slug, **clearing.counts)
    return False


def in_words(rule: Rule, clearing: Any) -> list[str]:
    """Say how many of each kind went: "1,204 chat messages"."""
    counted = [(sweep, clearing.counts.get(sweep.key, 0)) for sweep in rule.sweeps]
    words = [f"{count:,} {sweep.one if count == 1 else sweep.many}" for sweep, count in counted if count]
    if clearing.unhandled_count:
        words.append(f"{clearing.unhandled_count:,} of the reports had not been handled")
    return words
