"""People of networking for browser tests: keys of their log-ins, and the addresses that they need."""

from datetime import timedelta

from django.utils import timezone

from common.codes import new_code
from events.models import Session
from networking.models import NetworkingReport, Profile, Table
from networking.policies.reporting import MOST_IN_AN_HOUR
from tests.factories import (
    make_delegate,
    make_live_assembly,
    make_organiser,
    make_room,
    make_session,
    make_user,
)
from tests.library.document_rows import key_of
from tests.networking.rows import make_conversation, make_line, make_profile


def a_rude_message() -> dict:
    """Two people in a group, what one said there, tables at lunch, and an organiser."""
    slug, now = f"meet-{new_code()}", timezone.now()
    assembly = make_live_assembly(slug=slug)
    ann, bob = (
        make_profile(
            make_delegate(assembly, user=make_user(f"{new_code()}@example.org", name=name), name=name)
        )
        for name in ("Dr Ann Askwith", "Dr Bob Blunt")
    )
    talk = make_conversation(ann.delegate, bob.delegate, title="Leaders of tomorrow")
    make_line(talk, ann.delegate, "Who comes to the table?", sent_at=now - timedelta(minutes=5))
    rude = make_line(talk, bob.delegate, "Nobody like you should.", sent_at=now - timedelta(minutes=4))
    gone = [
        make_profile(assembly=assembly, name=name, joined_at=None)
        for name in ("Dr Gwen Gone-Away", "Professor Bartholomew Featherstonehaugh-Cholmondeley")
    ]
    for each in gone:
        alone = make_conversation(ann.delegate, each.delegate)
        make_line(alone, each.delegate, "You will hear from me.", sent_at=now - timedelta(hours=1))
    lunch = make_session(
        assembly,
        kind=Session.Kind.NETWORKING,
        title="Lunch and networking tables",
        starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(minutes=50),
        published_at=now - timedelta(days=9),
    )
    for title, by in (
        ("By local office", "local_office"),
        ("By profession", "profession"),
        ("New to the NHS", "open"),
    ):
        Table.objects.create(room=make_room(lunch, title=title, capacity=12), by=by)
    organiser = make_organiser(email=f"{new_code()}@example.org", name="Dr Ola Organiser")
    base = f"/{slug}/networking/"
    return {
        "base": base,
        "ann": key_of(ann.delegate.user),
        "bob": key_of(bob.delegate.user),
        "organiser": key_of(organiser),
        "report": f"{base}people/{bob.code}/report/?line={rude.pk}",
        "block": f"{base}people/{bob.code}/block/",
    }


def the_report() -> str:
    """Where an organiser handles what was reported last."""
    return f"/admin/networking/networkingreport/networking/{NetworkingReport.objects.latest('pk').pk}/"


def reported_often(base: str) -> None:
    """Dr Ann reported Dr Bob and others as often as one can in an hour."""
    here = Profile.objects.filter(delegate__assembly__slug=base.split("/")[1])
    ann, bob = (here.get(delegate__name=name) for name in ("Dr Ann Askwith", "Dr Bob Blunt"))
    for _ in range(MOST_IN_AN_HOUR):
        NetworkingReport.objects.create(
            reporter=ann.delegate,
            about=bob.delegate,
            kind=NetworkingReport.Kind.PROFILE,
            because="Rude",
            reported_at=timezone.now(),
        )
