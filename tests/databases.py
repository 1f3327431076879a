"""The databases of a run: one is migrated, the tests' own and each portal's are copies of it."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.db import connection, transaction
from psycopg import sql

from assembly_portal.embedded import Servers

HOME = Path(__file__).resolve().parent.parent
MIGRATED = "migrated"
# Few of the many thousand model classes of the migrations' past can be thrown away, and looking takes long.
MIGRATE = """
import gc, sys
from django.core.management import execute_from_command_line
gc.set_threshold(100_000, 50, 100)
execute_from_command_line(["manage.py", "migrate", "--noinput"])
"""
# Flushing leaves them as they were: it empties them and writes them anew.
LASTING = {"auth_permission", "django_content_type"}


def address_of(servers: Servers, database: str) -> str:
    """The address of another database on the same server."""
    return f"{servers.database_url.rpartition('/')[0]}/{database}"


def migrated(servers: Servers) -> str:
    """Return the name of the migrated database, to be copied; whoever comes first makes it."""
    with psycopg.connect(address_of(servers, "postgres"), autocommit=True) as line:
        # Both workers ask at the same moment: one of them migrates, and the other waits for it here.
        line.execute("select pg_advisory_lock(1)")
        if not line.execute("select 1 from pg_database where datname = %s", [MIGRATED]).fetchone():
            line.execute("drop database if exists migrating with (force)")
            line.execute("create database migrating")
            _migrate(address_of(servers, "migrating"))
            # Under its name only when it is whole.
            line.execute("alter database migrating rename to migrated")
    return MIGRATED


def make_copy(servers: Servers, name: str) -> str:
    """Make a database anew from the migrated one; returns its address."""
    template = migrated(servers)
    with psycopg.connect(address_of(servers, "postgres"), autocommit=True) as line:
        line.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        copy = sql.SQL("create database {} template {}")
        line.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
    return address_of(servers, name)


def empty_tables() -> None:
    """Leave what Django's ``flush`` leaves after a test that commits, in a fraction of its time.

    It gives over a hundred tables new files and writes all permissions anew; most tables were empty anyhow.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_emptying())


@functools.cache
def _emptying() -> str:
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - LASTING)
    quoted = [connection.ops.quote_name(table) for table in tables]
    deletes = "; ".join(f"delete from {table}" for table in quoted)
    # The lock waits for whoever still writes, as a truncation does; a replica asks no trigger and no key.
    lock = f"lock table {', '.join(quoted)} in exclusive mode"
    return f"{lock}; set local session_replication_role = replica; {deletes}"


def _migrate(address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE],
        cwd=HOME,
        env={
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "assembly_portal.settings.test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"The migrations failed:\n{done.stdout}\n{done.stderr}"
