"""What is kept of the directory from page to page: never older than the people and lists in it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Grade
from common.codes import new_code
from events.models import Delegate
from networking import index
from networking.models import Interest, Profile
from networking.sight import PEOPLE, Sight
from tests.factories import log_in, make_delegate
from tests.networking.directory_rows import Looker, grade, group, looker, office
from tests.networking.rows import make_block, make_profile

__all__ = ["looker"]
pytestmark = pytest.mark.django_db

QUERIES = 10
READ_ANEW = QUERIES + 2
"""Everybody once, and whom one may meet once more."""
FACTS = ["pronouns", "learner_group", "grade", "local_office"]


@pytest.fixture
def amara(looker) -> Profile:
    return looker.person(
        "Amara Fernhollow",
        facts={
            "pronouns": "she/her",
            "grade": grade("dental-foundation"),
            "local_office": office("north-west"),
            "learner_group": group("doctors-in-training"),
        },
        shows=FACTS,
        interests=["patient-safety"],
        offers=["mentoring"],
        seeks=["research"],
    )


def page(looker, **asked) -> tuple:
    context = looker.get(**asked).context
    choices = [(field.name, field.field.choices) for field in context["form"].filters]
    return context["cards"], choices, context["found"].count, context["suggestions"]


def answer(**facts):
    def change(amara):
        Delegate.objects.filter(pk=amara.delegate_id).update(**facts)

    return change


def choose(**fields):
    def change(amara):
        Profile.objects.filter(pk=amara.pk).update(**fields)

    return change


def cancel_and_delete(amara):
    amara.delegate.delete()


def somebody_joins(amara):
    make_profile(make_delegate(amara.delegate.assembly, name="Bea New"))


def one_comes_as_one_goes(amara):
    amara.delete()
    make_profile(make_delegate(amara.delegate.assembly, name="Bea New"))


def names_are_exchanged(amara):
    bea = make_profile(make_delegate(amara.delegate.assembly, name="Bea New"))
    answer(name="Bea New")(amara)
    answer(name="Amara Fernhollow")(bea)


def twice_at_once(amara):
    with transaction.atomic():
        choose(offers=["speaking"])(amara)
        choose(offers=["mentoring"], seeks=[])(amara)


def rename_grade(amara):
    Grade.objects.filter(code="dental-foundation").update(name="Dental year")


def recode_grade(amara):
    Grade.objects.filter(code="dental-foundation").update(code="dental-year")


def rename_interest(amara):
    Interest.objects.filter(code="patient-safety").update(name="Safety")


def drop_interest(amara):
    Interest.objects.filter(code="patient-safety").delete()


def block_the_looker(amara):
    looker = amara.delegate.assembly.delegates.get(name="Vera Viewer")
    make_block(amara.delegate, looker)


CHANGES = {
    "name": answer(name="Amara Nightingale"),
    "pronouns": answer(pronouns="they/them"),
    "no grade": answer(grade=None),
    "place": answer(state=Delegate.State.CANCELLED),
    "hidden": choose(shows=["grade"]),
    "interests": choose(interests=[]),
    "offers": choose(offers=["speaking"]),
    "seeks": choose(seeks=["mentoring", "speaking"]),
    "not listed": choose(is_listed=False),
    "left": choose(is_listed=False, joined_at=None),
    "another address": choose(code=new_code()),
    "deleted": cancel_and_delete,
    "somebody joins": somebody_joins,
    "one comes as one goes": one_comes_as_one_goes,
    "names exchanged": names_are_exchanged,
    "twice at once": twice_at_once,
    "grade renamed": rename_grade,
    "grade under another code": recode_grade,
    "interest renamed": rename_interest,
    "interest dropped": drop_interest,
    "blocked": block_the_looker,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_each_change_the_page_is_that_of_who_comes_first(looker, amara, change, monkeypatch):
    looker.profile.interests, looker.profile.seeks = ["patient-safety"], ["mentoring"]
    looker.profile.save()
    before = page(looker)
    assert before[0]

    change(amara)

    after = page(looker)
    assert after != before
    monkeypatch.setattr(index, "_kept", {})
    assert page(looker) == after


def enter(looker, person):
    """Somebody else looks, who has come before."""
    log_in(looker.client, person.user)
    address = reverse("networking_profile", args=[person.assembly.slug])
    assert looker.client.get(address).status_code == 200


def queries(looker, **asked) -> int:
    with CaptureQueriesContext(connection) as captured:
        looker.get(**asked)
    return len(captured)


def test_what_was_read_is_read_again_only_after_a_change(looker, amara):
    looker.get(q="amara")

    assert queries(looker, q="amara") == QUERIES
    assert queries(looker, q="nightingale") == QUERIES
    CHANGES["offers"](amara)
    assert queries(looker, q="amara") == READ_ANEW
    assert queries(looker, q="amara") == QUERIES


def test_what_one_person_read_serves_another_who_may_meet_others(looker, amara):
    bea = looker.person("Bea Kept Away")
    make_block(looker.delegate, bea.delegate)
    assert looker.found() == ["Amara Fernhollow"]

    enter(looker, bea.delegate)

    assert queries(looker, q="amara") == QUERIES
    assert looker.found() == ["Amara Fernhollow"]
    enter(looker, amara.delegate)
    assert looker.found() == ["Bea Kept Away", "Vera Viewer"]


def test_whom_nobody_here_may_meet_can_change_without_their_noticing(looker, amara):
    make_block(looker.delegate, amara.delegate)
    looker.person("Bea Seen")
    looker.get()

    CHANGES["offers"](amara)

    assert queries(looker, q="bea") == QUERIES


def test_few_assemblies_are_kept_at_once(client, db):
    lookers = []
    for _ in range(index.MOST_KEPT + 1):
        looker = Looker(client)
        looker.person("Amara Fernhollow")
        looker.get()
        lookers.append(looker)

    for looker, expected in ((lookers[0], READ_ANEW), (lookers[-1], QUERIES), (lookers[0], QUERIES)):
        enter(looker, looker.delegate)
        assert queries(looker, q="amara") == expected
    assert len(index._kept) == index.MOST_KEPT


class Asking:
    """Somebody asks in a thread of their own; tells once it is known whom they may meet."""

    def __init__(self, looker, asked: Barrier) -> None:
        self.viewer, self._asked, self._times, self.readings = looker.delegate, asked, 0, 0

    def __call__(self) -> set[str]:
        try:
            with connection.execute_wrapper(self._tell):
                sight = Sight.of(self.viewer, timezone.now())
                return {sight.index.person(place).name for place in sight.everybody}
        finally:
            connection.close()

    def _tell(self, execute, sql, *arguments):
        answer = execute(sql, *arguments)
        self.readings += "networking_profile" in sql
        self._times += PEOPLE.name in sql
        if PEOPLE.name in sql and self._times == 1:
            self._asked.wait(10)
        return answer


@pytest.mark.django_db(transaction=True)
def test_who_blocks_while_it_is_read_is_not_there_as_they_are_now(looker):
    amara = looker.person("Amara Fernhollow")
    asked = Barrier(2)
    with ThreadPoolExecutor(1) as pool:
        with index._one_reads:
            asking = pool.submit(Asking(looker, asked))
            asked.wait(10)
            block_the_looker(amara)
            CHANGES["seeks"](amara)

        assert asking.result(10) == set()


@pytest.mark.django_db(transaction=True)
def test_of_all_who_wait_for_it_one_reads(looker):
    looker.person("Amara Fernhollow")
    asked = Barrier(4)
    all_of_them = [Asking(looker, asked) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        with index._one_reads:
            asking = [pool.submit(each) for each in all_of_them]
            asked.wait(10)

        assert [each.result(10) for each in asking] == [{"Amara Fernhollow"}] * 3
    assert sum(each.readings for each in all_of_them) == 1
