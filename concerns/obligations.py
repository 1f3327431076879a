"""What is promised by when: the kinds of clock, how long each runs, and on which days it nudges. Pure."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import IntegerChoices, TextChoices

from common.working_days import add_working_days, working_days_between


class Promise(TextChoices):
    """The kinds of clock, in the words of the reporter's page: "… by Monday 5 January"."""

    ACKNOWLEDGE = "acknowledge", "A person tells you that they have it"
    SCREEN = "screen", "Somebody checks whether anyone is at risk"
    TRIAGE = "triage", "You are told what happens next, and how your words are seen"
    SIGHT = "sight", "The Postgraduate Dean's office knows that it exists"
    SAFETY = "safety", "Something is done to keep people safe"
    INVESTIGATE = "investigate", "The investigation ends, or you are told why not yet"
    CONTACT = "contact", "You hear from them, even if nothing is new"
    FEEDBACK = "feedback", "You get a full answer"


class Ending(TextChoices):
    """Why a clock runs no more."""

    MET = "met", "Kept"
    REPLACED = "replaced", "Replaced by another"
    PAUSED = "paused", "Waits for the reporter"
    MOOT = "moot", "Not needed any more"


class Stage(IntegerChoices):
    """When a clock nudges, in hundredths of its time."""

    HALF = 50, "Half of the time has passed"
    NEARLY = 80, "Most of the time has passed"
    DUE = 100, "The day has come"


@dataclass(frozen=True)
class Span:
    """A length of time: working days of England, or calendar months."""

    working_days: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        """Return the day on which it ends when it starts on ``day``."""
        return add_months(day, self.months) if self.months else add_working_days(day, self.working_days)


# Sources: concerns.md section 4, which names ISO 37002:2021 8.1, Directive (EU) 2019/1937 article 9(1),
# and the two stages of the Independent National Whistleblowing Officer (NHS Scotland).
SPANS: Mapping[Promise, Span] = {
    Promise.ACKNOWLEDGE: Span(working_days=3),
    Promise.SCREEN: Span(working_days=1),
    Promise.TRIAGE: Span(working_days=5),
    Promise.SIGHT: Span(working_days=2),
    Promise.SAFETY: Span(working_days=1),
    Promise.INVESTIGATE: Span(working_days=20),
    Promise.CONTACT: Span(working_days=20),
    Promise.FEEDBACK: Span(months=3),
}
FIRST_MONTH_CONTACT = Span(working_days=10)
LONG_FEEDBACK = Span(months=6)
# What waits while the reporter is asked something; being safe, and being told, never waits.
PAUSABLE = (Promise.TRIAGE, Promise.INVESTIGATE, Promise.FEEDBACK)
PAUSE = Span(working_days=10)
PAUSES_AT_MOST = 2
REOPEN_WITHIN = timedelta(days=60)
CLOSE_WITHOUT_REPLY_AFTER = timedelta(days=30)


def due_on(promise: Promise, *, start: date, received: date) -> date:
    """Return the day by which a promise that starts now must be kept.

    Contact is owed every 10 working days in the first month after the concern came in, later every 20.
    """
    if promise is Promise.CONTACT and start < add_months(received, 1):
        return FIRST_MONTH_CONTACT.after(start)
    return SPANS[promise].after(start)


def nudge_on(stage: Stage, *, start: date, due: date) -> date:
    """Return the first day on which so much of the time has passed, counted in working days."""
    if stage is Stage.DUE:
        return due
    days = Fraction(stage * working_days_between(start, due), 100)
    return min(due, add_working_days(start, -(-days.numerator // days.denominator)))


def stages_passed(*, start: date, due: date, today: date) -> list[Stage]:
    """Return the stages whose day has come, the earliest first."""
    return [stage for stage in Stage if nudge_on(stage, start=start, due=due) <= today]


def add_months(day: date, count: int) -> date:
    """Return the same day some months on, or the last of that month if it has no such day."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
