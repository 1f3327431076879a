"""Tables in the admin: for whom each room of a networking session is."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_site import OrganiserAdmin
from common.admin_forms import PlainModelForm
from events.admin.filters import AssemblyFilter
from events.models import Room, Session
from networking.models import Table


class AssemblyOfTableFilter(AssemblyFilter):
    """The assembly at which a table stands."""

    path = "room__session__assembly"


class TableForm(PlainModelForm):
    """For whom a table is."""

    class Meta:
        model = Table
        fields: ClassVar = ["room", "by", "local_office", "learner_group"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Room.objects.filter(session__kind=Session.Kind.NETWORKING).exclude(capacity=None)
        room: Any = self.fields["room"]
        room.queryset = rooms.select_related("session__assembly", "place", "theme")
        room.label_from_instance = lambda each: f"{each.name}, {each.session.title}, {each.session.assembly}"
        room.help_text = "Rooms with places of networking sessions. Add them in the session first."

    def clean(self) -> dict[str, Any]:
        """Ask for what fits: a local office only of a table by local office, and so on."""
        cleaned = super().clean() or {}
        for name, by in (("local_office", Table.By.LOCAL_OFFICE), ("learner_group", Table.By.PROFESSION)):
            if cleaned.get(name) and cleaned.get("by") != by:
                self.add_error(name, f"Leave this empty, or select “{by.label}” above")
        return cleaned


@admin.register(Table)
class TableAdmin(OrganiserAdmin):
    """One row for each table that is for somebody in particular."""

    form = TableForm
    list_display = ("room", "for_whom", "session")
    list_filter = (AssemblyOfTableFilter,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Table]:
        """With what the list shows."""
        related = ("room__session__assembly", "room__theme", "local_office", "learner_group")
        return super().get_queryset(request).select_related(*related)

    @admin.display(description="For whom")
    def for_whom(self, table: Table) -> str:
        """As pages say it."""
        return table.for_whom

    @admin.display(description="Session")
    def session(self, table: Table) -> str:
        """When and where."""
        return f"{table.room.session.title}, {table.room.session.assembly}"
