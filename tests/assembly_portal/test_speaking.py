"""The page of one's own part, and the questions on a session's page when it is over."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from breakouts.actions import answer_in_writing, ask_question, enter_room
from breakouts.models import Question, WrittenAnswer
from events.models import Room, Session
from notices.kinds import kind_of
from notices.letters import AS_ORGANISER
from notices.models import Notice
from tests.factories import (
    log_in,
    make_assembly,
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

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def page(client, url, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def showcase():
    assembly = make_live_assembly()
    session = make_session(
        assembly,
        kind=Session.Kind.SHOWCASE,
        title="Showcase",
        starts_at=timezone.now() - 20 * MINUTE,
        minutes=60,
    )
    make_room(session, place=make_place(assembly, name="Main stage", is_stage=True))
    return session


@pytest.fixture
def topic(showcase):
    return make_topic(showcase, title="Rotas that work", summary="How we asked for carers' days.")


@pytest.fixture
def speaker(topic):
    user = make_user()
    make_speaker(topic.session, topic, user=user, name="Dr Ada Speaker")
    return user


def guest_of(session):
    delegate = make_delegate(session.assembly, registered_at=timezone.now() - timedelta(days=1))
    enter_room(delegate=delegate, room=session.rooms.get(), at=timezone.now())
    return delegate


def asked(session, topic, delegate, count=1):
    """So many questions, and the session over."""
    room, now = session.rooms.get(), timezone.now()
    about = {"user": delegate.user, "room": room, "topic": topic, "at": now}
    made = [ask_question(**about, body=f"Question {n}?", cid=uuid4()) for n in range(count)]
    Session.objects.filter(pk=session.pk).update(ends_at=now - MINUTE)
    session.refresh_from_db()
    return made


def test_a_speaker_finds_topic_way_and_slides_before_and_joins_while_it_runs(client, speaker, topic):
    log_in(client, speaker)
    html = page(client, topic.session.part_address)
    for words in ("Rotas that work", "How we asked for carers&#x27; days.", "Main stage", "try it out"):
        assert words in html
    assert f'href="{topic.session.rooms.get().address}"' in html
    assert f"/topics/{topic.pk}/slides/" in html
    assert "will be here when the session is over" in html

    ahead = make_session(make_assembly(), kind=Session.Kind.KEYNOTE, title="Later")
    make_room(ahead)
    make_speaker(ahead, user=speaker)
    assert "You can join from" in page(client, ahead.part_address)


def test_a_part_is_nobody_elses(client, speaker, topic):
    url = topic.session.part_address
    assert client.get(url).headers["Location"] == f"/account/login/?next={url}"
    make_speaker(make_session(topic.session.assembly), user=(other := make_user()))
    (question,) = asked(topic.session, topic, guest_of(topic.session))
    for user in (other, make_user(), make_organiser()):
        log_in(client, user)
        page(client, url, 404)
        page(client, f"{url}correction/", 404)
        page(client, f"/{topic.session.assembly.slug}/speaking/questions/{question.pk}/", 404)


def test_a_speaker_answers_and_changes_it_and_delegates_read_it(client, speaker, topic):
    session, delegate = topic.session, guest_of(topic.session)
    (question,) = asked(session, topic, delegate)
    log_in(client, speaker)
    url = f"/{session.assembly.slug}/speaking/questions/{question.pk}/"
    assert url in page(client, session.part_address)

    refused = client.post(url, {"body": " "}).content.decode()
    assert "Enter your answer" in refused
    done = client.post(url, {"body": "Ask your <rota> team."})
    assert done.url == f"{session.part_address}#question-{question.pk}"
    client.post(url, {"body": "Ask your <rota> team twice."})

    assert WrittenAnswer.objects.get().body == "Ask your <rota> team twice."
    assert Notice.objects.filter(recipient=delegate.user, kind="question.answered").count() == 1
    log_in(client, delegate.user)
    html = page(client, session.address)
    assert "Answered afterwards by <bdi>Dr Ada Speaker</bdi>" in html
    assert "Ask your &lt;rota&gt; team twice." in html
    assert "(you)" in html
    log_in(client, make_user())
    assert "Questions</h2>" not in page(client, session.address)


@pytest.mark.parametrize(
    ("who", "reads"),
    [("inside", True), ("facilitator", True), ("speaker", True), ("organiser", True), ("outside", False)],
)
def test_what_was_asked_in_a_chosen_room_stays_with_those_who_were_there(client, speaker, topic, who, reads):
    room = topic.session.rooms.get()
    inside, outside = guest_of(topic.session), make_delegate(topic.session.assembly)
    facilitator = make_user()
    make_facilitator(room, user=facilitator)
    asked(topic.session, topic, inside)
    Room.objects.filter(pk=room.pk).update(capacity=20)
    people = {
        "inside": inside.user,
        "outside": outside.user,
        "facilitator": facilitator,
        "speaker": speaker,
        "organiser": make_organiser(),
    }

    log_in(client, people[who])

    assert ("Question 0?" in page(client, topic.session.address)) is reads


def test_what_was_asked_is_gone_thirty_days_after_the_assembly_closes(client, speaker, topic):
    session = topic.session
    asked(session, topic, guest_of(session))
    log_in(client, speaker)
    assembly = session.assembly
    for days, words in ((29, "Answers were taken until"), (31, "was kept until")):
        closed_at = timezone.now() - timedelta(days=days)
        dates = ("opens_at", "starts_at", "ends_at", "registration_closes_at", "closes_at")
        for hours, name in zip((9, 8, 1, 1, 0), dates, strict=True):
            setattr(assembly, name, closed_at - timedelta(hours=hours))
        assembly.save()
        html = page(client, session.part_address)
        assert words in html
        assert ("Question 0?" in html) is (days == 29)
        assert ("Question 0?" in page(client, session.address)) is (days == 29)
        assert "Answer in writing" not in html


def test_organisers_are_told_once_what_is_wrong(client, speaker, topic):
    organiser = make_organiser()
    log_in(client, speaker)
    url = f"{topic.session.part_address}correction/"
    assert (
        "Enter what is wrong, and how it should read"
        in client.post(url, {"words": "", "cid": str(uuid4())}).content.decode()
    )
    sent = {"words": "It is “Rotas that breathe”.", "cid": str(uuid4())}
    for _ in range(2):
        assert client.post(url, sent).url == topic.session.part_address

    notice = Notice.objects.get()
    assert notice.recipient == organiser
    assert notice.facts["words"] == "It is “Rotas that breathe”."
    (letter,) = kind_of(notice.kind).compose([notice]).values()
    assert letter.reason == AS_ORGANISER


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (9, 9), (25, 10)])
def test_the_questions_cost_the_same_however_many(
    client, topic, speaker, django_assert_num_queries, count, shown
):
    session, delegate = topic.session, guest_of(topic.session)
    made = asked(session, topic, delegate, count)
    for question in made[:5]:
        answer_in_writing(author=speaker, question=question.pk, body="Yes.", at=timezone.now())
    log_in(client, delegate.user)
    page(client, session.address)
    with django_assert_num_queries(SESSION_QUERIES):
        html = page(client, session.address)
    assert html.count('id="question-') == shown
    assert ("?page=2#questions" in html) is (count > 10)

    log_in(client, speaker)
    with django_assert_num_queries(PART_QUERIES):
        html = page(client, session.part_address)
    assert html.count('id="question-') == shown
    assert Question.objects.count() == count


SESSION_QUERIES = 18
PART_QUERIES = 19
