"""Asking within thousands of keys: one text to Django and the database, which would look at each."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

NONE = "{}"


class Among(Func):
    """Whether a key is one of these."""

    template = "(%(expressions)s::bigint[]))"
    arg_joiner = " = any("
    output_field = BooleanField()


def among(name: str, keys: str | Iterable[int]) -> Among:
    """Ask whether the key that a row has under this name is one of so many: ``filter(among("pk", keys))``.

    The keys are numbers, or what ``all_keys`` made of them.
    """
    return Among(F(name), Value(keys if isinstance(keys, str) else f"{{{','.join(map(str, keys))}}}"))


def among_those(name: str, rows: "QuerySet[Any]") -> Among:
    """Ask whether the key is that of one of these rows, which are read first and by themselves."""
    return Among(F(name), ArraySubquery(rows.values("pk")))


def all_keys(name: str) -> Coalesce:
    """Put all keys under this name together, as one text that ``among`` sends back as it is."""
    keys = ArrayAgg(name, filter=Q(**{f"{name}__isnull": False}))
    return Coalesce(Cast(keys, TextField()), Value(NONE, TextField()))


def in_order(rows: "QuerySet[Any]", *order: Any) -> list[int]:
    """Return the keys of rows in an order, as one array: thousands of rows cost Django milliseconds."""
    keys = ArrayAgg("pk", order_by=order, default=Value([]))
    return list(rows.order_by().aggregate(keys=keys)["keys"])
