"""A roundtable when several act at once, with committed data."""

import pytest
from django.utils import timezone

from breakouts.actions import give_next, leave_seat, raise_hand
from breakouts.models import Act, Hand, Word
from tests.breakouts.running import told, types_told
from tests.breakouts.test_conduct_races import MINUTE, at_once, inside, make_host
from tests.factories import make_live_assembly, make_room, make_session

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_hosts_move_on_at_once_and_it_goes_on_by_one_also_while_the_speaker_leaves():
    session = make_session(make_live_assembly(), kind="roundtable", starts_at=timezone.now() - 10 * MINUTE)
    room = make_room(session, title="Around the table", capacity=70)
    hosts = [make_host(room), make_host(room)]
    people = inside(room, 4)
    assert at_once([lambda at, d=d: raise_hand(user=d.user, room=room, at=at) for d in people * 2]) == {
        "done": 8
    }
    assert Hand.objects.count() == 4, "raised twice is raised once"

    seen = 0
    for spoken in range(1, 4):
        jobs = [lambda at, h=h, n=seen: give_next(actor=h, room=room, seen=n, at=at) for h in hosts * 2]
        if spoken == 3:
            speaker = next(d for d in people if d.user_id == Word.objects.get(pk=seen).user_id)
            jobs.append(lambda at, d=speaker: leave_seat(delegate=d, room=room, at=at))
        assert at_once(jobs) == {"done": len(jobs)}
        assert Word.objects.count() == spoken
        word = Word.objects.get(ended_at=None)
        seen = word.pk

    assert Act.objects.filter(verb="hand_taken").count() == 3
    waiting = Hand.objects.get(lowered_at=None)
    last = told(f"{room.stream}.table")[-1][1]
    assert [hand["id"] for hand in last["hands"]] == [str(waiting.user_id)]
    assert last["word"]["id"] == str(word.user_id)
    # Four hands went up, three were given the word; who left with it ended it, if they still had it.
    assert len(types_told(f"{room.stream}.table")) in {7, 8}
