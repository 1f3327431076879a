"""What is sent as the key of a row."""

import pytest

from common.keys import key_sent


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("7", 7),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, 0),
        ("9" * 5000, 0),
        ("", 0),
        (None, 0),
        ("-1", 0),
        ("1.5", 0),
        ("٣", 0),
        ("²", 0),
        ("7\x00", 0),
        (" 7", 0),
    ],
)
def test_a_forged_key_is_nobodys(sent, key):
    assert key_sent(sent) == key
