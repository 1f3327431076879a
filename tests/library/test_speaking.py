"""A speaker's own page: parts, consent to the recording, and the slides of one's own topics."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Session
from library import vault
from library.actions.consents import answer_consent
from library.actions.slides import bring_slides, remove_slides
from library.models import Consent, Document, Recording, StoredFile
from library.policies.speaking import ConsentRefused, SlidesRefused
from library.turns import turn
from notices.kinds import kind_of
from notices.letters import AS_ORGANISER
from notices.models import Notice
from tests.factories import (
    log_in,
    make_assembly,
    make_chair,
    make_contributor,
    make_delegate,
    make_facilitator,
    make_live_assembly,
    make_organiser,
    make_place,
    make_room,
    make_session,
    make_speaker,
    make_topic,
    make_user,
)
from tests.library.factories import make_document, make_recording, make_version
from tests.library.uploads import empty, pdf

pytestmark = pytest.mark.django_db
GIVEN, REFUSED = Consent.Answer.GIVEN, Consent.Answer.REFUSED
OPEN, ON_DEMAND = Document.FromPhase.OPEN, Document.FromPhase.ON_DEMAND


@pytest.fixture
def showcase():
    return make_session(make_assembly(), kind=Session.Kind.SHOWCASE)


@pytest.fixture
def topic(showcase):
    return make_topic(showcase, title="Rotas that work")


@pytest.fixture
def speaker(topic):
    return make_speaker(topic.session, topic, user=make_user(), name="Dr Ada Speaker").contributor


def page(client, url, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def part_url(assembly) -> str:
    return f"/{assembly.slug}/speaking/"


def consent_url(session) -> str:
    return f"{part_url(session.assembly)}sessions/{session.code}/recording/"


def slides_url(topic) -> str:
    return f"{part_url(topic.session.assembly)}topics/{topic.pk}/slides/"


def bring(topic, actor, **fields):
    fields = {"upload": pdf(), "from_phase": OPEN, "at": timezone.now()} | fields
    return bring_slides(topic=topic, actor=actor, **fields)


# --- The page


def test_it_tells_parts_with_day_and_place(client):
    assembly = make_assembly()
    stage = make_place(assembly, name="Main stage", is_stage=True)
    keynote = make_session(assembly, title="Welcome")
    make_room(keynote, place=stage)
    breakouts = make_session(assembly, title="Breakouts", kind=Session.Kind.BREAKOUTS)
    room = make_room(breakouts, title="Rotas", place=make_place(assembly, name="Room A"))
    make_room(breakouts, place=make_place(assembly, name="Room B"))
    make_session(assembly, title="Of others")
    host = make_facilitator(room, user=make_user()).contributor
    keynote.chairs.create(contributor=host)
    log_in(client, host.user)

    html = page(client, part_url(assembly))

    for words in ("Welcome", "Main stage", "You chair it", "Breakouts", "Room A", "You host “Rotas”"):
        assert words in html
    assert "Room B" not in html
    assert "Of others" not in html
    assert consent_url(keynote) in html
    assert consent_url(breakouts) not in html


def test_who_has_no_part_finds_nothing(client, speaker, topic):
    assembly = topic.session.assembly
    urls = [part_url(assembly), consent_url(topic.session), slides_url(topic), f"{slides_url(topic)}remove/"]
    for url in urls:
        assert client.get(url).headers["Location"] == f"/account/login/?next={url}"
    other = make_speaker(make_session(make_assembly()), user=make_user()).contributor
    for user in (make_delegate(assembly).user, other.user, make_organiser()):
        log_in(client, user)
        for url in urls:
            assert client.get(url).status_code == 404
            assert client.post(url).status_code in (404, 405)


def test_somebody_elses_topic_and_session_are_no_pages(client, speaker, topic, showcase):
    beside = make_topic(showcase)
    make_document(assembly=showcase.assembly, topic=beside)
    elsewhere = make_session(showcase.assembly)
    log_in(client, speaker.user)

    for url in (slides_url(beside), f"{slides_url(beside)}remove/", consent_url(elsewhere)):
        assert client.get(url).status_code == 404
        assert client.post(url, {"from_phase": OPEN, "upload": pdf(), "answer": GIVEN}).status_code == 404
    assert beside.documents.get().versions.count() == 1


def test_a_day_that_is_not_published_has_no_such_page(client, speaker, showcase):
    showcase.assembly.published_at = None
    showcase.assembly.save()
    log_in(client, speaker.user)

    assert client.get(part_url(showcase.assembly)).status_code == 404


def test_whoever_has_nothing_yet_reads_what_will_be_here(client):
    contributor = make_contributor(make_assembly(), user=make_user())
    log_in(client, contributor.user)

    assert "Your sessions and topics will be here." in page(client, part_url(contributor.assembly))


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_however_many_parts(client, speaker, showcase, count, django_assert_num_queries):
    for _ in range(count):
        topic = make_topic(showcase)
        showcase.speakers.create(contributor=speaker, topic=topic)
        make_document(assembly=showcase.assembly, topic=topic)
        session = make_session(showcase.assembly)
        session.chairs.create(contributor=speaker)
        make_room(session)
        make_recording(session)
    log_in(client, speaker.user)
    page(client, part_url(showcase.assembly))

    with django_assert_num_queries(18):
        page(client, part_url(showcase.assembly))


# --- Consent


def test_the_question_says_what_who_and_until_when(client, speaker, showcase):
    log_in(client, speaker.user)

    html = page(client, consent_url(showcase))

    for words in ("What is recorded", "Who sees it", "Until when", "You can change your mind at any time"):
        assert words in html
    assert "It waits: it is shown only when everybody who speaks or chairs has said yes." in html
    answer = client.post(consent_url(showcase), {})
    assert "Select yes or no" in answer.content.decode()
    assert not Consent.objects.exists()


def test_an_answer_is_given_changed_and_shown(client, speaker, showcase):
    log_in(client, speaker.user)
    assert "Not answered" in page(client, part_url(showcase.assembly))

    for answer, told in [
        (GIVEN, "You agree that it is shown"),
        (REFUSED, "You do not agree that it is shown"),
    ]:
        response = client.post(consent_url(showcase), {"answer": answer}, follow=True)
        assert told in response.content.decode()
        consent = Consent.objects.get()
        assert (consent.answer, consent.noted_by) == (answer, speaker.user)


def test_refusing_after_publishing_withdraws_at_once_and_organisers_are_told(client, speaker, showcase):
    organiser = make_organiser()
    recording = make_recording(showcase)
    draft = make_recording(showcase, published_at=None)
    beside = make_recording(make_session(showcase.assembly))
    answer_consent(session=showcase, contributor=speaker, answer=GIVEN, actor=speaker.user, at=timezone.now())
    assert not Notice.objects.exists()
    log_in(client, speaker.user)
    assert "it is withdrawn at once, for everybody" in page(client, consent_url(showcase))

    response = client.post(consent_url(showcase), {"answer": REFUSED}, follow=True)

    assert "where it plays now it stops within a quarter of a minute" in response.content.decode()
    recording.refresh_from_db()
    assert recording.withdrawn_at is not None
    assert "does not agree" in recording.withdrawn_because
    assert "Ada" not in recording.withdrawn_because
    for other in (draft, beside):
        other.refresh_from_db()
        assert other.withdrawn_at is None
    notice = Notice.objects.get()
    assert notice.recipient == organiser
    letter = kind_of(notice.kind).compose([notice])[notice.code]
    assert letter.headline.startswith(f"Recording withdrawn: {showcase.title}, ")
    assert letter.introduction[0].startswith("Dr Ada Speaker does not agree any more")
    assert letter.reason == AS_ORGANISER
    assert letter.button.path == f"/admin/library/recording/{recording.pk}/change/"
    assert letter.facts[0].words.startswith(f"{showcase.title}, ")


def test_refusing_twice_tells_once_and_agreeing_brings_nothing_back(speaker, showcase):
    make_organiser()
    recording, at = make_recording(showcase), timezone.now()
    for number, answer in enumerate([REFUSED, REFUSED, GIVEN]):
        later = at + timedelta(minutes=number)
        answer_consent(session=showcase, contributor=speaker, answer=answer, actor=speaker.user, at=later)

    recording.refresh_from_db()
    assert recording.withdrawn_at == at
    assert Notice.objects.count() == 1
    assert Consent.objects.get().answer == GIVEN


def test_an_organiser_notes_what_they_were_told(client, speaker, showcase):
    organiser = make_organiser()

    answer_consent(session=showcase, contributor=speaker, answer=GIVEN, actor=organiser, at=timezone.now())

    log_in(client, speaker.user)
    assert "Noted by an organiser on" in page(client, part_url(showcase.assembly))


def test_the_action_keeps_the_rules(speaker, showcase):
    at = timezone.now()
    chair = make_chair(showcase, user=make_user()).contributor
    networking = make_session(showcase.assembly, kind=Session.Kind.NETWORKING)
    networking.chairs.create(contributor=speaker)
    cancelled = make_session(showcase.assembly, cancelled_at=at)
    cancelled.chairs.create(contributor=speaker)
    for code, session, contributor, answer, actor in [
        ("not_yours", showcase, speaker, GIVEN, chair.user),
        ("not_yours", showcase, make_contributor(showcase.assembly), GIVEN, speaker.user),
        ("no_part", make_session(showcase.assembly), speaker, GIVEN, speaker.user),
        ("not_recorded", networking, speaker, GIVEN, speaker.user),
        ("not_recorded", cancelled, speaker, GIVEN, speaker.user),
        ("no_answer", showcase, speaker, "perhaps", speaker.user),
    ]:
        with pytest.raises(ConsentRefused) as refused:
            answer_consent(session=session, contributor=contributor, answer=answer, actor=actor, at=at)
        assert refused.value.code == code
    make_recording(networking)
    answer_consent(session=networking, contributor=speaker, answer=GIVEN, actor=speaker.user, at=at)
    answer_consent(session=showcase, contributor=chair, answer=GIVEN, actor=chair.user, at=at)


def test_it_says_until_when_an_extended_recording_can_be_watched(client, speaker, showcase):
    closes = showcase.assembly.closes_at
    make_recording(showcase, extended_until=closes + timedelta(days=40))
    log_in(client, speaker.user)

    html = page(client, consent_url(showcase))

    assert f"{(closes + timedelta(days=40)):%B %Y}" in html


# --- Slides


def test_slides_are_added_for_the_delegates_of_the_day(client, speaker, topic):
    log_in(client, speaker.user)
    assert "find them at the session" in page(client, slides_url(topic))

    response = client.post(slides_url(topic), {"upload": pdf(), "from_phase": ON_DEMAND}, follow=True)

    html = response.content.decode()
    assert "Your slides are added." in html
    assert "Download your slides (PDF, 1 KB)" in html
    document = Document.objects.get()
    assert (document.title, document.owner) == ("Slides: Rotas that work", "Dr Ada Speaker")
    assert (document.topic, document.assembly) == (topic, topic.session.assembly)
    assert (document.audience, document.from_phase) == ("assembly", ON_DEMAND)
    assert not document.is_draft
    assert document.review_due_on is not None
    assert "Your slides (PDF, 1 KB)" in page(client, part_url(topic.session.assembly))
    assert client.get(document.address).status_code == 200


def test_delegates_see_them_from_the_moment_that_was_chosen(client):
    live = make_session(make_live_assembly(), kind=Session.Kind.SHOWCASE)
    topic = make_topic(live)
    user = make_speaker(live, topic, user=make_user()).contributor.user
    document = bring(topic, user, from_phase=ON_DEMAND)
    log_in(client, make_delegate(live.assembly).user)
    assert client.get(document.address).status_code == 404

    bring(topic, user, upload=None, from_phase=OPEN)

    assert client.get(document.address).status_code == 200
    assert document.versions.count() == 1


def test_replacing_is_a_new_version(client, speaker, topic):
    bring(topic, speaker.user)
    log_in(client, speaker.user)

    client.post(slides_url(topic), {"upload": pdf("second.pdf"), "from_phase": OPEN})

    document = Document.objects.get()
    assert [version.number for version in document.versions.all()] == [2, 1]
    assert "version 2" in page(client, slides_url(topic))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"from_phase": OPEN}, ["Select a file"]),
        ({"upload": empty, "from_phase": OPEN}, ["The file is empty", "Select the file again"]),
        ({"upload": pdf}, ["Select from when on delegates see them", "Select the file again"]),
        ({"upload": pdf, "from_phase": "announced"}, ["Select an answer from the list"]),
    ],
)
def test_what_is_wrong_is_told(client, speaker, topic, fields, words):
    log_in(client, speaker.user)
    sent = {name: each() if callable(each) else each for name, each in fields.items()}

    html = client.post(slides_url(topic), sent).content.decode()

    assert "There is a problem" in html
    for each in words:
        assert each in html
    assert not Document.objects.exists()
    assert list(vault.kept_keys()) == []


def test_slides_taken_back_by_organisers_stay_so(client, speaker, topic):
    document = bring(topic, speaker.user)
    Document.objects.update(published_at=None)
    bring(topic, speaker.user)
    log_in(client, speaker.user)

    document.refresh_from_db()
    assert document.is_draft
    assert "The organisers have taken these slides back" in page(client, slides_url(topic))
    assert "The organisers have taken them back" in page(client, part_url(topic.session.assembly))


def test_slides_are_removed_after_asking(client, speaker, topic, django_capture_on_commit_callbacks):
    document = bring(topic, speaker.user)
    make_version(document)
    log_in(client, speaker.user)
    assert "cannot be undone" in page(client, f"{slides_url(topic)}remove/")
    assert Document.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{slides_url(topic)}remove/")

    assert not Document.objects.exists()
    assert list(vault.kept_keys()) == []
    assert client.get(f"{slides_url(topic)}remove/").headers["Location"] == slides_url(topic)


def test_one_file_of_a_person_is_looked_at_at_once(client, speaker, topic):
    log_in(client, speaker.user)

    with turn(speaker.user.pk):
        html = client.post(slides_url(topic), {"upload": pdf(), "from_phase": OPEN}).content.decode()
        bring_none = client.post(slides_url(topic), {"from_phase": OPEN}).content.decode()

    assert "Another file is being looked at. Try again in a minute." in html
    assert "Select the file again" in html
    assert "Another file" not in bring_none
    assert not Document.objects.exists()


def test_the_newest_five_are_kept(speaker, topic, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(7):
            bring(topic, speaker.user)

    versions = Document.objects.get().versions.select_related("file")
    assert [version.number for version in versions] == [7, 6, 5, 4, 3]
    assert {key for key, _ in vault.kept_keys()} == {version.file.key for version in versions}
    assert StoredFile.objects.count() == 5


def test_both_who_present_a_topic_keep_one_document(speaker, topic):
    other = make_speaker(topic.session, topic, user=make_user()).contributor
    assert bring(topic, speaker.user) == bring(topic, other.user)
    remove_slides(topic=topic, actor=other.user, at=timezone.now())
    remove_slides(topic=topic, actor=speaker.user, at=timezone.now())

    assert not Document.objects.exists()


def test_the_archive_takes_no_more_slides(client, speaker, topic):
    bring(topic, speaker.user)
    assembly = topic.session.assembly
    at = assembly.closes_at

    bring(topic, speaker.user, at=at - timedelta(microseconds=1))
    with pytest.raises(SlidesRefused, match="in the archive"):
        bring(topic, speaker.user, at=at)
    with pytest.raises(SlidesRefused, match="Only those who present"):
        bring(topic, make_organiser())
    with pytest.raises(SlidesRefused, match="Only those who present"):
        remove_slides(topic=topic, actor=make_user(), at=at)
    remove_slides(topic=topic, actor=speaker.user, at=at)


def test_slides_of_a_recorded_session_are_apart_from_the_recording(speaker, topic):
    make_recording(topic.session)
    bring(topic, speaker.user)

    assert Recording.objects.get().withdrawn_at is None
