"""Recordings in the organisers' workplace, from an empty form to the end."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from library.actions.consents import answer_consent
from library.actions.recordings import save_recording
from library.models import Consent, Recording
from library.words import when_in_words
from tests.factories import (
    log_in,
    make_assembly,
    make_chair,
    make_organiser,
    make_session,
    make_speaker,
    make_user,
)
from tests.library.factories import CAPTIONS, make_recording
from tests.library.videos import webm

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = datetime(2022, 6, 1, 12, tzinfo=UTC)
BAD = "WEBVTT\n\n00:05.000 --> 00:04.000\nx\n"


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


@pytest.fixture
def session():
    return make_session(make_assembly(starts_at=timezone.now() - 2 * DAY), title="Keynote address")


def url(name, *args) -> str:
    return reverse(f"admin:library_recording_{name}", args=args)


def typed(of, **fields) -> dict:
    return {
        "session": of.pk,
        "title": "",
        "summary": "",
        "embed_address": "",
        "chapters": "",
        "captions_text": "",
        "captions_due_at_day": "",
        "captions_due_at_time": "",
        "captions_reason": "",
        "afterwards": "remove",
        **fields,
    }


def video() -> SimpleUploadedFile:
    return SimpleUploadedFile("keynote.webm", webm(90), "video/webm")


def text(response) -> str:
    return response.content.decode()


def test_from_an_empty_form_to_published_and_withdrawn(client, organiser, session):
    speaker = make_speaker(session, name="Dr A")
    assert client.get(url("add")).status_code == 200
    sent = typed(session, video=video(), captions_text=CAPTIONS, chapters="0:00 Welcome")
    assert client.post(url("add"), sent).status_code == 302
    recording = Recording.objects.get()
    assert recording.captions.get().text.startswith("WEBVTT\n\n00:00:00.000")
    assert recording.created_at
    assert recording.changed_by == organiser

    page = text(client.get(url("change", recording.pk)))
    assert "Needs consent" in page
    assert "Not everybody who is asked has agreed to the recording yet: Dr A." in page
    assert "It cannot be shown yet." in text(client.get(url("publish", recording.pk)))
    response = client.post(url("publish", recording.pk))
    assert "Not everybody who is asked has agreed to the recording yet: Dr A." in text(response)

    noted = typed(session, chapters="0:00 Welcome", **{f"consent_{speaker.contributor_id}": "given"})
    assert client.post(url("change", recording.pk), noted).status_code == 302
    consent = Consent.objects.get()
    assert (consent.answer, consent.noted_by) == ("given", organiser)
    assert recording.captions.count() == 1

    client.post(url("publish", recording.pk))
    assert Recording.objects.watchable(timezone.now()).exists()
    refused = client.post(url("withdraw", recording.pk), {"withdrawn_because": ""})
    assert "Enter the why it is withdrawn" not in text(refused)
    assert "Enter why it is withdrawn" in text(refused)
    client.post(url("withdraw", recording.pk), {"withdrawn_because": "A name was said."})
    page = text(client.get(url("change", recording.pk)))
    assert "Withdrawn because: A name was said." in page
    client.post(url("restore", recording.pk))
    assert Recording.objects.watchable(timezone.now()).exists()


def test_sessions_of_one_title_are_told_apart(client, organiser, session):
    later = make_session(session.assembly, title=session.title, starts_at=session.ends_at)

    page = text(client.get(url("add")))

    for each in (session, later):
        when = when_in_words(each.starts_at, each.ends_at, each.assembly.zone)
        assert f"{each.assembly}: Keynote address ({when})" in page


def test_a_second_recording_of_a_session_is_asked_about_once(client, organiser, session):
    make_recording(session, title="Showcase, topics 1 to 6")

    asked = client.post(url("add"), typed(session, title="Showcase, topics 7 to 12"))
    told = "This session has a recording, “Showcase, topics 1 to 6”, already. Is this another one?"
    assert told in text(asked)
    assert "Check before you save" in text(asked)
    assert Recording.objects.count() == 1

    again = typed(session, title="Showcase, topics 7 to 12", confirmed="second")
    assert client.post(url("add"), again).status_code == 302
    assert Recording.objects.count() == 2


def test_a_second_recording_has_a_title_that_tells_them_apart(client, organiser, session):
    make_recording(session)

    same = text(client.post(url("add"), typed(session)))
    assert "This session has a recording called “Keynote address” already." in same
    assert "There is a problem" in same
    assert re.search(r'name="confirmed"[^>]* value="second"|value="second"[^>]* name="confirmed"', same)
    named = typed(session, title="Keynote address, part 2", confirmed="second")
    assert client.post(url("add"), named).status_code == 302

    second = Recording.objects.latest("pk")
    renamed = text(client.post(url("change", second.pk), typed(session, title="keynote Address")))
    assert "This session has a recording called “keynote Address” already." in renamed


def test_all_that_is_missing_is_said_at_once(client, organiser):
    recording = make_recording(published_at=None, captioned=False, file=None)
    make_speaker(recording.session, name="Dr A")

    for page in (client.get(url("change", recording.pk)), client.get(url("publish", recording.pk))):
        assert "There is no video yet." in text(page)
        assert "There are no captions." in text(page)
        assert "Not everybody who is asked has agreed to the recording yet: Dr A." in text(page)


REMOVED = "Its file is being removed, or is removed already. Nothing brings it back."


@pytest.mark.parametrize(
    ("act", "columns", "sentence"),
    [
        (
            "publish",
            {"withdrawn_at": LONG_AGO, "withdrawn_because": "A name."},
            "It was withdrawn. Bring it back instead.",
        ),
        ("withdraw", {"published_at": None}, "It is not published."),
        ("restore", {"published_at": None}, "It is not published."),
        ("publish", {}, "It is published already."),
        ("restore", {}, "It is published already."),
        (
            "withdraw",
            {"withdrawn_at": LONG_AGO, "withdrawn_because": "A name."},
            "It is withdrawn already.",
        ),
        *((act, {"removal_began_at": LONG_AGO}, REMOVED) for act in ("publish", "restore", "extend")),
    ],
)
def test_a_page_promises_nothing_that_is_refused(client, organiser, act, columns, sentence):
    recording = make_recording(**columns)

    changed = recording.changed_at
    for response in (
        client.get(url(act, recording.pk)),
        client.post(url(act, recording.pk), {"withdrawn_because": "Again."}),
    ):
        assert sentence in text(response)
        assert "What will happen" not in text(response)
    recording.refresh_from_db()
    assert recording.changed_at == changed


def test_publishing_says_when_it_is_listed_where(client, organiser, time_machine):
    today = make_session(make_assembly(starts_at=timezone.now() - timedelta(hours=2)))
    recording = make_recording(today, published_at=None)

    assert "on My day after the day, from" in text(client.get(url("publish", recording.pk)))
    time_machine.move_to(today.assembly.ends_at)
    later = text(client.get(url("publish", recording.pk)))
    assert "in the recordings of the assembly, on its home and on My day" in later


def test_what_is_over_is_not_shown_yet_nor_promised_until_what_is_past(client, organiser, session):
    recording = make_recording(session, published_at=None, extended_until=LONG_AGO)

    publishing = text(client.get(url("publish", recording.pk)))
    assert "It cannot be shown." in publishing
    assert "Its time is over. Extend it first." in publishing
    extending = text(client.get(url("extend", recording.pk)))
    assert "its time ended at 1pm on Wednesday 1 June 2022, and goes on until" in extending


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"captions_text": BAD}, "Line 3: the end 0:04 is before its start 0:05."),
        (
            {"captions_file": SimpleUploadedFile("c.vtt", b"\xff\xfe")},
            "Line 1: this is not written in UTF-8. Save the file again with the encoding UTF-8.",
        ),
        ({"chapters": "Welcome"}, "Line 1: “Welcome” is not a time and a title"),
        (
            {"embed_address": "https://example.org/x"},
            "The address must lead to a video at one of the allowed",
        ),
        (
            {"embed_address": "https://youtu.be/abcdefghi_1", "video": video()},
            "Choose a file or an address at another host, not both",
        ),
        ({"video": SimpleUploadedFile("empty.webm", b"")}, "The file is empty. Select another one."),
        ({"captions_due_at_day": "2020-01-01", "captions_due_at_time": "12:00"}, "must be in the future"),
        ({"session": ""}, "Select the session"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_is_a_sentence_and_keeps_nothing(
    client, organiser, session, vault_folder, fields, sentence
):
    for value in fields.values():
        if hasattr(value, "seek"):
            value.seek(0)
    response = client.post(url("add"), typed(session, title="Still here", **fields))

    assert response.status_code == 200
    assert sentence in text(response)
    assert "Still here" in text(response)
    assert not Recording.objects.exists()
    assert [path for path in vault_folder.rglob("*") if path.is_file()] == []


def test_captions_that_do_not_fit_the_new_file_leave_no_bytes(client, organiser, session, vault_folder):
    late = "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n05:00.000 --> 05:01.000\nx\n"

    response = client.post(url("add"), typed(session, video=video(), captions_text=late))

    assert "Line 6: the end 5:01 is after the end of the recording, 1:30." in text(response)
    assert not Recording.objects.exists()
    assert [path for path in vault_folder.rglob("*") if path.is_file()] == []


def test_the_list_says_where_each_stands(client, organiser, session, django_assert_num_queries):
    now = timezone.now()
    make_recording(session, published_at=None, file=None)
    make_recording(session, published_at=None, captioned=False)
    make_recording(session)
    make_recording(session, captioned=False, captions_due_at=now + DAY, captions_reason="x")
    make_recording(session, withdrawn_at=now, withdrawn_because="x")
    make_recording(session, extended_until=now - DAY)
    other = make_session(session.assembly)
    make_speaker(other)
    make_recording(other, published_at=None)

    client.get(url("changelist"))
    with django_assert_num_queries(QUERIES):
        page = text(client.get(url("changelist")))

    for word in (
        "Draft",
        "Needs captions",
        "Published",
        "Shown without captions until",
        "Withdrawn",
        "Over",
        "Needs consent",
    ):
        assert f">{word}" in page


QUERIES = 6


def test_extending_says_what_will_happen_and_refuses_the_past(client, organiser, session):
    recording = make_recording(session)
    page = text(client.get(url("extend", recording.pk)))
    assert "it can be watched until the time that you enter" in page

    past = client.post(url("extend", recording.pk), {"until_day": "2020-01-01", "until_time": "12:00"})
    assert "The time until which it can be watched must be in the future" in text(past)
    assert "Why so long" not in text(past)
    later = recording.ends_at + 30 * DAY
    client.post(
        url("extend", recording.pk), {"until_day": f"{later:%Y-%m-%d}", "until_time": f"{later:%H:%M}"}
    )
    recording.refresh_from_db()
    assert recording.extended_until.date() == later.date()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, "It can be watched until"),
        (
            {"captioned": False, "captions_due_at": datetime(2040, 1, 1, tzinfo=UTC)},
            "It can be watched until",
        ),
        ({"captioned": False}, "Its time ends at"),
        ({"withdrawn_at": LONG_AGO, "withdrawn_because": "A name."}, "Its time ends at"),
        ({"extended_until": LONG_AGO}, "Its time ended at 1pm on Wednesday 1 June 2022."),
        ({"extended_until": LONG_AGO, "removal_began_at": LONG_AGO}, "Its time ended at"),
    ],
)
def test_the_state_and_the_time_agree(client, organiser, session, columns, words):
    assert words in text(client.get(url("change", make_recording(session, **columns).pk)))


def test_a_far_end_is_asked_about_once_and_says_why_ever_after(client, organiser, session):
    recording = make_recording(session)
    far = {"until_day": "2040-01-31", "until_time": "23:00"}
    address = url("extend", recording.pk)

    asked = text(client.post(address, far))
    assert "11pm on Tuesday 31 January 2040 is more than six months after recordings of" in asked
    assert 'value="2040-01-31"' in asked
    assert 'name="is_meant"' in asked
    unsaid = text(client.post(address, {**far, "is_meant": "on"}))
    assert "Enter why it can be watched for so long" in unsaid
    recording.refresh_from_db()
    assert recording.extended_until is None

    client.post(address, {**far, "is_meant": "on", "extended_because": "All speakers agreed."})
    recording.refresh_from_db()
    assert recording.extended_until.year == 2040
    because = "Can be watched for so long because: All speakers agreed."
    assert because in text(client.get(url("change", recording.pk)))
    client.post(url("change", recording.pk), typed(session, title="Other"))
    assert because in text(client.get(url("change", recording.pk)))


def test_an_answer_is_noted_once_and_never_by_saving_alone(client, organiser, session):
    speaker = make_speaker(session)
    recording = make_recording(session)
    before = answer_consent(
        session=session,
        contributor=speaker.contributor,
        answer="given",
        actor=make_organiser(),
        at=timezone.now() - DAY,
    )

    client.post(url("change", recording.pk), typed(session, **{f"consent_{speaker.contributor_id}": "given"}))

    assert Consent.objects.get().answered_at == before.answered_at
    client.post(
        url("change", recording.pk), typed(session, **{f"consent_{speaker.contributor_id}": "refused"})
    )
    recording.refresh_from_db()
    assert recording.withdrawn_at


def test_a_chairs_answer_has_a_row_too(client, organiser, session):
    chair = make_chair(session, name="Dr Chair").contributor
    recording = make_recording(session, published_at=None)
    page = text(client.get(url("change", recording.pk)))
    assert f'name="consent_{chair.pk}"' in page
    assert "Needs consent" in page

    client.post(url("change", recording.pk), typed(session, **{f"consent_{chair.pk}": "given"}))

    assert Consent.objects.get().contributor == chair
    assert "Needs consent" not in text(client.get(url("change", recording.pk)))


def test_nobody_else_comes_in(client, session):
    recording = make_recording(session)
    log_in(client, make_user())

    for page in (url("changelist"), url("change", recording.pk), url("publish", recording.pk)):
        assert client.get(page).status_code in (302, 403, 404)
    client.post(url("withdraw", recording.pk), {"withdrawn_because": "x"})
    recording.refresh_from_db()
    assert recording.withdrawn_at is None


# --- Two windows


def test_an_old_form_does_not_overwrite_what_a_colleague_saved(client, organiser, session):
    recording = make_recording(session, title="Before")
    seen = recording.changed_at.isoformat()
    recording.title, recording.chapters = "Theirs", "0:00 Welcome"
    save_recording(recording=recording, actor=make_organiser(name="Ms Colleague"), at=timezone.now())

    stale = client.post(url("change", recording.pk), typed(session, title="Mine", seen_changed_at=seen))
    assert "Ms Colleague changed this recording at" in text(stale)
    rows = re.findall(
        r'<th scope="row">([^<]+)</th>\s+<td[^>]+>([^<]*)</td>\s+<td[^>]+>([^<]*)</td>', text(stale)
    )
    assert ("Title", "Theirs", "Mine") in rows
    assert ("Chapters", "0:00 Welcome", "Nothing") in rows
    recording.refresh_from_db()
    assert recording.title == "Theirs"
    again = re.search(r'name="seen_changed_at" value="([^"]+)"', text(stale))[1]
    client.post(url("change", recording.pk), typed(session, title="Mine", seen_changed_at=again))

    recording.refresh_from_db()
    assert recording.title == "Mine"


def test_an_old_form_does_not_take_back_a_speakers_own_refusal(client, organiser, session):
    person = make_user()
    speaker = make_speaker(session, name="Dr A", user=person).contributor
    recording = make_recording(session)
    about = {"session": session, "contributor": speaker, "at": timezone.now()}
    answer_consent(**about, answer="given", actor=organiser)
    name = f"consent_{speaker.pk}"
    assert f'name="initial-{name}" value="given"' in text(client.get(url("change", recording.pk)))
    answer_consent(**about, answer="refused", actor=person)

    untouched = {name: "given", f"initial-{name}": "given"}
    assert client.post(url("change", recording.pk), typed(session, **untouched)).status_code == 302
    assert Consent.objects.get().answer == "refused"

    touched = {name: "given", f"initial-{name}": ""}
    page = text(client.post(url("change", recording.pk), typed(session, **touched)))
    assert "Dr A has answered meanwhile: did not agree." in page
    assert Consent.objects.get().answer == "refused"
