from datetime import timedelta

import pytest
from django.utils import timezone

from assembly_portal.celery import app
from breakouts.actions import enter_room
from breakouts.tasks import end_silent_visits
from events.models import Visit
from tests.factories import make_delegate, make_live_assembly, make_room, make_session


@pytest.mark.django_db
def test_who_fell_silent_has_left_and_who_is_there_stays():
    now = timezone.now()
    session = make_session(make_live_assembly(), starts_at=now - timedelta(minutes=2))
    room = make_room(session)
    for seconds in (90, 10):
        delegate = make_delegate(session.assembly, name=f"Seen {seconds} s ago")
        enter_room(delegate=delegate, room=room, at=now - timedelta(seconds=seconds))

    end_silent_visits()
    end_silent_visits()

    assert Visit.objects.filter(ended_at=None).get().delegate.name == "Seen 10 s ago"


def test_the_beat_table_calls_it():
    assert any(row["task"] == end_silent_visits.name for row in app.conf.beat_schedule.values())
