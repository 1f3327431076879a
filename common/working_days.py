"""Working days of England: Monday to Friday without bank holidays. Pure.

Bank holidays follow the Banking and Financial Dealings Act 1971 and the proclamations that GOV.UK lists;
those that were moved or added once are written down, the others are computed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
# Moved or added by proclamation: the day, and the regular one whose place it takes (None: one more).
PROCLAIMED: dict[date, date | None] = {
    date(2020, 5, 8): date(2020, 5, 4),  # 75 years after the war in Europe
    date(2022, 6, 2): date(2022, 5, 30),  # Platinum Jubilee
    date(2022, 6, 3): None,
    date(2022, 9, 19): None,  # funeral of the Queen
    date(2023, 5, 8): None,  # coronation of the King
}


def is_working_day(day: date) -> bool:
    """Whether offices of England work on it."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``; 0 gives the day itself.

    The day itself never counts: what comes in on a Saturday has its first working day on Monday.
    """
    for _ in range(count):
        day += DAY
        while not is_working_day(day):
            day += DAY
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after ``start`` up to and including ``end``; 0 if ``end`` is not later."""
    return sum(1 for _ in _working_days(start, end))


def _working_days(start: date, end: date) -> Iterator[date]:
    day = start + DAY
    while day <= end:
        if is_working_day(day):
            yield day
        day += DAY


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return England's bank holidays of a year."""
    easter = easter_sunday(year)
    regular = {
        _substituted(date(year, 1, 1)),
        easter - 2 * DAY,
        easter + DAY,
        _first_monday(year, 5),
        _last_monday(year, 5),
        _last_monday(year, 8),
        *_christmas(year),
    }
    proclaimed = {day: instead for day, instead in PROCLAIMED.items() if day.year == year}
    return frozenset(regular - {instead for instead in proclaimed.values() if instead} | proclaimed.keys())


def easter_sunday(year: int) -> date:
    """Return Easter by the Gregorian reckoning (the method of Meeus, Jones and Butcher)."""
    golden, century, in_century = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _christmas(year: int) -> tuple[date, date]:
    """Return both days, moved to the next weekdays where they fall on a weekend."""
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    match christmas.weekday():
        case 4:  # Friday: Boxing Day is a Saturday
            return christmas, boxing + 2 * DAY
        case 5:  # Saturday: both are at a weekend
            return christmas + 2 * DAY, boxing + 2 * DAY
        case 6:  # Sunday: Christmas Day moves behind Boxing Day
            return christmas + 2 * DAY, boxing
    return christmas, boxing


def _substituted(day: date) -> date:
    """Return the day, or the Monday after its weekend."""
    return day + (7 - day.weekday()) * DAY if day.weekday() > 4 else day


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + (-first.weekday() % 7) * DAY


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - DAY
    return last - last.weekday() * DAY
