"""Asking for many keys at once: ``= ANY(array)`` is one parameter where ``IN`` has one for each key."""

from typing import TYPE_CHECKING, Any

from django.db.models import ForeignKey, Lookup

if TYPE_CHECKING:
    AnyLookup = Lookup[Any]
else:  # generic for the type checker only
    AnyLookup = Lookup


@ForeignKey.register_lookup
class AnyOf(AnyLookup):
    """``filter(user__any_of=keys)``: for keys of rows by the thousand, every second."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Write the comparison."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*params, list(self.rhs))
