"""The statements of a request without the values in them: what makes two answers take as long."""

import re

from django.test.utils import CaptureQueriesContext

_VALUES = re.compile(r"'[^']*'(::\w+)?|\bs\d+_x\d+\b|\b_django_curs_\w+|\b\d+\b|\bNULL\b")
_LIST = re.compile(r"\(\?(, \?)+\)")


def same_steps(asked: CaptureQueriesContext) -> list[str]:
    """What was asked, in its order."""
    return [_VALUES.sub("?", each["sql"]) for each in asked.captured_queries]


def for_any_number(steps: list[str]) -> list[str]:
    """The same where lists of keys may be longer or shorter: one person more stands on the page."""
    return [_LIST.sub("(?)", each) for each in steps]
