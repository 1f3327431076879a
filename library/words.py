"""Sizes of files, lengths of recordings and times of sessions in words."""

from datetime import datetime, tzinfo

from django.template.defaultfilters import filesizeformat

from common.words import day, minutes_in_words, time_range


def length_in_words(seconds: int) -> str:
    """Tell how long something lasts: "30 minutes", "1 hour 5 minutes", "40 seconds"."""
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    hours, minutes = divmod(round(seconds / 60), 60)
    told = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    return " ".join([*told, minutes_in_words(minutes)] if minutes else told)


def size_in_words(size: int) -> str:
    """Tell a size as people know it: "240 KB", "1.5 MB"; nothing is smaller than "1 KB"."""
    # A hard space would not let it wrap on a phone.
    return filesizeformat(max(size, 1024)).replace("\xa0", " ").replace(".0 ", " ")


def when_in_words(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    """Tell when something was, so that two of one name are told apart."""
    return f"{day(starts_at, zone)}, {time_range(starts_at, ends_at, zone)}"
