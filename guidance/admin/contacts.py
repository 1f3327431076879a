"""Contacts in the admin: kept by hand, checked anew, taken away and brought in as a file."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from accounts.admin_site import RefusableAdmin
from accounts.models import User
from guidance.admin.board import board
from guidance.admin.contact_export import export_contacts
from guidance.admin.contact_forms import ContactForm, EmployerSelect
from guidance.admin.contact_import import import_page
from guidance.contact_actions import check_contact, save_contact
from guidance.contact_changes import change_of, told
from guidance.models import Contact, ContactQuerySet
from guidance.policies import GuidanceRefused


class CheckedFilter(admin.SimpleListFilter):
    """Contacts by whether somebody checked them within a year."""

    title = "when they were checked"
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What an organiser looks for."""
        return [("old", "Not checked for a year")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the matching ones."""
        contacts = cast(ContactQuerySet, queryset)
        return contacts.old(timezone.localdate()) if self.value() == "old" else contacts


@admin.register(Contact)
class ContactAdmin(RefusableAdmin):
    """Whom to reach in each employer and local office."""

    refusal = GuidanceRefused
    form = ContactForm
    list_display = ("place_shown", "post", "ways", "checked_on")
    list_filter = (
        CheckedFilter,
        "post",
        ("local_office", admin.RelatedOnlyFieldListFilter),
        ("employer", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("employer", "local_office")
    search_fields = ("employer__name", "local_office__name", "name", "email", "phone")
    search_help_text = "Search by place, person, email address or phone"
    ordering = ("employer__name", "local_office__position", "post")
    autocomplete_fields = ("employer",)
    readonly_fields = ("checked_by",)
    actions = ("checked_today", "export")
    show_full_result_count = False
    change_list_template = "admin/guidance/contact/change_list.html"
    further_pages: ClassVar[Sequence[tuple[str, str]]] = (
        ("Is this employer ready for induction?", "admin:guidance_contact_board"),
        ("Import contacts from a file", "admin:guidance_contact_import"),
    )

    @admin.display(description="Place", ordering="employer__name")
    def place_shown(self, contact: Contact) -> str:
        """Whose contact it is."""
        return contact.place

    @admin.display(description="How to reach them")
    def ways(self, contact: Contact) -> str:
        """Everything that is known, in one line."""
        told = (
            contact.name,
            contact.email,
            contact.phone,
            contact.address,
            contact.how,
            contact.out_of_hours,
        )
        return ", ".join(filter(None, told))

    def get_fields(self, request: HttpRequest, obj: Contact | None = None) -> Any:
        """Name who checked it once somebody has."""
        return (*ContactForm.Meta.fields, "checked_by", "seen") if obj else ContactForm.Meta.fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Let an employer be chosen without scripts too."""
        if db_field.name == "employer":
            kwargs["widget"] = EmployerSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self) -> list[Any]:
        """Add the file, its way back in, and the board."""
        site = self.admin_site
        own = [
            path("export/", site.admin_view(self.export_all), name="guidance_contact_export"),
            path("import/", site.admin_view(self.import_file), name="guidance_contact_import"),
            path("board/", site.admin_view(self.board), name="guidance_contact_board"),
        ]
        return [*own, *super().get_urls()]

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Write what stood in each field before, and what stands there now."""
        if add:
            return super().construct_change_message(request, form, formsets, add)
        return f"{told(change_of(form.before, form.instance)) or 'Nothing but the check'}."

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        """Hand the contact to the action.

        :raises GuidanceRefused: and :meth:`changeform_view` shows the form again.
        """
        seen = form.cleaned_data.get("seen", "")
        save_contact(contact=obj, seen=seen, actor=cast(User, request.user), at=timezone.now())

    @admin.action(description="Checked today")
    def checked_today(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        """Keep that each is right; who said so is kept too."""
        at, contacts = timezone.now(), list(queryset)
        for contact in contacts:
            before = copy(contact)
            check_contact(contact=contact, actor=cast(User, request.user), at=at)
            self.log_change(request, contact, f"Checked today. {told(change_of(before, contact))}".strip())
        count = len(contacts)
        messages.success(request, f"{count} contact{'' if count == 1 else 's'} checked today.")

    @admin.action(description="Export as CSV")
    def export(self, request: HttpRequest, queryset: QuerySet[Contact]) -> HttpResponse:
        """Take those away as a file."""
        return export_contacts(queryset, timezone.now())

    def export_all(self, request: HttpRequest) -> HttpResponse:
        """Take everything away as a file, with the columns that the import reads."""
        return export_contacts(self.get_queryset(request), timezone.now())

    def import_file(self, request: HttpRequest) -> HttpResponse:
        """Look through a file, then take it in."""
        return import_page(self.admin_site, request)

    def board(self, request: HttpRequest) -> HttpResponse:
        """Tell of each place whether it is ready."""
        return board(self.admin_site, request)
