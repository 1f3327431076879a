"""Keys of the test's own: a fresh key file and folder for each."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from concerns.actions.keys import make_custody_key
from concerns.kinds import GroupKind
from concerns.sealing import wrapping
from concerns.sealing.folder import write_new_key
from tests.concerns import rows


@pytest.fixture(autouse=True)
def keys(tmp_path, settings):
    """The process has keys, as one that serves handlers; ``keys.absent()`` takes them away."""
    settings.CONCERNS_KEY_FILE = str(tmp_path / "key-file")
    settings.CONCERNS_KEY_FOLDER = str(tmp_path / "keys")
    write_new_key(tmp_path / "key-file")
    return KeysOfTheTest(settings)


@pytest.fixture
def no_turn(monkeypatch):
    """``with no_turn():`` two other people are having their codes checked, and nobody else gets a turn."""
    monkeypatch.setattr(wrapping, "PATIENCE_SECONDS", 0.01)

    @contextmanager
    def taken():
        for _ in range(wrapping.AT_ONCE):
            wrapping._hashes.acquire()
        try:
            yield
        finally:
            for _ in range(wrapping.AT_ONCE):
                wrapping._hashes.release()

    return taken


@pytest.fixture
def canary_fault(db):
    """Every text that is sealed from now on fails in the database, with words that must not be told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "create function canary() returns trigger language plpgsql as"
            " $$ begin raise exception 'canary'; end $$"
        )
        cursor.execute(
            "create trigger canary before insert on concerns_sealedtext"
            " for each row execute function canary()"
        )


class KeysOfTheTest:
    def __init__(self, settings):
        self.settings = settings

    def absent(self):
        """From now on this process is one that serves the public."""
        self.settings.CONCERNS_KEY_FILE = self.settings.CONCERNS_KEY_FOLDER = ""


@pytest.fixture
def around(db):
    """A local office with its quality team and dean, a trust with its guardian, and a member in each."""
    return Around()


class Around:
    def __init__(self):
        self.now = timezone.now()
        make_custody_key(at=self.now)
        self.office = rows.an_office()
        self.trust = rows.an_employer(office=self.office)
        self.quality = rows.a_group(GroupKind.QUALITY, self.office)
        self.deans = rows.a_group(GroupKind.DEAN, self.office)
        self.guardians = rows.a_group(GroupKind.GUARDIAN, self.trust)
        self.handler = rows.a_member(self.quality)
        self.second = rows.a_member(self.quality)
        self.guardian = rows.a_member(self.guardians)
        self.dean = rows.a_member(self.deans)

    def answers(self, **given):
        return rows.answers(**{"employer": str(self.trust.pk), "office": str(self.office.pk), **given})

    def concern(self, *, at=None, **given):
        return rows.a_concern(self.answers(**given), at=at or self.now)
