"""The organisers' pages of notices: the board, the stop button, words with their preview, and failures."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from events.actions.notices import Words, send_test, word_notice
from events.actions.rounds import call_rounds
from events.models import Assembly, Delegate
from events.notices import CONFIRMED, WAITING, tell_delegate
from events.policies.notices import TESTS_AT_MOST, TellingRefused
from events.rounds import RoundKind
from notices.actions.holding import hold
from notices.actions.sending import send_due
from notices.actions.telling import tell
from notices.kinds import all_kinds, kind_of
from notices.letters import Letter
from notices.models import Hold, Notice, State, Wording
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_organiser,
    make_user,
)
from tests.mail_server import mail_server, no_mail_server
from tests.notices.rows import NEWS
from tests.races import held_up

pytestmark = pytest.mark.django_db
__all__ = ["mail_server", "no_mail_server"]
DAY = timedelta(days=1)
DOORS = RoundKind.DOORS_OPEN.value


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser(name="Dr Own", email="own@example.org"))


@pytest.fixture
def assembly():
    """Doors open in two days, the day is in a week."""
    return make_assembly(slug="2031", name="Second assembly")


def url(name, assembly, *args) -> str:
    return reverse(f"admin:events_assembly_{name}", args=[assembly.pk, *args])


def page_of(client, address, **fields) -> str:
    response = client.post(address, fields, follow=True) if fields else client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def row_of(page, name) -> str:
    """The row of the board that begins with a name, without its markup."""
    (row,) = [row for row in re.findall("<tr>.*?</tr>", page) if f">{name}</a>" in row]
    return " ".join(re.sub("<[^>]*>", " ", row).split())


def told(assembly, state=State.SENT, kind=CONFIRMED, trouble="", **fields) -> Notice:
    """A delegate who was told, with what became of it."""
    delegate = make_delegate(assembly, **fields)
    at = timezone.now() - timedelta(hours=1)
    tell(kind=kind, people=[delegate.user], about=f"{delegate.reference}@1", scope=assembly.slug, at=at)
    notice = Notice.objects.get(recipient=delegate.user)
    handed_at = None if state == State.DUE else at
    Notice.objects.filter(pk=notice.pk).update(
        state=state, trouble=trouble, handed_at=handed_at, settled_at=handed_at, released_at=handed_at
    )
    notice.refresh_from_db()
    return notice


def test_a_character_that_no_column_holds_is_no_error_in_any_address(client, organiser, assembly):
    told(assembly)
    preview = url("notice_preview", assembly, CONFIRMED, "saved")
    addresses = [
        url("notice_troubles", assembly) + "?kind=%00",
        url("notice", assembly, CONFIRMED) + "?state=%00&words=%00&page=%00&q=%00",
        url("notice", assembly, DOORS) + "?state=%00&q=%00",
        url("messages", assembly) + "?page=%00&state=%00",
        preview + "?as=%00&q=a%00",
        url("notice_mail", assembly, CONFIRMED, "saved") + "?as=%00",
    ]

    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
    assert client.get(url("release_notices", assembly) + "?kind=%00").status_code == 302
    assert client.post(url("hold_notices", assembly), {"kind": "\0"}).status_code == 404
    assert client.post(url("notice_test", assembly, CONFIRMED, "saved"), {"as": "\0"}).status_code == 302


# --- The board ---------------------------------------------------------------------------------


def test_each_kind_has_a_row_that_says_when_and_to_whom(client, organiser, assembly):
    for state in ("registered", "registered", "waiting"):
        make_delegate(assembly, state=state)

    page = page_of(client, url("notices", assembly))

    assert len(re.findall('<th scope="row">', page)) == len(all_kinds())
    assert re.match(
        r"Doors open \S+ on \w+ .* \(UK time\) 2 people now Nothing sent yet", row_of(page, "Doors open")
    )
    assert "When somebody registers and gets a place Nobody yet" in row_of(page, "Confirmation of a place")
    assert "Needs your words" in row_of(page, "Three months later: what changed")
    assert "Nothing failed." in page


def test_it_counts_what_became_of_each(client, organiser, assembly):
    for state in (State.SENT, State.SENT, State.DUE, State.FAILED, State.UNKNOWN, State.PORTAL, State.MISSED):
        told(assembly, state)
    told(make_assembly(), State.FAILED)

    page = page_of(client, url("notices", assembly))

    row = row_of(page, "Confirmation of a place")
    for words in (
        "Sent: 2",
        "Waiting: 1",
        "Not delivered: 1",
        "In the portal only: 1",
        "Too late to send: 1",
    ):
        assert words in row
    assert "1 not delivered" in page
    assert "1 not known" in page


def test_a_round_that_was_called_says_that_it_was_due(client, organiser):
    assembly = make_assembly(starts_at=timezone.now() + DAY)
    make_delegate(assembly, registered_at=timezone.now() - 10 * DAY)
    make_delegate(assembly, registered_at=timezone.now() - timedelta(minutes=1))
    call_rounds(at=timezone.now())

    row = row_of(page_of(client, url("notices", assembly)), "Doors open")

    assert "Was due" in row
    assert "1 so far" in row


def test_a_round_that_was_due_before_anybody_could_know_tells_nobody(client, organiser):
    now = timezone.now()
    assembly = make_assembly(starts_at=now + DAY, published_at=now)
    make_delegate(assembly, registered_at=now - 10 * DAY)
    call_rounds(at=now)

    row = row_of(page_of(client, url("notices", assembly)), "Doors open")
    assert "Not sent: the assembly was not public when it was due" in row
    assert "Nobody yet" in row
    page = page_of(client, notice_url(assembly, DOORS))
    assert "Who would get it now" not in page
    assert "Nobody yet." in page


def test_a_day_that_moved_has_its_round_before_it_again(client, organiser):
    assembly = make_assembly(starts_at=timezone.now() + DAY)
    make_delegate(assembly, registered_at=timezone.now() - 10 * DAY)
    call_rounds(at=timezone.now())
    for name in ("opens_at", "starts_at", "ends_at"):
        setattr(assembly, name, getattr(assembly, name) + 30 * DAY)
    assembly.save()

    assert "1 person now" in row_of(page_of(client, url("notices", assembly)), "Doors open")


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_however_many(client, organiser, assembly, count, django_assert_num_queries):
    for _ in range(count):
        told(assembly, State.FAILED)
        hold(scope=assembly.slug, kind=make_user().email, actor=make_organiser(), at=timezone.now())

    with django_assert_num_queries(7):
        client.get(url("notices", assembly))


def test_the_assembly_leads_there_and_asks_for_the_missing_words(client, organiser, assembly):
    page = page_of(client, url("change", assembly))
    assert page.count(f'href="{url("notices", assembly)}"') == 2
    assert re.search(r"\d texts? without your words", page)


@pytest.mark.parametrize(
    "name",
    ["notices", "hold_notices", "release_notices", "notice_troubles", "messages", "new_message"],
)
def test_only_organisers_come_in(client, assembly, name):
    log_in(client, make_user())
    for method in (client.get, client.post):
        assert method(url(name, assembly)).status_code in (302, 403)
    assert not Hold.objects.exists()


# --- The stop button ---------------------------------------------------------------------------


def test_one_click_holds_everything_and_says_who_and_since_when(client, organiser, assembly, mailoutbox):
    told(assembly, State.DUE)
    page = page_of(client, url("hold_notices", assembly), kind="")

    assert "Everything has been held since" in page
    assert "by Dr Own." in page
    send_due(at=timezone.now())
    assert mailoutbox == []
    page_of(client, url("hold_notices", assembly), kind="")
    assert Hold.objects.count() == 1


def test_holding_is_only_posted(client, organiser, assembly):
    assert client.get(url("hold_notices", assembly)).status_code == 405
    assert client.post(url("hold_notices", assembly), {"kind": "no.kind"}).status_code == 404


def test_letting_go_says_first_how_many_leave_and_how_many_are_too_late(
    client, organiser, assembly, mailoutbox
):
    at = timezone.now()
    hold(scope=assembly.slug, kind="", actor=organiser, at=at - 2 * DAY)
    hold(scope=assembly.slug, kind=WAITING, actor=organiser, at=at)
    notices = [told(assembly, State.DUE) for _ in range(4)]
    told(assembly, State.DUE, kind=WAITING)
    for notice, fields in zip(notices, ({}, {}, {"stale_at": at}, {"not_before": at + DAY}), strict=True):
        Notice.objects.filter(pk=notice.pk).update(**fields)

    page = page_of(client, url("release_notices", assembly))
    assert "<strong>2 emails and notices</strong> leave now" in page
    assert "1 has become too late, and is not sent" in page
    assert "1 waits for its time" in page
    assert "1 stays here" in page
    assert Hold.objects.standing().count() == 2

    send_due(at=at)
    assert "1 has become too late" in page_of(client, url("release_notices", assembly))

    page = page_of(client, url("release_notices", assembly), kind="")
    assert "2 emails and notices leave within a few minutes." in page
    send_due(at=timezone.now())
    assert len(mailoutbox) == 2
    assert "It is not held any more." in page_of(client, url("release_notices", assembly), kind="")


def test_one_kind_is_held_and_let_go_on_its_page(client, organiser, assembly):
    page = page_of(client, url("hold_notices", assembly), kind=CONFIRMED)
    assert "Confirmation of a place has been held since" in page
    assert "Held" in row_of(page_of(client, url("notices", assembly)), "Confirmation of a place")

    page = page_of(client, url("release_notices", assembly), kind=CONFIRMED)
    assert "Let go. Nothing waited to leave." in page
    assert "has been held since" not in page


# --- Words -------------------------------------------------------------------------------------


def typed(**fields) -> dict:
    return {"subject": "", "introduction": "", "button": "", "seen_changed_at": ""} | fields


def notice_url(assembly, key=CONFIRMED) -> str:
    return url("notice", assembly, key)


def test_own_words_are_kept_and_stand_beside_the_portals(client, organiser, assembly, mailoutbox):
    delegate = make_delegate(assembly, name="Amara Example")
    page = page_of(
        client,
        notice_url(assembly),
        **typed(subject="We look forward", introduction="One.\r\n\r\nTwo.", button="Go there"),
    )

    assert 'value="We look forward"' in page
    assert f"Your place at Second assembly, reference {delegate.reference}" in page
    assert "As Amara Example reads them now." in page
    assert "Last changed by Dr Own at" in page
    tell_delegate(delegate, CONFIRMED, at=timezone.now())
    send_due(at=timezone.now())
    assert mailoutbox[0].subject == "We look forward"
    assert "One.\n\nTwo.\n" in mailoutbox[0].body
    assert "Go there: " in mailoutbox[0].body


def test_empty_words_bring_the_portals_back(client, organiser, assembly):
    page_of(client, notice_url(assembly), **typed(subject="Ours"))
    seen = Wording.objects.get().changed_at.isoformat()
    page_of(client, notice_url(assembly), **typed(seen_changed_at=seen))

    assert Wording.objects.get().subject == ""
    assert "Your words" not in row_of(page_of(client, url("notices", assembly)), "Confirmation of a place")


@pytest.mark.parametrize("had_words", [True, False])
def test_words_that_somebody_changed_meanwhile_are_told_and_nothing_typed_is_lost(
    client, organiser, assembly, had_words
):
    other, kind = make_organiser(name="Dr Other"), kind_of(CONFIRMED)
    seen = None
    if had_words:
        first = word_notice(
            assembly=assembly,
            kind=kind,
            words=Words("First"),
            seen_changed_at=None,
            actor=other,
            at=timezone.now(),
        )
        seen = first.changed_at
    word_notice(
        assembly=assembly,
        kind=kind,
        words=Words("Theirs"),
        seen_changed_at=seen,
        actor=other,
        at=timezone.now(),
    )
    mine = typed(subject="Mine", seen_changed_at=seen.isoformat() if seen else "")

    page = page_of(client, notice_url(assembly), **mine)

    assert "Dr Other changed these words at" in page
    assert "The subject is now “Theirs”." in page
    assert 'value="Mine"' in page
    assert Wording.objects.get().subject == "Theirs"
    again = re.search('name="seen_changed_at" value="([^"]+)"', page)[1]
    page_of(client, notice_url(assembly), **mine | {"seen_changed_at": again})
    assert Wording.objects.get().subject == "Mine"


@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_save_at_one_instant_overwrite_nothing_unseen():
    assembly, one, other = make_assembly(), make_organiser(), make_organiser()

    def save(actor, subject):
        word_notice(
            assembly=assembly,
            kind=kind_of(CONFIRMED),
            words=Words(subject),
            seen_changed_at=None,
            actor=actor,
            at=timezone.now(),
        )

    with (
        held_up(Assembly.objects.filter(pk=assembly.pk), lambda: save(one, "Theirs")),
        pytest.raises(TellingRefused, match="after you opened them here"),
    ):
        save(other, "Mine")

    assert Wording.objects.get().subject == "Theirs"


def test_words_that_are_too_long_are_told_with_everything_kept(client, organiser, assembly):
    page = page_of(client, notice_url(assembly), **typed(subject="x" * 151, introduction="Kept"))

    assert "There is a problem" in page
    assert "Subject must be 150 characters or fewer. It has 151" in page
    assert "Kept</textarea>" in page
    assert not Wording.objects.exists()


def test_a_text_that_needs_words_says_so_until_it_has_them(client, organiser, assembly):
    address = notice_url(assembly, RoundKind.WHAT_CHANGED.value)
    assert "It is not sent before you write the introduction." in page_of(client, address)
    assert "Has your words" in page_of(client, address, **typed(introduction="We did this."))
    name = "Three months later: what changed"
    assert "Your words" in row_of(page_of(client, url("notices", assembly)), name)


def test_an_unknown_kind_is_not_found(client, organiser, assembly):
    assert client.get(notice_url(assembly, "no.kind")).status_code == 404


def test_only_an_organiser_puts_words(assembly):
    with pytest.raises(TellingRefused, match="Only an organiser"):
        word_notice(
            assembly=assembly,
            kind=kind_of(CONFIRMED),
            words=Words("Mine"),
            seen_changed_at=None,
            actor=make_user(),
            at=timezone.now(),
        )


# --- Preview and test --------------------------------------------------------------------------


def previewed(client, assembly, key=CONFIRMED, **words):
    """The address of the preview of words that nobody saved."""
    response = client.post(notice_url(assembly, key), typed(preview="Preview", **words))
    assert response.status_code == 302
    return response.url


def test_a_preview_shows_unsaved_words_as_somebody_of_the_audience(client, organiser, assembly):
    first = make_delegate(assembly, name="Amara Example", user=make_user("amara@example.org"))
    second = make_delegate(assembly, name="Ben Example")
    make_delegate(assembly, name="Carol Waiting", state=Delegate.State.WAITING)
    address = previewed(client, assembly, subject="Typed & only typed", introduction="Dear <b>all</b>")

    page = page_of(client, address)
    assert "<strong>Amara Example</strong>" in page
    assert "Subject: <strong>Typed &amp; only typed</strong>" in page
    assert "Dear &lt;b&gt;all&lt;/b&gt;" in page
    assert first.reference in page
    assert "Carol Waiting" not in page
    assert not Wording.objects.exists()
    for query in (f"?as={second.reference}", "?q=ben", f"?q={second.reference.lower()}"):
        assert "<strong>Ben Example</strong>" in page_of(client, address + query), query
    assert "<strong>Amara Example</strong>" in page_of(client, f"{address}?q=amara@")
    assert "matches “nobody”" in page_of(client, f"{address}?q=nobody")

    back = re.search('<a class="button default" href="([^"]+)">Go back to the words', page)[1]
    assert 'value="Typed &amp; only typed"' in page_of(client, back)


def test_the_mail_has_a_policy_of_its_own_and_no_other_page_has(client, organiser, assembly):
    make_delegate(assembly)
    address = previewed(client, assembly, introduction="Hello <script>alert(1)</script>")

    response = client.get(f"{address}mail/")
    policy = response.headers["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<style>" in response.content.decode()
    assert "<script>" not in response.content.decode()

    policy = client.get(address).headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "frame-src 'self'" in policy
    assert "frame-src" not in client.get(notice_url(assembly)).headers["Content-Security-Policy"]


def test_no_preview_holds_the_link_that_stops_somebodys_mail(client, organiser, assembly):
    make_delegate(assembly, registered_at=timezone.now() - 10 * DAY)
    address = previewed(client, assembly, DOORS)

    for shown in (page_of(client, address), page_of(client, f"{address}mail/")):
        assert "/notices/stop/" not in shown
        assert "Stop these emails" in shown or "To stop these emails" in shown


@pytest.mark.parametrize(
    "key", [kind.key for kind in all_kinds() if kind.key.startswith(("place.", "round."))]
)
def test_every_text_can_be_looked_at_before_anybody_is_there(client, organiser, assembly, key):
    page = page_of(client, previewed(client, assembly, key, introduction="Our own words."))

    assert "Sam Example is made up, because nobody is there yet." in page
    assert "Our own words." in page
    assert not Delegate.objects.exists()
    assert client.get(previewed(client, assembly, key) + "mail/").status_code == 200


def test_a_text_about_something_is_shown_as_those_who_were_told_read_it(client, organiser, assembly):
    address = previewed(client, assembly, NEWS, introduction="Our own words.")
    assert "There is nothing to show yet" in page_of(client, address)
    assert "depends on what it is about" in page_of(client, notice_url(assembly, NEWS))

    told(assembly, kind=NEWS, name="Amara Example")

    page = page_of(client, address)
    assert "<strong>Amara Example</strong>" in page
    assert "Our own words." in page
    assert "First paragraph." in page_of(client, notice_url(assembly, NEWS))


def test_a_preview_that_is_not_kept_any_more_leads_back(client, organiser, assembly):
    page = page_of(client, notice_url(assembly).rstrip("/") + "/preview/longgone/", follow="x")
    assert "Preview it again" in page
    assert client.get(notice_url(assembly) + "preview/longgone/mail/").status_code == 404


def test_the_last_few_previews_are_kept(client, organiser, assembly):
    addresses = [previewed(client, assembly, subject=f"Number {number}") for number in range(7)]
    assert [client.get(address).status_code for address in addresses] == [302] * 2 + [200] * 5


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_however_many_get_it(
    client, organiser, assembly, count, django_assert_num_queries
):
    for _ in range(count):
        make_delegate(assembly)
    address = previewed(client, assembly, DOORS, subject="Typed")
    with django_assert_num_queries(6):
        client.get(address)


def test_a_test_goes_to_the_organiser_alone(client, organiser, assembly, mailoutbox):
    delegate = make_delegate(assembly, name="Amara Example")
    address = previewed(client, assembly, subject="Our subject")

    page = page_of(client, f"{address}test/", **{"as": delegate.reference})

    assert "A test is sent to own@example.org. Only you get it." in page
    (sent,) = mailoutbox
    assert sent.to == ["own@example.org"]
    assert sent.subject == "Test: Our subject"
    assert delegate.reference in sent.body
    assert sent.alternatives[0].mimetype == "text/html"
    assert not Notice.objects.exists()


def test_a_test_as_somebody_who_is_not_there_is_not_sent(client, organiser, assembly, mailoutbox):
    make_delegate(assembly)
    stranger = make_delegate(make_assembly(slug="another"), name="Somebody Else")
    address = previewed(client, assembly)
    for reference in ("<no-such>", stranger.reference):
        page = page_of(client, f"{address}test/", **{"as": reference})

        assert f"Nobody with that reference ({escape(reference)}) gets this, so no test was sent." in page
        assert "A test is sent" not in page
    assert mailoutbox == []


def test_a_test_that_the_mail_server_refuses_says_why(client, organiser, assembly, mail_server):
    mail_server.at_recipient = lambda address: "550 5.1.1 no such person"
    make_delegate(assembly)
    page = page_of(client, previewed(client, assembly) + "test/", **{"as": ""})
    assert "The test was not sent to own@example.org. The mail server says: 550 5.1.1 no such person" in page


def test_tests_have_a_limit(assembly):
    actor = make_organiser()
    fields = {"assembly": assembly, "kind": kind_of(CONFIRMED), "letter": Letter("Hello", ("Words",))}
    for _ in range(TESTS_AT_MOST):
        send_test(actor=actor, **fields)
    with pytest.raises(TellingRefused, match="10 tests within 10 minutes"):
        send_test(actor=actor, **fields)
    send_test(actor=make_organiser(), **fields)
    assert len(mail.outbox) == TESTS_AT_MOST + 1


# --- People ------------------------------------------------------------------------------------


def test_before_a_round_is_due_it_shows_who_would_get_it(client, organiser, assembly):
    delegate = make_delegate(assembly, name="Amara Example")
    make_delegate(assembly, name="Ben Gone", state=Delegate.State.CANCELLED)

    page = page_of(client, notice_url(assembly, DOORS))

    assert "Who would get it now" in page
    assert "1 person as far as is known now" in page
    assert delegate.reference in page
    assert "Ben Gone" not in page
    assert "Nobody would get it now" in page_of(client, notice_url(assembly, DOORS) + "?state=sent")


def test_people_are_found_by_name_reference_or_address(client, organiser, assembly):
    ahead = [make_delegate(assembly, name=f"Person {number:02} Ahead") for number in range(11)]
    told(assembly, name="Amara Example")
    speaker = make_user("speaker@example.org", name="Dr No Place")
    tell(kind=CONFIRMED, people=[speaker], about="x@1", scope=assembly.slug, at=timezone.now())

    def found(key: str, typed: str) -> list[str]:
        page = page_of(client, f"{notice_url(assembly, key)}?q={typed}")
        return re.findall(r'<th scope="row">(?: <a [^>]*>)?\s*([^<]*?)\s*<', page)

    assert found(DOORS, ahead[3].reference.lower()) == ["Person 03 Ahead"]
    assert found(DOORS, "ahead") == [f"Person {number:02} Ahead" for number in range(10)]
    assert found(DOORS, "ahead&page=2") == ["Person 10 Ahead"]
    assert found(CONFIRMED, "amara") == ["Amara Example"]
    assert found(CONFIRMED, "speaker@") == ["Dr No Place"]
    assert found(CONFIRMED, "nobody at all") == []
    assert "Nobody of that name, reference or address stands here." in page_of(
        client, notice_url(assembly, CONFIRMED) + "?q=nobody"
    )


def test_afterwards_each_row_says_what_became_of_it(client, organiser, assembly):
    told(assembly, State.SENT, name="Amara Example")
    told(assembly, State.FAILED, trouble="550 no such person", name="Ben Example")

    page = page_of(client, notice_url(assembly))
    assert "Amara Example" in page
    assert "because: 550 no such person" in page
    page = page_of(client, notice_url(assembly) + "?state=failed")
    assert "1 person" in page
    assert "550 no such person" in page
    assert "Nobody yet." in page_of(client, notice_url(assembly) + "?state=missed")


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_page_of_a_kind_costs_the_same_however_many(
    client, organiser, assembly, count, django_assert_num_queries
):
    for _ in range(count):
        told(assembly)
    with django_assert_num_queries(12):
        page = page_of(client, notice_url(assembly))
    assert f"{count} pe" in page
    assert ('aria-label="Page 2"' in page) == (count > 50)


# --- What was not delivered --------------------------------------------------------------------


def troubles(assembly, query="") -> str:
    return url("notice_troubles", assembly) + query


@pytest.mark.parametrize(
    ("state", "trouble", "advice"),
    [
        (State.FAILED, "550 5.1.1 no such person", "Ask them for another address."),
        (State.FAILED, "552 5.2.2 mailbox full", "Their mailbox is full."),
        (State.FAILED, "451 4.7.1 try again later", "put it off again and again."),
        (State.UNKNOWN, "The worker ended", "It may have arrived: ask before sending again."),
    ],
)
def test_each_failure_says_who_what_why_and_what_to_do(client, organiser, assembly, state, trouble, advice):
    notice = told(assembly, state, trouble=trouble, name="Amara Example")

    page = page_of(client, troubles(assembly))

    for words in ("Amara Example", notice.recipient.email, "Confirmation of a place", trouble, advice):
        assert words in page, words


def test_failures_are_found_by_kind_and_only_of_this_assembly(client, organiser, assembly):
    told(assembly, State.FAILED, name="Amara Example")
    told(assembly, State.FAILED, kind=WAITING, name="Ben Example")
    told(make_assembly(), State.FAILED, name="Carol Elsewhere")

    page = page_of(client, troubles(assembly, f"?kind={WAITING}"))
    assert "Ben Example" in page
    assert "Amara Example" not in page
    assert "Carol Elsewhere" not in page_of(client, troubles(assembly))


def test_one_that_was_refused_is_sent_again_at_once(client, organiser, assembly, mailoutbox):
    notice = told(assembly, State.FAILED, trouble="550 no", name="Amara Example")

    page = page_of(client, url("send_notice_again", assembly, notice.pk), confirmed="")

    assert "It is on its way to" in page
    assert "Nothing failed" in page
    send_due(at=timezone.now())
    assert len(mailoutbox) == 1


def test_one_that_may_have_arrived_is_sent_again_only_after_asking(client, organiser, assembly, mailoutbox):
    notice = told(assembly, State.UNKNOWN)
    address = url("send_notice_again", assembly, notice.pk)

    page = page_of(client, address, confirmed="")
    assert "If it did arrive, they get it twice." in page
    notice.refresh_from_db()
    assert notice.state == State.UNKNOWN

    page_of(client, address, confirmed="yes")
    page = page_of(client, address, confirmed="yes")
    assert "It is sent, or waits to be sent, already." in page
    send_due(at=timezone.now())
    send_due(at=timezone.now())
    assert len(mailoutbox) == 1


def test_nothing_of_another_assembly_is_sent_again_here(client, organiser, assembly):
    notice = told(make_assembly(), State.FAILED)
    assert client.post(url("send_notice_again", assembly, notice.pk)).status_code == 404


def test_a_mail_server_that_is_away_is_told_with_since_when(client, organiser, assembly, no_mail_server):
    told(assembly, State.SENT)
    told(assembly, State.DUE), told(assembly, State.DUE)
    at = timezone.now()
    Delegate.objects.update(state=Delegate.State.REGISTERED)
    send_due(at=at)

    page = page_of(client, troubles(assembly))
    assert "The mail server has not answered since" in page
    assert "1 notice waits" in page


def test_without_trouble_the_page_says_what_would_stand_there(client, organiser, assembly):
    page = page_of(client, troubles(assembly))
    assert "Nothing failed. What is not delivered stands here" in page
    assert "does not answer" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_failures_cost_the_same_however_many(client, organiser, assembly, count, django_assert_num_queries):
    for _ in range(count):
        told(assembly, State.FAILED)
    with django_assert_num_queries(11):
        client.get(troubles(assembly))
