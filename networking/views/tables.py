"""The tables of the networking session that runs, or comes next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.views.loading import PersonalRequest, personal
from networking.refusals import PartCode
from networking.tables import cards_of, session_of_tables
from networking.views.loading import closed_page, load_part


@require_safe
@personal
def tables(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show them to whoever has a place: they are rooms of the programme, open also to who has not joined."""
    at = timezone.now()
    part = load_part(request, slug, at=at)
    if part.can_look.code not in (None, PartCode.SUSPENDED):
        return closed_page(request, part, part.can_look)
    session = session_of_tables(part.delegate, at)
    context = {
        **part.context(request),
        "session": session,
        "cards": cards_of(session, part.delegate, at) if session else (),
    }
    return render(request, "networking/tables.html", context)
