"""The inbox by clock, its facets, its search, and that it costs the same for one case and for many."""

from datetime import timedelta

import pytest
from django.utils import timezone

from concerns.actions import following
from concerns.kinds import Category, GroupKind, Severity
from concerns.models import Clock, Concern, Entry, Membership
from concerns.models.records import Deed
from concerns.obligations import Promise
from tests.concerns import rows
from tests.concerns.casework import client_of, place, send, text_of

pytestmark = pytest.mark.django_db
__all__ = ["place"]
QUERIES = 17


def names_in(answer) -> list[str]:
    return [row.concern.short_name for row in answer.context["rows"]]


def due(concern: Concern, group, days: int) -> None:
    """Bring every day of a group's promises to some days from now."""
    day = timezone.localdate() + timedelta(days=days)
    Clock.objects.filter(referral__concern=concern, referral__group=group).update(due_on=day)


def test_overdue_stands_first_then_by_the_next_day(place):
    later, late, today = (place.concern() for _ in range(3))
    for concern, days in ((later, 5), (late, -3), (today, 0)):
        due(concern, place.quality, days)

    page = place.client.get("/casework/")

    assert names_in(page) == [each.short_name for each in (late, today, later)]
    assert "3 cases: 1 overdue , 2 due within 7 days" in text_of(page)
    assert "Overdue by" in text_of(page)
    assert "Due today" in text_of(page)


def test_a_row_tells_both_tracks_and_marks_without_opening_anything(place):
    concern, _, key = rows.a_concern(
        rows.answers(employer=str(place.employer.pk), sides=("employer", "training"), is_urgent="yes")
    )
    rows.acknowledge(place.handler, concern)
    assert "New message" not in text_of(place.client.get("/casework/"))
    following.write_to_handlers(concern=concern, key=key, words="CANARY", at=timezone.now())

    page = text_of(place.client.get("/casework/"))

    assert f"case {concern.short_name} Urgent New message Bullying or harassment" in page
    assert "Training Taken Employer Not taken yet" in " ".join(
        page.replace("Your track", "").replace("Other track", "").split()
    )
    assert "CANARY" not in page
    assert not Entry.objects.filter(deed=Deed.OPENED).exists()

    send(place.client, concern, "message", words="I read it, and answer on Friday.")
    assert "New message" not in text_of(place.client.get("/casework/"))
    # The other side has not answered it.
    assert "New message" in text_of(client_of(place.guardian_member).get("/casework/"))


def test_the_dean_office_is_not_what_a_handler_owes(place):
    rows.a_member(rows.a_group(GroupKind.DEAN, place.office))
    concern = place.concern()
    Clock.objects.exclude(promise=Promise.SIGHT).update(due_on=timezone.localdate() + timedelta(days=9))

    page = client_of(place.guardian_member).get("/casework/")

    assert concern.referrals.filter(clocks__promise=Promise.SIGHT).exists()
    assert page.context["rows"][0].due.on == timezone.localdate() + timedelta(days=9)


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("state=open", True),
        ("state=ended", False),
        ("state=all", True),
        ("clock=overdue", True),
        ("clock=soon", False),
        (f"category={Category.BULLYING}", True),
        (f"category={Category.TRAINING}", False),
        (f"severity={Severity.UNJUDGED}", True),
        (f"severity={Severity.HIGH}", False),
        ("mark=urgent", False),
        ("mark=message", False),
        ("state=nonsense&page=abc&category=%00", True),
    ],
)
def test_facets_narrow_the_list(place, query, is_shown):
    concern = place.concern()
    due(concern, place.quality, -1)

    page = place.client.get(f"/casework/?{query}")

    assert names_in(page) == ([concern.short_name] if is_shown else [])


def test_what_is_marked_can_be_looked_at_alone(place):
    place.concern()
    urgent = place.concern(is_urgent="yes")
    written, _, key = rows.a_concern(
        rows.answers(employer=str(place.employer.pk), sides=("employer", "training"))
    )
    following.write_to_handlers(concern=written, key=key, words="Again.", at=timezone.now())

    assert names_in(place.client.get("/casework/?mark=urgent")) == [urgent.short_name]
    assert names_in(place.client.get("/casework/?mark=message")) == [written.short_name]
    rows.acknowledge(place.handler, written)
    assert names_in(place.client.get("/casework/?mark=message")) == []
    theirs = client_of(place.guardian_member).get("/casework/?mark=message")
    assert names_in(theirs) == [written.short_name]


def test_the_search_stands_above_the_cases(place):
    place.concern()

    html = place.client.get("/casework/").content.decode()

    assert html.index("Search in what was written") < html.index("case-inbox")


def test_a_member_of_two_groups_narrows_to_one(place):
    second = rows.a_group(GroupKind.EQUALITY, place.office)
    today = timezone.localdate()
    own = Membership.objects.get(user=place.handler.user)
    Membership.objects.create(
        user=place.handler.user,
        group=second,
        role=own.role,
        proposed_on=today,
        confirmed_on=today,
        credentials=own.credentials,
    )
    concern = place.concern()

    own = place.client.get(f"/casework/?group={place.quality.pk}")
    other = place.client.get(f"/casework/?group={second.pk}")

    assert names_in(own) == [concern.short_name]
    assert names_in(other) == []


def test_an_empty_inbox_says_what_will_be_here(place):
    page = text_of(place.client.get("/casework/"))

    assert "No case waits for you" in page
    assert "Cases appear here as soon as" in page


def test_there_are_25_on_a_page(place):
    concern = place.concern()
    Concern.objects.filter(pk=concern.pk).update(category=Category.OTHER)
    page = place.client.get("/casework/?page=7")

    assert page.status_code == 200
    assert page.context["pagination"] == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_takes_as_many_queries_however_many_cases(place, django_assert_num_queries, count):
    for _ in range(count):
        place.concern()

    with django_assert_num_queries(QUERIES):
        place.client.get("/casework/")


class TestSearch:
    def test_words_are_found_in_every_text_and_each_hit_is_a_reading(self, place):
        found = place.concern(narrative="They laughed about my Accent on the ward.")
        place.concern()

        page = place.client.post("/casework/search/", {"words": "accent WARD"})

        assert "Found in 1 case" in text_of(page)
        assert found.short_name in text_of(page)
        assert "what happened" in text_of(page)
        assert "laughed" not in text_of(page)
        assert list(Entry.objects.filter(deed=Deed.OPENED).values_list("chain", flat=True)) == [found.pk]

    def test_all_words_must_be_there(self, place):
        place.concern(narrative="They laughed about my accent.")

        page = place.client.post("/casework/search/", {"words": "accent nowhere"})

        assert "Found in no case" in text_of(page)
        assert not Entry.objects.filter(deed=Deed.OPENED).exists()

    def test_cases_of_others_are_not_looked_through(self, place):
        place.concern()
        other = client_of(rows.a_member(rows.a_group(GroupKind.QUALITY, rows.an_office("South West"))))

        page = other.post("/casework/search/", {"words": "shouted"})

        assert "Found in no case 0 cases looked through." in text_of(page)

    def test_words_do_not_stand_in_an_address(self, place):
        place.concern()

        page = place.client.get("/casework/search/?words=shouted")

        assert "Found in" not in text_of(page)

    def test_nothing_typed_is_refused_in_words(self, place):
        page = place.client.post("/casework/search/", {"words": " "})

        assert "Enter your words to look for" in text_of(page)
