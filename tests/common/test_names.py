import pytest

from common.names import can_be_seen, tidy_name


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u200b", "\u200d", "\u2060 \ufeff"])
def test_a_name_that_nobody_could_see_is_none(typed):
    assert tidy_name(typed) == ""
    assert not can_be_seen(typed)


@pytest.mark.parametrize(
    "name", ["Dr Amara", "د. أميرة حسن", "李", "O'Neil-Ó", "\U0001f9d1\u200d\u2695\ufe0f"]
)
def test_a_name_in_any_script_stays(name):
    assert tidy_name(name) == name
