import csv
import io
import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Region
from events.models import AccessRequest, Assembly, Delegate
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_learner_group,
    make_local_office,
    make_organiser,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/events/delegate/"
REQUESTS = "/admin/events/accessrequest/"
State = Delegate.State


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser())


def make_request(delegate, **fields) -> AccessRequest:
    fields.setdefault("kind", AccessRequest.Kind.CAPTIONS)
    return AccessRequest.objects.create(delegate=delegate, asked_at=timezone.now(), **fields)


def make_many(assembly, count, **fields) -> None:
    """Delegates without one query for each."""
    from accounts.models import User

    users = User.objects.bulk_create(User(email=f"many{n}@example.org", name=f"D {n}") for n in range(count))
    group, office = make_learner_group(), make_local_office()
    delegates = Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            name=user.name,
            state=State.REGISTERED,
            learner_group=group,
            local_office=office,
            registered_at=timezone.now(),
        )
        for user in users
    )
    AccessRequest.objects.bulk_create(
        AccessRequest(delegate=delegate, kind="captions", asked_at=timezone.now()) for delegate in delegates
    )


def page_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def act(client, verb, *delegates) -> str:
    response = client.post(
        LIST, {"action": verb, "_selected_action": [delegate.pk for delegate in delegates]}, follow=True
    )
    return response.content.decode()


def rows_of(response) -> list[dict]:
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_the_list_costs_the_same_however_long(client, organiser, count, django_assert_num_queries):
    make_many(make_assembly(), count)

    with django_assert_num_queries(10):
        page = page_of(client.get(LIST))

    assert f"{count} delegate" in page


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_access_requests_cost_the_same_however_many(client, organiser, count, django_assert_num_queries):
    make_many(make_assembly(), count)

    with django_assert_num_queries(5):
        client.get(f"{REQUESTS}?progress=open")


@pytest.mark.parametrize(("count", "queries"), [(1, 9), (3, 9), (1000, 10)])
def test_the_file_costs_one_query_more_for_each_500(
    client, organiser, count, queries, django_assert_num_queries
):
    make_many(make_assembly(), count)

    with django_assert_num_queries(queries):
        rows = rows_of(client.get(f"{LIST}export/"))

    assert len(rows) == count


def test_counts_stand_above_the_list(client, organiser):
    assembly = make_assembly()
    london = make_local_office("South London")
    london.region = Region.LONDON
    london.save()
    for state in (State.REGISTERED, State.REGISTERED, State.WAITING):
        make_delegate(assembly, state=state, local_office=london)

    counts = {table.caption: dict(table.rows) for table in client.get(LIST).context["counts"]}

    assert counts["By state"] == {"Registered": 2, "Waiting for a place": 1}
    assert counts["By region"] == {"London": 3}
    assert counts["By learner group"] == {"Doctors in training": 3}
    assert sum(counts["By day"].values()) == 3


def test_the_list_shows_the_assembly_that_is_next_to_run(client, organiser):
    now = timezone.now()
    past = make_assembly(starts_at=now - timedelta(days=300))
    later, soon = (make_assembly(starts_at=now + timedelta(days=days)) for days in (400, 30))
    for assembly in (past, later, soon):
        make_delegate(assembly, name=f"At {assembly.slug}")

    page = page_of(client.get(LIST))
    assert f"At {soon.slug}<" in page
    assert f"At {past.slug}<" not in page
    assert f"At {past.slug}<" in page_of(client.get(f"{LIST}?assembly={past.pk}"))
    everybody = page_of(client.get(f"{LIST}?assembly=all"))
    assert f"At {later.slug}<" in everybody
    assert "0 delegates" in page_of(client.get(f"{LIST}?assembly=forged"))


def test_delegates_are_found_by_name_reference_and_address(client, organiser):
    assembly = make_assembly()
    delegate = make_delegate(assembly, user=make_user("findme@example.org"), name="Dr Find")
    make_delegate(assembly, name="Somebody else")

    bare = delegate.reference.replace("-", "").lower()
    for words in ("find", delegate.reference, bare, "findme@example.org"):
        page = page_of(client.get(LIST, {"q": words}))
        assert "Dr Find" in page
        assert "Somebody else" not in page


def test_access_needs_are_a_filter(client, organiser):
    assembly = make_assembly()
    waits, answered, none = (make_delegate(assembly, name=name) for name in ("Waits", "Answered", "Nothing"))
    make_request(waits)
    make_request(answered, state=AccessRequest.State.ARRANGED)
    make_request(none, state=AccessRequest.State.WITHDRAWN)

    found = {
        value: [d.name for d in client.get(LIST, {"access": value}).context["cl"].queryset]
        for value in ("open", "any", "none")
    }

    assert found == {"open": ["Waits"], "any": ["Answered", "Waits"], "none": ["Nothing"]}


# --- Deciding ----------------------------------------------------------------------------------


def test_several_are_approved_at_once_and_the_others_named(client, organiser):
    assembly = make_assembly(admission=Assembly.Admission.APPROVAL)
    wishes = [make_delegate(assembly, state=State.AWAITING_APPROVAL) for _ in range(2)]
    gone = make_delegate(assembly, state=State.CANCELLED, name="Dr Gone")

    page = act(client, "approve", *wishes, gone)

    assert "2 delegates approved." in page
    assert "Dr Gone is not awaiting approval." in page
    assert set(Delegate.objects.values_list("state", flat=True)) == {State.REGISTERED, State.CANCELLED}


def test_a_yes_when_every_place_is_taken_is_told_as_waiting(client, organiser):
    assembly = make_assembly(admission=Assembly.Admission.APPROVAL, capacity=1)
    first, second, third = (make_delegate(assembly, state=State.AWAITING_APPROVAL) for _ in range(3))

    page = act(client, "approve", first, second)

    assert "1 delegate approved." in page
    assert "1 delegate approved, and waiting because every place is taken." in page
    page = page_of(client.post(f"{LIST}{third.pk}/approve/", follow=True))
    assert f"{third} is approved, and waiting because every place is taken." in page


def test_what_a_declined_person_needs_waits_for_nobody_until_it_becomes_a_yes(client, organiser):
    assembly = make_assembly(admission=Assembly.Admission.APPROVAL)
    wish = make_delegate(assembly, state=State.AWAITING_APPROVAL, name="Dr Wish")
    make_request(wish)
    listed = f"{REQUESTS}?progress=open"

    act(client, "decline", wish)
    assert "Dr Wish" not in page_of(client.get(listed))
    assert "Dr Wish" in page_of(client.get(f"{REQUESTS}?progress=closed"))

    act(client, "approve", wish)
    assert "Dr Wish" in page_of(client.get(listed))
    assert wish.access_requests.get().state == AccessRequest.State.NEW


def test_several_are_declined_at_once(client, organiser):
    wish = make_delegate(state=State.AWAITING_APPROVAL)

    assert "1 delegate declined." in act(client, "decline", wish)
    wish.refresh_from_db()
    assert wish.state == State.DECLINED


def test_places_go_to_those_who_waited_longest(client, organiser):
    assembly, now = make_assembly(capacity=1), timezone.now()
    late, early = (
        make_delegate(assembly, state=State.WAITING, registered_at=now - timedelta(days=days))
        for days in (1, 2)
    )

    page = act(client, "admit", late, early)

    early.refresh_from_db()
    assert early.state == State.REGISTERED
    assert "1 delegate given a place." in page
    assert "Give the assembly more places first." in page


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        (State.REGISTERED, ["Cancel the place"]),
        (State.AWAITING_APPROVAL, ["Approve", "Decline", "Cancel the place"]),
        (State.WAITING, ["Offer a place now", "Give a place", "Decline", "Cancel the place"]),
        (State.OFFERED, ["Give a place", "Cancel the place"]),
        (State.LAPSED, []),
        (State.CANCELLED, []),
        (State.DECLINED, ["Approve"]),
    ],
)
def test_the_page_of_a_delegate_leads_to_what_can_be_decided(client, organiser, state, labels):
    delegate = make_delegate(state=state, name="Dr Wish")
    address = f"{LIST}{delegate.pk}/change/"

    links = re.findall(r'<a class="button" href="([^"]+)">([^<]+)</a>', page_of(client.get(address)))

    assert [label for _, label in links] == labels
    for href, label in links:
        assert f"<h1>{label}: Dr Wish</h1>" in page_of(client.get(urljoin(address, href)))


def test_the_page_of_a_delegate_shows_the_address_and_leads_to_the_person(client, organiser):
    delegate = make_delegate(user=make_user("find.me@example.org"))

    page = page_of(client.get(f"{LIST}{delegate.pk}/change/"))

    assert f'<a href="/admin/accounts/user/{delegate.user_id}/change/">find.me@example.org</a>' in page


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("approve", State.AWAITING_APPROVAL, State.REGISTERED),
        ("admit", State.WAITING, State.REGISTERED),
        ("decline", State.WAITING, State.DECLINED),
        ("cancel", State.REGISTERED, State.CANCELLED),
    ],
)
def test_deciding_asks_first(client, organiser, verb, before, after):
    delegate = make_delegate(state=before)
    url = reverse(f"admin:events_delegate_{verb}", args=[delegate.pk])

    page = page_of(client.get(url))
    assert "Go back" in page
    assert ("They get no place, and we email them so." in page) is (verb == "decline")
    delegate.refresh_from_db()
    assert delegate.state == before

    client.post(url)
    delegate.refresh_from_db()
    assert delegate.state == after


def test_a_decision_that_came_too_late_says_so(client, organiser):
    delegate = make_delegate(state=State.CANCELLED, name="Dr Gone")

    response = client.post(reverse("admin:events_delegate_approve", args=[delegate.pk]), follow=True)

    assert "Dr Gone is not awaiting approval." in response.content.decode()


def test_delegates_are_not_added_edited_or_deleted_here(client, organiser):
    delegate = make_delegate()

    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{delegate.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(
        f"{LIST}{delegate.pk}/change/",
        {"name": "Forged", "access_requests-TOTAL_FORMS": 0, "access_requests-INITIAL_FORMS": 0},
    )
    delegate.refresh_from_db()
    assert delegate.name != "Forged"


# --- The file ----------------------------------------------------------------------------------


def test_the_file_holds_what_the_filters_leave_and_no_formula(client, organiser):
    assembly = make_assembly()
    nasty = make_delegate(assembly, user=make_user("a@example.org"), name="=HYPERLINK(1)", pronouns="@they")
    make_request(nasty, kind="other", detail="+44 by telephone")
    make_delegate(assembly, name="Not listed", state=State.CANCELLED)

    response = client.get(f"{LIST}export/", {"state__exact": "registered"})
    (row,) = rows_of(response)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert row["Name"] == "'=HYPERLINK(1)"
    assert row["Pronouns"] == "'@they"
    assert row["Email address"] == "a@example.org"
    assert row["Region"] == "North West"
    assert row["Access needs"] == "Something else: +44 by telephone (New)"


def test_chosen_delegates_are_exported(client, organiser):
    assembly = make_assembly()
    chosen = make_delegate(assembly, name="Dr Ünal")
    make_delegate(assembly)

    response = client.post(LIST, {"action": "export", "_selected_action": [chosen.pk]})

    assert [row["Name"] for row in rows_of(response)] == ["Dr Ünal"]


@pytest.mark.django_db(transaction=True)
async def test_an_asynchronous_server_sends_the_file_row_by_row(async_client):
    from asgiref.sync import sync_to_async

    await sync_to_async(lambda: make_many(make_assembly(), 3))()
    await sync_to_async(lambda: log_in(async_client, make_organiser()))()

    response = await async_client.get(f"{LIST}export/")
    lines = [line async for line in response.streaming_content]

    assert len(lines) == 4


def test_only_organisers_take_the_file(client):
    log_in(client, make_user())

    assert client.get(f"{LIST}export/").status_code in {302, 403}


# --- Access requests ---------------------------------------------------------------------------


def test_a_request_gets_an_owner_a_state_and_a_reply(client, organiser):
    request = make_request(make_delegate(), detail="Slides please")

    response = client.post(
        f"{REQUESTS}{request.pk}/change/",
        {"owner": organiser.pk, "state": "arranged", "reply": "Booked for the whole day."},
    )

    request.refresh_from_db()
    assert response.status_code == 302
    assert (request.owner, request.state, request.reply) == (
        organiser,
        "arranged",
        "Booked for the whole day.",
    )
    assert request.detail == "Slides please"


def test_what_is_not_possible_needs_a_reply(client, organiser):
    request = make_request(make_delegate())

    page = page_of(
        client.post(f"{REQUESTS}{request.pk}/change/", {"owner": "", "state": "not_possible", "reply": " "})
    )

    assert "Enter what you told them, and what they can do instead" in page
    assert "<title>Error: " in page


def test_only_organisers_can_own_a_request(client, organiser):
    request, other = make_request(make_delegate()), make_user()

    page_of(client.post(f"{REQUESTS}{request.pk}/change/", {"owner": other.pk, "state": "new", "reply": ""}))

    request.refresh_from_db()
    assert request.owner is None


def test_requests_are_filtered_by_who_has_to_act(client, organiser):
    assembly = make_assembly()
    mine, nobodys, closed = (make_request(make_delegate(assembly)) for _ in range(3))
    AccessRequest.objects.filter(pk=mine.pk).update(owner=organiser, state="in_hand")
    AccessRequest.objects.filter(pk=closed.pk).update(state="arranged")

    found = {
        value: set(client.get(REQUESTS, {"progress": value}).context["cl"].queryset)
        for value in ("open", "mine", "nobody", "closed")
    }

    assert found == {"open": {mine, nobodys}, "mine": {mine}, "nobody": {nobodys}, "closed": {closed}}
