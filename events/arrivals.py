"""Who of this assembly is looking at the page: for every page that a delegate may arrive by."""

from datetime import datetime

from django.http import HttpRequest

from events.actions.delegates import record_arrival
from events.models import Assembly, Delegate

SESSION_KEY = "arrived"


def delegate_here(request: HttpRequest, assembly: Assembly, *, at: datetime) -> Delegate | None:
    """Return the delegate that the person logged in is, whatever it is worth, and note that they came.

    One query, and two more on the first page in each phase. The delegate comes with this ``assembly`` and
    with ``request.user``.
    """
    if not request.user.is_authenticated:
        return None
    delegate = Delegate.objects.filter(assembly=assembly, user=request.user).first()
    if delegate:
        delegate.assembly, delegate.user = assembly, request.user
        note_arrival(request, delegate, at=at)
    return delegate


def note_arrival(request: HttpRequest, delegate: Delegate, *, at: datetime) -> None:
    """Record the arrival unless this browser knows that it stands. Asks the database nothing in that case."""
    here = f"{delegate.assembly_id}:{delegate.pk}:{delegate.assembly.phase_at(at)}"
    noted = request.session.get(SESSION_KEY, [])
    if not delegate.has_place or here in noted:
        return
    record_arrival(delegate=delegate, at=at)
    request.session[SESSION_KEY] = [*noted[-20:], here]


def was_here(request: HttpRequest, assembly: Assembly) -> bool:
    """Whether this log-in saw a page of the assembly as one of its delegates. Asks the database nothing."""
    if not request.user.is_authenticated:
        return False
    return any(note.startswith(f"{assembly.pk}:") for note in request.session.get(SESSION_KEY, []))
