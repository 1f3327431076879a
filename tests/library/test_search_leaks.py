"""Nobody learns from search of what they may not see: no result, count, filter, spelling or order tells."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from events.models import Delegate, Session
from library.models import Document, Entry, Recording, StoredFile
from tests.factories import (
    log_in,
    make_assembly,
    make_contributor,
    make_delegate,
    make_organiser,
    make_session,
    make_speaker,
    make_theme,
    make_topic,
    make_user,
)
from tests.library.searching import address, known_document, known_recording, titles

pytestmark = pytest.mark.django_db
PEOPLE = ("anybody", "stranger", "elsewhere", "delegate", "cancelled", "speaker", "organiser")
Audience = Document.Audience


class Library:
    """One thing of each kind of visibility, each with a word that only it has, and everybody who may ask."""

    def __init__(self) -> None:
        now = timezone.now()
        over = now - timedelta(days=2)
        self.here = make_assembly(starts_at=over, name="Here")
        other = make_assembly(starts_at=over, name="Elsewhere")
        ended = make_assembly(
            starts_at=over - timedelta(days=300), closes_at=now - timedelta(seconds=1), name="Ended"
        )
        draft = make_assembly(starts_at=now + timedelta(days=90), published_at=None, name="Draftland")
        ahead = make_assembly(starts_at=now + timedelta(days=9), name="Ahead")
        self.session = make_session(self.here, title="Public session")
        topic = make_topic(self.session)
        users = {name: make_user() for name in ("stranger", "elsewhere", "delegate", "cancelled", "speaker")}
        self.users: dict[str, User | None] = {**users, "anybody": None, "organiser": make_organiser()}
        make_delegate(other, user=users["elsewhere"])
        make_delegate(self.here, user=users["delegate"])
        make_delegate(ended, user=users["delegate"])
        make_delegate(ahead, user=users["delegate"])
        make_delegate(self.here, user=users["cancelled"], state=Delegate.State.CANCELLED, cancelled_at=now)
        make_speaker(self.session, topic)
        speaker = make_contributor(self.here, user=users["speaker"])
        self.session.speakers.create(topic=topic, contributor=speaker)

        here = {"assembly": self.here}
        self._document("everybody", "aardvarks", audience=Audience.EVERYBODY)
        self._document("delegates", "bassoons", audience=Audience.DELEGATES)
        self._document("assembly", "cathedrals", audience=Audience.ASSEMBLY, **here)
        self._document("drafted", "dromedaries", published_at=None)
        self._document("later", "elephants", audience=Audience.ASSEMBLY, from_phase="archived", **here)
        self._document("ahead", "flamingos", from_phase="live", assembly=ahead)
        self._document("unpublished", "gondolas", assembly=draft)
        self._document("tomorrow", "harmonicas", published_at=now + timedelta(days=1))
        self._document("slides", "igloos", published_at=None, topic=topic, **here)
        self._recording("recording", "jellyfish", make_session(self.here))
        self._recording("ended", "kangaroos", make_session(ended))
        self._recording("withdrawn", "lighthouses", make_session(self.here), withdrawn_at=now)
        self._recording("unreleased", "mandolins", make_session(self.here), published_at=None)
        lost = self._recording("lost", "nightingales", make_session(self.here))
        StoredFile.objects.filter(recording=lost).update(missing_since=now)

    def _document(self, name: str, word: str, **fields) -> None:
        assembly = fields.get("assembly") or self.here
        theme = make_theme(assembly, title=f"Theme of {word}")
        session = make_session(assembly, title=f"Session of {word}")
        known_document(
            f"shared words about {word}",
            title=f"Document {name}",
            summary=f"On {word}",
            themes=[theme],
            sessions=[session],
            **fields,
        )
        WORDS[name] = word

    def _recording(self, name: str, word: str, session: Session, **fields) -> Recording:
        WORDS[name] = word
        return known_recording(
            "shared words", f"about {word}", session=session, title=f"Rec {name}", **fields
        )


WORDS: dict[str, str] = {}
SEES = {
    "anybody": {"everybody"},
    "stranger": {"everybody"},
    "elsewhere": {"everybody", "delegates"},
    "delegate": {"everybody", "delegates", "assembly", "recording"},
    "cancelled": {"everybody"},
    "speaker": {"everybody", "slides", "recording"},
    "organiser": {
        "everybody",
        "delegates",
        "assembly",
        "drafted",
        "later",
        "ahead",
        "unpublished",
        "tomorrow",
        "slides",
        "recording",
    },
}


def seen(response) -> set[str]:
    return {title.split(" ", 1)[1] for title in titles(response)}


@pytest.fixture
def library():
    return Library()


@pytest.fixture
def ask(client, library):
    def asked(who: str, where: str):
        client.logout()
        user = library.users[who]
        if user:
            log_in(client, user)
        response = client.get(where)
        assert response.status_code == 200
        return response

    return asked


def test_who_finds_what_by_every_word_and_misspelt_word(ask):
    for who in PEOPLE:
        everything = ask(who, "/library/")
        assert seen(everything) == SEES[who], who
        assert everything.context["count"] == len(SEES[who])
        assert seen(ask(who, address("shared"))) == SEES[who]
        for name, word in WORDS.items():
            misspelt = word[:3] + word[4:]
            for typed in (word, misspelt):
                response = ask(who, address(typed))
                if name in SEES[who]:
                    assert seen(response) == {name}, (who, typed)
                else:
                    assert not seen(response), (who, typed)
                    assert word not in response.content.decode().replace(typed, ""), (who, typed)
                    assert response.context["found"].spelt == "", (who, typed)


def test_filters_name_nothing_that_is_hidden(ask, library):
    for who in PEOPLE:
        html = ask(who, "/library/").content.decode()
        for name, word in WORDS.items():
            if name not in SEES[who]:
                assert word not in html, (who, name)
    assert "Draftland" not in ask("delegate", "/library/").content.decode()
    assert "kangaroos" not in ask("organiser", address("about")).content.decode()


def test_a_hidden_filter_is_the_same_as_none_that_exists(ask, library):
    hidden = Document.objects.get(title="Document drafted")
    theme, session = hidden.themes.get(), hidden.sessions.get()

    def told(**chosen):
        response = ask("delegate", address(**chosen))
        return "is not in the library, or not for you" in response.content.decode(), titles(response)

    everything = (True, titles(ask("delegate", "/library/")))
    assert told(theme=theme.pk) == told(theme=10**9) == everything
    assert told(session=session.code) == told(session="nowhere") == everything
    assert told(kind="table") == told(kind="nothing") == everything


def test_a_draft_of_the_programme_is_not_named_by_what_links_to_it(ask, library):
    secret = make_session(library.here, title="Secret session", published_at=None)
    Document.objects.get(title="Document everybody").sessions.add(secret)

    assert "Secret session" not in ask("delegate", "/library/").content.decode()
    assert "Secret session" in ask("organiser", "/library/").content.decode()


def test_a_form_of_a_word_that_only_a_hidden_text_has_is_not_told(ask):
    known_document("they resigned", title="Document seen")
    known_document("a resignation", title="Document hidden", published_at=None)

    response = ask("anybody", address("resignatoin"))

    assert "resignation" not in response.content.decode()


def test_hidden_matches_do_not_change_the_order(ask):
    for number in range(3):
        known_document("turtles " * (number + 1), title=f"Document {number}")
    before = titles(ask("anybody", address("turtles")))
    for _ in range(5):
        known_document("turtles", title="turtles turtles", summary="turtles", published_at=None)

    assert titles(ask("anybody", address("turtles"))) == before


def test_a_recording_is_gone_at_its_end_and_not_before(library):
    user, recording = library.users["delegate"], Recording.objects.get(title="Rec recording")
    end = recording.ends_at

    def is_there(at):
        return Entry.objects.visible_to(user, at).filter(recording=recording).exists()

    assert is_there(end - timedelta(microseconds=1))
    assert not is_there(end)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(data=st.data())
def test_whatever_is_asked_only_what_can_be_seen_is_answered(ask, library, data):
    letters = st.sampled_from([*WORDS.values(), "shared", "words", "about", "or", "-", '"', "Document", "x"])
    typed = " ".join(data.draw(st.lists(st.one_of(letters, st.text(max_size=6)), max_size=5)))
    typed = data.draw(st.sampled_from([typed, typed[:-1], typed[1:], typed.upper()]))
    who = data.draw(st.sampled_from(PEOPLE))

    response = ask(who, address(typed))

    assert seen(response) <= SEES[who]
    assert response.context["count"] <= len(SEES[who])
    hidden = {word for name, word in WORDS.items() if name not in SEES[who]}
    assert not any(
        word in response.context["found"].spelt and word not in typed.casefold() for word in hidden
    )
