"""Whether rows are still as they were read."""

from typing import Any

from django.db.models import BigIntegerField, Func


class RowVersion(Func):
    """One number for the rows of one or more tables, each named by a column of it; another one as soon as one
    of these rows is changed, by whoever and in whatever way.

    PostgreSQL never changes a row where it stands: it writes a new one elsewhere (``ctid``) in the name of
    the transaction that changes it (``xmin``).
    """

    output_field = BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        """Hash where the rows stand and who wrote them."""
        tables = [compiler.quote_name_unless_alias(column.alias) for column in self.get_source_expressions()]
        written = ", ".join(f"{table}.xmin, {table}.ctid" for table in tables)
        return f"hash_record_extended(row({written}), 0)", ()
