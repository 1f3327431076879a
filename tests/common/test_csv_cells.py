import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.csv_cells import STARTERS, bare_cell, safe_cell


@pytest.mark.parametrize("starter", STARTERS, ids=repr)
@pytest.mark.parametrize("before", ["", " ", "   "], ids=len)
def test_nothing_that_people_type_starts_a_formula(starter, before):
    assert safe_cell(f"{before}{starter}HYPERLINK(1)") == f"'{before}{starter}HYPERLINK(1)"


@pytest.mark.parametrize(("value", "cell"), [("Dr O'Brien", "Dr O'Brien"), ("", ""), (None, ""), (7, "7")])
def test_other_cells_stay_as_they_are(value, cell):
    assert safe_cell(value) == cell


@given(st.text())
def test_no_cell_starts_a_formula(text):
    assert not safe_cell(text).lstrip(" ").startswith(STARTERS)


@given(st.text().filter(lambda text: not text.startswith("'")))
def test_what_was_written_is_read_back(text):
    assert bare_cell(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["'", "'tis", "", "Dr O'Brien"])
def test_an_apostrophe_that_people_typed_stays(text):
    assert bare_cell(text) == text


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b", "\u202e", "\u00a0"], ids=ascii)
def test_what_nobody_sees_hides_no_formula(unseen):
    assert safe_cell(f"{unseen}=1+1") == f"'{unseen}=1+1"
