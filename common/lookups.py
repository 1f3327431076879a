"""Asking for many keys at once (``= ANY(array)`` is one parameter, ``IN`` one each), and by whose clock."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Field, ForeignKey, Lookup
from django.db.models.functions import Now

from common.statements import Given

Moment: TypeAlias = datetime | Now | Given
"""For when something is asked: the clock that was passed in, the database's own whenever it is run, or the
one that a statement is given."""

if TYPE_CHECKING:
    AnyLookup = Lookup[Any]
else:  # generic for the type checker only
    AnyLookup = Lookup


@Field.register_lookup
@ForeignKey.register_lookup
class AnyOf(AnyLookup):
    """``filter(user__any_of=keys)``: for keys of rows by the thousand, every second."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Write the comparison."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*params, list(self.rhs))
