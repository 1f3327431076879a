"""Error pages say what happened and what to do now, and lose nothing."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import path
from django.utils import timezone
from psycopg_pool import PoolTimeout

from assembly_portal.urls import handler400, handler403, handler404, handler500
from assembly_portal.urls import urlpatterns as real
from tests.factories import log_in, make_delegate, make_user
from tests.library.factories import make_recording

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def break_down(request):
    raise RuntimeError("a fault of ours")


def find_no_connection(request):
    try:
        raise PoolTimeout("couldn't get a connection after 5.00 sec")
    except PoolTimeout as timeout:
        raise OperationalError(str(timeout)) from timeout


def forbid(request):
    raise PermissionDenied


def suspect(request):
    raise SuspiciousOperation("a damaged address")


urlpatterns = [
    path("broken/", break_down),
    path("busy/", find_no_connection),
    path("closed/", forbid),
    path("damaged/", suspect),
    *real,
]
WROTE = "In our trust nobody tells learners whom to ask."

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("url", "status", "heading"),
    [
        ("/damaged/", 400, "This request could not be understood"),
        ("/closed/", 403, "You do not have access to this page"),
        ("/no/such/page/", 404, "Page not found"),
        ("/broken/", 500, "Sorry, there is a problem with the service"),
        ("/busy/", 503, "Sorry, the service is very busy"),
    ],
)
def test_each_fault_has_a_page_in_plain_words(visitor, url, status, heading):
    answer = visitor.get(url)

    html = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in html
    assert f"<title>{heading}" in html
    assert 'href="/' in html


def test_a_demonstration_keeps_the_words_of_pages_that_say_why(visitor, settings):
    settings.DEBUG = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "assembly_portal.middleware.PageNotFoundMiddleware"]
    recording = make_recording(withdrawn_at=timezone.now(), withdrawn_because="A name.")
    assembly = recording.session.assembly
    log_in(visitor, make_delegate(assembly).user)

    withdrawn = visitor.get(recording.address)
    assert withdrawn.status_code == 404
    html = withdrawn.content.decode()
    assert "This recording was withdrawn." in html
    assert "Where to go on" in html
    assert f'href="{assembly.my_day_address}"' in html
    assert "A name." not in html
    for nothing in (f"/{assembly.slug}/recordings/unknown/", "/no/such/page/"):
        assert "<h1>Page not found</h1>" in visitor.get(nothing).content.decode()


@pytest.mark.parametrize("url", ["/broken/", "/busy/"])
def test_the_pages_for_our_own_faults_ask_the_database_nothing(visitor, url, django_assert_num_queries):
    log_in(visitor, make_user())

    # Who asks is read on the way to the view, before anything is known to be wrong; the page adds nothing.
    with django_assert_num_queries(2):
        answer = visitor.get(url)

    assert b"Log out" not in answer.content


def test_a_busy_portal_says_when_to_come_back(visitor):
    assert visitor.get("/busy/").headers["Retry-After"] == "30"


def test_a_stale_form_gives_back_what_was_written():
    visitor = Client(enforce_csrf_checks=True)

    answer = visitor.post(
        "/account/login/",
        {
            "message": WROTE,
            "password": "correct horse battery",
            "kind": "other",
            "csrfmiddlewaretoken": "old",
        },
        headers={"origin": "http://testserver"},
    )

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "<h1>What you sent was not taken</h1>" in html
    assert WROTE in html
    assert "correct horse battery" not in html
    assert "other</p>" not in html


def test_another_website_cannot_put_its_words_on_ours():
    visitor = Client(enforce_csrf_checks=True)

    for origin in ({"origin": "https://evil.example"}, {}):
        answer = visitor.post("/account/login/", {"message": "Call this number now"}, headers=origin)

        assert answer.status_code == 403
        assert "Call this number now" not in answer.content.decode()


def test_what_is_shown_again_is_escaped():
    answer = Client(enforce_csrf_checks=True).post(
        "/account/login/", {"m": "<script> alert(1) </script>"}, headers={"origin": "http://testserver"}
    )

    assert "<script> alert" not in answer.content.decode()
