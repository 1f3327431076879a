import pytest

from library.searching.terms import all_of, any_of, is_plain, phrases_of, with_words, words_of


@pytest.mark.parametrize(
    ("tsquery", "expected"),
    [
        ("'escal' & 'map'", "'escal' | 'map'"),
        ("'escal' <-> 'map' & !'draft'", "'escal' | 'map'"),
        ("'a' & !( 'b' <-> 'c' ) & 'd'", "'a' | 'd'"),
        ("!'only'", ""),
        ("'it''s' | 'a&b'", "'it''s' | 'a&b'"),
        ("'a' & 'a'", "'a'"),
        ("", ""),
    ],
)
def test_wanted_words_of_a_query(tsquery, expected):
    assert any_of(tsquery) == expected


@pytest.mark.parametrize(
    ("tsquery", "expected"),
    [
        ("'a' <-> 'b'", ["'a' <-> 'b'"]),
        ("'a' <2> 'b' & 'c' & 'd' <-> 'e' <-> 'f'", ["'a' <2> 'b'", "'d' <-> 'e' <-> 'f'"]),
        ("'a' & 'b'", []),
        ("'a & <-> b'", []),
        ("'a' <-> 'b' | 'c'", []),
        ("'a' <-> 'b' & !'c'", []),
        ("", []),
    ],
)
def test_the_phrases_of_a_query(tsquery, expected):
    assert phrases_of(tsquery) == expected


def test_all_words_of_a_query_wherever_they_stand():
    assert all_of("'a' <2> 'b' & 'it''s'") == "'a' & 'b' & 'it''s'"


@pytest.mark.parametrize(
    ("tsquery", "expected"),
    [
        ("'a' & 'b'", True),
        ("'a'", False),
        ("'a' <-> 'b'", False),
        ("'a' & !'b'", False),
        ("'a' | 'b'", False),
        ("'&'", False),
    ],
)
def test_whether_a_query_is_several_words(tsquery, expected):
    assert is_plain(tsquery) is expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Escalation map for Escalation", ["escalation"]),
        ('"hearing back" -draft', ["hearing", "back"]),
        ("less-than-full", []),
        ("a1b2 f2", []),
        ("Llŷr", ["llŷr"]),
    ],
)
def test_words_that_may_be_misspelt(typed, expected):
    assert words_of(typed) == expected


def test_better_words_take_the_place_of_those_typed_and_no_more():
    typed = '"Escalaton map" -escalaton, ESCALATON!'

    assert with_words(typed, {"escalaton": "escalation"}) == '"escalation map" -escalation, escalation!'
