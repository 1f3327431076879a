"""The route finder over HTTP: every path ends in both sides, nothing is stored, bad addresses lead back."""

import itertools
import re
from datetime import timedelta
from functools import cache
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Employer, LocalOffice
from guidance.actions import load_shipped
from guidance.answers import NOT_LISTED, QUESTIONS
from guidance.models import Contact
from guidance.posts import Side, listed
from guidance.qr_codes import qr_code
from guidance.ways import Subject, Told

pytestmark = pytest.mark.django_db
START = "/where-do-i-go/"


def words(response) -> str:
    """The text of the page as it is read."""
    text = re.sub(r"<(script|style|head).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(text))


def answer_url(**answers) -> str:
    given = {
        "danger": "no",
        "subject": "hours",
        "employer": "none",
        "office": "none",
        "told": "nobody",
    } | answers
    return f"{reverse('guidance_answer')}?" + "&".join(f"{key}={value}" for key, value in given.items())


def walk(get, **answers):
    """Answer each question as its form sends it, from the start; return the page at the end.

    ``get`` may give back the page that it had for the same address before: nothing is stored in between.
    """
    address = re.search(r'href="([^"]*/questions/[^"]*)"', get(START).content.decode())[1]
    for number, name in enumerate(QUESTIONS):
        page = get(unescape(address))
        assert page.status_code == 200
        html = page.content.decode()
        assert f'name="{name}"' in html
        kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
        assert set(kept) == {"asked", *QUESTIONS[:number]}
        address = get(f"{urlsplit(address).path}?{urlencode({**kept, name: answers[name]})}").url
        if name == "danger" and answers[name] == "yes":
            html = get(address).content.decode()
            assert "Act now" in html
            address = unescape(re.search(r'href="([^"]*subject/[^"]*)"', html)[1])
    return get(address)


@pytest.fixture
def places():
    """Employers and local offices, some with contacts and some without."""
    offices = list(LocalOffice.objects.exclude(code="i-do-not-know"))
    employers = [
        Employer.objects.create(name=f"Trust {number}", local_office=office)
        for number, office in enumerate(offices)
    ]
    today = timezone.localdate()
    for number, (employer, office) in enumerate(zip(employers, offices, strict=True)):
        for post in listed(Side.EMPLOYER)[number % 3 :]:
            Contact.objects.create(employer=employer, post=post.code, phone=f"1{number}", checked_on=today)
        for post in listed(Side.TRAINING)[number % 4 :]:
            Contact.objects.create(local_office=office, post=post.code, phone=f"2{number}", checked_on=today)
    load_shipped(at=timezone.now())
    return employers, offices


def is_whole(response) -> bool:
    """Whether the page shows both sides, each with a way that tells how to go it and what follows."""
    sides = response.context["sides"]
    assert [side.heading for side in sides] == ["Inside your employer", "In training"]
    return all(
        side.ways
        and all((shown.contact or shown.where) and shown.way.do and shown.way.then for shown in side.ways)
        for side in sides
    )


def test_every_path_leads_to_both_sides(client, places):
    employers, offices = places
    pairs = itertools.cycle(
        [
            *((str(e.pk), str(o.pk)) for e, o in zip(employers, reversed(offices), strict=True)),
            (NOT_LISTED, NOT_LISTED),
        ]
    )
    get = cache(client.get)
    for number, (subject, told) in enumerate(itertools.product(Subject, Told)):
        danger = "yes" if (number + number // len(Told)) % 2 else "no"  # each with every subject and state
        employer, office = next(pairs)
        page = walk(get, danger=danger, subject=subject, employer=employer, office=office, told=told)

        assert page.status_code == 200
        assert is_whole(page)
        assert page.context["pages"]
        assert page.context["is_danger"] is (danger == "yes")
        assert not page.cookies


def test_every_employer_and_every_office_has_both_sides_for_every_subject(client, places):
    employers, offices = places
    for subject in Subject:
        # Neighbours, so that an employer and an office that looks after another one are asked for at once.
        for employer, office in zip(employers, [*offices[1:], offices[0]], strict=True):
            page = client.get(answer_url(subject=subject, employer=employer.pk, office=office.pk))
            assert is_whole(page)
            assert [side.place for side in page.context["sides"]] == [employer.name, office.name]


def test_nothing_is_stored_and_no_cookie_is_set(client, places, django_assert_num_queries):
    page = client.get(answer_url(employer=places[0][0].pk, office=places[1][0].pk))

    assert not page.cookies
    assert "csrf" not in page.content.decode().lower()
    for name in QUESTIONS:
        assert not client.get(reverse("guidance_question", args=[name])).cookies


def test_an_answer_on_paper_carries_its_date_and_the_way_back(client, places):
    address = f"http://testserver{answer_url(employer=places[0][0].pk)}"

    page = client.get(address)

    told = f"Printed from the list as it stood on {date_format(timezone.localdate(), 'j F Y')}."
    assert told in words(page)
    assert f"open {address}" in words(page)
    assert str(qr_code(address)) in page.content.decode()


def test_a_contact_is_shown_with_its_date_and_a_change_shows_at_once(client, places):
    employer = places[0][0]
    contact = Contact.objects.get(employer=employer, post="working-hours")
    Contact.objects.filter(pk=contact.pk).update(
        name="Dr Ro Lanternby", phone="01632 960001", checked_on="2026-11-03"
    )

    page = words(client.get(answer_url(employer=employer.pk)))
    assert "Dr Ro Lanternby Phone: 01632 960001" in page
    assert "Checked on 3 November 2026" in page

    Contact.objects.filter(pk=contact.pk).update(phone="01632 960999")
    assert "01632 960999" in words(client.get(answer_url(employer=employer.pk)))


def test_out_of_hours_is_dialled_or_read(client, places):
    employer = places[0][0]
    for told, shown in (
        ("01632 960222", 'Out of hours: <a href="tel:01632960222">01632 960222</a>'),
        ("The site manager", "Out of hours: The site manager"),
    ):
        Contact.objects.filter(employer=employer).update(out_of_hours=told)
        for path in (answer_url(employer=employer.pk), reverse("guidance_card", args=[employer.pk])):
            assert shown in client.get(path).content.decode()


def test_an_old_contact_of_the_dean_is_not_asked_for_itself(client, places):
    office = places[1][0]
    Contact.objects.filter(local_office=office).update(checked_on=timezone.localdate() - timedelta(days=400))

    page = words(client.get(answer_url(office=office.pk, subject="coping")))
    assert "If it does not work, ask the Postgraduate Dean's office." in page
    page = words(client.get(answer_url(office=office.pk)))
    assert "If it does not work, ask your educational supervisor." in page
    assert "ask your local office" not in page


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("01632 960001", "tel:01632960001"),
        ("+44 (0)1632 960001", "tel:+441632960001"),
        ("(01632) 960001 Ext. 12", "tel:01632960001;ext=12"),
        ("999", "tel:999"),
        ("ask for bleep 12", None),
    ],
)
def test_a_phone_is_dialled_from_the_page_and_what_is_no_number_stays_words(client, places, phone, address):
    employer = places[0][0]
    Contact.objects.filter(employer=employer).update(phone=phone)

    html = client.get(answer_url(employer=employer.pk)).content.decode()

    assert (f'Phone: <a href="{address}">{phone}</a>' if address else f"Phone: <bdi>{phone}</bdi>") in html


def test_a_contact_that_nobody_checked_for_a_year_says_so(client, places):
    employer = places[0][0]
    today = timezone.localdate()
    for days, is_old in ((365, False), (366, True)):
        Contact.objects.filter(employer=employer).update(checked_on=today - timedelta(days=days))
        assert ("Not checked lately" in words(client.get(answer_url(employer=employer.pk)))) is is_old


def test_where_there_is_no_contact_the_page_says_whom_to_ask(client, places):
    employer, office = Employer.objects.create(name="New Trust", local_office=places[1][0]), places[1][0]
    Contact.objects.filter(local_office=office).delete()

    page = words(client.get(answer_url(employer=employer.pk, office=office.pk)))
    assert "Ask the switchboard of New Trust for: Guardian of safe working hours." in page
    assert f"Look on the web pages of the local office, {office}, or ask your educational supervisor." in page
    page = words(client.get(answer_url()))
    assert "Ask your employer's switchboard, or look on its own pages" in page
    assert "We do not know which local office is yours." in page
    assert "Once you know it, ask it for: Postgraduate Dean's office." in page
    assert "in this list yet" not in page


@pytest.mark.parametrize("subject", Subject)
def test_who_knows_neither_employer_nor_office_is_led_to_one(client, places, subject):
    page = client.get(answer_url(subject=subject))

    html = page.content.decode()
    for office in places[1]:
        [address] = [href for name, href in page.context["offices"] if name == office.name]
        assert f'href="{address.replace("&", "&amp;")}"' in html
    led = client.get(dict(page.context["offices"])[places[1][0].name])
    assert led.context["sides"][1].place == places[1][0].name
    assert led.context["offices"] == []
    assert any(shown.contact for shown in led.context["sides"][1].ways)


def test_who_is_trained_by_no_region_is_told_what_to_do(client):
    office = LocalOffice.objects.get(code=LocalOffice.NATIONAL)

    page = words(client.get(answer_url(office=office.pk)))

    assert "If no region looks after your training" in page
    told = (
        "Your offer letter or portfolio names the team that runs your training. Ask it for: Postgraduate Dean"
    )
    assert told in page
    assert f"Ask the local office, {office}" not in page


@pytest.mark.parametrize("told", Told)
def test_who_cannot_cope_reads_first_where_help_is_now_and_nothing_of_a_regulator(client, places, told):
    page = client.get(answer_url(subject="coping", told=told))

    text, html = words(page), page.content.decode()
    assert text.index("get help now") < text.index("Inside your employer")
    for number in ("tel:111", "tel:116123", "tel:03000303300"):
        assert 0 < html.index(f'href="{number}"') < html.index("Inside your employer")
    assert "General Medical Council" not in text
    assert "GMC" not in text
    assert "get help now" not in words(client.get(answer_url(told=told)))


def test_danger_names_the_posts_of_the_employer_on_the_card(client, places):
    employer = places[0][0]
    contact = Contact.objects.get(employer=employer, post="incidents")
    html = client.get(reverse("guidance_card", args=[employer.pk])).content.decode()
    address = unescape(re.search(r'href="(http[^"]*/questions/danger/[^"]*)"', html)[1])
    place = dict(parse_qsl(urlsplit(address).query))

    page = client.get(client.get(address, place | {"danger": "yes", "asked": "1"}).url)

    assert page.wsgi_request.path == reverse("guidance_act_now")
    assert f"Phone: {contact.phone}" in words(page)
    assert page.context["sides"][0].place == employer.name
    on = dict(parse_qsl(urlsplit(page.context["next"]).query))
    assert on == place | {"danger": "yes"}


def test_the_local_office_of_the_employer_is_suggested(client, places):
    employer = places[0][2]
    page = client.get(
        reverse("guidance_question", args=["office"]),
        {"danger": "no", "subject": "hours", "employer": employer.pk},
    )

    checked = re.findall(r'value="(\d+)"[^>]*checked', page.content.decode())
    assert checked == [str(employer.local_office_id)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_who_answers_nothing_is_told_what_to_do_and_keeps_the_rest(client, places, name):
    before = dict(parse_qsl(urlsplit(answer_url()).query))
    del before[name]

    page = client.get(reverse("guidance_question", args=[name]), before | {"asked": "1"})

    assert page.status_code == 200
    html = page.content.decode()
    assert "There is a problem" in html
    assert "<title>Error: " in html
    for other in before:
        assert f'name="{other}" value="{before[other]}"' in html


def test_reading_ahead_and_what_is_gone_lead_back_to_the_question(client, places):
    assert client.get(reverse("guidance_question", args=["told"])).url == reverse(
        "guidance_question", args=["danger"]
    )
    assert client.get(reverse("guidance_answer")).url == reverse("guidance_question", args=["danger"])
    gone = client.get(answer_url(employer=999_999_999))
    assert gone.url.startswith(reverse("guidance_question", args=["employer"]))
    page = client.get(gone.url, follow=True)
    assert page.status_code == 200
    assert client.get(reverse("guidance_question", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_that_only_read_say_so_to_whoever_would_write(places, method):
    stranger = Client(enforce_csrf_checks=True)
    paths = [
        *(reverse(name) for name in ("guidance", "guidance_act_now", "guidance_answer")),
        *(reverse("guidance_question", args=[name]) for name in QUESTIONS),
        reverse("guidance_card", args=[places[0][0].pk]),
        reverse("guidance_page", args=["visas"]),
    ]
    for path in paths:
        answer = getattr(stranger, method)(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD"), path
        assert not answer.cookies


def test_changing_one_answer_comes_back_to_the_answer(client, places):
    page = client.get(answer_url())
    change = unescape(re.search(r'href="([^"]*questions/subject/[^"]*)"', page.content.decode())[1])

    html = client.get(change).content.decode()
    assert re.search(r'value="hours"[^>]*checked', html)
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    response = client.get(urlsplit(change).path, {**kept, "subject": "visa"})

    assert response.url == answer_url(subject="visa")


def test_hostile_addresses_are_asked_again_or_stay_words(client, places):
    hostile = "<script>alert(1)</script>"
    page = client.get(
        reverse("guidance_question", args=["subject"]), {"danger": "no", "subject": hostile, "asked": "1"}
    )
    assert hostile not in page.content.decode()
    Employer.objects.filter(pk=places[0][0].pk).update(name=hostile)
    page = client.get(answer_url(employer=places[0][0].pk))
    assert hostile not in page.content.decode()
    assert hostile in words(page) or "alert(1)" in words(page)


@pytest.mark.parametrize("places_count", [1, 3])
def test_an_answer_takes_the_same_queries_however_many_places(
    client, django_assert_num_queries, places, places_count
):
    for number in range(places_count):
        Employer.objects.create(name=f"More {number}", local_office=places[1][0])
    with django_assert_num_queries(6):
        client.get(answer_url(employer=places[0][0].pk, office=places[1][0].pk))


# --- The induction card


def test_the_card_of_an_employer_leads_into_the_finder_with_its_place_answered(client, places):
    employer = places[0][1]

    page = client.get(reverse("guidance_card", args=[employer.pk]))

    assert page.status_code == 200
    assert not page.cookies
    assert is_whole(page)
    on_card = {shown.post.code for shown in page.context["sides"][0].ways}
    assert {"sexual-safety", "people-team", "incidents"} <= on_card
    html = page.content.decode()
    address = unescape(re.search(r'href="(http[^"]*/questions/danger/[^"]*)"', html)[1])
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "employer": str(employer.pk),
        "office": str(employer.local_office_id),
    }
    assert str(qr_code(address)) in html
    question = client.get(address, {**dict(parse_qsl(urlsplit(address).query)), "danger": "no", "asked": "1"})
    assert question.url.startswith(reverse("guidance_question", args=["subject"]))
    assert client.get(reverse("guidance_card", args=[999_999])).status_code == 404


def test_who_goes_back_from_the_address_of_the_code_keeps_its_place(client, places):
    place = {"employer": str(places[0][1].pk), "office": str(places[1][1].pk)}
    first = reverse("guidance_question", args=["danger"])

    start = client.get(client.get(first, place).context["back"])

    assert start.wsgi_request.path == START
    assert start.context["first"] == f"{first}?{urlencode(place)}"


def test_another_employer_is_asked_for_its_office_anew_and_an_unknown_office_is_that_of_the_employer(
    client, places
):
    first, second = places[0][0], places[0][1]
    changed = client.get(
        reverse("guidance_question", args=["employer"]),
        {
            "asked": "1",
            "danger": "no",
            "subject": "hours",
            "employer": second.pk,
            "office": first.local_office_id,
            "told": "nobody",
        },
    )
    assert changed.url.startswith(reverse("guidance_question", args=["office"]))
    assert "office=" not in changed.url

    page = client.get(answer_url(employer=first.pk))
    assert page.context["sides"][1].place == first.local_office.name


def test_an_employer_whose_office_nobody_knows_has_none(client, places):
    unknown = LocalOffice.objects.get(code="i-do-not-know")
    employer = Employer.objects.create(name="Somewhere", local_office=unknown)

    for address in (reverse("guidance_card", args=[employer.pk]), answer_url(employer=employer.pk)):
        page = client.get(address)
        assert page.context["sides"][1].place == ""
        assert "We do not know which local office is yours." in words(page)
        assert "office=16" not in page.content.decode()
