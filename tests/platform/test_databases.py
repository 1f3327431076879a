"""Tests that commit leave nothing behind."""

from django.core.management import call_command
from django.db import connection

from tests.databases import LASTING, empty_tables
from tests.factories import make_delegate, make_live_assembly


def filled_tables():
    tables = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select exists(select from {connection.ops.quote_name(table)})")
            if cursor.fetchone()[0]:
                yield table


def test_emptying_leaves_what_flushing_leaves(transactional_db):
    make_delegate(make_live_assembly())
    assert set(filled_tables()) > LASTING

    empty_tables()

    emptied = set(filled_tables())
    call_command("flush", interactive=False, verbosity=0)
    assert emptied == set(filled_tables()) == LASTING


def test_keys_and_triggers_are_heeded_again_after_it(transactional_db):
    empty_tables()

    with connection.cursor() as cursor:
        cursor.execute("show session_replication_role")
        assert cursor.fetchone() == ("origin",)
