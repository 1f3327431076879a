"""Documents in the admin: what is there, for whom, in which version, and whether it is up to date."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from common.policy import Refused
from events.admin.base import tag
from events.models import Assembly
from library.actions.documents import remove_document, save_document
from library.admin.document_forms import PUBLISH, TAKE_BACK, DocumentForm
from library.admin.document_views import document_urls, versions_of
from library.admin.file_pages import FilePage
from library.admin.filters import (
    AudienceFilter,
    DocumentAssemblyFilter,
    PublishedFilter,
    ReviewFilter,
    ThemeFilter,
)
from library.file_kinds import DOCUMENTS
from library.models import Document
from library.policies.documents import DocumentRefused
from library.presenters.documents import FileLink, newest_of, who_sees

# Whoever saves stays with the document anyway.
PLAIN = {"show_save_and_add_another": False, "show_save_and_continue": False}


@admin.register(Document)
class DocumentAdmin(FilePage):
    """Where documents are written, given their files, published and taken back."""

    refusal = Refused
    file_field, file_kinds = "upload", DOCUMENTS
    form = DocumentForm
    fieldsets = (
        (None, {"fields": ("title", "summary", "owner", "review_due_on")}),
        ("The file", {"fields": ("upload", "note")}),
        ("Who sees it", {"fields": ("audience", "assembly", "from_phase")}),
        ("What it belongs to", {"fields": ("themes", "sessions", "topic")}),
        ("To read as a page", {"fields": ("body",)}),
        (None, {"fields": ("seen_changed_at",)}),
    )
    list_display = ("title", "assembly_name", "for_whom", "file", "review", "state")
    list_filter = (
        DocumentAssemblyFilter,
        PublishedFilter,
        ReviewFilter,
        AudienceFilter,
        ThemeFilter,
    )
    search_fields = ("title", "summary", "owner")
    search_help_text = "Search by title, summary or owner"
    ordering = ("title", "pk")
    actions = None
    show_full_result_count = False
    save_as_continue = False
    change_form_template = "admin/library/document/change_form.html"
    delete_confirmation_template = "admin/library/document/delete_confirmation.html"

    # --- List ----------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what people get."""
        return super().get_queryset(request).with_current()  # type: ignore[attr-defined, no-any-return]

    @admin.display(description="Assembly", ordering="assembly__starts_at")
    def assembly_name(self, document: Document) -> str:
        """The assembly that it is of."""
        return document.assembly.name if document.assembly else "None"

    @admin.display(description="For whom", ordering="audience")
    def for_whom(self, document: Document) -> str:
        """Who may open it."""
        return str(document.get_audience_display())

    @admin.display(description="File")
    def file(self, document: Document) -> str | SafeString:
        """Kind and size of what people get."""
        version = newest_of(document)
        if version is None:
            return "Page only" if document.has_page else "None yet"
        link = FileLink.of(document, version.file)
        return str(link) if link.is_there else tag(f"Lost: {link}", "red")

    @admin.display(description="Review due", ordering="review_due_on")
    def review(self, document: Document) -> str | SafeString:
        """The day on which somebody looks at it again."""
        due_on = document.review_due_on
        if due_on is None:
            return "No day yet"
        told = f"{due_on.day} {due_on:%b %Y}"
        is_overdue = due_on <= timezone.localdate() and not document.is_draft
        return tag(f"Overdue: {told}", "red") if is_overdue else told

    @admin.display(description="State", ordering="published_at")
    def state(self, document: Document) -> SafeString:
        """Draft or published."""
        return tag("Draft", "yellow") if document.is_draft else tag("Published", "green")

    # --- Form ----------------------------------------------------------------------------------

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only drafts go: what people see is taken back before."""
        return super().has_delete_permission(request) and (obj is None or obj.is_draft)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start with the assembly of the list before, else with the one that organisers work on."""
        listed = QueryDict(request.GET.get("_changelist_filters", ""))
        named = request.GET.get("assembly") or listed.get("assembly") or ""
        if named.isdecimal() or named == "none":
            return {"assembly": named if named.isdecimal() else None}
        assembly = Assembly.objects.next_to_run(timezone.now())
        return {"assembly": assembly.pk if assembly else None}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the form of a new one."""
        return super().add_view(request, form_url, {**PLAIN, **(extra_context or {})})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say above the form how it stands, and list its versions and who asked for another format."""
        document: Any = self.get_object(request, object_id)
        context: dict[str, Any] = {**PLAIN, **(extra_context or {})}
        if document:
            context |= {
                "document": document,
                "who_sees": who_sees(document, timezone.now()),
                "state": self.state(document),
                "versions": versions_of(document),
                "requests": document.format_requests.open().select_related("user"),
                "zone": timezone.get_current_timezone(),
            }
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Write nothing yet: ``save_related`` makes the one call."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Hand the document to the action, with its file, and publish or take it back if that is asked for.

        :raises Refused: and :meth:`changeform_view` shows the form again.
        """
        document, typed = form.instance, form.cleaned_data
        for name in ("assembly", "topic", "review_due_on"):
            setattr(document, name, typed[name])
        is_asked = PUBLISH in request.POST or TAKE_BACK in request.POST
        save_document(
            document=document,
            themes=typed["themes"],
            sessions=typed["sessions"],
            upload=self.looked_at(request),
            note=typed["note"],
            is_published=PUBLISH in request.POST if is_asked else None,
            seen_changed_at=typed["seen_changed_at"],
            actor=cast(User, request.user),
            at=timezone.now(),
        )

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Stay with the document, and say who sees it."""
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Document) -> HttpResponse:
        """Stay with the document, and say who sees it."""
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, obj: Document) -> HttpResponse:
        document = Document.objects.select_related("assembly").get(pk=obj.pk)
        messages.success(request, f"“{document}” is saved. {who_sees(document, timezone.now())}")
        return redirect("admin:library_document_change", document.pk)

    def view_on_site(self, obj: Document) -> str:
        """The document's own page."""
        return obj.address

    # --- Further pages -------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Add the preview, and the files of earlier versions."""
        return [*document_urls(self), *super().get_urls()]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Read no rows to list them: the page says in a sentence what goes."""
        return [], {}, set(), []

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask, then remove; one that was published meanwhile stays."""
        try:
            context = {"title": "Remove the document", **(extra_context or {})}
            return super().delete_view(request, object_id, context)
        except DocumentRefused as refused:
            messages.error(request, str(refused))
            return redirect("admin:library_document_change", object_id)

    def delete_model(self, request: HttpRequest, obj: Document) -> None:
        """Remove by the action.

        :raises DocumentRefused: and :meth:`delete_view` says why.
        """
        remove_document(document=obj, actor=cast(User, request.user), at=timezone.now())

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Go back to the list."""
        messages.success(request, f"“{obj_display}” is removed.")
        return redirect("admin:library_document_changelist")
