"""A day with people, visits and small groups, committed: for figures in a browser."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import User
from assembly_portal.figures.keeping import count_and_keep
from common.codes import new_code
from events.models import Arrival, Delegate, Session, Visit
from tests.factories import (
    log_in,
    make_assembly,
    make_learner_group,
    make_local_office,
    make_organiser,
    make_room,
    make_session,
    make_theme,
)


def a_day_with_figures() -> dict:
    """Forty people of two regions in two rooms; the figures were kept before the last one came."""
    client = Client()
    log_in(client, make_organiser(email=f"{new_code()}@example.org"))
    assembly = make_assembly(slug=new_code(), starts_at=timezone.now() - timedelta(days=2))
    session = make_session(assembly, kind=Session.Kind.BREAKOUTS, title="Themed rooms, set A")
    theme = make_theme(assembly, title="International graduates and minority professionals into leadership")
    rooms = [make_room(session, title="Visas", capacity=40), make_room(session, theme=theme, capacity=40)]
    users = User.objects.bulk_create(User(email=f"{new_code()}@example.org") for _ in range(40))
    offices = [make_local_office("North West"), make_local_office("Kent, Surrey and Sussex")]
    groups = [make_learner_group(), make_learner_group("Healthcare science")]
    delegates = Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            state=Delegate.State.REGISTERED,
            registered_at=assembly.published_at,
            name=f"Learner {number}",
            local_office=offices[number % 2],
            learner_group=groups[number % 8 == 0],
        )
        for number, user in enumerate(users)
    )
    came = delegates[:25]
    Arrival.objects.bulk_create(
        Arrival(delegate=delegate, phase="live", arrived_at=assembly.starts_at) for delegate in came
    )
    Visit.objects.bulk_create(
        Visit(
            delegate=delegate,
            session=session,
            room=rooms[number % 4 == 0],
            started_at=session.starts_at,
            last_seen_at=session.ends_at,
            ended_at=session.ends_at,
        )
        for number, delegate in enumerate(came)
    )
    count_and_keep(assembly=assembly, kept_by="By command", at=timezone.now())
    Arrival.objects.create(delegate=delegates[-1], phase="on_demand", arrived_at=assembly.ends_at)
    return {"key": client.session.session_key, "address": assembly.figures_address, "admin": assembly.pk}
