"""Ten people write in one block at once, with committed data: no text is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from breakouts.actions import add_note, change_note, enter_room, sign_off_notes
from breakouts.models import Act, NoteBlock, NoteSave
from breakouts.notes.queries import notes_of
from breakouts.notes.refusals import NoteRefused
from realtime.models import Frame
from tests.breakouts.running import make_host, note
from tests.factories import make_delegate, make_live_assembly, make_room, make_session

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 10


@pytest.fixture
def room():
    began_at = timezone.now() - timedelta(minutes=10)
    session = make_session(make_live_assembly(), kind="breakouts", starts_at=began_at)
    return make_room(session, title="Visas")


@pytest.fixture
def people(room):
    delegates = [make_delegate(room.session.assembly) for _ in range(WRITERS)]
    for delegate in delegates:
        enter_room(delegate=delegate, room=room, at=timezone.now())
    return [delegate.user for delegate in delegates]


def at_once(jobs):
    """Run the jobs together, each on a connection of its own."""

    def run(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=WRITERS) as pool:
        return list(pool.map(run, jobs))


def test_ten_writers_on_one_block_lose_no_text(room, people):
    block = note(people[0], room, "as it was", at=timezone.now())

    def write(user, words):
        given = {"user": user, "room": room, "block": block.pk, "at": timezone.now()}
        return words, change_note(**given, base_revision=1, body=words, cid=uuid4())

    written = at_once([lambda u=u, n=n: write(u, f"text {n}") for n, u in enumerate(people)])

    stood = [words for words, put in written if not put.is_conflict]
    returned = {words: put.block.body for words, put in written if put.is_conflict}
    assert len(stood) == 1
    assert len(returned) == WRITERS - 1
    assert set(returned.values()) == set(stood)
    # Each of them keeps both.
    at_once(
        [
            lambda u=u, w=words: add_note(
                user=u, room=room, body=w, cid=uuid4(), after=block.pk, at=timezone.now()
            )
            for u, words in zip(people, returned, strict=False)
        ]
    )
    assert {each.body for each in notes_of(room)} == {f"text {n}" for n in range(WRITERS)}


def test_ten_writers_who_insist_stand_one_after_the_other(room, people):
    block = note(people[0], room, "as it was", at=timezone.now())

    def insist(user, words):
        base = 1
        while True:
            given = {"user": user, "room": room, "block": block.pk, "at": timezone.now()}
            put = change_note(**given, base_revision=base, body=words, cid=uuid4())
            if not put.is_conflict:
                return words
            base = put.block.revision

    at_once([lambda u=u, n=n: insist(u, f"text {n}") for n, u in enumerate(people)])

    frames = Frame.objects.filter(stream__name=f"{room.stream}.notes").order_by("seq")
    bodies = [frame.payload["body"] for frame in frames]
    assert sorted(bodies[1:]) == [f"text {n}" for n in range(WRITERS)]
    assert [frame.payload["revision"] for frame in frames] == list(range(1, WRITERS + 2))
    assert NoteBlock.objects.get().body == bodies[-1]


def test_a_note_sent_from_two_tabs_at_once_stands_once(room, people):
    cid = uuid4()

    keys = at_once(
        [
            lambda: add_note(user=people[0], room=room, body="Once", cid=cid, at=timezone.now()).pk
            for _ in range(WRITERS)
        ]
    )

    assert len(set(keys)) == 1
    assert NoteBlock.objects.count() == NoteSave.objects.count() == 1


def test_signing_off_comes_before_or_after_each_text_and_never_between(room, people):
    host = make_host(room)
    block = note(people[0], room, "as it was", at=timezone.now())

    def write(user):
        try:
            given = {"user": user, "room": room, "block": block.pk, "at": timezone.now()}
            return not change_note(**given, base_revision=1, body="another", cid=uuid4()).is_conflict
        except NoteRefused as refused:
            return str(refused.code)

    jobs = [lambda: write(people[0]), lambda: sign_off_notes(actor=host, room=room, at=timezone.now())]
    told, _ = at_once(jobs)

    types = [
        (frame.type, frame.payload.get("revision"))
        for frame in Frame.objects.filter(stream__name=f"{room.stream}.notes").order_by("seq")
    ]
    assert types[-1][0] == "note.state"
    assert (told is True) == (("note.block", 2) in types)
    assert told in (True, "signed_off")
    assert Act.objects.count() == 1
