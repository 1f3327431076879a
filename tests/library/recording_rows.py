"""Rows for recordings in a browser: called in a process of its own, committed."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from common.codes import new_code
from events.models import Visit
from library.models import Recording, Watching
from library.webvtt import written_time
from tests.breakouts.rows import make_guest
from tests.factories import log_in as log_in_as_organiser
from tests.factories import make_assembly, make_organiser, make_session, make_speaker
from tests.library.factories import make_recording
from tests.realtime.harness import log_in

SAID = [
    (0, 9, "<v Dr Amara Fernhollow>Good morning and welcome. We begin with what we learnt."),
    (20, 29, "<v Dr Joss Quillbrook>Reporting a concern was hard for many of us."),
    (40, 44, "<v Dr Amara Fernhollow>What we will do about reporting"),
    (44, 49, "<v Dr Amara Fernhollow>comes next."),
]


def a_recording(film: str, seconds: int) -> dict:
    """A recording of a day that is over, whose film comes in hexadecimal, and the log-ins of two people."""
    over = timezone.now() - timedelta(days=2)
    assembly = make_assembly(slug=new_code(), starts_at=over)
    session = make_session(assembly, title="Keynote address")
    captions = "WEBVTT\n\n" + "".join(
        f"{written_time(start * 1000)} --> {written_time(end * 1000)}\n{text}\n\n"
        for start, end, text in SAID
    )
    recording = make_recording(
        session,
        content=bytes.fromhex(film),
        captioned=False,
        duration=seconds,
        chapters="0:00 Welcome\n0:40 What we will do",
        summary="The opening of the day.",
    )
    recording.captions.create(text=captions, added_at=timezone.now())
    guests = [make_guest(assembly, name=name) for name in ("Dr Ada Example", "Dr Bo Example")]
    return {
        "code": recording.code,
        "page": recording.address,
        "session": session.address,
        "my_day": assembly.my_day_address,
        "list": f"/{assembly.slug}/recordings/",
        "keys": [log_in(guest.user).partition("=")[2] for guest in guests],
    }


def where(code: str) -> dict:
    """Where somebody stopped in the recording, and how many visits there are, open ones apart."""
    watching = Watching.objects.filter(recording__code=code).first()
    visits = Visit.objects.filter(session__recordings__code=code, mode=Visit.Mode.ON_DEMAND)
    return {
        "position": watching and watching.position,
        "visits": visits.count(),
        "open": visits.filter(ended_at=None).count(),
    }


def end(code: str) -> None:
    """The time of the recording is over."""
    Recording.objects.filter(code=code).update(extended_until=timezone.now())


def elsewhere(code: str, address: str) -> None:
    """The recording is played by another host."""
    Recording.objects.filter(code=code).update(file=None, embed_address=address, embed_has_captions=True)


def a_draft_to_publish() -> dict:
    """A session with a speaker and no recording yet, and the log-in of an organiser."""
    assembly = make_assembly(slug=new_code(), starts_at=timezone.now() - timedelta(days=2))
    session = make_session(assembly, title=f"Keynote {new_code()}")
    make_speaker(session, name="Dr Sefu Larkhill")
    client = Client()
    log_in_as_organiser(client, make_organiser(email=f"{new_code()}@example.org"))
    return {
        "key": client.session.session_key,
        "session": session.pk,
        "title": session.title,
    }
