"""Who sees which document: every audience, phase and person, just before, at and after each date."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from events.lifecycle import Phase, phase_at
from events.models import Delegate, Session
from library.models import Document
from tests.factories import (
    make_assembly,
    make_delegate,
    make_organiser,
    make_session,
    make_speaker,
    make_topic,
    make_user,
)
from tests.library.factories import make_document

pytestmark = pytest.mark.django_db

Audience, FromPhase, State = Document.Audience, Document.FromPhase, Delegate.State
ORDER = [Phase.DRAFT, Phase.ANNOUNCED, Phase.OPEN, Phase.LIVE, Phase.ON_DEMAND, Phase.ARCHIVED]
TICK = timedelta(microseconds=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DATES = {
    "published_at": datetime(2022, 3, 1, 9, tzinfo=UTC),
    "opens_at": datetime(2022, 5, 22, 8, tzinfo=UTC),
    "starts_at": datetime(2022, 5, 27, 8, tzinfo=UTC),
    "ends_at": datetime(2022, 5, 27, 16, tzinfo=UTC),
    "closes_at": datetime(2022, 11, 28, tzinfo=UTC),
}
EDGES = {"just before": -TICK, "at": timedelta(0), "just after": TICK}
WHO = (
    "nobody",
    "stranger",
    "delegate",
    "delegate of another",
    "waiting",
    "cancelled",
    "speaker",
    "organiser",
)


@pytest.fixture
def assembly():
    return make_assembly(**DATES)


@pytest.fixture
def topic(assembly):
    return make_topic(make_session(assembly, kind=Session.Kind.SHOWCASE))


@pytest.fixture
def person_of(assembly, topic):
    def make(who: str):
        user = AnonymousUser() if who == "nobody" else make_organiser() if who == "organiser" else make_user()
        match who:
            case "delegate":
                make_delegate(assembly, user=user)
            case "delegate of another":
                make_delegate(make_assembly(published_at=LONG_AGO), user=user)
            case "waiting":
                make_delegate(assembly, user=user, state=State.WAITING)
            case "cancelled":
                make_delegate(assembly, user=user, state=State.CANCELLED)
            case "speaker":
                make_speaker(topic.session, topic, user=user)
        return user

    return make


def is_for(who: str, audience: Audience) -> bool:
    """Whether a published document whose time has come is for this person, as the house has it."""
    return {
        Audience.EVERYBODY: True,
        Audience.DELEGATES: who in ("delegate", "delegate of another"),
        Audience.ASSEMBLY: who == "delegate",
    }[audience]


def titles(user, at) -> set[str]:
    return set(Document.objects.visible_to(user, at).values_list("title", flat=True))


@pytest.mark.parametrize("who", WHO)
def test_every_document_at_every_edge(assembly, topic, person_of, who):
    rows = list(product(Audience, FromPhase, ("draft", "published")))
    for audience, from_phase, state in rows:
        make_document(
            None,
            title=f"{audience} {from_phase} {state}",
            assembly=assembly,
            topic=topic,
            audience=audience,
            from_phase=from_phase,
            published_at=LONG_AGO if state == "published" else None,
        )
    user = person_of(who)
    for name, edge in product(DATES, EDGES.values()):
        at = DATES[name] + edge
        now = ORDER.index(phase_at(assembly.dates, at))
        expected = {
            f"{audience} {from_phase} {state}"
            for audience, from_phase, state in rows
            if who in ("organiser", "speaker")
            or (state == "published" and 0 < now >= ORDER.index(Phase(from_phase)) and is_for(who, audience))
        }
        assert titles(user, at) == expected, (who, name, edge)


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("audience", [Audience.EVERYBODY, Audience.DELEGATES])
def test_one_of_no_assembly_is_there_from_its_own_publishing(person_of, audience, who, edge):
    own = DATES["ends_at"]
    make_document(None, title="Guide", audience=audience, from_phase=FromPhase.ARCHIVED, published_at=own)

    is_seen = titles(person_of(who), own + EDGES[edge]) == {"Guide"}

    assert is_seen is (who == "organiser" or (edge != "just before" and is_for(who, audience)))


@pytest.mark.parametrize("edge", EDGES)
def test_its_own_publishing_counts_beside_the_phase(assembly, person_of, edge):
    late = DATES["starts_at"] + timedelta(hours=1)
    make_document(None, title="Late", assembly=assembly, audience=Audience.ASSEMBLY, published_at=late)

    assert titles(person_of("delegate"), late + EDGES[edge]) == ({"Late"} if edge != "just before" else set())


def test_a_place_at_a_day_that_nobody_knows_of_yet_opens_nothing():
    draft = make_assembly(published_at=None)
    user = make_delegate(draft).user
    make_document(None, title="Guide", audience=Audience.DELEGATES, published_at=LONG_AGO)
    make_document(None, title="Draft", assembly=draft, audience=Audience.EVERYBODY, published_at=LONG_AGO)

    assert titles(user, DATES["ends_at"]) == set()


def test_slides_of_others_are_not_a_speakers_own(assembly, topic):
    beside = make_topic(topic.session)
    speaker = make_speaker(topic.session, topic, user=make_user()).contributor.user
    host = make_speaker(topic.session, user=make_user()).contributor.user
    for each in (topic, beside):
        make_document(
            None,
            title=each.title,
            assembly=assembly,
            topic=each,
            audience=Audience.ASSEMBLY,
            published_at=None,
        )

    assert titles(speaker, DATES["ends_at"]) == {topic.title}
    assert titles(host, DATES["ends_at"]) == set()
