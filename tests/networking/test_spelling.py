import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spelling import distance
from networking.spelling import Likeness, likeness, plain, words_like, words_of, words_typed, wrong_letters

AS_TYPED, NEARLY, NOT = Likeness.AS_TYPED, Likeness.NEARLY, Likeness.NOT


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
    assert likeness(word, words_of(text)) is expected


@given(st.text("abcde", min_size=1, max_size=9), st.text("abcde", min_size=1, max_size=9))
def test_nearly_is_so_many_wrong_letters_and_no_quicker_guess(word, other):
    is_near = 0 < wrong_letters(word) >= distance(word, other)

    assert words_like(word, [other], NEARLY) == ([other] if is_near or other.startswith(word) else [])
