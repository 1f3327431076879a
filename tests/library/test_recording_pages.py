"""Recordings as people meet them: who sees which page, what it says, and what ends when."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from events.models import Delegate, Visit
from library import limits
from library.file_kinds import WEBM
from library.models import Captions, Opening, Watching
from tests.factories import (
    log_in,
    make_assembly,
    make_contributor,
    make_delegate,
    make_organiser,
    make_session,
    make_user,
)
from tests.library.factories import make_file, make_recording

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MADE = datetime(2022, 5, 28, 9, tzinfo=UTC)
# The window of the second assembly opens in summer time and closes in winter time.
ENDS = datetime(2022, 11, 28, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MADE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def recording(clock):
    assembly = make_assembly(
        slug="second",
        name="Second assembly",
        starts_at=datetime(2022, 5, 27, 7, 45, tzinfo=UTC),
        closes_at=ENDS,
    )
    session = make_session(assembly, title="Keynote address", minutes=30)
    return make_recording(session, duration=1800, chapters="0:00 Welcome\n12:30 What we learnt")


@pytest.fixture
def delegate(client, recording):
    delegate = make_delegate(recording.session.assembly)
    log_in(client, delegate.user)
    return delegate


def paths(recording) -> dict[str, str]:
    args = [recording.session.assembly.slug, recording.code]
    return {
        "page": reverse("recording", args=args),
        "file": reverse("recording_file", args=args),
        "captions": reverse("recording_captions", args=[*args, "en"]),
        "chapters": reverse("recording_chapters", args=args),
    }


def answers(client, recording) -> dict[str, int]:
    """What each path answers: page, file, a range of it, captions, chapters, and saying where one is."""
    found = {name: client.get(path) for name, path in paths(recording).items()}
    found["range"] = client.get(paths(recording)["file"], headers={"range": "bytes=0-3"})
    found["watched"] = beat(client, recording)
    codes = {name: response.status_code for name, response in found.items()}
    for response in found.values():
        if response.streaming:
            b"".join(response)
    codes["range"] = 200 if codes["range"] == 206 else codes["range"]
    return codes


def every(code, *, watched=None) -> dict[str, int]:
    names = ("page", "file", "captions", "chapters", "range")
    return dict.fromkeys(names, code) | {"watched": code if watched is None else watched}


def later(client, clock, at, user) -> None:
    """Move on to an instant, and have the person log in again: nobody stays logged in for months."""
    clock.move_to(at)
    log_in(client, user)


def beat(client, recording, position=10, state="playing"):
    address = reverse("recording_watched", args=[recording.session.assembly.slug, recording.code])
    return client.post(address, {"position": position, "state": state})


def shown(client, recording, query="", status=200) -> str:
    response = client.get(recording.address + query)
    assert response.status_code == status
    return response.content.decode()


# --- Who ---------------------------------------------------------------------------------------


def test_a_delegate_gets_everything(client, recording, delegate):
    assert answers(client, recording) == every(200, watched=204)
    assert client.get(paths(recording)["captions"]).content.decode() == recording.captions.get().text
    assert b"What we learnt" in client.get(paths(recording)["chapters"]).content
    for name in ("captions", "chapters"):
        assert client.get(paths(recording)[name])["Content-Type"] == "text/vtt; charset=utf-8"


def test_who_has_a_part_gets_it_too_and_nothing_of_them_is_counted(client, recording):
    user = make_user()
    make_contributor(recording.session.assembly, user=user)
    log_in(client, user)

    assert answers(client, recording) == every(200, watched=204)
    assert not Watching.objects.exists()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("at", [MADE, ENDS - SECOND, ENDS, ENDS + DAY], ids=str)
def test_a_stranger_gets_the_same_nothing_at_any_time(client, clock, recording, at):
    clock.move_to(at)
    log_in(client, make_user())
    elsewhere = make_delegate(make_assembly())
    assert answers(client, recording) == every(404)
    log_in(client, elsewhere.user)
    assert answers(client, recording) == every(404)
    assert client.get(reverse("recordings", args=["second"])).status_code == 404
    assert shown(client, recording, status=404).count("Keynote") == 0


@pytest.mark.parametrize("state", [state for state in Delegate.State if state != Delegate.State.REGISTERED])
def test_without_a_place_there_is_nothing(client, recording, state):
    log_in(client, make_delegate(recording.session.assembly, state=state).user)

    assert answers(client, recording) == every(404)


def test_who_is_not_logged_in_is_led_to_the_log_in(client, recording):
    for path in paths(recording).values():
        response = client.get(path)
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]
    assert beat(client, recording).status_code == 403


def test_another_assemblys_address_leads_nowhere(client, recording, delegate):
    other = make_assembly(slug="other")
    make_delegate(other, user=delegate.user)

    assert client.get(f"/other/recordings/{recording.code}/").status_code == 404


# --- When --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (ENDS - timedelta(hours=2), every(200, watched=204)),
        (ENDS - timedelta(microseconds=1), every(200, watched=204)),
        (ENDS, every(410)),
        (ENDS + SECOND, every(410)),
        (ENDS + 365 * DAY, every(410)),
    ],
    ids=str,
)
def test_everything_ends_at_one_instant(client, clock, recording, delegate, at, expected):
    later(client, clock, at, delegate.user)

    assert answers(client, recording) == expected


def test_the_end_points_on_and_holds_for_organisers(client, clock, recording):
    later(client, clock, ENDS, make_organiser())

    assert answers(client, recording) == every(410)
    html = shown(client, recording, status=410)
    for words in (
        "This recording has ended",
        "Keynote address",
        "This recording could be watched until 11:59pm on Sunday 27 November 2022.",
        'href="/second/"',
    ):
        assert words in html
    others = "The other recordings of"
    assert others not in html, "none of them can be watched"
    make_recording(recording.session, extended_until=ENDS + DAY)
    assert others in shown(client, recording, status=410)


def test_an_extension_moves_the_end_of_every_path(client, clock, recording, delegate):
    recording.extended_until = ENDS + DAY
    recording.save()
    later(client, clock, ENDS + DAY - SECOND, delegate.user)
    assert answers(client, recording) == every(200, watched=204)
    clock.move_to(ENDS + DAY)
    assert answers(client, recording) == every(410)


def test_nothing_comes_back_once_its_file_is_being_removed(client, clock, recording, delegate):
    recording.extended_until, recording.removal_began_at = ENDS + 9 * DAY, ENDS
    recording.save()

    assert answers(client, recording) == every(410)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"withdrawn_at": MADE, "withdrawn_because": "Secret reason"}, "This recording was withdrawn."),
        ({"captions": None}, "This recording comes back as soon as it has captions."),
    ],
    ids=["withdrawn", "captions are due"],
)
def test_each_refusal_is_said_plainly_and_its_files_are_closed(client, recording, delegate, change, words):
    if "captions" in change:
        recording.captions.all().delete()
    else:
        type(recording).objects.update(**change)

    assert answers(client, recording) == every(404)
    html = shown(client, recording, status=404)
    assert words in html
    assert "<video" not in html
    assert "Secret reason" not in html


def test_what_is_withdrawn_and_over_is_over(client, clock, recording, delegate):
    type(recording).objects.update(withdrawn_at=MADE)
    later(client, clock, ENDS, delegate.user)

    assert answers(client, recording) == every(410)


def test_a_lost_file_is_told_plainly(client, recording, delegate):
    recording.file.missing_since = MADE
    recording.file.save()

    assert "The file of this recording cannot be found. The organisers have been told." in shown(
        client, recording, status=404
    )


def test_an_exception_shows_by_when_captions_come_and_ends(client, clock, recording, delegate):
    recording.captions.all().delete()
    recording.captions_due_at, recording.captions_reason = MADE + DAY, "The captioner is ill."
    recording.save()

    html = shown(client, recording)
    assert "Captions come by 10am on Sunday 29 May 2022." in html
    assert "Why there are none: <bdi>The captioner is ill." in html
    assert "30 minutes, no captions yet" in html
    clock.move_to(MADE + DAY)
    assert "<video" not in shown(client, recording, status=404)
    assert client.get(paths(recording)["file"]).status_code == 404


def test_a_draft_is_previewed_by_organisers_alone(client, recording):
    type(recording).objects.update(published_at=None)
    log_in(client, make_delegate(recording.session.assembly).user)
    assert answers(client, recording) == every(404)

    log_in(client, make_organiser())
    html = shown(client, recording)
    assert "Only organisers see this preview." in html
    assert "<video" in html
    assert "data-watched" not in html
    assert client.get(paths(recording)["file"]).status_code == 200
    assert not Opening.objects.exists()


# --- What --------------------------------------------------------------------------------------


def test_the_page_says_what_it_is_and_until_when(client, recording, delegate):
    html = shown(client, recording)

    assert "You can watch this until 11:59pm on Sunday 27 November 2022." in html
    assert "30 minutes, captions" in html
    video = re.search(r"<video[^>]*>", html)[0]
    assert 'preload="none"' in video
    assert "controls" in video
    assert "autoplay" not in video
    assert re.search(r'<track kind="captions"[^>]* label="English" default>', html)
    assert 'href="?at=750#player"' in html
    assert 'href="?at=0#player"' in html
    assert "Good morning and welcome." in html


def test_a_recording_plays_from_here_and_only_here(client, recording, delegate):
    policy = client.get(recording.address)["Content-Security-Policy"]
    assert "media-src 'self'" in policy
    assert "frame-src" not in policy
    assert "media-src" not in client.get(reverse("recordings", args=["second"]))["Content-Security-Policy"]


def test_another_hosts_player_is_a_link_until_it_is_asked_for(client, recording, delegate):
    type(recording).objects.update(
        file=None,
        embed_address="https://player.vimeo.com/video/1234567?dnt=1&texttrack=en",
        embed_has_captions=True,
    )
    response = client.get(recording.address)
    html, policy = response.content.decode(), response["Content-Security-Policy"]

    assert "frame-src https://player.vimeo.com;" in policy + ";"
    assert "media-src" not in policy
    assert "<iframe" not in html
    assert 'href="https://player.vimeo.com/video/1234567?dnt=1&amp;texttrack=en"' in html
    assert "?at=750" not in html
    assert client.get(paths(recording)["file"]).status_code == 404


def test_captions_of_hostile_words_are_words(client, recording, delegate):
    Captions.objects.update(
        text="WEBVTT\n\n00:01.000 --> 00:02.000\n<v &lt;b&gt;>&lt;img src=x onerror=alert(1)&gt;</v>\n"
    )

    html = shown(client, recording)
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "<img" not in html.replace("nhsuk", "")


@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("?at=750", "#t=750"),
        ("?at=0", ""),
        ("?at=999999", "#t=1800"),
        ("?at=99999999999", ""),
        ("?at=-1", ""),
        ("?at=x", ""),
        ("?at=%C2%B2", ""),
        ("", ""),
    ],
)
def test_a_link_to_a_time_starts_there_without_scripts(client, recording, delegate, query, start):
    assert f'video{start}"' in shown(client, recording, query)


def test_it_is_counted_once_for_each_opening_and_by_nobodys_name(client, recording, delegate):
    shown(client, recording)
    shown(client, recording)
    shown(client, recording, "?at=10")

    assert Opening.objects.get().count == 2


# --- Coming back -------------------------------------------------------------------------------


def test_who_comes_back_goes_on_where_they_stopped(client, recording, delegate):
    assert beat(client, recording, 750, "paused").status_code == 204

    html = shown(client, recording)
    assert "Go on from 12:30" in html
    assert 'video#t=750"' in html
    html = shown(client, recording, "?at=0")
    assert 'video"' in html
    assert "You stopped at 12:30." in html


@pytest.mark.parametrize("position", [0, 4, 1790, 1800, 99999])
def test_who_had_hardly_begun_or_nearly_finished_begins_anew(client, recording, delegate, position):
    beat(client, recording, position)

    assert "Go on from" not in shown(client, recording)
    assert Watching.objects.get().position == min(position, 1800)


def test_where_one_stopped_is_ones_own(client, recording, delegate):
    beat(client, recording, 750)
    log_in(client, make_delegate(recording.session.assembly).user)

    assert "Go on from" not in shown(client, recording)


def test_minutes_run_while_it_plays_and_end_with_the_recording(client, clock, recording, delegate):
    begun = ENDS - 40 * SECOND
    later(client, clock, begun, delegate.user)
    for second, state in ((0, "playing"), (15, "paused"), (25, "playing"), (39, "playing")):
        clock.move_to(begun + second * SECOND)
        assert beat(client, recording, second, state).status_code == 204
    clock.move_to(begun + 45 * SECOND)
    assert beat(client, recording, 45).status_code == 410

    told = [
        ((visit.started_at - begun).seconds, (visit.last_seen_at - begun).seconds, visit.mode)
        for visit in Visit.objects.order_by("started_at")
    ]
    assert told == [(0, 15, "on_demand"), (25, 39, "on_demand")]
    assert Watching.objects.get().position == 39


@pytest.mark.parametrize("position", ["", "-1", "x", "1.5", "9999999", "²"])
def test_what_is_no_place_is_refused(client, recording, delegate, position):
    assert beat(client, recording, position).status_code == 400


def test_nobody_says_it_too_often(client, recording, delegate, monkeypatch):
    monkeypatch.setattr(limits, "PER_MINUTE", 2)

    assert [beat(client, recording).status_code for _ in range(3)] == [204, 204, 429]


def test_saying_it_is_a_post_with_a_token(client, recording, delegate):
    address = reverse("recording_watched", args=["second", recording.code])

    assert client.get(address).status_code == 405


def test_without_scripts_nothing_is_named_that_needs_them(client, recording, delegate):
    html = shown(client, recording)

    for key in ("c: captions on and off", "f: the whole screen and back"):
        assert f"<li data-key hidden>{key}</li>" in html
    assert "<noscript><p>To look for a word in it, use your browser" in html


# --- Lists -------------------------------------------------------------------------------------


def test_the_list_says_what_can_be_watched_and_why_not(client, clock, recording, delegate):
    assembly = recording.session.assembly
    withdrawn = make_recording(make_session(assembly, title="Withdrawn one"), withdrawn_at=MADE)
    draft = make_recording(make_session(assembly, title="Draft one"), published_at=None)
    html = client.get(reverse("recordings", args=["second"])).content.decode()

    assert f'href="{recording.address}"' in html
    assert "(30 minutes, captions)" in html
    assert "You can watch this until 11:59pm on Sunday 27 November 2022." in html
    live, _, others = html.partition("Cannot be watched</h2>")
    assert recording.address in live
    assert "Withdrawn one" in others
    assert "This recording was withdrawn." in others
    assert withdrawn.address not in html
    assert "Draft one" not in html
    later(client, clock, ENDS, delegate.user)
    html = client.get(reverse("recordings", args=["second"])).content.decode()
    assert recording.address not in html
    assert "This recording could be watched until 11:59pm on Sunday 27 November 2022." in html

    make_recording(recording.session, title="Over, too")
    html = client.get(reverse("recordings", args=["second"])).content.decode()
    assert html.count("could be watched until") == 1, "said once for all of them"
    assert "For each of these: This recording could be watched until" in html

    log_in(client, make_organiser())
    assert draft.address in client.get(reverse("recordings", args=["second"])).content.decode()


def test_an_empty_list_says_what_will_be_here(client, clock):
    delegate = make_delegate(make_assembly(slug="third"))
    log_in(client, delegate.user)

    html = client.get("/third/recordings/").content.decode()
    assert "The recordings of the main stage will be here after the day" in html
    later(client, clock, delegate.assembly.closes_at, delegate.user)
    html = client.get("/third/recordings/").content.decode()
    assert "No recording of this assembly can be watched any more." in html
    assert "will be here" not in html


@pytest.mark.parametrize("rows", [1, 4])
def test_the_list_takes_the_same_queries_however_long(
    client, recording, delegate, django_assert_num_queries, rows
):
    for _ in range(rows - 1):
        make_recording(make_session(recording.session.assembly))
    client.get(reverse("recordings", args=["second"]))

    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(reverse("recordings", args=["second"]))


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_takes_the_same_queries_however_many_captions(
    client, recording, delegate, django_assert_num_queries, rows
):
    for number in range(rows - 1):
        Captions.objects.create(
            recording=recording, language=f"x{number}", text=recording.captions.first().text, added_at=MADE
        )
    shown(client, recording)

    with django_assert_num_queries(QUERIES_OF_PAGE):
        shown(client, recording)


QUERIES_OF_LIST = 8
QUERIES_OF_PAGE = 10


def test_a_video_of_ours_is_served_as_its_kind(client, clock, delegate, recording):
    type(recording).objects.update(file=make_file(b"\x1aE\xdf\xa3 more", WEBM))
    response = client.get(paths(recording)["file"])

    assert b"".join(response) == b"\x1aE\xdf\xa3 more"
    assert response["Content-Type"] == "video/webm"
    assert timezone.now() == MADE
