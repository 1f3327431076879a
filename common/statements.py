"""Statements that are written and prepared once: to work out laws within laws takes Django and the database
longer than to answer."""

from collections.abc import Callable
from functools import cached_property
from itertools import count
from typing import Any
from weakref import WeakSet

from django.db import connection
from django.db.models import Expression, Field, QuerySet

_numbers = count(1)


class Given(Expression):
    """Something that a statement is given each time it is asked, under a name."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Stand among the parameters, where what is given comes later."""
        return "%s", (self,)


class Statement:
    """A query that is written when it is asked first, and prepared once on each connection to the database;
    only its words and its plan are kept, and no answer."""

    def __init__(self, write: Callable[[], "QuerySet[Any, Any]"]) -> None:
        self._write = write
        self.name = f"portal_{next(_numbers)}"
        """By which the database knows it."""
        self._prepared_on: WeakSet[Any] = WeakSet()

    def rows(self, **given: object) -> list[tuple[Any, ...]]:
        """Ask it, with a value for each name in it."""
        _, _, names = self._written
        values: list[Any] = [given[name] for name in names]
        with connection.cursor() as cursor:
            self._prepare()
            places = f" ({', '.join(['%s'] * len(values))})" if values else ""
            cursor.execute(f"execute {self.name}{places}", values)
            return list(cursor.fetchall())

    def _prepare(self) -> None:
        # Not through a cursor of Django's: who counts queries would find one more on a new connection.
        line = connection.connection
        if line not in self._prepared_on:
            words, params, _ = self._written
            with connection.wrap_database_errors:
                line.execute(f"prepare {self.name} as {words}", params)
            self._prepared_on.add(line)

    @cached_property
    def _written(self) -> tuple[str, list[Any], list[str]]:
        """The words, what always stands in them, and the names of what is given, each once, in places."""
        words, params = self._write().query.sql_with_params()
        words, *others = words.split("%s")
        fixed: list[Any] = []
        names: list[str] = []
        for each, after in zip(params, others, strict=True):
            if not isinstance(each, Given):
                fixed.append(each)
                words += f"%s{after}"
                continue
            if each.name not in names:
                names.append(each.name)
            kind = each.output_field.db_type(connection)
            words += f"${names.index(each.name) + 1}::{kind}{after}"
        return words, fixed, names
