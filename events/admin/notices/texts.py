"""The page of one kind: its words, its preview and hold, and everybody who is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import User
from events.actions.notices import word_notice
from events.admin.notices.board import holds_at, kind_url, notices_of
from events.admin.notices.forms import WordsForm
from events.admin.notices.lines import (
    NOT_YET,
    PEOPLE_ON_A_PAGE,
    Line,
    lines_before,
    lines_of,
    page_in,
    pages_around,
)
from events.admin.notices.preview import PREVIEWED, keep_words, kept_words, preview_url
from events.models import Assembly, Delegate
from events.notice_occasions import instant_of, occasion_of
from events.notice_samples import Sample, Text, is_round, matching, round_of
from events.notices import MESSAGE
from events.policies.notices import TellingRefused
from notices.kinds import Kind, kind_of
from notices.models import Notice, State, Wording


@dataclass(frozen=True)
class People:
    """Those who are told, or would be, one page of them."""

    lines: list[Line]
    page: Page[Any]
    numbers: list[int | str]
    is_before: bool


def notice(site: AdminSite, request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Show a kind with its words and its people; keep the words, or show them as people would read them."""
    assembly, kind = get_object_or_404(Assembly, pk=pk), known_kind(key)
    if kind.key == MESSAGE:
        return redirect("admin:events_assembly_messages", pk)
    wording = _wording_of(assembly, kind)
    if request.method != "POST":
        words = kept_words(request, assembly, kind, request.GET.get(PREVIEWED, ""))
        return _page(site, request, assembly, kind, WordsForm(wording=wording, words=words))
    form = WordsForm(request.POST, wording=wording)
    if not form.is_valid():
        return _page(site, request, assembly, kind, form)
    if "preview" in request.POST:
        return redirect(preview_url(assembly, kind, keep_words(request, assembly, kind, form.words)))
    try:
        word_notice(
            assembly=assembly,
            kind=kind,
            words=form.words,
            seen_changed_at=form.cleaned_data["seen_changed_at"],
            actor=cast(User, request.user),
            at=timezone.now(),
        )
    except TellingRefused as refused:
        again = WordsForm(request.POST, wording=_wording_of(assembly, kind), refused=refused)
        return _page(site, request, assembly, kind, again)
    messages.success(
        request, f"The words of “{kind.name}” are saved. They stand in what is sent from now on."
    )
    return redirect(kind_url(assembly, kind.key))


def known_kind(key: str) -> Kind:
    """Return a declared kind.

    :raises Http404: for any other.
    """
    if (kind := kind_of(key)) is None:
        raise Http404
    return kind


def _page(
    site: AdminSite, request: HttpRequest, assembly: Assembly, kind: Kind, form: WordsForm
) -> TemplateResponse:
    at, holds = timezone.now(), holds_at(assembly)
    each = round_of(assembly, kind.key) if is_round(kind.key) else None
    if kind.needs_words:
        form.fields["introduction"].label = "Introduction"
    context = {
        **site.each_context(request),
        "title": kind.name,
        "assembly": assembly,
        "kind": kind,
        "when": instant_of(assembly, each, at) if is_round(kind.key) else occasion_of(kind),
        "form": form,
        "errors": form.errors,
        "wording": _wording_of(assembly, kind),
        "portal": _portals_words(assembly, kind, at),
        "hold": holds.get((assembly.slug, kind.key)),
        "wider_hold": holds.get((assembly.slug, "")) or holds.get(("", kind.key)) or holds.get(("", "")),
        "people": _people(request, assembly, kind, is_ahead=bool(each and each.due_at > at)),
        "states": [(NOT_YET, "Not yet"), *State.choices],
        "state": request.GET.get("state", ""),
        "typed": request.GET.get("q", ""),
    }
    return TemplateResponse(request, "events/admin/notice.html", context)


def _portals_words(assembly: Assembly, kind: Kind, at: datetime) -> Sample | None:
    """Return the portal's words as somebody reads them, or as an example of somebody would."""
    text = Text(assembly, kind)
    first = text.people(at).first()
    sample = text.sample_for(first, at) if first else None
    return sample or text.example(at)


def _people(request: HttpRequest, assembly: Assembly, kind: Kind, *, is_ahead: bool) -> People:
    """List who was told; of a round that is still ahead, who would be. Narrowed to a state and to words."""
    state, typed = request.GET.get("state", ""), request.GET.get("q", "")
    told = Notice.objects.filter(notices_of(assembly), kind=kind.key)
    is_before = is_ahead and not told.exists()
    if is_before:
        delegates = matching(Text(assembly, kind).people(timezone.now()), typed)
        shown: QuerySet[Any] = delegates if state in ("", NOT_YET) else delegates.none()
    else:
        shown = _told(told, assembly, state, typed)
    page = page_in(request, shown, PEOPLE_ON_A_PAGE)
    lines = lines_before(page) if is_before else lines_of(page, assembly)
    return People(lines, page, pages_around(page), is_before)


def _told(told: QuerySet[Notice], assembly: Assembly, state: str, typed: str) -> QuerySet[Notice]:
    if state:
        told = told.filter(state=state)
    if typed := typed.strip():
        # Who has a part and no place is told as well.
        named = Q(recipient__name__icontains=typed) | Q(recipient__email__icontains=typed)
        places = matching(Delegate.objects.filter(assembly=assembly), typed)
        told = told.filter(named | Q(recipient__in=places.order_by().values("user")))
    return told.select_related("recipient").order_by("recipient__name", "pk")


def _wording_of(assembly: Assembly, kind: Kind) -> Wording | None:
    theirs = Wording.objects.filter(scope=assembly.slug, kind=kind.key)
    return theirs.select_related("changed_by").first()
