import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Employer, User
from events.actions.delegates import cancel_delegate
from events.models import AccessRequest, Assembly, Delegate
from notices.actions.holding import hold, release
from notices.models import Notice
from tests.accounts.door import code_in
from tests.events.registrations import (
    AGREEMENT,
    answer_everything,
    grade,
    group,
    make_employer,
    make_proven,
    office,
    register,
    send,
)
from tests.factories import log_in, make_assembly, make_delegate, make_organiser, make_session

pytestmark = pytest.mark.django_db
State = Delegate.State


@pytest.fixture
def assembly():
    return make_assembly(slug="second", group_agreement=AGREEMENT, contact_email="help@example.org")


@pytest.fixture
def known(client):
    """Somebody logged in with a proven address."""
    return log_in(client, make_proven())


def words(response) -> str:
    """The text of a page as it is read."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


# --- The door ----------------------------------------------------------------------------------


def test_the_start_page_tells_what_follows_and_how_long_it_takes(client, assembly):
    page = words(client.get("/second/register/"))
    assert "Register for" in page
    assert "about 3 minutes" in page
    assert "6-digit code" in page
    assert "UK time" in page


def test_a_new_person_goes_through_the_one_door(client, assembly, mailoutbox):
    asked = client.post("/second/register/", {"email": " New.Person@Example.org "})
    assert asked.status_code == 302
    arrived = client.post(asked.url, {"code": code_in(mailoutbox[-1])})
    assert arrived.url == "/second/register/name/"
    assert answer_everything(client, assembly).url == "/second/register/check/"
    done = send(client, assembly)
    assert done.url == "/second/register/done/"
    delegate = Delegate.objects.get()
    assert delegate.user.email == "new.person@example.org"
    assert (delegate.state, delegate.name, delegate.pronouns) == (State.REGISTERED, "Sam Okoro", "they/them")
    assert delegate.access_requests.get().kind == AccessRequest.Kind.CAPTIONS
    page = words(client.get(done.url))
    assert delegate.reference in page
    assert "You have a place" in page
    assert "What happens next" in page


def test_somebody_registered_lands_on_my_day_by_the_same_door(client, assembly, mailoutbox):
    register(assembly, make_proven("known@example.org"), accepts_agreement=True)
    asked = client.post("/second/register/", {"email": "known@example.org"})
    arrived = client.post(asked.url, {"code": code_in(mailoutbox[-1])}, follow=True)
    assert arrived.redirect_chain[-1][0] == "/second/my-day/"


@pytest.mark.parametrize(
    ("typed", "error"),
    [("", "Enter your email address"), ("sam", "Enter an email address in the correct format")],
)
def test_an_address_that_is_none_is_told_so_and_kept(client, assembly, typed, error):
    page = client.post("/second/register/", {"email": typed}).content.decode()
    assert "<title>Error: " in page
    assert error in page
    assert f'value="{typed}"' in page or not typed


@pytest.mark.parametrize("path", ["name/", "check/", "done/"])
def test_nobody_answers_without_an_address(client, assembly, path):
    response = client.get(f"/second/register/{path}")
    assert response.status_code == 302
    assert response.url.startswith("/account/login/?next=")


def test_an_unpublished_assembly_is_not_there(client, known, assembly):
    Assembly.objects.update(published_at=None)
    assert client.get("/second/register/").status_code == 404
    assert client.get("/second/register/name/").status_code == 404


def test_organisers_read_that_registration_has_not_opened_yet(client, assembly):
    Assembly.objects.update(published_at=None)
    log_in(client, make_organiser())
    response = client.get("/second/register/")
    assert response.status_code == 200
    assert "Registration has not opened yet" in words(response)


@pytest.mark.parametrize("is_known", [True, False])
def test_after_the_last_moment_the_page_says_when_it_closed(client, is_known):
    make_assembly(slug="late", registration_closes_at=timezone.now() - timedelta(seconds=1))
    if is_known:
        log_in(client, make_proven())
    for path in ("", "name/", "check/") if is_known else ("",):
        response = client.get(f"/late/register/{path}")
        assert response.status_code == 200
        assert "Registration has closed" in words(response)


def test_registration_closing_before_the_form_is_sent_is_told_and_nothing_is_registered(
    client, known, assembly
):
    answer_everything(client, assembly)
    fingerprint = client.get("/second/register/check/").context["fingerprint"]
    Assembly.objects.update(registration_closes_at=timezone.now())
    response = client.post("/second/register/check/", {"fingerprint": fingerprint})
    assert "Registration has closed" in words(response)
    assert not Delegate.objects.exists()


def test_a_refused_domain_learns_which_are_listed_and_whom_to_ask(client):
    make_assembly(
        slug="few", admission="domains", admitted_domains="nhs.net\nnhs.uk", contact_email="help@example.org"
    )
    log_in(client, make_proven("sam@evilnhs.uk"))
    response = client.get("/few/register/")
    page = words(response)
    assert response.status_code == 200
    assert "Addresses at evilnhs.uk cannot register" in page
    assert "nhs.net or nhs.uk" in page
    assert "help@example.org" in page


# --- Questions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "typed", "error"),
    [
        ("name", {"name": "   "}, "Enter how your name should appear to others"),
        ("name", {"name": "\u202e\u200f"}, "Enter how your name should appear to others"),
        ("name", {"name": "x" * 121}, "Your name must be 120 characters or fewer"),
        ("name", {"name": "Sam", "pronouns": "x" * 41}, "Your pronouns must be 40 characters or fewer"),
        ("learner-group", {}, "Select the group that describes you best"),
        ("learner-group", {"learner_group": "999999"}, "Select a group from the list"),
        ("learner-group", {"learner_group": "' OR 1=1"}, "Select a group from the list"),
        ("local-office", {}, "Select your local office or “I do not know”"),
        ("local-office", {"local_office": "999999"}, "Select a local office from the list"),
        ("employer", {"employer": "999999"}, "Select an employer from the list"),
        ("access", {"needs": ["captions", "champagne"]}, "Select from the list of what you need"),
        ("access", {"needs": ["other"]}, "Select from the list of what you need"),
        ("access", {"detail": "x" * 1001}, "What else you need must be 1,000 characters or fewer"),
        ("agreement", {}, "Select “I agree to the group agreement” to take part"),
    ],
)
def test_what_is_missing_or_forged_is_told_in_words(client, known, assembly, slug, typed, error):
    answer_everything(client, assembly)
    response = client.post(f"/second/register/{slug}/", typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: " in page
    assert "There is a problem" in page
    assert error in page


def test_what_was_typed_is_kept_when_something_is_wrong(client, known, assembly):
    page = client.post("/second/register/name/", {"name": "x" * 121, "pronouns": "xe/xem"}).content.decode()
    assert "x" * 121 in page
    assert 'value="xe/xem"' in page


def test_every_page_has_one_heading_a_way_back_and_no_browser_checks(client, known, assembly):
    answer_everything(
        client, assembly, **{"learner-group": {"learner_group": group("doctors-in-training").pk}}
    )
    client.post("/second/register/grade/", {"grade": grade().pk})
    for slug in (
        "name",
        "learner-group",
        "grade",
        "local-office",
        "employer",
        "access",
        "agreement",
        "check",
    ):
        page = client.get(f"/second/register/{slug}/").content.decode()
        assert page.count("<h1") == 1, slug
        assert "nhsuk-back-link" in page, slug
        assert "novalidate" in page, slug
        assert " required" not in page, slug
        assert " style=" not in page, slug


def test_the_name_is_proposed_and_shown_as_given_whatever_its_direction(client, assembly):
    name = "د. أمينة الشمري"
    log_in(client, make_proven(name=name))
    assert name in client.get("/second/register/name/").content.decode()
    answer_everything(client, assembly, name={"name": name})
    assert f"<bdi>{name}</bdi>" in client.get("/second/register/check/").content.decode()


def test_a_name_with_markup_is_only_a_name(client, known, assembly):
    answer_everything(client, assembly, name={"name": "<b>Sam</b>"})
    assert "<b>Sam" not in client.get("/second/register/check/").content.decode()


def test_only_doctors_and_dentists_are_asked_for_a_grade(client, known, assembly):
    client.post("/second/register/name/", {"name": "Sam"})
    to_doctor = client.post(
        "/second/register/learner-group/", {"learner_group": group("doctors-in-training").pk}
    )
    assert to_doctor.url == "/second/register/grade/"
    to_nurse = client.post("/second/register/learner-group/", {"learner_group": group("nursing").pk})
    assert to_nurse.url == "/second/register/local-office/"
    assert client.get("/second/register/grade/").url == "/second/register/local-office/"


def test_who_changes_to_a_group_with_grades_is_asked_before_the_answers_are_checked(client, known, assembly):
    answer_everything(client, assembly)
    doctors = {"learner_group": group("doctors-in-training").pk}
    client.post("/second/register/learner-group/?change", doctors)
    assert client.get("/second/register/check/").url == "/second/register/grade/"
    client.post("/second/register/grade/", {"grade": grade("f1").pk})
    send(client, assembly)
    assert Delegate.objects.get().grade == grade("f1")


def test_a_grade_given_before_a_change_of_group_is_dropped(client, known, assembly):
    answer_everything(
        client, assembly, **{"learner-group": {"learner_group": group("doctors-in-training").pk}}
    )
    client.post("/second/register/grade/", {"grade": grade().pk})
    client.post("/second/register/learner-group/?change", {"learner_group": group("nursing").pk})
    send(client, assembly)
    assert Delegate.objects.get().grade is None


def test_employers_are_those_of_the_local_office_and_all_others_are_a_link_away(client, known, assembly):
    near, far = make_employer("Near Trust", at="wessex"), make_employer("Far Trust", at="north-west")
    client.post("/second/register/name/", {"name": "Sam"})
    client.post("/second/register/learner-group/", {"learner_group": group().pk})
    client.post("/second/register/local-office/", {"local_office": office("wessex").pk})
    page = client.get("/second/register/employer/").content.decode()
    assert near.name in page
    assert far.name not in page
    assert far.name in client.get("/second/register/employer/?all").content.decode()
    client.post("/second/register/employer/?all", {"employer": far.pk})
    assert far.name in client.get("/second/register/employer/").content.decode()
    assert far.name in client.get("/second/register/employer/?change").content.decode()


def test_words_of_ones_own_are_a_need(client, known, assembly):
    answer_everything(client, assembly, access={"needs": ["slides_early"], "detail": "Breaks at 10\nand 12"})
    send(client, assembly)
    asked = dict(Delegate.objects.get().access_requests.values_list("kind", "detail"))
    assert asked == {"slides_early": "", "other": "Breaks at 10\nand 12"}


def test_no_agreement_is_asked_for_where_there_is_none(client, known):
    assembly = make_assembly(slug="plain")
    assert answer_everything(client, assembly).url == "/plain/register/check/"
    assert client.get("/plain/register/agreement/").url == "/plain/register/check/"


def test_an_employer_that_left_the_lists_is_not_offered_and_stays_where_it_was_chosen(
    client, known, assembly
):
    gone, chosen = make_employer("Gone Trust", at="wessex"), make_employer("Chosen Trust", at="wessex")
    client.post("/second/register/name/", {"name": "Sam"})
    client.post("/second/register/learner-group/", {"learner_group": group().pk})
    client.post("/second/register/local-office/", {"local_office": office("wessex").pk})
    client.post("/second/register/employer/", {"employer": chosen.pk})
    Employer.objects.update(is_offered=False)

    page = client.get("/second/register/employer/?all").content.decode()

    assert gone.name not in page
    assert chosen.name in page


@pytest.mark.parametrize("slug", ["employer", "nonsense", "check"])
def test_who_comes_too_early_is_sent_to_the_first_open_question(client, known, assembly, slug):
    assert client.get(f"/second/register/{slug}/").url == "/second/register/name/"


def test_an_answer_from_a_tab_left_behind_is_kept(client, known, assembly):
    assert client.post("/second/register/employer/", {"employer": make_employer().pk}).status_code == 302
    assert client.get("/second/register/check/").url == "/second/register/name/"
    assert "employer" in client.session["registering"][str(assembly.pk)]


def test_each_answer_can_be_changed_from_the_check_page_and_leads_back_to_it(client, known, assembly):
    answer_everything(client, assembly)
    page = client.get("/second/register/check/").content.decode()
    for slug in ("name", "learner-group", "local-office", "employer", "access"):
        assert f'href="/second/register/{slug}/?change"' in page
    changed = client.post("/second/register/name/?change", {"name": "Sam O"})
    assert changed.url == "/second/register/check/"
    back = client.get("/second/register/name/?change").content.decode()
    assert 'href="/second/register/check/"' in back


# --- Sending -----------------------------------------------------------------------------------


def test_sending_twice_is_one_delegate(client, known, assembly):
    answer_everything(client, assembly)
    fingerprint = client.get("/second/register/check/").context["fingerprint"]
    for _ in range(2):
        response = client.post("/second/register/check/", {"fingerprint": fingerprint})
        assert response.url == "/second/register/done/"
    assert Delegate.objects.count() == 1


def test_answers_changed_in_another_tab_are_shown_before_they_are_sent(client, known, assembly):
    answer_everything(client, assembly)
    stale = client.get("/second/register/check/").context["fingerprint"]
    client.post("/second/register/name/", {"name": "Changed in the other tab"})
    response = client.post("/second/register/check/", {"fingerprint": stale})
    assert response.status_code == 200
    assert "Your answers have changed" in words(response)
    assert "Changed in the other tab" in words(response)
    assert not Delegate.objects.exists()


def test_a_row_that_left_the_list_meanwhile_is_asked_again(client, known, assembly):
    employer = make_employer()
    answer_everything(client, assembly, employer={"employer": employer.pk})
    Employer.objects.all().delete()
    assert client.get("/second/register/check/").url == "/second/register/employer/"


def test_answers_for_two_assemblies_do_not_mix(client, known, assembly):
    other = make_assembly(slug="other")
    client.post("/second/register/name/", {"name": "For the second"})
    client.post("/other/register/name/", {"name": "For the other"})
    assert "For the second" in client.get("/second/register/name/").content.decode()
    answer_everything(client, other)
    send(client, other)
    assert "For the second" in client.get("/second/register/name/").content.decode()


def test_what_was_sent_is_forgotten_by_the_browser_session(client, known, assembly):
    answer_everything(client, assembly)
    send(client, assembly)
    assert not client.session["registering"]


def test_another_person_at_the_same_computer_finds_no_answers(client, known, assembly):
    client.post("/second/register/name/", {"name": "Sam's secret"})
    client.post("/account/logout/")
    log_in(client, make_proven("next@example.org", name="Next"))
    assert "Sam's secret" not in client.get("/second/register/name/").content.decode()


def test_private_pages_are_kept_by_no_shared_computer(client, known, assembly):
    for path in ("register/", "register/name/", "place/"):
        assert "no-store" in client.get(f"/second/{path}")["Cache-Control"]


# --- Full, awaiting, declined ------------------------------------------------------------------


def test_a_full_assembly_says_so_before_and_gives_the_position_after(client, known):
    assembly = make_assembly(slug="small", capacity=1)
    make_delegate(assembly)
    make_delegate(assembly, state=State.WAITING)
    assert "All places are taken" in words(client.get("/small/register/"))
    answer_everything(client, assembly)
    page = words(client.get(send(client, assembly).url))
    assert "You are on the waiting list" in page
    assert "You are 2nd of 2 on the list" in page
    assert client.get("/small/register/").url == "/small/place/"
    assert "2nd of 2" in words(client.get("/small/place/"))


def test_where_organisers_decide_the_page_says_what_happens_next(client, known):
    assembly = make_assembly(slug="asked", admission="approval")
    answer_everything(client, assembly)
    page = words(client.get(send(client, assembly).url))
    assert "An organiser is looking at your registration" in page
    assert client.get("/asked/my-day/").url == "/asked/place/"


def test_who_was_declined_reads_so_in_words(client, known, assembly):
    make_delegate(assembly, user=known, state=State.DECLINED)
    assert "You do not have a place" in words(client.get("/second/place/"))
    assert "could not give you a place" in words(client.get("/second/register/"))


# --- One's own place ---------------------------------------------------------------------------


def test_a_person_without_a_place_is_sent_to_register(client, known, assembly):
    assert client.get("/second/place/").url == "/second/register/"
    assert client.get("/second/place/cancel/").url == "/second/place/"


@pytest.mark.parametrize(
    ("slug", "typed", "field", "expected"),
    [
        ("name", {"name": "Dr S Okoro", "pronouns": ""}, "name", "Dr S Okoro"),
        ("name", {"name": "Sam", "pronouns": "she/her"}, "pronouns", "she/her"),
    ],
)
def test_details_are_changed_where_they_stand(client, known, assembly, slug, typed, field, expected):
    delegate = register(assembly, known)
    response = client.post(f"/second/place/{slug}/", typed, follow=True)
    assert "Your details are changed" in words(response)
    delegate.refresh_from_db()
    assert getattr(delegate, field) == expected


def test_a_change_to_a_group_with_grades_asks_for_the_grade(client, known, assembly):
    delegate = register(assembly, known)
    doctors = {"learner_group": group("doctors-in-training").pk}
    assert client.post("/second/place/learner-group/", doctors).url == "/second/place/grade/"
    client.post("/second/place/grade/", {"grade": grade().pk})
    delegate.refresh_from_db()
    assert delegate.grade == grade()
    client.post("/second/place/learner-group/", {"learner_group": group("nursing").pk})
    delegate.refresh_from_db()
    assert delegate.grade is None


def test_a_forged_change_is_told_and_changes_nothing(client, known, assembly):
    delegate = register(assembly, known)
    page = client.post("/second/place/local-office/", {"local_office": "12345"}).content.decode()
    assert "Select a local office from the list" in page
    delegate.refresh_from_db()
    assert delegate.local_office == office()


def test_opening_the_link_cancels_nothing(client, known, assembly):
    delegate = register(assembly, known)
    page = words(client.get("/second/place/cancel/"))
    assert "Are you sure you want to cancel?" in page
    delegate.refresh_from_db()
    assert delegate.has_place


def test_a_cancelled_delegate_on_an_old_link_reads_so_and_can_come_back(client, known, assembly):
    delegate = register(assembly, known, access={"captions": ""})
    for _ in range(2):
        assert client.post("/second/place/cancel/").url == "/second/place/"
    assert client.get("/second/my-day/").url == "/second/place/"
    page = client.get("/second/place/")
    assert "Your place is cancelled" in words(page)
    assert "/second/register/" in page.content.decode()
    assert "You cancelled your place before" in words(client.get("/second/register/"))
    assert 'value="Sam Okoro"' in client.get("/second/register/name/").content.decode()
    answer_everything(client, assembly)
    send(client, assembly)
    again = Delegate.objects.get()
    assert (again.pk, again.reference, again.state) == (delegate.pk, delegate.reference, State.REGISTERED)


@pytest.mark.parametrize("path", ["name/", "learner-group/"])
def test_a_stale_tab_after_cancelling_changes_nothing(client, known, assembly, path):
    delegate = register(assembly, known)
    cancel_delegate(delegate=delegate, actor=known, at=timezone.now())
    response = client.post(f"/second/place/{path}", {"name": "Too late", "learner_group": group().pk})
    assert response.url == "/second/place/"
    delegate.refresh_from_db()
    assert delegate.name == "Sam Okoro"


def test_what_happens_next_is_what_has_not_happened_yet(client, known):
    soon = make_assembly(slug="soon", opens_at=timezone.now() + timedelta(days=1))
    make_session(soon)
    register(soon, known)
    assert "Choose your rooms on My day from" in words(client.get("/soon/register/done/"))
    Assembly.objects.update(opens_at=timezone.now())
    Notice.objects.update(state="sent", settled_at=timezone.now(), handed_at=timezone.now())
    page = words(client.get("/soon/place/"))
    assert "Choose your rooms on My day." in page
    assert "We emailed a confirmation" in page


def test_rooms_are_chosen_once_there_is_a_programme(client, known):
    soon = make_assembly(slug="soon", opens_at=timezone.now() + timedelta(days=1))
    register(soon, known)
    said = "You can choose your rooms on My day once the programme is published"
    assert f"{said}, from " in words(client.get("/soon/register/done/"))
    Assembly.objects.update(opens_at=timezone.now() - timedelta(days=1))
    page = words(client.get("/soon/place/"))
    assert f"{said}." in page
    assert "Choose your rooms on My day" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "It comes within a few minutes."),
        ({"state": "handed"}, "It comes within a few minutes."),
        ({"trouble": "Connection refused"}, "Emails leave late at the moment: we go on trying."),
        ({"state": "failed"}, "The email with the confirmation could not be delivered to"),
        ({"state": "unknown"}, "We do not know whether the email with the confirmation"),
    ],
    ids=["waiting", "on its way", "put off", "refused", "not known"],
)
def test_the_page_promises_no_mail_that_does_not_come(client, known, assembly, fields, said):
    register(assembly, known)
    Notice.objects.update(handed_at=timezone.now(), **fields)
    for path in ("/second/place/", "/second/register/done/"):
        page = words(client.get(path))
        assert said in page
        assert ("within a few minutes" in page) is ("few minutes" in said)


@pytest.mark.parametrize("scope", ["", "second"])
@pytest.mark.parametrize("kind", ["", "place.confirmed"])
def test_the_page_says_that_mail_is_held_and_promises_again_once_it_is_not(
    client, known, assembly, scope, kind
):
    organiser = make_organiser()
    register(assembly, known)
    hold(scope=scope, kind=kind, actor=organiser, at=timezone.now())
    page = words(client.get("/second/place/"))
    assert "The organisers hold emails back at the moment: it leaves when they let it go." in page
    assert "within a few minutes" not in page
    release(scope=scope, kind=kind, actor=organiser, at=timezone.now())
    assert "It comes within a few minutes." in words(client.get("/second/place/"))


def test_a_mail_server_that_is_away_delays_those_who_register_meanwhile(client, known, assembly):
    register(assembly, make_proven("earlier@example.org"))
    before = timezone.now()
    Notice.objects.update(trouble="Connection refused", handed_at=before)
    register(assembly, known)
    assert "Emails leave late at the moment" in words(client.get("/second/register/done/"))
    Notice.objects.exclude(recipient=known).update(state="sent", trouble="", settled_at=timezone.now())
    assert "It comes within a few minutes." in words(client.get("/second/register/done/"))


def test_after_the_day_there_is_nothing_to_cancel(client, known):
    assembly = make_assembly(slug="past", starts_at=timezone.now() - timedelta(days=3))
    delegate = make_delegate(assembly, user=known)
    assert "Cancel your place" not in words(client.get("/past/place/"))
    client.post("/past/place/cancel/")
    delegate.refresh_from_db()
    assert delegate.has_place


# --- What a page costs -------------------------------------------------------------------------

PAGES = {
    "register/": 8,
    "register/name/": 7,
    "register/learner-group/": 8,
    "register/local-office/": 8,
    "register/employer/": 8,
    "register/access/": 7,
    "register/agreement/": 7,
    "register/check/": 9,
}


@pytest.mark.parametrize(("path", "count"), PAGES.items(), ids=PAGES)
@pytest.mark.parametrize("crowd", [1, 389])
def test_a_page_of_registering_costs_the_same_whoever_else_comes(
    client, known, django_assert_num_queries, path, count, crowd
):
    assembly = make_assembly(slug="crowd", group_agreement=AGREEMENT, capacity=1000)
    fill(assembly, crowd)
    answer_everything(client, assembly)
    with django_assert_num_queries(count):
        assert client.get(f"/crowd/{path}").status_code == 200


@pytest.mark.parametrize("crowd", [1, 389])
def test_ones_own_place_costs_the_same_whoever_else_comes(client, known, django_assert_num_queries, crowd):
    assembly = make_assembly(slug="crowd", capacity=1000)
    fill(assembly, crowd)
    register(assembly, known)
    with django_assert_num_queries(13):
        assert client.get("/crowd/place/").status_code == 200
    with django_assert_num_queries(9):
        assert client.get("/crowd/register/done/").status_code == 200


def test_what_organisers_answered_is_read_on_ones_own_place(client, known):
    assembly = make_assembly(slug="answered")
    delegate = register(assembly, known)
    needs = delegate.access_requests
    needs.create(
        kind="captions", state="arranged", reply="Live captions in every room.", asked_at=timezone.now()
    )
    needs.create(kind="sign_language", state="withdrawn", reply="Booked.", asked_at=timezone.now())

    page = client.get("/answered/place/").content.decode()

    assert "What we have arranged" in page
    assert "Arranged" in page
    assert "Live captions in every room." in page
    assert "Booked." not in page


def fill(assembly, count: int) -> None:
    """Others who registered before."""
    people = User.objects.bulk_create(User(email=f"other{n}@example.org") for n in range(count))
    Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            state=State.REGISTERED,
            name=f"Other {user.pk}",
            learner_group=group(),
            local_office=office(),
            registered_at=timezone.now(),
        )
        for user in people
    )
