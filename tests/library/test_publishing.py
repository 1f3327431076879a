"""Publishing, withdrawing, bringing back and extending recordings; captions and consents."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library import vault
from library.actions.captions import put_captions, remove_captions
from library.actions.consents import answer_consent
from library.actions.recordings import (
    extend_recording,
    publish_recording,
    restore_recording,
    save_recording,
    withdraw_recording,
)
from library.file_kinds import MP4
from library.models import Captions, Consent, Recording, StoredFile
from library.policies.publishing import Showing, ShowingRefused
from tests.factories import (
    make_assembly,
    make_chair,
    make_organiser,
    make_session,
    make_speaker,
    make_topic,
    make_user,
)
from tests.library.factories import CAPTIONS, make_file, make_recording
from tests.library.videos import mp4

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
TUBE = "https://www.youtube-nocookie.com/embed/abcdefghi_1?cc_load_policy=1&rel=0"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def session(now):
    return make_session(make_assembly(starts_at=now - 2 * DAY))


@pytest.fixture
def draft(session):
    return make_recording(session, published_at=None)


def agree(session, speaker, answer=Consent.Answer.GIVEN):
    at = timezone.now()
    return answer_consent(
        session=session, contributor=speaker.contributor, answer=answer, actor=make_organiser(), at=at
    )


def refusal(call, **kwargs) -> tuple[Showing, str]:
    with pytest.raises(ShowingRefused) as refused:
        call(**kwargs)
    return refused.value.code, str(refused.value)


def saved(recording, organiser, at):
    return save_recording(recording=recording, actor=organiser, at=at)


def test_what_has_all_it_needs_is_published_once(draft, organiser, now):
    publish_recording(recording=draft, actor=organiser, at=now)
    publish_recording(recording=draft, actor=organiser, at=now + DAY)

    draft.refresh_from_db()
    assert (draft.published_at, draft.changed_by) == (now, organiser)
    assert Recording.objects.watchable(now).get() == draft


def test_nobody_but_an_organiser_changes_recordings(draft, now):
    person = make_user()
    for act, more in (
        (save_recording, {}),
        (publish_recording, {}),
        (withdraw_recording, {"reason": "x"}),
        (restore_recording, {}),
        (extend_recording, {"until": now + DAY}),
        (put_captions, {"raw": CAPTIONS, "language": "en", "label": "English"}),
    ):
        assert refusal(act, recording=draft, actor=person, at=now, **more)[0] is Showing.NOT_ORGANISER


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"file": None}, Showing.NO_SOURCE),
        ({"file": None, "embed_address": TUBE}, Showing.NO_CAPTIONS),
        ({"captions": False}, Showing.NO_CAPTIONS),
        ({"captions": False, "captions_due_at": -1}, Showing.NO_CAPTIONS),
        ({"captions": False, "captions_due_at": 1}, Showing.NO_CAPTIONS),
        ({"removal_began_at": -1}, Showing.REMOVED),
        ({"extended_until": -1}, Showing.TIME_OVER),
    ],
    ids=str,
)
def test_publishing_is_refused_without(draft, organiser, now, change, code):
    change = dict(change)
    if change.pop("captions", True) is False or change.get("embed_address"):
        draft.captions.all().delete()
    for name, value in change.items():
        setattr(draft, name, now + value * DAY if isinstance(value, int) else value)
    draft.save()

    assert refusal(publish_recording, recording=draft, actor=organiser, at=now)[0] is code


@pytest.mark.parametrize(
    "change",
    [
        {"captions_due_at": 1, "captions_reason": "The captioner is ill."},
        {"file": None, "embed_address": TUBE, "embed_has_captions": True},
    ],
    ids=["a dated exception", "captions at the other host"],
)
def test_publishing_needs_no_captions_of_ours_with(draft, organiser, now, change):
    draft.captions.all().delete()
    for name, value in change.items():
        setattr(draft, name, now + value * DAY if value == 1 and name == "captions_due_at" else value)
    draft.save()

    assert publish_recording(recording=draft, actor=organiser, at=now).published_at == now


@pytest.mark.parametrize(("before", "allowed"), [(TICK, False), (timedelta(0), True)])
def test_nothing_is_published_before_its_session_has_ended(draft, organiser, before, allowed):
    at = draft.session.ends_at - before
    if allowed:
        assert publish_recording(recording=draft, actor=organiser, at=at).published_at == at
    else:
        code, said = refusal(publish_recording, recording=draft, actor=organiser, at=at)
        assert code is Showing.NOT_HELD_YET
        assert said.startswith("The session has not ended. It ends at ")


def test_everybody_who_speaks_must_have_agreed(draft, session, organiser, now):
    first = make_speaker(session, name="Dr A")
    second = make_speaker(session, make_topic(session), name="Dr B")
    third = make_speaker(session, make_topic(session), name="Dr C")

    silent = refusal(publish_recording, recording=draft, actor=organiser, at=now)
    assert silent == (
        Showing.CONSENT_MISSING,
        "Not everybody who is asked has agreed to the recording yet: Dr A, Dr B and Dr C.",
    )
    agree(session, first)
    agree(session, second, Consent.Answer.REFUSED)
    assert refusal(publish_recording, recording=draft, actor=organiser, at=now) == (
        Showing.CONSENT_REFUSED,
        "Not everybody who is asked agreed to the recording: Dr B did not.",
    )
    agree(session, second)
    agree(session, third)
    publish_recording(recording=draft, actor=organiser, at=now)


def test_who_refuses_later_takes_the_recording_away_and_agreeing_brings_nothing_back(
    draft, session, organiser, now
):
    speaker = make_speaker(session, name="Dr A")
    agree(session, speaker)
    publish_recording(recording=draft, actor=organiser, at=now)

    agree(session, speaker, Consent.Answer.REFUSED)
    assert not Recording.objects.watchable(now).exists()
    assert refusal(restore_recording, recording=draft, actor=organiser, at=now)[0] is Showing.CONSENT_REFUSED
    agree(session, speaker)
    assert not Recording.objects.watchable(now).exists()

    restore_recording(recording=draft, actor=organiser, at=now)
    assert Recording.objects.watchable(now).exists()


def test_a_chair_is_waited_for_and_their_no_outlasts_bringing_back(draft, session, organiser, now):
    chair = make_chair(session, name="Dr Chair")
    assert refusal(publish_recording, recording=draft, actor=organiser, at=now) == (
        Showing.CONSENT_MISSING,
        "Not everybody who is asked has agreed to the recording yet: Dr Chair.",
    )
    agree(session, chair)
    publish_recording(recording=draft, actor=organiser, at=now)

    agree(session, chair, Consent.Answer.REFUSED)
    assert refusal(restore_recording, recording=draft, actor=organiser, at=now) == (
        Showing.CONSENT_REFUSED,
        "Not everybody who is asked agreed to the recording: Dr Chair did not.",
    )
    assert not Recording.objects.watchable(now).exists()


def test_withdrawing_needs_a_reason_and_works_until_it_is_brought_back(draft, organiser, now):
    say = {"recording": draft, "actor": organiser, "at": now}
    assert refusal(withdraw_recording, reason="x", **say)[0] is Showing.NOT_PUBLISHED
    assert refusal(restore_recording, **say)[0] is Showing.NOT_PUBLISHED
    publish_recording(**say)
    assert refusal(withdraw_recording, reason=" ", **say)[0] is Showing.NO_REASON

    withdraw_recording(reason="A name was said. ", **say)
    again = withdraw_recording(reason="Another.", recording=draft, actor=organiser, at=now + DAY)

    assert (again.withdrawn_at, again.withdrawn_because) == (now, "A name was said.")
    assert refusal(publish_recording, **say)[0] is Showing.WITHDRAWN
    restore_recording(**say)
    draft.refresh_from_db()
    assert (draft.withdrawn_at, draft.withdrawn_because, draft.published_at) == (None, "", now)


def test_it_can_be_withdrawn_after_its_end_too(organiser):
    recording = make_recording()
    at = recording.ends_at + DAY

    assert withdraw_recording(recording=recording, reason="x", actor=organiser, at=at).withdrawn_at == at


def test_extending_works_before_and_after_the_end_until_the_file_is_being_removed(organiser):
    recording = make_recording()
    over = recording.ends_at
    say = {"recording": recording, "actor": organiser}

    extend_recording(until=over + DAY, at=over - DAY, **say)
    assert Recording.objects.watchable(over).exists()
    extend_recording(until=over + 9 * DAY, at=over + 2 * DAY, **say)
    assert Recording.objects.watchable(over + 8 * DAY).exists()
    extend_recording(until=over - DAY, at=over - 2 * DAY, **say)
    assert not Recording.objects.watchable(over - DAY).exists()

    assert refusal(extend_recording, until=over, at=over, **say)[0] is Showing.UNTIL_PAST
    assert refusal(extend_recording, until=None, at=over, **say)[0] is Showing.UNTIL_NEVER
    far = over + 190 * DAY
    assert refusal(extend_recording, until=far, at=over, **say)[0] is Showing.UNTIL_FAR
    assert refusal(extend_recording, until=far, is_meant=True, at=over, **say)[0] is Showing.NO_FAR_REASON
    recording.removal_began_at = over
    recording.save()
    assert refusal(extend_recording, until=over + DAY, at=over, **say)[0] is Showing.REMOVED


def test_what_is_typed_is_checked_and_brought_into_form(session, organiser, now):
    recording = Recording(
        session=session, embed_address="https://youtu.be/abcdefghi_1", chapters="0:00 Hello"
    )

    saved(recording, organiser, now)

    recording.refresh_from_db()
    assert (recording.embed_address, recording.created_at, recording.changed_by) == (TUBE, now, organiser)
    for change, code in (
        ({"embed_address": "https://example.org/x"}, Showing.NOT_ALLOWED_HOST),
        ({"file": make_file(kind=MP4)}, Showing.TWO_SOURCES),
        ({"chapters": "Hello"}, Showing.CHAPTERS),
        ({"chapters": "0:20 Late", "duration": 20}, Showing.CHAPTERS),
        ({"captions_due_at": now}, Showing.CAPTIONS_PAST),
        ({"captions_due_at": now + 14 * DAY + TICK, "captions_reason": "x"}, Showing.CAPTIONS_TOO_LATE),
        ({"captions_due_at": now + DAY, "captions_reason": " "}, Showing.NO_CAPTIONS_REASON),
    ):
        typed = Recording.objects.get()
        for name, value in change.items():
            setattr(typed, name, value)
        assert refusal(saved, recording=typed, organiser=organiser, at=now)[0] is code
    recording.captions_due_at, recording.captions_reason = now + 14 * DAY, "The captioner is ill."
    saved(recording, organiser, now)


def test_a_file_tells_its_duration_and_the_one_it_replaces_goes(session, organiser, now, transactional_db):
    first = make_file(mp4(90), MP4)
    recording = saved(Recording(session=session, file=first), organiser, now)
    assert recording.duration == 90

    recording.file = make_file(mp4(120), MP4)
    saved(recording, organiser, now)

    assert Recording.objects.get().duration == 120
    assert vault.open_kept(first.key) is None
    assert not StoredFile.objects.filter(key=first.key).exists()


def test_a_form_that_was_open_undoes_nothing(draft, organiser, now):
    open_form = Recording.objects.get(pk=draft.pk)
    publish_recording(recording=draft, actor=organiser, at=now)
    extend_recording(recording=draft, until=now + DAY, actor=organiser, at=now)

    open_form.title = "New title"
    saved(open_form, organiser, now)

    draft.refresh_from_db()
    assert (draft.title, draft.published_at, draft.extended_until) == ("New title", now, now + DAY)


def test_what_is_shown_keeps_its_video_and_its_captions(organiser, now):
    recording = make_recording()
    typed = Recording.objects.get()
    typed.file = None
    assert refusal(saved, recording=typed, organiser=organiser, at=now)[0] is Showing.NO_SOURCE
    captions = recording.captions.get()
    assert refusal(remove_captions, captions=captions, actor=organiser, at=now)[0] is Showing.LAST_CAPTIONS
    assert recording.captions.count() == 1

    withdraw_recording(recording=recording, reason="x", actor=organiser, at=now)
    remove_captions(captions=captions, actor=organiser, at=now)
    assert recording.captions.count() == 0
    assert refusal(restore_recording, recording=recording, actor=organiser, at=now)[0] is Showing.NO_CAPTIONS


def test_captions_are_checked_and_written_anew(draft, organiser, now):
    say = {"recording": draft, "language": "en", "label": "English", "actor": organiser, "at": now}
    code, said = refusal(put_captions, raw="WEBVTT\n\n00:05.000 --> 00:04.000\nx", **say)
    assert (code, said) == (Showing.CAPTIONS, "Line 3: the end 0:04 is before its start 0:05.")

    put_captions(raw=b"WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000\n<c>Hello</c>\n", **say)

    assert Captions.objects.get().text == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello\n"
    put_captions(raw=CAPTIONS, **{**say, "language": "cy", "label": "Cymraeg"})
    assert draft.captions.count() == 2


def test_a_consent_is_one_answer_for_each_session(session, organiser):
    contributor = make_speaker(session).contributor
    at = timezone.now()
    for answer in ("given", "refused"):
        answer_consent(session=session, contributor=contributor, answer=answer, actor=organiser, at=at)

    consent = Consent.objects.get()
    assert (consent.answer, consent.noted_by) == ("refused", organiser)
