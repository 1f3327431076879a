"""Another format: asked for once at a time, answered once, and told to whoever asked."""

import pytest
from django.core import mail
from django.utils import timezone

from library.actions.formats import answer_format_request, ask_for_format
from library.models import Document, FormatRequest
from library.policies.documents import FormatRefused
from notices.actions.sending import send_due
from notices.kinds import kind_of
from notices.models import Notice
from tests.factories import log_in, make_organiser, make_user
from tests.library.factories import make_document

pytestmark = pytest.mark.django_db
LIST = "/admin/library/formatrequest/"


@pytest.fixture
def document():
    return make_document(title="Escalation map")


def ask(document, user=None, need="Large print") -> FormatRequest:
    return ask_for_format(document=document, user=user or make_user(), need=need, at=timezone.now())


def test_asking_needs_a_log_in(client, document):
    url = f"{document.address}format/"

    assert client.get(url).headers["Location"] == f"/account/login/?next={url}"


def test_somebody_asks_and_reads_what_happens_next(client, document):
    user, url = log_in(client, make_user()), f"{document.address}format/"
    assert "What would help you?" in client.get(url).content.decode()

    response = client.post(url, {"need": "  Large print\n"}, follow=True)

    html = response.content.decode()
    assert "We have your request" in html
    assert "Large print" in html
    row = FormatRequest.objects.get()
    assert (row.user, row.need) == (user, "Large print")
    client.post(url, {"need": "Again"})
    assert FormatRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("need", "words"),
    [
        ("", "Enter what would help you"),
        ("   ", "Enter what would help you"),
        ("x" * 1001, "must be 1000 characters or fewer"),
        ("a\x00b", "must not contain unreadable characters"),
    ],
)
def test_words_are_checked(client, document, need, words):
    log_in(client, make_user())

    html = client.post(f"{document.address}format/", {"need": need}).content.decode()

    assert "Error: " in html
    assert words in html
    assert not FormatRequest.objects.exists()


def test_the_action_keeps_the_rules(document):
    user, hidden = make_user(), make_document(audience=Document.Audience.DELEGATES)
    for code, target, need in [
        ("not_seen", hidden, "Large print"),
        ("no_words", document, " \n"),
        ("too_long", document, "x" * 1001),
    ]:
        with pytest.raises(FormatRefused) as refused:
            ask(target, user, need)
        assert refused.value.code == code
    ask(document, user)
    with pytest.raises(FormatRefused, match="already"):
        ask(document, user)
    ask(document, make_user())


def test_an_answer_is_given_once_and_told(document):
    request, organiser = ask(document), make_organiser()

    answer_format_request(format_request=request, reply="Here it is.", actor=organiser, at=timezone.now())

    with pytest.raises(FormatRefused, match="Somebody else has answered"):
        answer_format_request(format_request=request, reply="Again", actor=organiser, at=timezone.now())
    notice = Notice.objects.get()
    assert notice.recipient == request.user
    letter = kind_of(notice.kind).compose([notice])[notice.code]
    assert letter.headline == "Another format of “Escalation map”: our answer"
    assert "Here it is." in letter.introduction
    assert letter.button.path == document.address
    document.format_requests.all().delete()
    assert kind_of(notice.kind).compose([notice]) == {}


def test_only_organisers_answer_and_in_words(document):
    request = ask(document)
    for actor, reply, code in [
        (make_user(), "Yes", "not_organiser"),
        (make_organiser(), " ", "no_reply"),
        (make_organiser(), "x" * 1001, "too_long"),
    ]:
        with pytest.raises(FormatRefused) as refused:
            answer_format_request(format_request=request, reply=reply, actor=actor, at=timezone.now())
        assert refused.value.code == code


def test_whoever_was_answered_reads_it_and_can_ask_again(client, document):
    user = log_in(client, make_user())
    request = ask(document, user)
    answer_format_request(
        format_request=request, reply="Look at page 2.", actor=make_organiser(), at=timezone.now()
    )

    html = client.get(f"{document.address}format/").content.decode()

    assert "Look at page 2." in html
    assert "ask again" in html
    client.post(f"{document.address}format/", {"need": "Braille"})
    assert FormatRequest.objects.filter(answered_at=None).get().need == "Braille"


# --- The organisers' pages


def test_an_organiser_answers(client, document):
    request = ask(document, need="Large print")
    log_in(client, make_organiser())
    url = f"{LIST}{request.pk}/change/"
    assert "Large print" in client.get(url).content.decode()

    response = client.post(url, {"reply": ""})
    assert dict(response.context["adminform"].form.errors) == {"reply": ["Enter what we tell them"]}
    response = client.post(url, {"reply": "Here it is."}, follow=True)

    assert "is told by email" in response.content.decode()
    assert FormatRequest.objects.get().reply == "Here it is."
    assert "Here it is." in client.get(url).content.decode()
    assert client.post(url, {"reply": "Other"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{request.pk}/delete/").status_code == 403

    send_due(at=timezone.now())
    (told,) = mail.outbox
    assert told.to == [request.user.email]
    assert "our answer" in told.subject
    assert "You get this because you asked for another format." in told.body


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, count, document, django_assert_num_queries):
    for _ in range(count):
        ask(document)
    log_in(client, make_organiser())

    with django_assert_num_queries(4):
        html = client.get(f"{LIST}?answer=open").content.decode()

    assert html.count("Large print") == count
    assert "Large print" not in client.get(f"{LIST}?answer=answered").content.decode()
