from pathlib import Path

import pytest
from django.core.management import call_command

from assembly_portal.routing import TABLES
from realtime.checks import problems, undocumented
from realtime.registry import StreamKind, Tables, command, durable
from realtime.schema import Text

PROTOCOL = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"
SAID = durable("test.said", {"body": Text(20)})
KIND = StreamKind("test", lambda pairs, at: pairs, lambda name, at: {})


def test_the_document_tells_every_frame_as_it_is_declared():
    assert PROTOCOL.exists()
    assert problems(TABLES, PROTOCOL) == []
    call_command("check")


def test_a_frame_without_its_row_is_found_and_the_row_is_given():
    [found] = undocumented(Tables([KIND], [SAID]), [])

    assert found.id == "realtime.E002"
    assert found.hint == "| `test.said`* | to the client | `body` text of 0 to 20 |"


def test_a_row_that_tells_a_frame_otherwise_is_found():
    row = "| `test.said`* | to the client | `body` text of 0 to 21 | What was said. |"

    assert {found.id for found in undocumented(Tables([KIND], [SAID]), [row])} == {
        "realtime.E002",
        "realtime.E003",
    }


def test_a_type_or_a_prefix_declared_twice_is_found(tmp_path):
    found = problems(Tables([KIND, KIND], [SAID, SAID]), tmp_path / "nothing.md")

    assert [each.msg.split()[0] for each in found] == ["test", "test.said"]


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("test:abc", True),
        ("test:ABCD-2345", True),
        ("test:abc.staff", False),
        ("test:", False),
        ("test", False),
        ("other:abc", False),
        ("test:a b", False),
        ("test:abc\n", False),
        ("", False),
    ],
)
def test_only_names_of_declared_kinds_are_streams(name, is_found):
    assert (Tables([KIND], []).stream_kind(name) is KIND) is is_found


def test_a_stream_of_staff_is_a_kind_of_its_own():
    staff = StreamKind("test.staff", KIND.followers, KIND.snapshot)

    assert Tables([KIND, staff], []).stream_kind("test:abc.staff") is staff


def test_a_type_may_travel_once_in_each_direction(tmp_path):
    sent = command("test.said", {}, on="test", action=lambda command: None)

    assert problems(Tables([KIND], [SAID, sent]), tmp_path / "nothing.md") == []
    assert Tables([KIND], [SAID, sent, sent]).duplicates() == ["test.said"]
