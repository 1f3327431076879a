"""The page of a case: recorded before it opens, the words untouched, nothing mixed up."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from concerns.actions import clocks, handling, identity
from concerns.kinds import GroupKind, Mode, TextKind
from concerns.models import Clock, Entry, SealedText
from concerns.models.records import Deed
from concerns.obligations import Promise
from tests.concerns import rows
from tests.concerns.casework import Place, address, client_of, place, send, text_of

pytestmark = pytest.mark.django_db
__all__ = ["place"]
WORDS = "<script>alert(1)</script>\n\n   two spaces, and \u202ereversed\n“That is how he is.”"


def test_a_case_is_opened_once_for_each_page_and_that_is_written_down(place):
    concern = place.concern()

    for _ in range(2):
        answer = place.client.get(address(concern))

    entries = Entry.objects.filter(chain=concern.pk, deed=Deed.OPENED)
    assert entries.count() == 2
    assert {(entry.actor, entry.role) for entry in entries} == {(place.handler.user.pk, str(place.quality))}
    assert "I am shouted at in front of patients." in text_of(answer)
    assert str(place.quality) in text_of(answer)


def test_nothing_is_shown_if_the_reading_cannot_be_written_down(place):
    concern = place.concern()
    with connection.cursor() as cursor:
        cursor.execute(
            "create function no_entries() returns trigger language plpgsql as"
            " $$ begin raise exception 'read only'; end $$"
        )
        cursor.execute(
            "create trigger no_entries before insert on concerns_entry"
            " for each row execute function no_entries()"
        )

    answer = place.client.get(address(concern))

    assert answer.status_code == 500
    assert "Something went wrong" in text_of(answer)
    assert "shouted" not in text_of(answer)


def test_the_reporters_words_stand_as_they_were_written_and_run_nothing(place):
    concern = place.concern(narrative=WORDS)

    page = place.client.get(address(concern)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n\n   two spaces, and \u202ereversed\n“That" in page
    assert '<div class="case-words" dir="auto">' in page


def test_messages_and_notes_stand_apart_and_tell_who_reads_them(place):
    concern = place.concern()
    rows.acknowledge(place.handler, concern)
    send(place.client, concern, "note", words="The rota team knew.")

    page = place.client.get(address(concern)).content.decode()
    messages, _, rest = page.partition('aria-labelledby="messages"')[2].partition('aria-labelledby="notes"')

    assert rows.ACKNOWLEDGED in messages
    assert "The person who raised this reads these" in messages
    assert "The rota team knew." not in messages
    assert "The rota team knew." in rest
    assert "The person who raised this does not read these" in rest


def test_a_text_that_was_swapped_does_not_open_and_the_others_do(place):
    concern, other = place.concern(), place.concern(narrative="Something else entirely.")
    mine = concern.texts.get(kind=TextKind.NARRATIVE)
    theirs = other.texts.get(kind=TextKind.NARRATIVE)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table concerns_sealedtext disable trigger user")
        cursor.execute(
            "update concerns_sealedtext set sealed = %s where id = %s", [bytes(theirs.sealed), mine.pk]
        )
        cursor.execute("alter table concerns_sealedtext enable trigger user")

    page = text_of(place.client.get(address(concern)))

    assert "This text does not open" in page
    assert "Bullying" in page
    assert "Something else entirely." not in page


def test_without_keys_the_pages_say_what_still_works(place, keys):
    concern = place.concern()
    keys.absent()

    page = place.client.get(address(concern))

    assert page.status_code == 200
    assert "The keys are not here" in text_of(page)
    assert "shouted" not in text_of(page)
    assert not Entry.objects.filter(chain=concern.pk, deed=Deed.OPENED).exists()
    assert "The keys are not here" in text_of(place.client.get("/casework/"))
    refused = place.client.post("/casework/search/", {"words": "shouted"})
    assert "The keys are not here, so nothing" in text_of(refused)
    refused = send(place.client, concern, "acknowledgement", words="I have it, and speak to the ward.")
    assert refused.status_code == 200
    assert "I have it, and speak to the ward." in refused.content.decode()


def test_both_tracks_and_who_is_kept_out_are_told(place):
    rows.a_member(place.guardian, user=rows.make_user("b@example.org", name="Dr Thomas Brennan"))
    concern = place.concern(kept_out_people="Dr Thomas Brennan")
    rows.acknowledge(place.handler, concern)

    page = text_of(place.client.get(address(concern)))

    assert "Dr Thomas Brennan kept out by the reporter" in page
    assert f"{place.quality} (your track) Taken" in page
    assert f"{place.guardian} Not taken yet" in page


def test_day_by_day_tells_to_whom_it_was_sent_and_who_referred_it(place):
    spare = rows.a_group(GroupKind.MEDICAL_EDUCATION, place.employer)
    rows.a_member(spare)
    concern = place.concern()
    rows.acknowledge(place.handler, concern)
    send(place.client, concern, "referrals", words="To you as well.", group=str(spare.pk))

    said = text_of(place.client.get(address(concern))).partition("Day by day")[2]

    assert f"Referred to {spare}: {place.quality}" in said
    assert f"Sent to {place.quality}" in said
    assert f"Sent to {place.guardian}" in said
    assert "Referred Referred" not in said


def test_what_cannot_be_done_says_why(place):
    page = text_of(place.client.get(address(place.concern())))

    assert "Give feedback Acknowledge the case first" in page
    assert "Return it" in page


def test_the_page_of_a_case_takes_as_many_queries_however_much_there_is(place, django_assert_num_queries):
    small, large = place.concern(labels=("Bullying",)), place.concern()
    for handler in (place.handler, place.guardian_member):
        rows.acknowledge(handler, large)
        rows.triage(handler, large)
        for words in ("One", "Two", "Three"):
            handling.write_note(handler=handler, concern=large, words=words, at=rows.timezone.now())
    rows.acknowledge(place.handler, small)
    rows.triage(place.handler, small)

    for concern in (small, large):
        with django_assert_num_queries(QUERIES):
            place.client.get(address(concern))


QUERIES = 46


class TestIdentity:
    @pytest.fixture
    def confidential(self, db):
        place = Place()
        rows.keys.make_custody_key(at=rows.timezone.now())
        place.colleague = rows.a_member(place.quality)
        place.case = place.concern(mode=Mode.CONFIDENTIAL, name="Amina Said", contact="amina@example.org")
        rows.acknowledge(place.handler, place.case)
        return place

    def test_an_anonymous_reporter_is_nobody(self, place):
        concern = place.concern()

        page = place.client.get(address(concern, "identity"))

        assert "The reporter did not say who they are" in text_of(page)

    def test_a_name_is_looked_up_by_a_form_and_written_down(self, db):
        place = Place()
        rows.keys.make_custody_key(at=rows.timezone.now())
        concern = place.concern(mode=Mode.NAMED, name="Amina Said", contact="amina@example.org")

        before = place.client.get(address(concern, "identity"))
        assert "Amina Said" not in text_of(before)
        assert not Entry.objects.filter(deed=Deed.IDENTITY_OPENED).exists()

        after = place.client.post(address(concern, "identity"))

        assert "Amina Said" in text_of(after)
        assert Entry.objects.filter(chain=concern.pk, deed=Deed.IDENTITY_OPENED).count() == 1
        assert "looked up who raised it" in text_of(place.client.get(address(concern)))

    def test_it_takes_two_people(self, confidential):
        place, concern = confidential, confidential.case
        page = address(concern, "identity")
        assert "Amina Said" not in text_of(place.client.post(page))

        send(place.client, concern, "identity/request", words="Her rota must change today.")
        own = place.client.post(f"{page}agreement/")

        assert "it takes two people" in text_of(own)
        assert "Amina Said" not in text_of(place.client.post(page))
        second = client_of(place.colleague)
        assert "Her rota must change today." in text_of(second.get(page))
        assert second.post(f"{page}agreement/").status_code == 302
        assert "Amina Said" in text_of(place.client.post(page))

    def test_who_has_no_second_person_is_told_before_they_write_why(self, confidential):
        place, concern = confidential, confidential.case
        client = client_of(place.guardian_member)
        request = address(concern, "identity/request")
        assert "Acknowledge the case first" in text_of(client.get(address(concern, "identity")))
        rows.acknowledge(place.guardian_member, concern)

        page = client.get(address(concern, "identity"))

        assert "Your group has no second member who could agree" in text_of(page)
        assert request not in page.content.decode()
        rows.a_member(place.guardian)
        assert request in client.get(address(concern, "identity")).content.decode()

    def test_a_second_person_declines(self, confidential):
        place, concern = confidential, confidential.case
        identity.ask_identity(
            handler=place.handler, concern=concern, words="Because.", at=rows.timezone.now()
        )

        client_of(place.colleague).post(address(concern, "identity/refusal"))

        page = text_of(place.client.get(address(concern, "identity")))
        assert "Declined on" in page
        assert "Amina Said" not in text_of(place.client.post(address(concern, "identity")))

    def test_the_other_groups_second_person_does_not_count(self, confidential):
        place, concern = confidential, confidential.case
        rows.acknowledge(place.guardian_member, concern)
        send(place.client, concern, "identity/request", words="Because of the rota.")

        answer = client_of(place.guardian_member).post(address(concern, "identity/agreement"))

        assert "There is no open request" in text_of(answer)


def test_a_dean_who_was_given_the_case_opens_it(place):
    dean = rows.a_member(rows.a_group(GroupKind.DEAN, place.office))
    concern = place.concern()
    assert client_of(dean).get(address(concern)).status_code == 404
    rows.acknowledge(place.handler, concern)

    send(
        place.client,
        concern,
        "referrals",
        group=str(next(iter(dean.groups))),
        words="The dean looks at it with us.",
    )

    assert client_of(dean).get(address(concern)).status_code == 200


def test_no_word_of_a_case_is_left_in_the_session(place):
    concern = place.concern()
    rows.acknowledge(place.handler, concern)
    send(place.client, concern, "message", words="CANARY in a message")
    place.client.post("/casework/search/", {"words": "CANARY"})

    assert "CANARY" not in str(dict(place.client.session))
    assert SealedText.objects.filter(kind=TextKind.TO_REPORTER).count() == 2


@pytest.mark.parametrize(
    ("promise", "nouns"),
    [
        (Promise.ACKNOWLEDGE, ["acknowledgement"]),
        (Promise.SCREEN, ["risk", "acknowledgement"]),
        (Promise.TRIAGE, ["acknowledgement"]),
        (Promise.SAFETY, ["safety-action", "acknowledgement"]),
    ],
)
def test_the_first_button_keeps_the_promise_that_is_due_first(place, promise, nouns):
    concern = place.concern()
    clocks.start_clock(own_track(place, concern), promise, on=timezone.localdate())
    make_late(promise)

    assert next_nouns(place, concern) == nouns


@pytest.mark.parametrize(
    ("promise", "nouns"),
    [
        (Promise.CONTACT, ["message", "feedback"]),
        (Promise.INVESTIGATE, ["feedback", "delay"]),
        (Promise.FEEDBACK, ["feedback"]),
    ],
)
def test_so_does_it_while_the_work_goes_on(place, promise, nouns):
    concern = place.concern()
    rows.acknowledge(place.handler, concern)
    rows.triage(place.handler, concern)
    handling.open_investigation(handler=place.handler, concern=concern, at=timezone.now())
    make_late(promise)

    assert next_nouns(place, concern) == nouns


def own_track(place, concern):
    return concern.referrals.get(group=place.quality)


def make_late(promise):
    late = timezone.localdate() - timedelta(days=3)
    Clock.objects.running().filter(promise=promise).update(due_on=late)


def next_nouns(place, concern) -> list[str]:
    """Where the buttons beside what is due lead, in their order."""
    html = place.client.get(address(concern)).content.decode()
    box = re.search(r'<section class="case-next".*?</section>', html, re.DOTALL)[0]
    return re.findall(rf'<a class="nhsuk-button[^>]*href="{address(concern)}([a-z-]+)/"', box)


def test_what_cannot_be_done_says_what_to_do_first(place):
    concern = place.concern()
    rows.acknowledge(place.handler, concern)

    said = text_of(place.client.get(address(concern)))

    for words in ("Begin the work", "Open an investigation", "Give feedback"):
        assert f"{words} Record the triage first" in said
    assert "Look at it again" not in said


def test_the_second_person_is_told_on_the_case_and_in_the_inbox(place):
    rows.keys.make_custody_key(at=rows.timezone.now())
    colleague = client_of(rows.a_member(place.quality))
    concern = place.concern(mode=Mode.CONFIDENTIAL, name="Amina Said")
    rows.acknowledge(place.handler, concern)
    identity.ask_identity(
        handler=place.handler, concern=concern, words="To move them.", at=rows.timezone.now()
    )

    for client, is_told in ((colleague, True), (place.client, False)):
        assert ("Agree or decline, as the second person" in text_of(client.get(address(concern)))) is is_told
        assert ("A second person is asked for" in text_of(client.get("/casework/"))) is is_told
    identity.decline_identity(
        handler=rows.standing_of(rows.User.objects.get(pk=colleague.session["_auth_user_id"])),
        concern=concern,
        at=rows.timezone.now(),
    )
    assert "second person" not in text_of(colleague.get(address(concern)))
