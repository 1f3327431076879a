"""Statements that are written once, and given what changes each time that they are asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField, Q
from django.utils import timezone

from accounts.models import User
from common.statements import Given, Statement
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_it_is_written_once_and_answers_what_it_is_given(django_assert_num_queries):
    written = []

    def write():
        written.append(1)
        name, at = Given("name", CharField()), Given("at", DateTimeField())
        people = User.objects.filter(Q(name=name) | Q(email__startswith=name), joined_at__lte=at)
        return people.order_by("email").values("email", "name")

    now = timezone.now()
    for email, name in (("a@example.org", "Ann"), ("b@example.org", "Bob"), ("ann@example.org", "Cat")):
        make_user(email, name=name)
    statement = Statement(write)

    assert not written
    with django_assert_num_queries(4):
        assert statement.rows(name="Bob", at=timezone.now()) == [("b@example.org", "Bob")]
        assert statement.rows(name="ann", at=timezone.now()) == [("ann@example.org", "Cat")]
        assert statement.rows(name="Ann", at=timezone.now()) == [("a@example.org", "Ann")]
        assert statement.rows(name="Ann", at=now - timedelta(hours=1)) == []
    assert written == [1]


def test_what_it_is_given_is_never_part_of_its_words():
    statement = Statement(lambda: User.objects.filter(name=Given("name", CharField())).values("pk"))

    assert statement.rows(name="' or true --") == []
    with pytest.raises(KeyError):
        statement.rows(person="Ann")


@pytest.mark.django_db(transaction=True)
def test_it_is_prepared_once_on_each_connection():
    def prepared():
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_prepared_statements where statement like 'prepare portal_%'"
            )
            return cursor.fetchone()[0]

    make_user("a@example.org", name="Ann")
    statement = Statement(lambda: User.objects.filter(name=Given("name", CharField())).values("email"))
    before = prepared()

    for expected in (before + 1, before + 1):
        assert statement.rows(name="Ann") == [("a@example.org",)]
        assert prepared() == expected

    connection.close()
    assert statement.rows(name="Ann") == [("a@example.org",)]
    assert prepared() == 1
