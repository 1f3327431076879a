"""Raising over HTTP: every question, what is refused, and what is kept when something goes wrong."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import LocalOffice
from concerns import limits
from concerns.actions import raising
from concerns.answers import QUESTIONS, Answers
from concerns.kinds import GroupKind, Holder, Mode, TextKind
from concerns.letterbox_forms import FORMS
from concerns.models import Concern, Exclusion, Membership, SealedText
from concerns.pathway import State
from concerns.reporter_codes import ReporterCode
from tests.concerns import rows
from tests.concerns.letterbox_rows import (
    NARRATIVE,
    a_place,
    answer,
    code_in,
    fingerprint_of,
    posts,
    send,
    url_of,
    words,
    write,
)

pytestmark = pytest.mark.django_db
START, CHECK, SEND, SENT = (
    reverse(name) for name in ("letterbox", "letterbox_check", "letterbox_send", "letterbox_sent")
)
EXIT = reverse("letterbox_exit")
COOKIE = "letterbox"


@pytest.fixture
def place():
    return a_place()


@pytest.fixture(autouse=True)
def _nobody_has_sent():
    cache.clear()


def cookie_of(client) -> str:
    return client.cookies[COOKIE].value


def later(time_machine, **by):
    """The same browser some time later."""
    time_machine.move_to(timezone.now() + timedelta(**by), tick=False)


def test_the_start_shows_three_ways_and_what_is_not_promised(client):
    response = client.get(START)

    said = words(response)
    for way in Mode.labels:
        assert way in said
    assert "What we cannot promise" in said
    for number in ("999", "111", "116123"):
        assert f'href="tel:{number}"' in response.content.decode()
    assert "Log in" not in said
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_every_page_has_the_way_out_before_anything_else(client, place):
    write(client, place)
    for address in (START, *(url_of(name) for name in QUESTIONS[:-1]), reverse("letterbox_readers"), CHECK):
        html = client.get(address).content.decode()
        assert html.index(f'href="{EXIT}"') < html.index("nhsuk-skip-link"), address
        assert "<title>" in html
        assert "Letterbox" in html.partition("</title>")[0], address


def test_a_trainee_raises_something_anonymously(client, place):
    readers = write(client, place)

    assert "Can read it" in words(readers)
    assert f"Freedom to Speak Up guardian {place.employer} 1 person" in words(readers)
    assert f"Postgraduate Dean's office {place.office}" in words(readers)
    assert NARRATIVE in words(client.get(CHECK))
    sent = client.post(SEND, fingerprint_of(client), follow=True)
    code = ReporterCode.read(code_in(sent))
    concern = Concern.objects.get()
    assert concern.state == State.RECEIVED
    assert concern.mode == Mode.ANONYMOUS
    assert concern.locator == raising.locator_of(code)
    assert concern.labels.count() == 2
    assert {each.group for each in concern.referrals.all()} == {place.guardian, place.quality}
    assert "A person tells you that they have it" in words(sent)
    assert f"Your code is {code.in_groups} Come back with it at http://testserver{START}" in words(sent)


@pytest.mark.parametrize("mode", ["confidential", "named"])
def test_only_whoever_is_not_anonymous_is_asked_who_they_are(client, place, mode):
    readers = write(client, place, way={"mode": mode})

    said = words(readers)
    assert ("They see your name" in said) is (mode == "named")
    assert "Dr Ada Reporter" in words(client.get(CHECK))
    client.post(SEND, fingerprint_of(client))
    concern = Concern.objects.get()
    holders = set(concern.grants.filter(envelope="identity").values_list("holder", flat=True))
    assert (Holder.GROUP in holders) is (mode == "named")


def test_whoever_becomes_anonymous_leaves_no_name_behind(client, place):
    write(client, place, way={"mode": "named"})

    response = answer(client, "way", {"mode": "anonymous"}, "?change=1")

    assert response.url == reverse("letterbox_readers")
    assert client.get(url_of("identity")).url == reverse("letterbox_readers")
    assert "Dr Ada Reporter" not in words(client.get(CHECK))
    answer(client, "way", {"mode": "confidential"}, "?change=1")
    assert "Dr Ada" not in client.get(url_of("identity")).content.decode()


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("way", {}, "Select how you want to raise it"),
        ("way", {"mode": "secretly"}, "Select"),
        ("risk", {}, "Select yes if anybody is at risk now"),
        ("employer", {"employer": ""}, "Select where you work"),
        ("employer", {"employer": "99999"}, "Select an employer from the list"),
        ("office", {"office": "x"}, "Select a local office from the list"),
        ("category", {"category": "gossip"}, "Select"),
        ("words", {"words": "  \n "}, "Enter what happened"),
        ("words", {"words": "a\0b"}, "What happened must not contain unreadable characters"),
        ("words", {"words": "x" * 100_001}, "What happened must be 100,000 characters or fewer"),
        ("labels", {}, "Select at least one word, or enter your own"),
        ("labels", {"own_first": "x" * 101}, "must be 100 characters or fewer"),
        ("labels", {"labels": ["Anything"]}, "Select an answer from the list"),
        ("sides", {"sides": "nobody"}, "Select who gets it first"),
        ("kept_out", {"people": "x\n" * 1001}, "must be 2,000 characters or fewer"),
        ("kept_out", {"people": ("\ufdfa" * 199 + "\n") * 10}, "must be 2,000 characters or fewer"),
        ("kept_out", {"people": "x" * 201}, "a line must be 200 characters or fewer"),
    ],
)
def test_what_cannot_be_an_answer_is_told_at_the_field(client, place, name, given, sentence):
    write(client, place)

    response = answer(client, name, given)

    assert response.status_code == 200
    assert "There is a problem" in words(response)
    assert sentence in words(response)
    assert "Error: " in response.content.decode().partition("</title>")[0]


@pytest.mark.parametrize("name", ["words", "labels", "kept_out", "identity"])
def test_a_text_that_holds_a_code_is_refused_with_everything_kept(client, place, name):
    write(client, place, way={"mode": "named"})
    code = ReporterCode.new().in_groups
    field = {"words": "words", "labels": "own_second", "kept_out": "people", "identity": "name"}[name]

    response = answer(client, name, {**posts(place)[name], field: f"my code is {code}"})

    assert "This text holds your code" in words(response)
    assert f"my code is {code}" in response.content.decode()
    assert code not in words(client.get(CHECK))


def test_whoever_reads_ahead_is_led_to_the_first_open_question(client, place):
    answer(client, "way", {"mode": "anonymous"})

    assert client.get(url_of("sides")).url == url_of("risk")
    assert client.get(CHECK).url == url_of("risk")
    assert client.get(reverse("letterbox_readers")).url == url_of("risk")
    assert client.post(SEND).url == reverse("letterbox_check") + "?told=changed"


def test_nothing_is_begun_by_looking(client, place):
    assert client.get(url_of("way")).status_code == 200
    for address in (url_of("risk"), CHECK, reverse("letterbox_readers")):
        assert client.get(address).url == START + "?told=nothing"
    assert client.get("/letterbox/99/").url == START
    assert client.get("/letterbox/nowhere").url == START
    assert Concern.objects.count() == 0
    assert not client.cookies


def test_an_answer_to_a_draft_that_is_gone_begins_a_new_one(client, place, time_machine):
    answer(client, "way", {"mode": "anonymous"})
    later(time_machine, hours=3)

    response = client.post(url_of("words"), {"words": NARRATIVE}, follow=True)

    assert response.redirect_chain[0][0] == url_of("way") + "?told=away"
    assert "You were away for more than 2 hours" in words(response)
    for name in QUESTIONS[:5]:
        answer(client, name, posts(place)[name])
    assert NARRATIVE in client.get(url_of("words")).content.decode()


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_loses_what_is_sent_without_a_cookie(client, place, name):
    given = posts(place, kept_out={"groups": [str(place.guardian.pk)], "people": "Dr Grim"})[name]

    response = answer(client, name, given)

    assert response.status_code == 302
    assert response.url in (url_of("risk"), url_of("way") + "?told=away")
    if name == "kept_out":
        for each in QUESTIONS[:8]:
            answer(client, each, posts(place)[each])
        assert "Dr Grim" in client.get(url_of("kept_out")).content.decode()


@pytest.mark.parametrize("value", ["", "x", "AAAA", "tampered"])
def test_a_cookie_that_was_changed_is_none(client, place, value):
    answer(client, "way", {"mode": "anonymous"})
    kept = cookie_of(client)
    client.cookies[COOKIE] = kept[:-6] + "AAAAAA" if value == "tampered" else value

    assert client.get(url_of("risk")).url == START + "?told=nothing"
    assert client.get(reverse("letterbox_inside")).status_code == 302
    assert client.get(SENT).status_code == 302


@pytest.mark.parametrize("other", ['theme={"a": 1}', "=", "a b;c", 'x="', "\u00e9=1"])
def test_a_cookie_of_somebody_else_that_does_not_parse_costs_nothing(client, place, other):
    answer(client, "way", {"mode": "anonymous"})
    kept = cookie_of(client)
    for sent in (f"{other}; {COOKIE}={kept}", f"{COOKIE}={kept}; {other}"):
        response = Client().get(url_of("risk"), headers={"cookie": sent})
        assert response.status_code == 200, sent


def test_two_tabs_write_one_draft(client, place):
    write(client, place)
    stale = fingerprint_of(client)
    answer(client, "words", {"words": "What really happened."}, "?change=1")

    response = client.post(SEND, stale, follow=True)

    assert "Your answers have changed" in words(response)
    assert Concern.objects.get().state == State.DRAFT
    assert "What really happened." in words(response)


def test_sending_twice_sends_once_and_shows_the_same_code(client, place):
    write(client, place)
    given, before = fingerprint_of(client), cookie_of(client)
    first = code_in(client.post(SEND, given, follow=True))
    after = cookie_of(client)
    # The answer was lost on the way: the browser still has the cookie of the draft.
    client.cookies[COOKIE] = before
    second = code_in(client.post(SEND, given, follow=True))
    client.cookies[COOKIE] = after
    third = code_in(client.post(SEND, given, follow=True))

    assert first == second == third
    assert Concern.objects.count() == 1


def test_a_copy_of_the_cookie_from_before_sending_never_shows_the_code(client, place):
    answer(client, "way", {"mode": "anonymous"})
    early, copy = cookie_of(client), Client()
    code = send(client, place)
    forged = fingerprint_of_another_draft(place)

    def tries():
        copy.cookies[COOKIE] = early
        yield copy.get(SENT, follow=True)
        yield copy.post(SEND, forged, follow=True)
        yield copy.post(reverse("letterbox_kept"), follow=True)
        yield copy.get(START)

    assert not any(code in each.content.decode() for each in tries())
    assert code_in(client.get(SENT)) == code
    client.post(reverse("letterbox_kept"))
    client.post(reverse("letterbox_leave"))
    assert not any(code in each.content.decode() for each in tries())


def fingerprint_of_another_draft(place) -> dict[str, str]:
    other = Client()
    write(other, place)
    return fingerprint_of(other)


def test_whoever_watched_the_draft_sends_nothing_a_second_time_for_the_code(client, place):
    write(client, place)
    early, watched = cookie_of(client), fingerprint_of(client)
    code = code_in(client.post(SEND, fingerprint_of(client), follow=True))
    copy = Client()
    copy.cookies[COOKIE] = early

    assert code not in copy.post(SEND, watched, follow=True).content.decode()


@pytest.mark.parametrize("way_out", ["letterbox_kept", "letterbox_leave", "letterbox_exit"])
def test_once_the_code_is_kept_or_left_no_copy_shows_it(client, place, way_out):
    write(client, place)
    given, before = fingerprint_of(client), cookie_of(client)
    code = code_in(client.post(SEND, given, follow=True))
    copies = [cookie_of(client), before]
    (client.get if way_out == "letterbox_exit" else client.post)(reverse(way_out))

    for cookie in copies:
        client.cookies[COOKIE] = cookie
        assert code not in client.get(SENT, follow=True).content.decode()
        client.cookies[COOKIE] = cookie
        assert code not in client.post(SEND, given, follow=True).content.decode()
        client.cookies[COOKIE] = cookie
        assert client.post(reverse("letterbox_kept")).url == SENT


def test_whoever_pressed_twice_that_the_code_is_kept_is_inside(client, place):
    send(client, place)
    client.post(reverse("letterbox_kept"))

    response = client.post(reverse("letterbox_kept"), follow=True)

    assert response.request["PATH_INFO"] == reverse("letterbox_inside")


def test_an_answer_after_sending_is_shown_to_be_copied_and_the_code_stays(client, place):
    code = send(client, place)

    response = answer(client, "words", {"words": "One more <b>thing</b>."})

    assert "You have sent this already" in words(response)
    assert "One more &lt;b&gt;thing" in response.content.decode()
    assert client.get(url_of("words")).url == SENT
    assert code_in(client.get(SENT)) == code


def test_the_code_is_shown_again_for_half_an_hour(client, place, time_machine):
    code = send(client, place)
    later(time_machine, minutes=29)
    assert code_in(client.get(SENT)) == code
    later(time_machine, minutes=2)

    response = client.get(SENT, follow=True)

    assert response.request["PATH_INFO"] == reverse("letterbox_come_back")
    assert code not in response.content.decode()


def test_whoever_has_kept_the_code_goes_on_and_carries_it_no_more(client, place):
    code = send(client, place)

    response = client.post(reverse("letterbox_kept"), follow=True)

    assert response.request["PATH_INFO"] == reverse("letterbox_inside")
    assert code not in client.get(SENT, follow=True).content.decode()


def test_leaving_deletes_what_was_not_sent(client, place):
    write(client, place)

    response = client.post(reverse("letterbox_leave"), follow=True)

    assert "You have left" in words(response)
    assert Concern.objects.count() == 0
    assert client.cookies[COOKIE].value == ""
    assert client.get(reverse("letterbox_leave")).url == START


def test_exit_forgets_what_was_not_sent_and_leads_away(client, place, settings):
    write(client, place)
    before = cookie_of(client)
    for purpose in ("prefetch", "prefetch;prerender"):
        read_ahead = client.get(EXIT, headers={"sec-purpose": purpose})
        assert (read_ahead.status_code, list(read_ahead.cookies)) == (503, [])
    client.head(EXIT)
    assert cookie_of(client) == before
    assert Concern.objects.exists()

    response = client.get(EXIT)

    assert response.url == settings.CONCERNS_EXIT_ADDRESS
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert cookie_of(client) == ""
    assert not Concern.objects.exists()
    assert "forgets what you have not sent" in words(client.get(START))


def test_exit_after_sending_ends_the_stay_and_keeps_the_concern(client, place):
    code = send(client, place)

    client.get(EXIT)

    assert code not in client.get(SENT, follow=True).content.decode()
    assert Concern.objects.get().state == State.RECEIVED


def test_leaving_after_sending_deletes_nothing(client, place):
    send(client, place)
    client.post(reverse("letterbox_leave"))

    assert Concern.objects.get().state == State.RECEIVED
    assert client.get(SENT, follow=True).request["PATH_INFO"] == reverse("letterbox_come_back")


def test_another_employer_asks_again_what_hangs_on_it_and_keeps_the_rest(client, place):
    write(client, place, kept_out={"groups": [str(place.guardian.pk)], "people": "Dr Grim"})
    other = rows.an_employer("Other Trust", place.office)

    assert (
        answer(client, "employer", {"employer": str(other.pk)}, "?change=1").url
        == url_of("office") + "?change=1"
    )
    assert "checked" not in client.get(url_of("office")).content.decode()
    assert (
        answer(client, "office", {"office": str(place.office.pk)}, "?change=1").url
        == url_of("sides") + "?change=1"
    )
    page = client.get(url_of("sides"))
    assert "Your employer is not offered" in words(page)
    assert "both at once" not in words(page)
    assert answer(client, "sides", {"sides": "both"}).status_code == 200
    assert answer(client, "sides", {"sides": "training"}, "?change=1").url == url_of("kept_out") + "?change=1"
    page = client.get(url_of("kept_out")).content.decode()
    assert "Dr Grim" in page
    assert str(place.guardian.pk) not in page
    answer(client, "kept_out", {"people": "Dr Grim"}, "?change=1")
    assert NARRATIVE in words(client.get(CHECK))


def test_a_changed_answer_leads_back_to_where_it_was_changed_from(client, place):
    write(client, place)

    assert answer(client, "category", {"category": "training"}, "?change=1").url == CHECK
    assert answer(client, "sides", {"sides": "training"}, "?change=1").url == reverse("letterbox_readers")
    assert answer(client, "risk", {"risk": "yes"}).url == url_of("employer")


def test_no_office_is_chosen_for_anybody(client, place):
    for name in QUESTIONS[:3]:
        answer(client, name, posts(place)[name])

    html = client.get(url_of("office")).content.decode()

    assert f'value="{place.office.pk}"' in html
    assert "checked" not in html
    assert "looks after the place where you work" in html


def test_an_unknown_office_is_made_up_for_by_the_employer(client, place):
    page = write(client, place, office={"office": "none"})

    assert f"{place.employer} belongs to {place.office}" in words(page)
    assert f"{place.employer} belongs to {place.office}" in words(client.get(url_of("sides")))
    assert f"I do not know. It goes to: {place.office.name}" in words(client.get(CHECK))


def test_who_knows_neither_office_nor_employer_is_taken_in_nationally(client, place):
    national = LocalOffice.objects.get(code=LocalOffice.NATIONAL)
    rows.a_member(rows.a_group(GroupKind.QUALITY, national))

    page = write(
        client,
        place,
        employer={"employer": "none"},
        office={"office": "none"},
        sides={"sides": "training"},
    )

    assert "So it is the national team that can get it" in words(page)
    assert f"Quality team {national}" in words(page)
    assert str(place.office) not in words(page)


def test_what_the_dean_learns_is_told_as_it_is(client, place):
    unless = "unless you keep that office out"
    assert unless in words(write(client, place, sides={"sides": "training"}))
    said = words(write(client, place, kept_out={"groups": [str(place.dean.pk)], "people": ""}))

    assert "office out, so it is not told, now or later" in said
    assert unless not in said


def test_people_and_groups_are_kept_out(client, place):
    second = rows.a_member(place.guardian, email="grim@example.org")
    page = write(
        client,
        place,
        kept_out={"groups": [str(place.dean.pk), "not-a-group"], "people": "grim@example.org\nDr Nobody"},
    )

    said = words(page)
    assert "Only knows that it exists Nobody. You keep" in said
    assert "1 person who handles concerns has such a name or address, and cannot see that this exists" in said
    assert "Those who read it see your list" in said
    assert f"Freedom to Speak Up guardian {place.employer} 1 person" in said
    client.post(SEND, fingerprint_of(client))
    excluded = Exclusion.objects.values_list("user", "group")
    assert set(excluded) == {(second.user.pk, None), (None, place.dean.pk)}


def test_a_name_that_nobody_bears_is_not_said_to_be_harmless(client, place):
    said = words(write(client, place, kept_out={"people": "Dr Nobody"}))

    assert "Nobody of that name was found among those who handle concerns today" in said
    assert "Those who read it see your list" in said
    assert "None of them" not in said


def test_nobody_to_read_is_told_before_anything_is_sent(client, place):
    page = write(
        client,
        place,
        sides={"sides": "training"},
        kept_out={"groups": [str(place.quality.pk)], "people": ""},
    )

    assert "Nobody could open it" in words(page)
    page = client.get(CHECK)
    assert "It cannot be sent yet" in words(page)
    assert SEND not in page.content.decode()
    assert url_of("kept_out") + "?change=1" in page.content.decode()


def test_who_reads_it_may_have_gone_since_the_page_was_made(client, place):
    write(client, place, sides={"sides": "training"})
    given = fingerprint_of(client)
    place.at_quality.memberships[0].delete()

    response = client.post(SEND, given)

    assert response.status_code == 200
    assert SEND not in response.content.decode()
    assert "nobody could read what you send" in words(response)
    assert Concern.objects.get().state == State.DRAFT


def test_nothing_is_computed_for_what_nobody_could_read(client, place, no_turn, monkeypatch):
    monkeypatch.setattr(limits, "SENT_AT_MOST", 0)
    write(client, place, sides={"sides": "training"})
    given = fingerprint_of(client)
    # The only one who could read it leaves meanwhile.
    Membership.objects.filter(group=place.quality).update(suspended_on=timezone.localdate())

    with no_turn():
        response = client.post(SEND, given)

    assert (response.status_code, "nobody could read" in words(response)) == (200, True)


def test_too_many_that_are_sent_from_one_network_wait_and_others_do_not(client, place, monkeypatch):
    monkeypatch.setattr(limits, "SENT_AT_MOST", 1)
    send(Client(), place)
    write(client, place)

    response = client.post(SEND, fingerprint_of(client))

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "600"
    assert "Wait 10 minutes and press Send again" in words(response)
    assert client.get(CHECK).status_code == 200
    elsewhere = client.post(SEND, fingerprint_of(client), REMOTE_ADDR="10.1.1.1")
    assert elsewhere.url == SENT


def test_a_side_that_cannot_open_it_is_told(client, place):
    page = write(client, place, kept_out={"groups": [str(place.guardian.pk)], "people": ""})

    assert "Your employer will not get it." in words(page)


def test_without_any_group_nothing_can_be_chosen(client):
    office = LocalOffice.objects.get(name="Wessex")
    given = {
        "way": {"mode": "anonymous"},
        "risk": {"risk": "no"},
        "employer": {"employer": "none"},
        "office": {"office": str(office.pk)},
        "category": {"category": "other"},
        "words": {"words": NARRATIVE},
        "labels": {"own_first": "Odd"},
    }
    for name, fields in given.items():
        answer(client, name, fields)

    page = client.get(url_of("sides"))

    assert "Nobody could open it yet" in words(page)
    assert "Continue" not in words(page)


def test_a_crowd_is_told_to_wait_and_nothing_is_lost(client, place, no_turn):
    write(client, place)
    given = fingerprint_of(client)

    with no_turn():
        response = client.post(SEND, given)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Many people" in words(response)
    assert code_in(client.post(SEND, given, follow=True))


def test_too_many_drafts_from_one_network_wait(client, place, monkeypatch):
    monkeypatch.setattr(limits, "DRAFTS_AT_MOST", 1)
    answer(client, "way", {"mode": "anonymous"})

    response = Client().post(url_of("words"), {"words": NARRATIVE})

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "600"
    assert NARRATIVE in words(response)


def test_a_form_of_another_site_is_refused(client, place):
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://x.example"},
    ):
        response = client.post(url_of("way"), {"mode": "anonymous"}, headers=headers)
        assert response.status_code == 403
        assert "another website" in words(response)
    assert Concern.objects.count() == 0


def test_no_token_is_asked_for(place):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(url_of("way"), {"mode": "anonymous"}, headers={"sec-fetch-site": "same-origin"})

    assert response.url == url_of("risk")


def test_100_kb_and_strange_letters_stand_as_they_are_written(client, place):
    text = ("<script>alert(1)</script>\n=1+1\n\u202ereversed\u2067 \U0001f3e5 " + "é" * 99_900)[:100_000]
    write(client, place, words={"words": text.replace("\n", "\r\n")})

    html = client.get(CHECK).content.decode()

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n=1+1\n" in html
    client.post(SEND, fingerprint_of(client))
    narrative = SealedText.objects.get(kind=TextKind.NARRATIVE)
    assert len(narrative.sealed) > 190_000


def test_whoever_is_logged_in_is_nobody_here(client, place):
    user = rows.a_member(place.quality).user
    client.force_login(user)
    session = client.cookies["sessionid"].value

    response = client.get(START)
    write(client, place)
    client.post(SEND, fingerprint_of(client))

    assert user.email not in response.content.decode()
    assert client.cookies["sessionid"].value == session
    assert "sessionid" not in response.cookies
    user.refresh_from_db()
    assert Concern.objects.get().state == State.RECEIVED


def test_posting_is_the_only_way_to_act(client, place):
    write(client, place)

    assert client.get(SEND).url == CHECK
    assert client.get(reverse("letterbox_kept")).url == SENT
    assert client.put(url_of("way")).status_code == 405
    assert Concern.objects.get().state == State.DRAFT


def test_the_same_word_counts_once(client, place):
    write(
        client,
        place,
        labels={"labels": ["Bullying"], "own_first": "bullying", "own_second": " Being   belittled "},
    )

    said = words(client.get(CHECK))

    assert "Bullying Being belittled" in said
    assert GroupKind.GUARDIAN.label in said


@pytest.mark.parametrize("body", [b"words=" + b"x" * 3_000_000, b"a=1&" * 2_001], ids=["bytes", "fields"])
def test_what_no_form_of_ours_sends_is_told_to_be_too_long(client, place, body):
    response = client.post(url_of("words"), body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413
    assert "too long" in words(response)
    assert Concern.objects.count() == 0


def test_a_fault_tells_nothing_and_has_the_way_out(client, place, caplog, request):
    write(client, place)
    request.getfixturevalue("canary_fault")

    response = answer(client, "words", {"words": NARRATIVE})

    assert response.status_code == 500
    assert NARRATIVE not in response.content.decode()
    assert f'href="{EXIT}"' in response.content.decode()
    assert "canary" not in caplog.text


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=X", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize(
    "charset",
    ["base64", "hex", "rot13", "zlib", "idna", "undefined", "utf-16", "unicode_escape", "utf-7", "no"],
)
def test_a_form_in_letters_that_we_do_not_read_is_refused_and_is_no_fault(client, place, kind, charset):
    body = b'--X\r\nContent-Disposition: form-data; name="mode"\r\n\r\n\\ud800anonymous\r\n--X--\r\n'
    sent = body if "X" in kind else b"mode=anonymous"

    response = client.generic("POST", url_of("way"), sent, content_type=f"{kind}; charset={charset}")

    assert response.status_code == 400
    assert "cannot be read" in words(response)
    assert "Content-Security-Policy" in response.headers
    assert client.get(START, CONTENT_TYPE=f"text/plain; charset={charset}").status_code == 400
    assert Concern.objects.count() == 0


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="Utf-8"'])
def test_a_form_in_our_letters_is_read(client, charset):
    kind = f"application/x-www-form-urlencoded{charset}"

    assert client.generic("POST", url_of("way"), b"mode=anonymous", content_type=kind).status_code == 302


def test_half_a_sign_is_refused_at_its_field(place):
    form = FORMS["words"]({"words": "half \ud800"}, answers=Answers())

    assert form.errors["words"] == ["What happened must not contain unreadable characters"]
