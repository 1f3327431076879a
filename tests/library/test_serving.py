"""A file over HTTP: ranges, validators, what browsers are told, and a file that is not there."""

from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from library import vault
from library.actions.missing import look_for_missing
from library.file_kinds import DOCX, JPEG, MP4, PDF, TEXT
from library.models import StoredFile
from library.serving import clean_name
from library.streams import Cut
from notices.kinds import kind_of
from notices.letters import AS_ORGANISER
from notices.models import Notice
from tests.factories import make_organiser, make_user
from tests.library.factories import make_document, make_file, make_recording

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 2000
"""Longer than several pieces."""


@pytest.fixture(autouse=True)
def site(settings):
    settings.ROOT_URLCONF = "tests.library.files_site"


@pytest.fixture
def stored(vault_folder):
    return make_file(CONTENT)


def get(client, stored, query="", **headers):
    return client.get(f"/stored/{stored.pk}/{query}", headers=headers)


def test_the_whole_file(client, stored):
    answer = get(client, stored)

    assert answer.status_code == 200
    assert answer.getvalue() == CONTENT
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["ETag"] == stored.etag
    assert "Content-Range" not in answer


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, 511_999), ("bytes=130000-270000", 130_000, 270_000), ("bytes=-5", 511_995, 511_999)],
)
def test_one_range_of_it(client, stored, asked, first, last):
    answer = get(client, stored, range=asked)

    assert answer.status_code == 206
    assert answer.getvalue() == CONTENT[first : last + 1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/512000"
    assert answer["Content-Length"] == str(last + 1 - first)


def test_several_ranges_are_answered_with_everything(client, stored):
    answer = get(client, stored, range="bytes=0-1,5-6")

    assert (answer.status_code, answer.getvalue()) == (200, CONTENT)


def test_a_range_behind_the_end(client, stored):
    answer = get(client, stored, range="bytes=512000-")

    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */512000"
    assert answer.content == b""


@pytest.mark.parametrize(
    ("condition", "status"),
    [("{etag}", 206), ('"another"', 200), ("W/{etag}", 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200)],
)
def test_a_range_of_another_file_is_not_put_to_this_one(client, stored, condition, status):
    answer = get(client, stored, **{"range": "bytes=1-2", "if-range": condition.format(etag=stored.etag)})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("known", "status"),
    [("{etag}", 304), ("W/{etag}", 304), ('"a", {etag}', 304), ("*", 304), ('"a"', 200), ("rubbish", 200)],
)
def test_what_the_client_has_is_not_sent_again(client, stored, known, status):
    answer = get(client, stored, **{"if-none-match": known.format(etag=stored.etag)})

    assert answer.status_code == status
    assert answer["ETag"] == stored.etag
    if status == 304:
        assert "Content-Disposition" not in answer


def test_a_client_that_has_it_gets_no_range_either(client, stored):
    answer = get(client, stored, **{"range": "bytes=0-1", "if-none-match": stored.etag})

    assert answer.status_code == 304


def test_the_head_alone(client, stored):
    answer = client.head(f"/stored/{stored.pk}/", headers={"range": "bytes=0-1"})

    assert answer.status_code == 200
    assert answer["Content-Length"] == "512000"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer.content == b""


@given_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(cuts=st.sets(st.integers(1, len(CONTENT) - 1), max_size=6), data=st.data())
def test_any_ranges_put_together_are_the_file(client, stored, cuts, data):
    edges = [0, *sorted(cuts), len(CONTENT)]
    parts = data.draw(st.permutations(list(pairwise(edges))))
    whole = bytearray(len(CONTENT))
    for start, stop in parts:
        answer = get(client, stored, **{"range": f"bytes={start}-{stop - 1}", "if-range": stored.etag})
        assert answer.status_code == 206
        whole[start:stop] = answer.getvalue()

    assert bytes(whole) == CONTENT


@pytest.mark.parametrize(
    ("kind", "query", "disposition"),
    [
        (PDF, "", "inline"),
        (PDF, "?download=1", "attachment"),
        (JPEG, "", "inline"),
        (MP4, "", "inline"),
        (DOCX, "", "attachment"),
        (TEXT, "", "attachment"),
    ],
)
def test_what_browsers_are_told(client, vault_folder, kind, query, disposition):
    answer = get(client, make_file(b"<script>alert(1)</script>", kind), query)

    assert answer["Content-Type"] == kind.content_type
    assert answer["Content-Disposition"].split(";")[0] == disposition
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = answer["Content-Security-Policy"]
    if (kind, query) == (PDF, ""):
        assert "sandbox" not in policy, "Chrome and Safari show a blank page"
    else:
        assert policy.startswith("sandbox; default-src 'none'")
    assert "unsafe-inline" not in policy.partition("style-src")[0]


def test_nothing_is_kept_on_a_shared_computer(client, stored):
    assert get(client, stored)["Cache-Control"] == "no-cache"
    client.force_login(make_user())

    assert get(client, stored)["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\private\\notes.docx", "notes.docx"),
        ('a"b.pdf', 'a"b.pdf'),
        ("two\r\nSet-Cookie: x=1.pdf", "twoSet-Cookie: x=1.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("  ..  ", "file"),
        ("", "file"),
        ("Dyslexia \u2013 gu\u00ed\u00e1.pdf", "Dyslexia \u2013 gu\u00ed\u00e1.pdf"),
    ],
)
def test_names_lead_nowhere(name, clean):
    assert clean_name(name) == clean


@pytest.mark.parametrize(
    ("name", "written"),
    [('a"b.pdf', 'filename="a\\"b.pdf"'), ("gu\u00eda.pdf", "filename*=utf-8''gu%C3%ADa.pdf")],
)
def test_names_are_written_as_rfc_6266_has_them(client, stored, name, written):
    assert written in get(client, stored, f"?name={name}")["Content-Disposition"]


def test_the_proxy_sends_it_where_there_is_one(client, stored, settings):
    settings.LIBRARY_ACCEL_ADDRESS = "/private/"
    answer = get(client, stored, range="bytes=0-9")

    assert answer["X-Accel-Redirect"] == f"/private/{stored.key[:2]}/{stored.key}"
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="slides.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_nothing_leaves_from_the_instant_on(client, stored):
    over = get(client, stored, f"?until={timezone.now().timestamp()}")

    with pytest.raises(Cut):
        over.getvalue()


# --- Not on the disk -------------------------------------------------------------------------------


def notices():
    return Notice.objects.filter(kind="library.file_missing")


@pytest.mark.parametrize("loss", ["gone", "cut short"])
def test_a_lost_file_is_said_plainly_and_told_once(client, stored, loss):
    organisers = {make_organiser().pk, make_organiser().pk}
    make_user()
    if loss == "gone":
        vault.remove(stored.key)
    else:
        vault.path_of(stored.key).write_bytes(CONTENT[:1000])

    answers = [get(client, stored), get(client, stored, range="bytes=0-1")]

    for answer in answers:
        assert answer.status_code == 503
        assert "The organisers have been told." in answer.content.decode()
    stored.refresh_from_db()
    assert stored.missing_since is not None
    assert [each.recipient_id for each in notices().order_by("recipient")] == sorted(organisers)


def test_the_letter_names_the_file_and_is_not_sent_once_it_is_back(client, stored):
    make_organiser()
    vault.remove(stored.key)
    get(client, stored)
    compose = kind_of("library.file_missing").compose
    waiting = notices().all()

    (letter,) = compose(waiting).values()
    assert stored.name in letter.headline
    assert letter.reason == AS_ORGANISER
    StoredFile.objects.update(missing_since=None)
    assert compose(waiting) == {}


@pytest.mark.parametrize("found_by", ["asking", "looking"])
def test_a_file_that_is_back_is_sent_again(client, stored, found_by):
    make_organiser()
    path = vault.path_of(stored.key)
    path.rename(path.with_suffix(".away"))
    get(client, stored)
    assert look_for_missing() == 0
    path.with_suffix(".away").rename(path)

    if found_by == "looking":
        assert look_for_missing() == 1
    assert get(client, stored).status_code == 200
    stored.refresh_from_db()
    assert stored.missing_since is None


def test_a_second_loss_is_told_again(client, stored):
    make_organiser()
    path = vault.path_of(stored.key)
    for day in (1, 2):
        path.unlink()
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=False):
            get(client, stored)
        path.write_bytes(CONTENT)
        look_for_missing()

    assert notices().count() == 2


def test_a_file_that_was_removed_is_gone_and_nobody_is_alarmed(client, stored):
    make_organiser()
    vault.remove(stored.key)
    StoredFile.objects.update(removed_at=timezone.now())

    assert get(client, stored).status_code == 410
    assert not notices().exists()


def test_a_file_that_is_being_removed_alarms_nobody(client, vault_folder):
    make_organiser()
    recording = make_recording(removal_began_at=timezone.now())
    vault.remove(recording.file.key)
    get(client, recording.file)

    assert not notices().exists()


def test_the_notice_belongs_to_the_assembly_of_the_file(client, vault_folder):
    make_organiser()
    recording, document = make_recording(), make_document()
    for stored in (recording.file, document.versions.get().file):
        vault.remove(stored.key)
        get(client, stored)

    scopes = {recording.session.assembly.slug, ""}
    assert set(notices().values_list("scope", flat=True)) == scopes
