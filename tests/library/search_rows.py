"""A small library for the browser: rows that are committed, made in a process of their own."""

from datetime import timedelta

from django.utils import timezone

from assembly_portal.rehearsal.cast import log_in
from library.models import Document, Recording
from tests.factories import make_assembly, make_delegate, make_session, make_theme
from tests.library.searching import known_document, known_recording


def a_library() -> dict:
    """Two documents for everybody, one for delegates with a theme, a recording, and a delegate's cookie.

    What other tests left in the library of this portal goes: it would be found as well.
    """
    Document.objects.all().delete()
    Recording.objects.all().delete()
    assembly = make_assembly(
        slug="searched", name="Second assembly", starts_at=timezone.now() - timedelta(days=2)
    )
    themes = [make_theme(assembly, title=title) for title in ("Raising concerns", "Flexible training")]
    session = make_session(assembly, title="Keynote address")
    known_document(
        "First of all.",
        "Whoever raises a concern is told whom it was escalated to: the employer and the local office.",
        title="Escalation map",
        summary="One page that shows whom to tell. It helps everybody in training.",
        owner="Quality team",
        assembly=assembly,
        themes=themes,
    )
    known_document("What to ask in the first week.", title="Induction checklist", owner="Faculty office")
    known_document(
        "Escalation in a small practice.",
        title="Prompts with-a-very-long-word-that-does-not-end-where-a-narrow-screen-would-like-it",
        audience="delegates",
    )
    recording = known_recording(
        "Good morning and welcome", "We talk about escalation today", session=session, duration=1750
    )
    name, _, value = log_in(make_delegate(assembly).user_id).partition("=")
    return {"recording": recording.address, "cookie": {"name": name, "value": value}}
