"""Delegates in the admin: found, counted, approved, admitted, taken away as a file, and never edited."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin_site import OrganiserAdmin
from accounts.models import User
from common.words import day_and_clock
from events.actions.delegates import admit_delegate, approve_delegate, cancel_delegate, decline_delegate
from events.actions.waiting import offer_place
from events.admin.base import OrganiserInline, tag
from events.admin.delegate_counts import counts_of
from events.admin.delegate_export import export_delegates
from events.admin.filters import AccessNeedFilter, AssemblyFilter
from events.models import AccessRequest, Delegate
from events.policies import registering as policies
from events.policies.registering import RegistrationRefused
from events.waiting_words import in_line

Act = Callable[..., Delegate]
State = Delegate.State

COLOURS = {
    State.REGISTERED: "green",
    State.AWAITING_APPROVAL: "yellow",
    State.WAITING: "blue",
    State.OFFERED: "purple",
    State.LAPSED: "grey",
    State.CANCELLED: "grey",
    State.DECLINED: "grey",
}
DECISIONS: dict[str, tuple[str, Act, str]] = {
    "approve": ("Approve", approve_delegate, "approved"),
    "offer": ("Offer a place now", offer_place, "offered a place"),
    "admit": ("Give a place", admit_delegate, "given a place"),
    "decline": ("Decline", decline_delegate, "declined"),
    "cancel": ("Cancel the place", cancel_delegate, "cancelled"),
}
MOST_SENTENCES = 10
REFERENCE_LENGTH = 8  # without the hyphen


class AccessRequestInline(OrganiserInline):
    """What the delegate needs, each with a link to where it is answered."""

    model = AccessRequest
    template = "admin/edit_inline/stacked.html"
    fields = readonly_fields = ("detail", "state", "owner", "reply")
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the delegate asks."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Answered on its own page."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the owner's name."""
        return super().get_queryset(request).select_related("owner")


@admin.register(Delegate)
class DelegateAdmin(OrganiserAdmin):
    """The people of an assembly."""

    list_display = ("called", "reference", "state_tag", "learner_group", "local_office", "registered_on")
    list_filter = (
        AssemblyFilter,
        "state",
        "learner_group",
        "local_office__region",
        AccessNeedFilter,
    )
    list_select_related = ("assembly", "learner_group", "local_office")
    search_fields = ("name", "reference", "user__email")
    search_help_text = "Search by name, reference or email address"
    show_full_result_count = False
    actions = ("approve", "offer", "admit", "decline", "export")
    inlines = (AccessRequestInline,)
    fields = readonly_fields = (
        "name",
        "pronouns",
        "state_tag",
        "reference",
        "assembly",
        "email",
        "learner_group",
        "grade",
        "local_office",
        "employer",
        "registered",
        "in_line",
    )
    change_list_template = "admin/events/delegate/change_list.html"
    change_form_template = "admin/events/delegate/change_form.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People register themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A place is cancelled, so that it stays known who had one."""
        return False

    @admin.display(description="State", ordering="state")
    def state_tag(self, delegate: Delegate) -> SafeString:
        """What the place is worth."""
        return tag(delegate.get_state_display(), COLOURS[State(delegate.state)])

    @admin.display(description="Registered", ordering="registered_at")
    def registered(self, delegate: Delegate) -> str:
        """When the form was sent, by the assembly's clocks."""
        return day_and_clock(delegate.registered_at, delegate.assembly.zone)

    @admin.display(description="Waiting list")
    def in_line(self, delegate: Delegate) -> str:
        """Where somebody who waits stands, or until when a place is kept for them."""
        return in_line(delegate)

    @admin.display(description="Email address")
    def email(self, delegate: Delegate) -> SafeString:
        """The address of their log-in, with a link to where a code can be read out."""
        url = reverse("admin:accounts_user_change", args=[delegate.user_id])
        return format_html('<a href="{}">{}</a>', url, delegate.user.email)

    @admin.display(description="Name", ordering="name")
    def called(self, delegate: Delegate) -> str:
        """The name, under a heading as short as the column."""
        return delegate.name

    @admin.display(description="Registered", ordering="registered_at")
    def registered_on(self, delegate: Delegate) -> str:
        """The day, as short as a column needs it."""
        local = delegate.registered_at.astimezone(delegate.assembly.zone)
        return f"{local.day} {local:%b %Y}"

    # --- List ----------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Put the counts of what is listed above the list."""
        response = super().changelist_view(request, {"title": "Delegates", **(extra_context or {})})
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            changelist = response.context_data["cl"]
            response.context_data |= {
                "counts": counts_of(changelist.queryset),
                "export_query": changelist.get_query_string(remove=["p"]),
            }
        return response

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Find a reference also by its eight characters without the hyphen."""
        typed = search_term.strip()
        if len(typed) == REFERENCE_LENGTH and typed.isalnum():
            half = REFERENCE_LENGTH // 2
            by_reference = queryset.filter(reference__iexact=f"{typed[:half]}-{typed[half:]}")
            found, may_repeat = super().get_search_results(request, queryset, search_term)
            return found | by_reference, may_repeat
        return super().get_search_results(request, queryset, search_term)

    @admin.action(description="Approve")
    def approve(self, request: HttpRequest, queryset: QuerySet[Delegate]) -> None:
        """Say yes to each."""
        self._decide_each(request, queryset, "approve")

    @admin.action(description="Offer a place now")
    def offer(self, request: HttpRequest, queryset: QuerySet[Delegate]) -> None:
        """Keep a free place for each until they answer, those first who have waited longest."""
        self._decide_each(request, queryset.order_by("waiting_since", "pk"), "offer")

    @admin.action(description="Give a place")
    def admit(self, request: HttpRequest, queryset: QuerySet[Delegate]) -> None:
        """Give each a place that is free, those first who have waited longest."""
        self._decide_each(request, queryset.order_by("waiting_since", "pk"), "admit")

    @admin.action(description="Decline")
    def decline(self, request: HttpRequest, queryset: QuerySet[Delegate]) -> None:
        """Say no to each."""
        self._decide_each(request, queryset, "decline")

    @admin.action(description="Export as CSV")
    def export(self, request: HttpRequest, queryset: QuerySet[Delegate]) -> HttpResponse:
        """Take those away as a file."""
        return cast(HttpResponse, export_delegates(request, cast(Any, queryset), timezone.now()))

    def export_listed(self, request: HttpRequest) -> HttpResponse:
        """Take all that the filters leave away as a file."""
        listed = self.listed(request)
        return cast(HttpResponse, export_delegates(request, cast(Any, listed), timezone.now()))

    def _decide_each(self, request: HttpRequest, delegates: QuerySet[Delegate], verb: str) -> None:
        """Decide row by row, as each is a step of its own; tell how many, and why not the others."""
        _, act, done = DECISIONS[verb]
        at, outcomes, refusals = timezone.now(), Counter[str](), dict[str, None]()
        for delegate in delegates:
            try:
                decided = act(delegate=delegate, actor=cast(User, request.user), at=at)
                outcomes[_outcome(decided, done)] += 1
            except RegistrationRefused as refused:
                refusals[str(refused)] = None
        for outcome, count in outcomes.items():
            messages.success(request, f"{count} delegate{'' if count == 1 else 's'} {outcome}.")
        for sentence in list(refusals)[:MOST_SENTENCES]:
            messages.error(request, sentence)
        if len(refusals) > MOST_SENTENCES:
            messages.error(request, f"{len(refusals) - MOST_SENTENCES} more could not be {done}.")

    # --- One delegate --------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Add the file and the decisions."""
        site = self.admin_site
        own = [path("export/", site.admin_view(self.export_listed), name="events_delegate_export")]
        for verb in DECISIONS:
            view = site.admin_view(partial(self.decide, verb=verb))
            own.append(path(f"<int:pk>/{verb}/", view, name=f"events_delegate_{verb}"))
        return [*own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the delegate with what can be decided."""
        delegate = self.get_object(request, object_id)
        decisions = _possible(delegate, cast(User, request.user)) if delegate else []
        context = {**(extra_context or {}), "decisions": decisions, "show_save": False, "show_close": True}
        context |= {"show_save_and_continue": False, "title": "Delegate"}
        return super().change_view(request, object_id, form_url, context)

    def decide(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Ask, then decide on one delegate."""
        delegate = self.get_object(request, str(pk))
        if delegate is None:
            raise Http404
        label, act, done = DECISIONS[verb]
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": f"{label}: {delegate}",
                "label": label,
                "verb": verb,
                "delegate": delegate,
            }
            return TemplateResponse(request, "events/admin/decide.html", context)
        try:
            decided = act(delegate=delegate, actor=cast(User, request.user), at=timezone.now())
            messages.success(request, f"{delegate} is {_outcome(decided, done)}.")
        except RegistrationRefused as refused:
            messages.error(request, str(refused))
        return redirect("admin:events_delegate_change", pk)


def _outcome(delegate: Delegate, done: str) -> str:
    """Say what was decided; a yes may be a place in the queue, and an offer a place."""
    if done == "approved" and delegate.state == State.WAITING:
        return "approved, and waiting because every place is taken"
    if done == "offered a place" and delegate.has_place:
        return "given a place at once, as the day is near or places have no limit"
    return done


def _possible(delegate: Delegate, actor: User) -> list[tuple[str, str]]:
    """Where and what the actor could decide; whether a place is free, the action finds out under its lock."""
    verdicts = {
        "approve": policies.can_approve(actor, delegate),
        "offer": delegate.state == State.WAITING,
        "admit": delegate.state in (State.WAITING, State.OFFERED),
        "decline": policies.can_decline(actor, delegate),
        "cancel": delegate.is_standing
        and policies.can_cancel(actor, delegate, delegate.assembly, at=timezone.now()),
    }
    return [
        (reverse(f"admin:events_delegate_{verb}", args=[delegate.pk]), DECISIONS[verb][0])
        for verb, verdict in verdicts.items()
        if verdict
    ]
