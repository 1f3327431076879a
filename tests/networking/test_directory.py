"""The directory: who is listed for whom, what is searched and what never is, and what it costs."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Delegate
from networking.matching import suggested
from networking.models import Contact, Interest, Profile, Subject
from networking.models.safety import Suspension
from networking.suggestions import wants
from tests.factories import log_in, make_assembly, make_delegate, make_live_assembly, make_organiser
from tests.networking.directory_rows import Looker, grade, group, looker, office
from tests.networking.rows import make_block, make_contact, make_profile

__all__ = ["looker"]
pytestmark = pytest.mark.django_db

QUERIES = 10


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_only_people_of_the_assembly_who_chose_it_are_listed(looker):
    looker.person("Zoe Listed"), looker.person("amara listed")
    looker.person("Not Listed", is_listed=False)
    looker.person("Left Already", joined_at=None)
    looker.person("No Place", facts={"state": Delegate.State.CANCELLED})
    make_delegate(looker.assembly, name="Never Joined")
    make_profile(name="Elsewhere", assembly=make_live_assembly())

    assert looker.found() == ["amara listed", "Zoe Listed"]
    assert "2 people" in text(looker.get())


def keep_away(looker, other):
    make_block(looker.delegate, other.delegate)


def be_kept_away(looker, other):
    make_block(other.delegate, looker.delegate)


def suspend(looker, other):
    Suspension.objects.create(
        delegate=other.delegate, by=make_organiser(), because="Rude", since_at=timezone.now()
    )


def leave(looker, other):
    Profile.objects.filter(pk=other.pk).update(joined_at=None, is_listed=False)


@pytest.mark.parametrize("vanish", [keep_away, be_kept_away, suspend, leave])
def test_who_may_not_be_met_is_in_no_list_count_filter_search_or_suggestion(looker, vanish):
    facts = {"grade": grade("dental-foundation"), "pronouns": "ze/zir"}
    looker.profile.interests, looker.profile.seeks = ["patient-safety"], ["mentoring"]
    looker.profile.save()
    other = looker.person(
        "Otto Otherwise",
        facts=facts,
        shows=["grade", "pronouns"],
        interests=["patient-safety"],
        offers=["mentoring"],
    )
    address = reverse("networking_person", args=[looker.assembly.slug, other.code])
    assert looker.client.get(address).status_code == 200
    assert looker.get().context["suggestions"]

    vanish(looker, other)

    page = looker.get()
    assert page.context["found"].count == 0
    assert page.context["suggestions"] == []
    assert page.context["form"].filters == []
    assert "Nobody else is listed yet" in text(page)
    for words in ("Otto", "Otherwize", "foundation", "ze", "safety", "mentoring"):
        asked = looker.get(q=words)
        assert asked.context["found"].count == 0
        assert "Otherwise" not in text(asked)
    assert looker.found(interest="patient-safety", grade="dental-foundation") == []
    assert looker.client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("amara", ["Amara Fernhollow"]),
        ("AMARA fern", ["Amara Fernhollow"]),
        ("fernholow", ["Amara Fernhollow"]),
        ("amaar", ["Amara Fernhollow"]),
        ("llyr", ["Llŷr O'Brien"]),
        ("Llŷr obrien", ["Llŷr O'Brien"]),
        ("brien", ["Llŷr O'Brien"]),
        ("obrein", ["Llŷr O'Brien"]),
        ("foundation", ["Amara Fernhollow"]),
        ("fondation", ["Amara Fernhollow"]),
        ("amara foundation", ["Amara Fernhollow"]),
        ("llyr foundation", []),
        ("north west", ["Amara Fernhollow"]),
        ("dentists", ["Llŷr O'Brien"]),
        ("they", ["Llŷr O'Brien"]),
        ("patient safety", ["Amara Fernhollow"]),
        ("pateint", ["Amara Fernhollow"]),
        ("mentoring", ["Amara Fernhollow", "Llŷr O'Brien"]),
        ("mentoring research", ["Llŷr O'Brien"]),
        ("leadership and management", ["Llŷr O'Brien"]),
        ("%", []),
        ("\\ '", []),
        ("xylophone", []),
    ],
)
def test_each_word_is_in_the_name_or_in_what_is_shown(looker, q, expected):
    looker.person(
        "Amara Fernhollow",
        facts={
            "grade": grade("dental-foundation"),
            "local_office": office("north-west"),
            "learner_group": group("doctors-in-training"),
        },
        shows=["grade", "local_office", "learner_group"],
        interests=["patient-safety"],
        offers=["mentoring"],
    )
    looker.person(
        "Llŷr O'Brien",
        facts={"learner_group": group("dentists-in-training"), "pronouns": "they/them"},
        shows=["learner_group", "pronouns"],
        interests=["leadership-and-management"],
        seeks=["mentoring", "research"],
    )

    assert looker.found(q) == expected


def test_a_field_that_somebody_hides_is_never_searched_filtered_or_offered(looker):
    facts = {
        "grade": grade("dental-foundation"),
        "local_office": office("north-west"),
        "learner_group": group("doctors-in-training"),
        "pronouns": "she/her",
    }
    looker.person("Hides All", facts=facts)
    shows = looker.person("Shows Office", facts=facts, shows=["local_office"])

    assert looker.found("north") == ["Shows Office"]
    for word in ("foundation", "doctors", "she"):
        assert looker.found(word) == []
    assert looker.offered("local_office") == [shows.delegate.local_office.name]
    assert looker.offered("grade") == looker.offered("learner_group") == []
    assert looker.found(local_office="north-west") == ["Shows Office"]

    Profile.objects.filter(pk=shows.pk).update(shows=[])

    assert looker.found("north") == []
    assert looker.offered("local_office") == []


def test_what_is_shown_is_what_stands_in_the_details_now(looker):
    other = looker.person("Moves On", facts={"grade": grade("dental-foundation")}, shows=["grade"])
    Delegate.objects.filter(pk=other.delegate_id).update(grade=grade("accs"), name="Moved Along")

    assert looker.found("foundation") == []
    assert looker.found("accs") == ["Moved Along"]


def test_an_office_that_nobody_knows_and_a_grade_that_is_none_are_not_shown(looker):
    facts = {"grade": grade("not-applicable"), "local_office": office("i-do-not-know")}
    looker.person("Has Neither", facts=facts, shows=["grade", "local_office"])

    page = looker.get()

    assert page.context["cards"][0].facts == []
    assert page.context["form"].filters == []
    assert looker.found("applicable") == []


def test_filters_offer_what_somebody_shows_and_keep_who_shows_it(looker):
    looker.person("Anna One", interests=["patient-safety", "global-health"], offers=["mentoring"])
    looker.person("Bert Two", interests=["global-health"], seeks=["research"])

    assert looker.offered("interest") == ["Patient safety", "Global health"]
    assert looker.offered("offers") == ["Mentoring"]
    assert looker.offered("seeks") == ["Research"]
    assert looker.found(interest="global-health") == ["Anna One", "Bert Two"]
    assert looker.found(interest="global-health", offers="mentoring") == ["Anna One"]
    assert looker.found("bert", seeks="research") == ["Bert Two"]
    assert looker.found("bert", offers="mentoring") == []


def test_what_nobody_shows_any_more_is_left_out_of_an_address_in_words(looker):
    looker.person("Anna One")

    page = looker.get(interest="patient-safety", grade="\x00")

    assert [card.name for card in page.context["cards"]] == ["Anna One"]
    assert "Nobody shows what this address asks for under “Grade” and “Interested in”" in text(page)


def test_nearly_right_words_are_told_only_where_nobody_has_them_as_typed(looker):
    looker.person("Robin Meadowcombe"), looker.person("Robyn Other")

    assert looker.found("robyn") == ["Robyn Other"]
    page = looker.get(q="Robyn Meadowcombe")
    assert [card.name for card in page.context["cards"]] == ["Robin Meadowcombe"]
    assert (
        "Nobody has <strong><bdi>Robyn Meadowcombe</bdi></strong> as you typed it. 1 person has nearly"
        in text(page)
    )


def test_two_wrong_letters_of_a_long_name_are_near_wherever_they_stand(looker):
    looker.person("Maryann Smith")

    assert looker.found("mxryaxn") == ["Maryann Smith"]
    assert looker.found("mxryaxx") == []


def test_those_of_the_name_stand_before_those_who_show_the_word(looker):
    looker.person("Anna Aster", interests=["leadership-and-management"])
    looker.person("Zed Leader")

    assert looker.found("leader") == ["Zed Leader", "Anna Aster"]


def test_the_order_is_that_of_names_and_of_no_titles(looker):
    for name in ("Zoe Ash", "Dr Bela Oak", "amara Fern", "Prof. Áine Moss", "Drew Pine"):
        looker.person(name)

    assert looker.found() == ["Prof. Áine Moss", "amara Fern", "Dr Bela Oak", "Drew Pine", "Zoe Ash"]


def test_what_people_have_in_common_stands_first(looker):
    looker.profile.interests, looker.profile.offers = ["global-health"], ["research"]
    looker.profile.save()
    looker.person(
        "Anna One",
        interests=["patient-safety", "global-health"],
        offers=["speaking"],
        seeks=["mentoring", "research"],
    )

    page = text(looker.get())

    assert "<dt>In common with you</dt><dd>Global health</dd>" in page
    assert "<dt>Also interested in</dt><dd>Patient safety</dd>" in page
    assert "<dt>Looks for</dt><dd><strong>Research</strong> (you offer this); Mentoring</dd>" in page


def test_an_interest_that_was_taken_out_of_the_lists_is_still_shown_and_found(looker):
    looker.person("Anna One", interests=["patient-safety"])
    Interest.objects.filter(code="patient-safety").update(is_offered=False, name="Safety first")

    assert looker.found("safety") == ["Anna One"]
    assert "Safety first" in text(looker.get())


def test_twenty_on_a_page_and_the_rest_of_the_question_is_kept(looker):
    for number in range(43):
        looker.person(f"Person {number:02}", offers=["mentoring"])

    first, third = looker.get(offers="mentoring"), looker.get(offers="mentoring", page=3)

    assert [len(page.context["cards"]) for page in (first, third)] == [20, 3]
    assert third.context["cards"][-1].name == "Person 42"
    assert "43 people" in text(first)
    assert "?offers=mentoring&amp;page=2" in text(first)
    assert [card.name for card in looker.get(page=99).context["cards"]] == [
        "Person 40",
        "Person 41",
        "Person 42",
    ]


def test_suggestions_stand_on_the_first_page_where_nothing_is_looked_for(looker):
    looker.profile.interests, looker.profile.seeks = ["patient-safety", "global-health"], ["mentoring"]
    looker.profile.save()
    looker.person("Anna Mentor", offers=["mentoring"])
    looker.person("Bert Both", interests=["patient-safety", "global-health"])
    looker.person("Nothing Shared", interests=["digital-health-and-data"])
    looker.person("Hidden Mentor", offers=["mentoring"], is_listed=False)

    page = looker.get()

    told = [(each.card.name, list(each.because)) for each in page.context["suggestions"]]
    assert told == [
        ("Anna Mentor", ["Offers mentoring, which you look for"]),
        ("Bert Both", ["You both chose Patient safety and Global health"]),
    ]
    assert looker.get(q="anna").context["suggestions"] == []


def test_suggested_is_who_the_rule_weighs_most_of_all_people(looker):
    dice, interests = random.Random(9), ["patient-safety", "global-health", "digital-health-and-data"]
    subjects = list(Subject.values)
    looker.profile.interests, looker.profile.seeks, looker.profile.offers = (
        interests[:2],
        subjects[:2],
        subjects[2:],
    )
    looker.profile.save()
    everybody = [
        looker.person(
            f"Person {number:02}",
            interests=dice.sample(interests, dice.randint(0, 3)),
            offers=dice.sample(subjects, dice.randint(0, 2)),
            seeks=dice.sample(subjects, dice.randint(0, 2)),
        )
        for number in range(40)
    ]
    best = suggested(wants(looker.profile), map(wants, everybody))
    asked = next(each for each in everybody if each.code == best[0][0].code)
    make_contact(looker.delegate, asked.delegate, state=Contact.State.DECLINED)
    rest = [each for each in everybody if each != asked]
    names = {each.code: each.delegate.name for each in rest}

    told = looker.get().context["suggestions"]

    expected = suggested(wants(looker.profile), map(wants, rest))
    assert len(expected) == 6
    assert [each.card.name for each in told] == [names[other.code] for other, _ in expected]


def test_who_left_or_never_joined_looks_and_is_told_that_nobody_finds_them(client):
    looker = Looker(client, joined_at=None)
    looker.person("Anna One", interests=["patient-safety"])

    page = looker.get()

    assert [card.name for card in page.context["cards"]] == ["Anna One"]
    assert page.context["suggestions"] == []
    assert "You have not joined networking" in text(page)
    assert f'href="/{looker.assembly.slug}/networking/me/"' in text(page)


def test_who_joined_and_is_not_listed_is_told_so(client):
    assert "You are not listed, so nobody finds you here" in text(Looker(client, is_listed=False).get())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opens_at": timedelta(days=1)}, "Networking opens with the doors"),
        ({"closes_at": timedelta(0)}, None),
    ],
    ids=["before the doors", "once archived"],
)
def test_outside_its_time_the_page_says_why_it_is_closed(client, fields, words):
    now = timezone.now()
    starts_at = now + timedelta(days=3) if "opens_at" in fields else now - timedelta(days=3)
    assembly = make_assembly(starts_at=starts_at, **{name: now + by for name, by in fields.items()})
    log_in(client, make_delegate(assembly).user)

    response = client.get(reverse("networking_people", args=[assembly.slug]))

    assert response.status_code in (403, 404)
    if words:
        assert words in text(response)


def test_pronouns_are_shown_as_they_were_typed_whatever_they_mean_in_lists(looker):
    looker.person("Amara Fernhollow", facts={"pronouns": "not-applicable"}, shows=["pronouns"])

    assert [card.pronouns for card in looker.get(q="applicable").context["cards"]] == ["not-applicable"]


def test_too_many_words_and_too_long_ones_are_told(looker):
    assert "Enter 8 words or fewer" in text(looker.get(q="a1 b2 c3 d4 e5 f6 g7 h8 i9"))
    assert "Search people must be 100 characters or fewer" in text(looker.get(q="x" * 101))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, QUERIES + 1),
        ({"page": 1}, QUERIES + 1),
        ({"q": "person"}, QUERIES),
        ({"q": "persn"}, QUERIES),
        ({"q": "mentoring"}, QUERIES),
        ({"q": "mentoring", "interest": "patient-safety"}, QUERIES),
        ({"offers": "mentoring"}, QUERIES),
    ],
    ids=["everything", "a page", "a name", "misspelt", "what is shown", "with a filter", "a filter"],
)
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(looker, count, asked, expected):
    looker.profile.interests = ["patient-safety"]
    looker.profile.save()
    for number in range(count):
        looker.person(
            f"Person {number}",
            facts={"grade": grade("dental-foundation")},
            shows=["grade", "local_office", "learner_group"],
            interests=["patient-safety"],
            offers=["mentoring"],
        )
    looker.get(**asked)

    with CaptureQueriesContext(connection) as captured:
        page = looker.get(**asked)

    assert len(page.context["cards"]) == count
    assert len(captured) == expected
