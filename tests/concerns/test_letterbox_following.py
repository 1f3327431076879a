"""Coming back over HTTP: the code, both sides, messages, and what stays closed."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concerns import limits
from concerns.actions import answering, handling, identity, opening, referring
from concerns.answers import Answers
from concerns.kinds import Found, Mode, Side, TextKind
from concerns.models import Clock, Concern, Membership, SealedText
from concerns.models.records import Entry
from concerns.obligations import Promise
from concerns.pathway import State, Track
from concerns.reporter_codes import ReporterCode
from concerns.tasks import forget_old_drafts
from tests.concerns import rows
from tests.concerns.letterbox_rows import NARRATIVE, a_place, words

pytestmark = pytest.mark.django_db
BACK, INSIDE, MESSAGE, AGAIN, END, OWN = (
    reverse(f"letterbox_{name}")
    for name in ("come_back", "inside", "message", "dissatisfied", "withdraw", "own_words")
)


A_CODE = ReporterCode("7" * 20).in_groups
COOKIE = "letterbox"
INSIDE_QUERIES = 13


@pytest.fixture
def place():
    return a_place()


@pytest.fixture(autouse=True)
def _nobody_has_tried():
    cache.clear()


def given(place, **other) -> Answers:
    usual = {
        "employer": str(place.employer.pk),
        "office": str(place.office.pk),
        "sides": (Side.EMPLOYER, Side.TRAINING),
        "narrative": NARRATIVE,
    }
    return rows.answers(**{**usual, **other})


def sent(place, *, at=None, **other) -> tuple[Concern, str]:
    concern, code, _ = rows.a_concern(given(place, **other), at=at)
    return concern, code.in_groups


def inside_of(place, **other) -> tuple[Client, Concern, str]:
    concern, code = sent(place, **other)
    client = Client()
    assert client.post(BACK, {"code": code}).url == INSIDE
    return client, concern, code


def later(time_machine, **by):
    time_machine.move_to(timezone.now() + timedelta(**by), tick=False)


def shown_another_way(handler, concern, *, to_outside=False):
    answering.show_another_way(
        handler=handler,
        concern=concern,
        words="Go there.",
        to_outside=to_outside,
        labels=rows.recognised(concern, "no"),
        at=timezone.now(),
    )


def answered(handler, concern, at=None):
    answering.give_feedback(
        handler=handler,
        concern=concern,
        labels={
            label.pk: handling.LabelAnswer(Found.UPHELD, "We saw the messages.")
            for label in concern.labels.all()
        },
        words=rows.ANSWERED,
        at=at or timezone.now(),
    )


def test_the_code_lets_in_however_it_is_typed(client, place):
    _, code = sent(place)

    response = client.post(
        BACK, {"code": f"  {code.lower().replace('-', ' ').replace('0', 'o')} "}, follow=True
    )

    said = words(response)
    assert "Inside your employer" in said
    assert "In training" in said
    assert "Received" in said
    assert "A person tells you that they have it." in said
    assert "Nobody has opened it yet" in said
    assert NARRATIVE not in said


@pytest.mark.parametrize(
    ("typed", "sentence", "is_counted"),
    [
        ("", "Enter your code", False),
        ("ABCD", "That is not a whole code", False),
        ("x" * 300, "That is not a whole code", False),
        (A_CODE[:-1], "That is not a whole code", False),
        (
            A_CODE[:-1] + ("1" if A_CODE[-1] != "1" else "2"),
            "A letter or number in that code is wrong",
            False,
        ),
        (A_CODE, "That code opens nothing", True),
    ],
    ids=["empty", "short", "long", "without check", "mistyped", "wrong"],
)
def test_a_code_that_opens_nothing_is_told_and_never_shown_again(client, place, typed, sentence, is_counted):
    sent(place)
    counted = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(limits, "count_wrong_code", counted.append)
        response = client.post(BACK, {"code": typed})

    assert response.status_code == 200
    assert sentence in words(response)
    assert bool(counted) is is_counted
    assert not typed or typed not in response.content.decode()
    assert not response.cookies


def test_wrong_and_unknown_are_answered_alike(client, place):
    _, code = sent(place)
    right = ReporterCode.read(code)
    wrong = ReporterCode(right.locator + ReporterCode.new().secret).in_groups

    pages = [client.post(BACK, {"code": each}) for each in (wrong, ReporterCode.new().in_groups)]

    bodies = [re.sub(rb'nonce="[^"]*"', b"", page.content) for page in pages]
    assert bodies[0] == bodies[1]


def test_guessing_ends_before_anything_is_computed_and_the_right_code_works_elsewhere(client, place, no_turn):
    _, code = sent(place)
    for _ in range(limits.WRONG_AT_MOST):
        assert client.post(BACK, {"code": ReporterCode.new().in_groups}).status_code == 200
    with no_turn():
        response = client.post(BACK, {"code": code})

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "600"
    assert code not in response.content.decode()
    assert client.post(BACK, {"code": code}, REMOTE_ADDR="192.0.2.7").url == INSIDE


def test_right_codes_are_counted_too_before_anything_is_computed(client, place, monkeypatch, no_turn):
    _, code = sent(place)
    monkeypatch.setattr(limits, "CHECKED_AT_MOST", 2)
    for _ in range(2):
        assert client.post(BACK, {"code": code}).url == INSIDE
    assert client.post(BACK, {"code": "ABCD"}).status_code == 200, "a slip costs nothing"
    with no_turn():
        responses = [client.post(address, {"code": code}) for address in (BACK, OWN)]

    for response in responses:
        assert response.status_code == 429
        assert "Too many codes came from where you are" in words(response)
    assert client.post(BACK, {"code": code}, REMOTE_ADDR="192.0.2.7").url == INSIDE


def test_a_crowd_is_told_and_the_code_is_not_shown(client, place, no_turn):
    _, code = sent(place)

    with no_turn():
        response = client.post(BACK, {"code": code})

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert code not in response.content.decode()


def test_after_15_minutes_the_code_is_asked_for_again(place, time_machine):
    client, _, _ = inside_of(place)
    later(time_machine, minutes=14)
    assert client.get(INSIDE).status_code == 200
    later(time_machine, minutes=14)
    assert client.get(INSIDE).status_code == 200
    later(time_machine, minutes=16)

    response = client.get(INSIDE, follow=True)

    assert response.request["PATH_INFO"] == BACK
    assert "You were away for 15 minutes" in words(response)
    assert "You were away" not in words(Client().get(INSIDE, follow=True))


def test_a_message_after_15_minutes_is_not_lost(place, time_machine):
    client, concern, _ = inside_of(place)
    later(time_machine, minutes=16)

    response = client.post(MESSAGE, {"words": "It happened <again>."})

    assert "It happened &lt;again&gt;." in response.content.decode()
    assert "It was not sent" in words(response)
    assert not SealedText.objects.filter(kind=TextKind.FROM_REPORTER).exists()
    assert concern.state == State.RECEIVED


def test_everything_that_becomes_of_it_is_told(place):
    client, concern, _ = inside_of(place, mode=Mode.CONFIDENTIAL, name="Dr Ada Reporter")
    other = rows.a_member(place.quality)
    handler, at = place.at_quality, timezone.now()
    opening.open_case(handler=handler, concern=concern, at=at)
    opening.open_case(handler=other, concern=concern, at=at)
    rows.acknowledge(handler, concern)
    rows.triage(handler, concern, answer="no")
    identity.ask_identity(handler=handler, concern=concern, words="To talk to them.", at=at)
    identity.agree_identity(handler=other, concern=concern, at=at)
    opening.open_identity(handler=handler, concern=concern, at=at)
    referring.return_referral(handler=place.at_guardian, concern=concern, words="We know them <well>.", at=at)
    answered(handler, concern)

    response = client.get(INSIDE)
    said, html = words(response), response.content.decode()

    assert "Answered" in said
    assert rows.ACKNOWLEDGED in said
    assert rows.ROUTE in said
    assert f"Quality team, {place.office}" in said
    assert "Not recognised by" in said
    assert "It is what it is." in said
    assert "Upheld , because: We saw the messages." in said
    assert "They said why: We know them <well>." in said
    assert "We know them &lt;well&gt;" in html
    assert "A second person agreed on" in said
    assert "Looked up who you are, on" in said
    assert f"{place.office} Was told on" in said
    assert said.count(f"Quality team, {place.office} On ") == 1
    assert "Dr Ada Reporter" not in said
    for person in (handler, other, place.at_guardian):
        assert person.user.email not in html
        assert person.user.name not in html
    assert "I am not satisfied" in said
    assert "Who knows who you are" in said


def test_the_page_inside_asks_for_the_same_rows_whatever_there_is(place, django_assert_num_queries):
    client, concern, _ = inside_of(place)
    with django_assert_num_queries(INSIDE_QUERIES):
        client.get(INSIDE)
    for handler in (place.at_quality, place.at_guardian):
        opening.open_case(handler=handler, concern=concern, at=timezone.now())
        rows.acknowledge(handler, concern)
        rows.triage(handler, concern)
        answered(handler, concern)
    for number in range(5):
        client.post(MESSAGE, {"words": f"Message {number}"})
    with django_assert_num_queries(INSIDE_QUERIES):
        client.get(INSIDE)


def test_what_is_late_is_told_in_plain_words(place, time_machine):
    client, _, code = inside_of(place)
    promised = Clock.objects.get(promise=Promise.ACKNOWLEDGE, referral__group=place.quality).due_on
    later(time_machine, days=8)
    client.post(BACK, {"code": code})

    said = words(client.get(INSIDE))

    assert "A promise to you was not kept" in said
    by = f"{promised:%A} {promised.day} {promised:%B} {promised.year}"
    assert f"This was promised by {by} and is late: “A person tells you that they have it.”" in said
    assert "They have not looked yet. This was promised by" in said


def test_messages_go_both_ways_in_order(place):
    client, concern, _ = inside_of(place)
    rows.acknowledge(place.at_quality, concern)
    response = client.post(MESSAGE, {"words": "Thank you.\r\n\r\n\u202eOn Friday."}, follow=True)

    said = words(response)
    assert "Your message is sent." in said
    assert said.index(rows.ACKNOWLEDGED) < said.index("Thank you. \u202eOn Friday.")
    client.post(MESSAGE, {"words": "Thank you.\r\n\r\n\u202eOn Friday."})
    assert SealedText.objects.filter(kind=TextKind.FROM_REPORTER).count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter what you want to say"),
        (" \n ", "Enter what you want to say"),
        ("a\0b", "must not contain unreadable characters"),
        ("x" * 100_001, "must be 100,000 characters or fewer"),
        ("It is " + A_CODE, "This text holds your code"),
    ],
    ids=["nothing", "blank", "unreadable", "long", "code"],
)
def test_a_message_that_cannot_be_taken_is_told_and_kept(place, typed, sentence):
    client, _, _ = inside_of(place)

    response = client.post(MESSAGE, {"words": typed})

    assert response.status_code == 200
    assert sentence in words(response)
    assert typed[:50].strip().replace("\0", "") in response.content.decode().replace("\0", "")
    assert not SealedText.objects.filter(kind=TextKind.FROM_REPORTER).exists()
    assert client.get(MESSAGE).url == INSIDE


@pytest.mark.parametrize("between", [", ", " : ", "\u200b"])
def test_a_code_spelt_in_another_way_is_refused_and_kept_to_be_mended(place, between):
    client, _, code = inside_of(place)
    spelt = between.join(code.replace("-", ""))

    response = client.post(MESSAGE, {"words": f"My code is {spelt}, by the way."})

    assert "This text holds your code" in words(response)
    assert not SealedText.objects.filter(kind=TextKind.FROM_REPORTER).exists()
    a_sentence = "The ward round of 3 March began at 9am, and bleep 4471 went off at 10am. " * 100
    assert client.post(MESSAGE, {"words": a_sentence}).status_code == 302


def test_whoever_is_not_satisfied_has_it_worked_on_again(place):
    client, concern, _ = inside_of(place, sides=(Side.TRAINING,))
    assert client.get(AGAIN).url == INSIDE
    assert "There is no full answer yet" in words(client.post(AGAIN, {"words": "It goes on."}))
    rows.acknowledge(place.at_quality, concern)
    rows.triage(place.at_quality, concern)
    answered(place.at_quality, concern)
    answering.close_track(handler=place.at_quality, concern=concern, at=timezone.now())
    assert "I am not satisfied" in words(client.get(INSIDE))
    assert client.get(AGAIN).status_code == 200
    assert "Enter what is missing" in words(client.post(AGAIN, {}))

    response = client.post(AGAIN, {"words": "It goes on."}, follow=True)

    assert "You get a full answer" in words(response)
    assert "They owe you a new answer" in words(response)
    assert Concern.objects.get().state == State.ACTIVE
    assert client.post(AGAIN, {"words": "It goes on."}).status_code == 302
    assert SealedText.objects.filter(kind=TextKind.FROM_REPORTER).count() == 1


def test_one_answer_of_two_is_not_called_the_full_answer(place):
    client, concern, _ = inside_of(place)
    rows.acknowledge(place.at_quality, concern)
    rows.triage(place.at_quality, concern)
    answered(place.at_quality, concern)

    said = words(client.get(INSIDE))

    assert "Answered by one side You have an answer from one side" in said
    assert "You have a full answer" not in said
    assert f"The answer of {place.quality} , on" in said
    assert f"The answer of {place.guardian}" not in said
    assert f"This is about the answer of {place.quality} , on" in words(client.get(AGAIN))
    rows.acknowledge(place.at_guardian, concern)
    rows.triage(place.at_guardian, concern)
    answered(place.at_guardian, concern)
    said = words(client.get(INSIDE))
    assert "Answered You have a full answer." in said
    assert f"The answer of {place.guardian} , on" in said


def test_what_was_promised_and_done_stays_in_sight(place):
    client, concern, _ = inside_of(place, sides=(Side.TRAINING,))
    rows.acknowledge(place.at_quality, concern)
    today = timezone.localdate()

    said = words(client.get(INSIDE))

    assert (
        f"Done on {today:%A} {today.day} {today:%B} {today.year}: A person tells you that they have it."
        in said
    )
    assert "is late" not in said


@pytest.mark.parametrize(
    ("days", "sentence"), [(1, "Say that you are not satisfied"), (61, "cannot be opened again")]
)
def test_what_is_closed_offers_to_be_reopened_only_while_it_can(place, time_machine, days, sentence):
    client, concern, code = inside_of(place, sides=(Side.TRAINING,))
    rows.acknowledge(place.at_quality, concern)
    rows.triage(place.at_quality, concern)
    answered(place.at_quality, concern)
    answering.close_track(handler=place.at_quality, concern=concern, at=timezone.now())
    later(time_machine, days=days)
    client.post(BACK, {"code": code})

    page = client.post(MESSAGE, {"words": "Wait."})

    assert sentence in words(page)
    html = page.content.decode()
    assert 'href="#id_words"' in html
    assert re.search(r'<textarea[^>]* id="id_words"[^>]*>\s*Wait\.</textarea>', html)


@pytest.mark.parametrize("to_outside", [True, False])
def test_a_message_written_while_it_ended_goes_on_with_not_being_satisfied(place, to_outside):
    client, concern, _ = inside_of(place, sides=(Side.TRAINING,))
    rows.acknowledge(place.at_quality, concern)
    client.get(INSIDE)
    shown_another_way(place.at_quality, concern, to_outside=to_outside)

    page = client.post(MESSAGE, {"words": "It goes on every Friday."})

    assert "Say that you are not satisfied" in words(page)
    assert "cannot be opened again" not in words(page)
    assert f'<form method="post" action="{AGAIN}"' in page.content.decode()
    assert client.post(AGAIN, {"words": "It goes on every Friday."}).status_code == 302
    assert "They are working on it" in words(client.get(INSIDE))
    assert "It goes on every Friday." in words(client.get(INSIDE))


def test_60_days_after_closing_it_stays_closed(place, time_machine):
    client, concern, code = inside_of(place, sides=(Side.TRAINING,))
    rows.acknowledge(place.at_quality, concern)
    rows.triage(place.at_quality, concern)
    answered(place.at_quality, concern)
    answering.close_track(handler=place.at_quality, concern=concern, at=timezone.now())
    later(time_machine, days=61)
    client.post(BACK, {"code": code})

    assert "I am not satisfied" not in words(client.get(INSIDE))
    assert "It was closed more than 60 days ago" in words(client.post(AGAIN, {"words": "Still."}))


def test_nobody_is_still_to_look_at_what_has_ended(place):
    client, concern, _ = inside_of(place)
    assert "They look by" in words(client.get(INSIDE))
    referring.return_referral(
        handler=place.at_guardian, concern=concern, words="Not ours.", at=timezone.now()
    )
    assert "They look by" in words(client.get(INSIDE))

    client.post(END)

    said = words(client.get(INSIDE))
    assert "They look by" not in said
    assert "They have not looked." in said
    assert not Clock.objects.running().exists()


def test_a_side_on_which_nobody_is_left_stays_closed_and_promises_nothing(place):
    client, concern, _ = inside_of(place)
    for handler in (place.at_guardian, place.at_quality):
        rows.acknowledge(handler, concern)
        rows.triage(handler, concern)
        answered(handler, concern)
        answering.close_track(handler=handler, concern=concern, at=timezone.now())
    suspend(place.at_guardian)

    said = words(client.post(AGAIN, {"words": "It goes on."}, follow=True))

    assert "Nobody there can open it any more, so it stays closed on this side" in said
    own, theirs = (concern.referrals.get(group=group) for group in (place.quality, place.guardian))
    assert (own.state, theirs.state) == (Track.ACCEPTED, Track.CLOSED)
    assert not theirs.clocks.running().exclude(promise=Promise.SIGHT).exists()


def test_what_nobody_can_open_any_more_is_not_reopened(place):
    client, concern, _ = inside_of(place, sides=(Side.TRAINING,))
    rows.acknowledge(place.at_quality, concern)
    rows.triage(place.at_quality, concern)
    answered(place.at_quality, concern)
    answering.close_track(handler=place.at_quality, concern=concern, at=timezone.now())
    suspend(place.at_quality)

    response = client.post(AGAIN, {"words": "It goes on."})

    assert "Nobody who had this can open it any more. Raise it anew" in words(response)
    assert "It goes on." in words(response)
    assert Concern.objects.get().state == State.CLOSED


def suspend(standing):
    Membership.objects.filter(user=standing.user).update(suspended_on=timezone.localdate())


@pytest.mark.parametrize("was_opened", [False, True])
def test_withdrawing_says_first_what_stays(place, was_opened):
    client, concern, _ = inside_of(place)
    if was_opened:
        opening.open_case(handler=place.at_quality, concern=concern, at=timezone.now())

    said = words(client.get(END))
    assert ("can still read what you wrote" in said) is was_opened
    assert Concern.objects.get().state == State.RECEIVED
    response = client.post(END, follow=True)

    assert "You have withdrawn it" in words(response)
    assert "Withdrawn by you" in words(response)
    assert Concern.objects.get().state == State.WITHDRAWN
    assert client.post(END).url == INSIDE + "?told=withdrawn"
    assert client.get(END).url == INSIDE
    refused = words(client.post(MESSAGE, {"words": "Wait."}))
    assert "This has ended, and cannot be opened again" in refused
    assert "reopen" not in refused
    assert "Send message" not in words(client.get(INSIDE))


def test_what_i_wrote_asks_for_the_code_again(place):
    client, _, code = inside_of(place, kept_out_people="Dr Grim")
    other = sent(place)[1]
    page = client.get(OWN)
    assert NARRATIVE not in words(page)

    for wrong in (other, ReporterCode.new().in_groups):
        response = client.post(OWN, {"code": wrong})
        assert "That code opens nothing" in words(response)
        assert NARRATIVE not in words(response)
    response = client.post(OWN, {"code": code})

    said = words(response)
    assert NARRATIVE in said
    assert "Undermining" in said
    assert "Dr Grim" in said
    assert code not in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store, private"


def test_a_text_that_was_changed_says_so_and_the_others_stay(place):
    client, concern, _ = inside_of(place)
    rows.acknowledge(place.at_quality, concern)
    client.post(MESSAGE, {"words": "First."})
    client.post(MESSAGE, {"words": "Second."})
    first, second = SealedText.objects.filter(kind=TextKind.FROM_REPORTER)
    with connection.cursor() as cursor:
        # As somebody would who owns the database: no trigger stands in the way.
        cursor.execute("set local session_replication_role = replica")
        SealedText.objects.filter(pk=first.pk).update(sealed=second.sealed)
        cursor.execute("set local session_replication_role = origin")

    said = words(client.get(INSIDE))

    assert said.count("This text does not open any more") == 1
    assert "Second." in said
    assert rows.ACKNOWLEDGED in said


def test_it_opens_where_no_keys_are(place, keys):
    concern, code = sent(place)
    rows.acknowledge(place.at_quality, concern)
    keys.absent()
    client = Client()

    response = client.post(BACK, {"code": code}, follow=True)

    assert rows.ACKNOWLEDGED in words(response)
    assert client.post(MESSAGE, {"words": "Good."}).status_code == 302


def test_another_concern_may_be_raised_from_inside(place):
    client, _, _ = inside_of(place)

    assert client.get(reverse("letterbox_question", args=[1])).status_code == 200
    assert client.get(INSIDE).status_code == 200


def test_leaving_closes_it(place):
    client, _, _ = inside_of(place)

    client.post(reverse("letterbox_leave"))

    assert client.get(INSIDE, follow=True).request["PATH_INFO"] == BACK
    assert Concern.objects.get().state == State.RECEIVED


@pytest.mark.parametrize("way_out", ["letterbox_leave", "letterbox_exit"])
def test_a_copy_of_the_cookie_opens_nothing_once_its_reporter_has_left(place, way_out):
    client, _, code = inside_of(place)
    copy, other = Client(), Client()
    copy.cookies[COOKIE] = client.cookies[COOKIE].value
    other.post(BACK, {"code": code})
    assert copy.get(INSIDE).status_code == 200

    (client.get if way_out == "letterbox_exit" else client.post)(reverse(way_out))

    assert copy.get(INSIDE).url.startswith(BACK)
    copy.post(MESSAGE, {"words": "As if I were you."})
    assert not SealedText.objects.filter(kind=TextKind.FROM_REPORTER).exists()
    # Whoever is inside elsewhere, by the code, stays.
    assert other.get(INSIDE).status_code == 200
    forget_old_drafts()
    assert copy.get(INSIDE).url.startswith(BACK)


def test_nobody_is_inside_for_more_than_4_hours(place, time_machine):
    client, _, _ = inside_of(place)
    for _ in range(23):
        later(time_machine, minutes=10)
        assert client.get(INSIDE).status_code == 200
    later(time_machine, minutes=10, seconds=1)

    assert client.get(INSIDE).url.startswith(BACK)


def test_looking_writes_nothing_down(place):
    client, _, _ = inside_of(place)
    before = Entry.objects.count()

    client.get(INSIDE)

    assert Entry.objects.count() == before
