"""The figures of an assembly for those who may read them: a page, a file of each table, one of everything."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly_portal.figures.counting import Figures, count_figures
from assembly_portal.figures.files import as_csv, as_document
from assembly_portal.figures.presenters import differences, shown
from assembly_portal.figures.tables import NOT_SHOWN_MEANS, table_of
from events.models import Assembly
from events.models import Figures as KeptFigures
from events.policies.figures import can_read_figures

MOST_DIFFERENCES = 10


@dataclass(frozen=True)
class Counted:
    """Figures of one assembly: counted from the records now, or as they were kept."""

    assembly: Assembly
    figures: Figures
    at: datetime
    kept: KeptFigures | None
    is_kept: bool

    @property
    def query(self) -> str:
        """What the addresses of its files end with."""
        return "?kept" if self.is_kept else ""


@require_safe
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every table with what its figures mean, and whether they are those that were kept."""
    counted = _load(request, slug)
    changes = []
    if counted.kept and not counted.is_kept:
        changes = differences(counted.kept.told, counted.figures)
    context = {
        "assembly": counted.assembly,
        "counted": counted,
        "tables": shown(counted.figures, counted.assembly),
        "not_shown_means": NOT_SHOWN_MEANS,
        "changes": changes[:MOST_DIFFERENCES],
        "more_changes": max(0, len(changes) - MOST_DIFFERENCES),
    }
    return render(request, "assembly_portal/figures.html", context)


@require_safe
def figures_table(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Hand out one table for a spreadsheet."""
    table = table_of(key)
    if table is None:
        raise Http404
    counted = _load(request, slug)
    response = HttpResponse(as_csv(table, counted.figures), content_type="text/csv; charset=utf-8")
    return _named(response, counted, f"{key}.csv")


@require_safe
def figures_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out everything, with what each figure means."""
    counted = _load(request, slug)
    document = as_document(counted.assembly, counted.figures, counted.at)
    response = JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})
    return _named(response, counted, "all.json")


def _load(request: HttpRequest, slug: str) -> Counted:
    """Count, or read what was kept where ``?kept`` is asked for; not yours and not there are the same 404."""
    at = timezone.now()
    if not can_read_figures(request.user):
        raise Http404
    assembly = get_object_or_404(Assembly.objects.visible_to(request.user, at), slug=slug)
    kept = KeptFigures.objects.filter(assembly=assembly).first()
    if "kept" not in request.GET:
        return Counted(assembly, count_figures(assembly), at, kept, is_kept=False)
    if kept is None:
        raise Http404
    return Counted(assembly, kept.told, kept.computed_at, kept, is_kept=True)


def _named(response: HttpResponse, counted: Counted, end: str) -> HttpResponse:
    name = f"figures-{counted.assembly.slug}-{end.replace('_', '-')}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
