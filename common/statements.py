"""Statements that are written once: Django writes one of laws within laws for longer than it is asked."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Given(Expression):
    """Something that a statement is given each time it is asked, under a name."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Stand among the parameters, where what is given comes later."""
        return "%s", (self,)


class Statement:
    """A query that is written when it is asked first; only its words are kept, and no answer."""

    def __init__(self, write: Callable[[], "QuerySet[Any, Any]"]) -> None:
        self._write = write

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...]]:
        words, params = self._write().query.sql_with_params()
        return words, tuple(params)

    def rows(self, **given: object) -> list[tuple[Any, ...]]:
        """Ask it, with a value for each name in it."""
        words, params = self._written
        values: list[Any] = [given[each.name] if isinstance(each, Given) else each for each in params]
        with connection.cursor() as cursor:
            cursor.execute(words, values)
            return list(cursor.fetchall())
