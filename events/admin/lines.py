"""Lines of a form whose rows somebody else may have removed by now."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.forms.models import BaseInlineFormSet
from django.http import QueryDict

if TYPE_CHECKING:
    InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:  # generic for the type checker only
    InlineFormSet = BaseInlineFormSet

MOST_LINES = 60


def with_orphans_as_new(data: QueryDict, prefix: str, known: Collection[str], *, parent: str) -> QueryDict:
    """Take lines whose rows were removed in another window as new ones, after those that are still there.

    Without this, what was typed in them would neither be shown nor saved.
    """
    old_count, count = (_count(data, f"{prefix}-{name}_FORMS") for name in ("INITIAL", "TOTAL"))
    old = [str(number) for number in range(min(old_count, count))]
    alive = [number for number in old if data.get(f"{prefix}-{number}-id") in known]
    orphans = [number for number in old if number not in alive]
    if not orphans:
        return data
    order = [*alive, *orphans, *(str(number) for number in range(len(old), count))]
    sorted_data, lines = data.copy(), {}
    for key in data:
        stem, _, field = key.removeprefix(f"{prefix}-").partition("-")
        if key.startswith(f"{prefix}-") and stem in order:
            is_lost = field in ("id", parent) and stem in orphans
            lines[f"{prefix}-{order.index(stem)}-{field}"] = [""] if is_lost else data.getlist(key)
            del sorted_data[key]
    for key, values in lines.items():
        sorted_data.setlist(key, values)
    sorted_data[f"{prefix}-INITIAL_FORMS"] = str(len(alive))
    return sorted_data


def _count(data: QueryDict, name: str) -> int:
    """Read how many lines were sent; whoever forges the number gets no more than the form has."""
    sent = data.get(name) or ""
    return min(int(sent), MOST_LINES) if sent.isascii() and sent.isdigit() else 0
