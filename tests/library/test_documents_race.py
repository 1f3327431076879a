"""Two people at one instant: publishing and refusing, asking twice, bringing slides, adding files."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from events.models import Session, Topic
from library.actions.consents import answer_consent
from library.actions.formats import ask_for_format
from library.actions.slides import bring_slides
from library.actions.versions import add_version
from library.models import Consent, Document, FormatRequest, Recording
from library.policies.documents import FormatRefused
from library.refusals import FileRefused
from tests.factories import make_assembly, make_organiser, make_session, make_speaker, make_topic, make_user
from tests.library.factories import make_document, make_recording
from tests.library.uploads import empty, pdf
from tests.races import held_up

pytestmark = pytest.mark.django_db(transaction=True)


def both(first, second) -> list[object]:
    """Do two things at once; a refusal is a result too."""

    def alone(act):
        try:
            return act()
        except FormatRefused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(alone, (first, second)))


@pytest.fixture
def topic():
    return make_topic(make_session(make_assembly(), kind=Session.Kind.SHOWCASE))


def test_a_refusal_while_somebody_publishes_still_withdraws(topic):
    speaker = make_speaker(topic.session, topic, user=make_user()).contributor
    recording = make_recording(topic.session, published_at=None)
    own, at = Recording.objects.filter(pk=recording.pk), timezone.now()

    # Whoever publishes found no refusal, and has not committed when the refusal comes.
    with held_up(own, lambda: own.update(published_at=at)):
        answer_consent(
            session=topic.session,
            contributor=speaker,
            answer=Consent.Answer.REFUSED,
            actor=speaker.user,
            at=at,
        )

    assert own.get().withdrawn_at == at


def test_two_windows_ask_once():
    document, user = make_document(), make_user()

    def ask():
        return ask_for_format(document=document, user=user, need="Large print", at=timezone.now())

    with held_up(User.objects.filter(pk=user.pk), waiters=2):
        outcome = both(ask, ask)

    assert "asked_already" in outcome
    assert FormatRequest.objects.count() == 1


def test_two_speakers_of_a_topic_make_one_document(topic):
    people = [make_speaker(topic.session, topic, user=make_user()).contributor.user for _ in range(2)]

    def bringing(user):
        return lambda: bring_slides(
            topic=topic, upload=pdf(), from_phase="open", actor=user, at=timezone.now()
        )

    with held_up(Topic.objects.filter(pk=topic.pk), waiters=2):
        both(*(bringing(user) for user in people))

    assert sorted(Document.objects.get().versions.values_list("number", flat=True)) == [1, 2]


def test_two_files_at_once_are_two_versions():
    document, people = make_document(), [make_organiser(), make_organiser()]

    def adding(user):
        return lambda: add_version(document=document, upload=pdf(), note="", actor=user, at=timezone.now())

    with held_up(Document.objects.filter(pk=document.pk), waiters=2):
        both(*(adding(user) for user in people))

    assert sorted(document.versions.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("is_topic", [True, False])
def test_a_file_is_looked_at_before_anything_is_held(topic, is_topic):
    speaker = make_speaker(topic.session, topic, user=make_user()).contributor.user
    organiser = make_organiser()
    document, at = make_document(), timezone.now()
    acts = {
        True: lambda: bring_slides(topic=topic, upload=empty(), from_phase="open", actor=speaker, at=at),
        False: lambda: add_version(document=document, upload=empty(), note="", actor=organiser, at=at),
    }

    def alone():
        try:
            acts[is_topic]()
        finally:
            connection.close()

    held = Topic.objects.filter(pk=topic.pk) if is_topic else Document.objects.filter(pk=document.pk)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        list(held.select_for_update(no_key=True))
        with pytest.raises(FileRefused, match="The file is empty"):
            pool.submit(alone).result(timeout=20)
