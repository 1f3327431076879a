"""Sessions in the admin: one form, one call of the action, and refusals beside the fields they are about."""

from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin_site import OrganiserAdmin
from accounts.models import User
from common.words import day, time_range
from events.actions.programme import remove_session, schedule_session
from events.admin.base import tag
from events.admin.calling_off import call_off_context, call_off_urls
from events.admin.filters import AssemblyFilter
from events.admin.removal import seated_count, why_it_stays
from events.admin.session_forms import SessionForm
from events.admin.session_formsets import (
    ChairInline,
    PartFormSet,
    RoomInline,
    SpeakerInline,
    TopicInline,
    plan_from,
)
from events.admin.session_page import Page, timetable_url
from events.models import Room, Session
from events.policies.programme import ScheduleRefused


@admin.register(Session)
class SessionAdmin(OrganiserAdmin):
    """Scheduling: the timetable's cards lead here, and a saved form leads back."""

    form = SessionForm
    inlines = (RoomInline, SpeakerInline, ChairInline, TopicInline)
    fieldsets = (
        (None, {"fields": ("kind", "title", "starts_at", "ends_at", "summary", "has_captions")}),
        (None, {"fields": ("confirmed", "seen_changed_at")}),
    )
    list_display = ("title", "kind", "on_day", "times", "state")
    list_filter = (AssemblyFilter, "kind", ("published_at", admin.EmptyFieldListFilter))
    list_select_related = ("assembly",)
    search_fields = ("title",)
    search_help_text = "Search by title"
    ordering = ("-assembly__starts_at", "starts_at", "-ends_at", "title")
    actions = None
    show_full_result_count = False
    save_as_continue = False
    change_form_template = "admin/events/session/change_form.html"
    delete_confirmation_template = "admin/events/session/delete_confirmation.html"

    @admin.display(description="Day", ordering="starts_at")
    def on_day(self, session: Session) -> str:
        """The day, by the assembly's clocks."""
        return day(session.starts_at, session.assembly.zone)

    @admin.display(description="Time", ordering="starts_at")
    def times(self, session: Session) -> str:
        """From when to when, by the assembly's clocks."""
        return time_range(session.starts_at, session.ends_at, session.assembly.zone)

    @admin.display(description="State", ordering="published_at")
    def state(self, session: Session) -> SafeString:
        """Draft, published or cancelled."""
        if session.is_cancelled:
            return tag("Cancelled", "red")
        return tag("Draft", "yellow") if session.is_draft else tag("Published", "green")

    # --- Form ----------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, save it, or show it again with what the action refused: nothing typed is lost."""
        page = Page.of(request, object_id)
        if page is None:
            messages.info(request, "Add an assembly first. Its sessions come after.")
            return redirect("admin:events_assembly_add")
        if page.refused:
            object_id, form_url = None, page.add_url
        extra_context = {
            **(extra_context or {}),
            **call_off_context(page.session),
            "assembly": page.assembly,
            "rooms": Room.objects.filter(session=page.session).select_related("place"),
        }
        page.keep()
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ScheduleRefused as refused:
            # All of it was rolled back. The second time round the form says why.
            page.refused = refused
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form its assembly, and what was refused."""
        form, page = super().get_form(request, obj, change=change, **kwargs), Page.kept(request)
        return type(form.__name__, (form,), {"assembly": page.assembly, "refused": page.refused})

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Tell the lines what can be chosen, and what was refused."""
        page = Page.kept(request)
        kwargs = {**super().get_formset_kwargs(request, obj, inline, prefix), "refused": page.refused}
        if (
            request.method == "GET"
            and not obj.pk
            and inline.model is Room
            and (place := page.place_to_start_with)
        ):
            kwargs["initial"] = [{"place": place.pk}]
        return {**kwargs, "form_kwargs": {"offered": page.offered}}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start with the kind and time that the timetable's links name."""
        return Page.kept(request).initial

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        """Open the topics of a showcase; for other kinds they wait in a closed part of the page."""
        inlines = super().get_inline_instances(request, obj)
        kind = obj.kind if obj and obj.pk else request.GET.get("kind")
        for inline in inlines:
            if isinstance(inline, TopicInline):
                inline.classes = [] if kind == Session.Kind.SHOWCASE else ["collapse"]
        return inlines

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Write nothing yet: ``save_related`` makes the one call."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Hand the session and all its lines to the action.

        :raises ScheduleRefused: and :meth:`changeform_view` shows the form again.
        """
        for formset in cast("list[PartFormSet]", formsets):
            formset.save(commit=False)  # so that the history can name the lines that changed
        plan = plan_from(form.instance, formsets)
        schedule_session(
            session=plan.session,
            rooms=plan.rooms,
            topics=plan.topics,
            chairs=plan.chairs,
            speakers=plan.speakers,
            actor=cast(User, request.user),
            at=timezone.now(),
            confirmed_warnings=form.confirmed_keys,
            seen_changed_at=form.cleaned_data["seen_changed_at"],
        )

    def response_post_save_add(self, request: HttpRequest, obj: Session) -> HttpResponseRedirect:
        """Go back to the timetable."""
        card = obj.rooms.first() or obj
        return HttpResponseRedirect(f"{timetable_url(obj.assembly)}#card-{card.code}")

    def response_post_save_change(self, request: HttpRequest, obj: Session) -> HttpResponseRedirect:
        """Go back to the timetable."""
        return self.response_post_save_add(request, obj)

    def view_on_site(self, obj: Session) -> str:
        """The session's own page."""
        return obj.address

    # --- Cancelling and removing ---------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Add the pages that cancel and restore a session."""
        return [*call_off_urls(self.admin_site), *super().get_urls()]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask, then remove; a refusal leads back to the form, and nobody is asked in vain."""
        session = self.get_object(request, object_id)
        if session and request.method != "POST" and (refused := why_it_stays(session, at=timezone.now())):
            messages.error(request, str(refused))
            return redirect("admin:events_session_change", object_id)
        if session and request.method == "POST":
            vars(request)["session_removed_from"] = session.assembly
        elif session:
            extra_context = {
                **(extra_context or {}),
                "title": "Remove the session",
                "assembly": session.assembly,
                "seated_count": seated_count(session),
            }
        try:
            return super().delete_view(request, object_id, extra_context)
        except ScheduleRefused as refused:
            messages.error(request, str(refused))
            return redirect("admin:events_session_change", object_id)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Read no rows to list them: the page says in a sentence whom it concerns."""
        return [], {}, set(), []

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Go back to the timetable."""
        messages.success(request, f"“{obj_display}” is removed.")
        return redirect(timetable_url(vars(request)["session_removed_from"]))

    def delete_model(self, request: HttpRequest, obj: Session) -> None:
        """Remove by the action."""
        remove_session(session=obj, actor=cast(User, request.user), at=timezone.now())
