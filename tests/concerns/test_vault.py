"""Swapped, moved and changed rows open nothing; keys rotate; chains hold; entries come before texts."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from concerns.actions import keys as keys_of
from concerns.actions import opening, raising
from concerns.models import Chain, Entry, KeyGrant, SealedText
from concerns.models.records import Deed
from concerns.refusals import ConcernRefused, Refusal
from concerns.reporter_codes import ReporterCode
from concerns.sealing.folder import write_new_key
from tests.concerns.rows import make_fit
from tests.factories import make_user


@pytest.fixture
def tampering(db):
    """The database without the trigger: somebody who owns it."""
    with connection.cursor() as cursor:
        cursor.execute("alter table concerns_sealedtext disable trigger user")
        cursor.execute("alter table concerns_entry disable trigger user")


def test_texts_swapped_between_two_cases_show_an_error_and_the_others_open(around, tampering):
    one, _, _ = around.concern(narrative="ONE")
    two, _, _ = around.concern(narrative="TWO")
    first, second = (concern.texts.get(kind="narrative") for concern in (one, two))
    SealedText.objects.filter(pk=first.pk).update(sealed=second.sealed)
    SealedText.objects.filter(pk=second.pk).update(sealed=first.sealed)

    for concern in (one, two):
        opened = opening.open_case(handler=around.handler, concern=concern, at=around.now)
        assert [each.words for each in opened.texts] == [None, "Bullying", "Undermining"]


def test_a_grant_moved_to_another_case_opens_nothing(around):
    one, _, _ = around.concern(narrative="ONE")
    two, _, _ = around.concern(narrative="TWO")
    stolen = one.grants.get(holder="group")
    KeyGrant.objects.filter(concern=two, holder="group").update(wrapped=stolen.wrapped)

    with pytest.raises(ConcernRefused) as refused:
        opening.open_case(handler=around.handler, concern=two, at=around.now)
    assert refused.value.code == Refusal.DAMAGED


def test_a_process_without_keys_takes_a_concern_and_cannot_read_it(around, keys):
    keys.absent()
    concern, code, _ = around.concern(mode="named", name="Jo")

    assert code
    with pytest.raises(ConcernRefused) as refused:
        opening.open_case(handler=around.handler, concern=concern, at=around.now)
    assert refused.value.code == Refusal.KEYS_ABSENT


def test_another_key_file_opens_nothing_and_says_so(around, settings, tmp_path):
    concern, _, _ = around.concern()
    write_new_key(tmp_path / "other")
    settings.CONCERNS_KEY_FILE = str(tmp_path / "other")

    with pytest.raises(ConcernRefused) as refused:
        opening.open_case(handler=around.handler, concern=concern, at=around.now)
    assert refused.value.code == Refusal.KEYS_ABSENT


def test_what_is_opened_stands_in_the_chain_even_if_nothing_opened_then(around, keys):
    concern, _, _ = around.concern()
    keys.absent()

    with pytest.raises(ConcernRefused):
        opening.open_case(handler=around.handler, concern=concern, at=around.now)
    assert Entry.objects.filter(chain=concern.pk, deed=Deed.OPENED).count() == 1


def test_without_an_entry_nothing_opens(around):
    concern, _, _ = around.concern()
    with connection.cursor() as cursor:
        cursor.execute(
            "create function no_entries() returns trigger language plpgsql as"
            " $$ begin raise exception 'read only'; end $$"
        )
        cursor.execute(
            "create trigger no_entries before insert on concerns_entry for each row execute function "
            "no_entries()"
        )

    with pytest.raises(DatabaseError), transaction.atomic():
        opening.open_case(handler=around.handler, concern=concern, at=around.now)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_an_entry(around, change):
    around.concern()
    entries = Entry.objects.all()

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        entries.update(role="somebody else") if change == "update" else entries.delete()


def test_a_chain_counts_and_covers_what_came_before(around):
    concern, _, _ = around.concern()
    for _ in range(3):
        opening.open_case(handler=around.handler, concern=concern, at=around.now)

    entries = list(Entry.objects.filter(chain=concern.pk))
    end = Chain.objects.get(pk=concern.pk)
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert (end.length, end.head) == (5, entries[-1].digest)
    assert entries[2].digest == entries[2].digest_after(entries[1].digest)
    entries[2].role = "somebody else"
    assert entries[2].digest != entries[2].digest_after(entries[1].digest)


def test_a_chain_outlives_its_concern(around):
    concern, _, _ = around.concern()
    chain = concern.pk
    concern.delete()

    assert Entry.objects.filter(chain=chain).count() == 2
    assert not SealedText.objects.exists()


def test_the_command_names_the_chain_that_was_changed(around, tampering):
    concern, _, _ = around.concern()
    said = StringIO()
    call_command("verify_concern_chains", stdout=said)
    assert "stand as they were written" in said.getvalue()
    Entry.objects.filter(chain=concern.pk, number=1).update(role="somebody else")

    with pytest.raises(CommandError, match="1 chains are broken"):
        call_command("verify_concern_chains", stderr=said)
    assert f"{concern.pk}, from entry 1 on: An entry was changed." in said.getvalue()


# --- Keys --------------------------------------------------------------------------------------


def test_the_key_is_rotated_and_the_old_one_forgotten(around, settings, tmp_path):
    concern, _, _ = around.concern(narrative="ONE", mode="named", name="Jo")
    old = settings.CONCERNS_KEY_FILE
    said = StringIO()
    call_command("concern_keys", "rotate", tmp_path / "new", stdout=said)
    assert "4 private halves" in said.getvalue()
    for file in (old, str(tmp_path / "new")):
        settings.CONCERNS_KEY_FILE = file
        opened = opening.open_case(handler=around.handler, concern=concern, at=around.now)
        assert opened.texts[0].words == "ONE"

    call_command("concern_keys", "forget-old", stdout=said)
    call_command("concern_keys", "check", stdout=said)
    assert "Removed 4 files" in said.getvalue()
    assert "All 4 texts open" in said.getvalue()
    settings.CONCERNS_KEY_FILE = old
    with pytest.raises(ConcernRefused):
        opening.open_case(handler=around.handler, concern=concern, at=around.now)


def test_no_old_key_leaves_while_something_would_not_open(around, settings, tmp_path, tampering):
    concern, _, _ = around.concern()
    call_command("concern_keys", "rotate", tmp_path / "new", stdout=StringIO())
    settings.CONCERNS_KEY_FILE = str(tmp_path / "new")
    text = concern.texts.first()
    SealedText.objects.filter(pk=text.pk).update(sealed=b"x" * 600)
    files = len(list((tmp_path / "keys").iterdir()))

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("concern_keys", "forget-old")
    assert len(list((tmp_path / "keys").iterdir())) == files


def test_the_new_key_is_not_forgotten_before_it_is_in_use(around, tmp_path):
    call_command("concern_keys", "rotate", tmp_path / "new", stdout=StringIO())
    files = sorted((tmp_path / "keys").iterdir())

    with pytest.raises(CommandError, match="Name the new key in CONCERNS_KEY_FILE first"):
        call_command("concern_keys", "forget-old")
    assert sorted((tmp_path / "keys").iterdir()) == files


def test_a_missing_half_is_told_before_anything_is_removed(around, settings, tmp_path):
    around.concern()
    call_command("concern_keys", "rotate", tmp_path / "new", stdout=StringIO())
    settings.CONCERNS_KEY_FILE = str(tmp_path / "new")
    folder = keys_of.KeyFolder.at_hand()
    folder._path(next(folder.kept())).unlink()

    with pytest.raises(CommandError, match="A key is missing"):
        call_command("concern_keys", "forget-old")


@pytest.mark.parametrize("deed", ["make-file", "make-recovery", "rotate"])
def test_no_command_writes_over_a_key(around, tmp_path, deed):
    (tmp_path / "there").write_text("precious")

    with pytest.raises(CommandError, match="is there already"):
        call_command("concern_keys", deed, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "precious"


def test_a_rotation_that_fails_half_way_leaves_the_old_key_working(around, settings, tmp_path, tampering):
    concern, _, _ = around.concern()
    broken, _, _ = around.concern()
    label = broken.labels.last().text
    SealedText.objects.filter(pk=label.pk).update(sealed=b"x" * 600)
    with pytest.raises(ConcernRefused) as refused:
        keys_of.rotate_key_file(to=tmp_path / "new", at=around.now)

    assert refused.value.code == Refusal.DAMAGED
    assert opening.open_case(handler=around.handler, concern=concern, at=around.now).texts[0].words
    broken.delete()
    assert keys_of.rotate_key_file(to=tmp_path / "newer", at=around.now) == 4


def test_the_operator_appoints_the_first_member(around, settings):
    user = make_user("first@example.org")
    said = StringIO()
    with pytest.raises(CommandError, match="second factor"):
        call_command("appoint_handler", "first@example.org", "equality", "North West")
    make_fit(user)
    call_command("appoint_handler", "first@example.org", "equality", "North West", stdout=said)
    assert "Equality, diversity and inclusion lead, North West" in said.getvalue()
    with pytest.raises(CommandError, match="no local office"):
        call_command("appoint_handler", "first@example.org", "equality", "Atlantis")


def test_a_code_finds_by_a_hash_with_a_key(around, settings):
    _, code, _ = around.concern()
    before = raising.locator_of(code)
    settings.CONCERNS_LOCATOR_KEY = "another"

    assert raising.locator_of(code) != before
    assert code.locator not in before
    assert ReporterCode.new().locator != code.locator


def test_a_search_with_another_key_says_so_and_finds_no_nothing(around, settings, tmp_path):
    concern, _, _ = around.concern()
    folder = keys_of.KeyFolder.at_hand()
    settings.CONCERNS_KEY_FILE = str(tmp_path / "another")
    write_new_key(tmp_path / "another")

    with pytest.raises(ConcernRefused) as refused:
        opening.find_words(handler=around.handler, words="shouted", at=around.now)
    assert refused.value.code == Refusal.KEYS_ABSENT

    settings.CONCERNS_KEY_FILE = str(tmp_path / "key-file")
    KeyGrant.objects.filter(concern=concern, key__group=around.quality).update(wrapped=b"x" * 80)
    around.concern()
    found = opening.find_words(handler=around.handler, words="shouted", at=around.now)
    assert (len(found.hits), found.searched_count, found.closed_count) == (1, 1, 1)
    assert folder.name_of_key == keys_of.KeyFolder.at_hand().name_of_key
