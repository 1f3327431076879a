"""Three people of one assembly who have not met, tables at lunch, and an organiser: for the browser."""

from datetime import timedelta

from django.utils import timezone

from common.codes import new_code
from events.models import Session
from networking.models import Table
from tests.factories import (
    make_delegate,
    make_live_assembly,
    make_organiser,
    make_room,
    make_session,
    make_user,
)
from tests.library.document_rows import key_of
from tests.networking.rows import make_profile


def three_strangers(names: list[str]) -> dict:
    """The first has not joined; the others are listed."""
    slug, now = f"three-{new_code()}", timezone.now()
    assembly = make_live_assembly(slug=slug)
    delegates = [
        make_delegate(assembly, user=make_user(f"{new_code()}@example.org", name=name), name=name)
        for name in names
    ]
    for delegate in delegates[1:]:
        make_profile(delegate, interests=["patient-safety"], offers=["mentoring"])
    lunch = make_session(
        assembly,
        kind=Session.Kind.NETWORKING,
        title="Lunch",
        starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(minutes=50),
        published_at=now - timedelta(days=9),
    )
    Table.objects.create(room=make_room(lunch, title="New to the NHS", capacity=12), by="open")
    keys = {delegate.name: key_of(delegate.user) for delegate in delegates}
    organiser = make_organiser(email=f"{new_code()}@example.org", name="Dr Ola Organiser")
    return {"base": f"/{slug}/networking/", "keys": keys, "organiser": key_of(organiser)}
