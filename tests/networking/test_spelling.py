import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spelling import distance
from networking.spelling import Likeness, plain, sorts_as, words_like, words_of, words_typed, wrong_letters

AS_TYPED, NEARLY, NOT = Likeness.AS_TYPED, Likeness.NEARLY, None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Llŷr", "llyr"),
        ("José GARCÍA", "jose garcia"),
        ("Søren Æbelø", "soren aebelo"),
        ("Łukasz Đorđević", "lukasz dordevic"),
        ("Groß", "gross"),
        ("Нина", "нина"),
    ],
)
def test_small_letters_without_accents(text, expected):
    assert plain(text) == expected


def test_names_are_put_in_order_without_accents_and_titles():
    names = [
        "Professor Dame Bea Moss",
        "amara Fern",
        "Zoë Ash",
        "Dr. Áine Oak",
        "Drew Pine",
        "Dr",
        "Miss Ann",
    ]

    ordered = sorted(names, key=sorts_as)

    expected = ["Dr. Áine Oak", "amara Fern", "Miss Ann", "Professor Dame Bea Moss", "Dr", "Drew Pine"]
    assert ordered == [*expected, "Zoë Ash"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  Robin  Meadowcombe ", ["robin", "meadowcombe"]),
        ("O'Brien O\N{RIGHT SINGLE QUOTATION MARK}Brien", ["obrien"]),
        ("Smith-Jones", ["smith", "jones"]),
        ("leadership and management", ["leadership", "management"]),
        ("And", ["and"]),
        ("she/her", ["she", "her"]),
        ("!?_", []),
        ("", []),
    ],
)
def test_the_words_that_somebody_types(typed, expected):
    assert words_typed(typed) == expected


def test_a_name_with_an_apostrophe_is_one_word_and_two():
    assert set(words_of("Áine O'Brien-Ó Néill")) == {"aine", "obrien", "o", "neill", "brien"}


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("robin", "Robin Meadowcombe", AS_TYPED),
        ("mead", "Robin Meadowcombe", AS_TYPED),
        ("r", "Robin", AS_TYPED),
        ("combe", "Robin Meadowcombe", NOT),
        ("robyn", "Robin Meadowcombe", NEARLY),
        ("jhon", "John", NEARLY),
        ("kobin", "Robin", NEARLY),
        ("jon", "Jan", NOT),
        ("robbyn", "Rubin", NOT),
        ("medowcomb", "Meadowcombe", NEARLY),
        ("medowcom", "Meadowcombe", NOT),
        ("mentorng", "Mentoring and coaching", NEARLY),
    ],
)
def test_how_a_word_is_in_a_text(word, text, expected):
    found = [least for least in Likeness if words_like(word, words_of(text), least)]

    assert max(found, default=NOT) is expected


@given(st.text("abcde", min_size=1, max_size=9), st.text("abcde", min_size=1, max_size=9))
def test_nearly_is_so_many_wrong_letters_and_no_quicker_guess(word, other):
    is_near = 0 < wrong_letters(word) >= distance(word, other)

    assert words_like(word, [other], NEARLY) == ([other] if is_near or other.startswith(word) else [])
