"""Codes: unlike each other, forgiving of how people write, and found in a text."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concerns.reporter_codes import ALPHABET, LENGTH, ReporterCode, contains_code, spelled_out

CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH).map(ReporterCode)


def test_10_000_codes_have_no_duplicate_and_at_least_95_bits():
    codes = [ReporterCode.new() for _ in range(10_000)]

    assert len({code.characters for code in codes}) == 10_000
    assert len({code.locator for code in codes}) == 10_000
    assert LENGTH * math.log2(len(ALPHABET)) >= 95
    # Each place takes each symbol: none of the bits is idle.
    assert all(code.in_groups[-1] in ALPHABET for code in codes)
    assert all({code.characters[place] for code in codes} == set(ALPHABET) for place in range(LENGTH))


@given(CODES, st.sampled_from([str, str.lower, lambda typed: typed.replace("-", " "), str.strip]))
def test_a_code_is_read_however_it_is_written(code, written):
    assert ReporterCode.read(written(code.in_groups)) == code


@pytest.mark.parametrize(("typed", "meant"), [("o", "0"), ("O", "0"), ("i", "1"), ("I", "1"), ("l", "1")])
def test_letters_that_look_like_numbers_are_taken_for_them(typed, meant):
    code = ReporterCode(meant + "A" * (LENGTH - 1))

    assert ReporterCode.read(typed + code.in_groups[1:]) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_told_at_once(code, place, symbol):
    body = code.characters[:place] + symbol + code.characters[place + 1 :]
    mistyped = body + code.in_groups[-1]

    assert (ReporterCode.read(mistyped) is None) is (symbol != code.characters[place])


@given(CODES, st.integers(0, LENGTH - 2))
def test_two_symbols_that_changed_places_are_told_at_once(code, place):
    first, second = code.characters[place], code.characters[place + 1]
    body = code.characters[:place] + second + first + code.characters[place + 2 :]

    assert (ReporterCode.read(body + code.in_groups[-1]) is None) is (first != second)


@pytest.mark.parametrize("typed", ["", "ABCD", "-" * 25, "U" * 21, "💩" * 21, "A" * 400])
def test_what_is_no_code_is_no_code(typed):
    assert ReporterCode.read(typed) is None


@given(CODES, st.sampled_from(["{}", "my code is {}.", "that they have been {} and", "a\n{}\nb", "({})"]))
def test_a_code_is_found_in_a_text(code, text):
    for written in (code.in_groups, code.in_groups.lower(), code.in_groups.replace("-", " ")):
        assert contains_code(text.format(written))


@given(CODES, st.sampled_from(["{}", "my code is {}.", "that they have been {} and", "a\n{}\nb", "({})"]))
def test_a_code_without_its_check_is_found_too(code, text):
    groups = code.in_groups[:-2]
    is_mixed = not code.characters.isalpha() and not code.characters.isdigit()
    for written in (groups, groups.lower(), groups.replace("-", "\u2013")):
        assert contains_code(text.format(written)) is is_mixed
    if sum(each.isdigit() for each in code.characters) >= 3 and is_mixed:
        assert contains_code(text.format(code.characters))
        assert contains_code(text.format(code.characters.lower()))


@pytest.mark.parametrize("between", [" ", " - ", "_", "/", ".", "\n"])
def test_a_code_without_its_check_is_found_in_other_groups(between):
    assert contains_code("It is " + "7K2M-9QXD-HH4T-WVAB-3C5Z".replace("-", between) + ", keep it.")


@pytest.mark.parametrize(
    "text",
    [
        "this-that-they-have-been said, over-many-long-days-here",
        "from 2023 till 2024 they were here",
        "1234-5678-9012-3456-7890 and 12345678901234567890",
        "Call 0770 0900 1234 5678 9012 or +44 7700 900123",
        "123e4567-e89b-12d3-a456-426614174000",
        "123E4567E89B12D3A456426614174000",
        "internationalization, incomprehensibility, counterrevolutionary",
        "0000-0002-1825-0097",
        "d41d8cd98f00b204e9800998ecf8427e",
        "On 2026-11-26 at 10:15 in room 4B, ward W12, bleep 2222, ref 2026/1234",
        "https://www.example.org/one/page/with/many/more/2026/path/here",
        "They said that they have been told what they must not say to them at work.",
        "Ward 4B, 12 March 2026, 07700 900123, 1234 5678 9012 3456",
        "c0ffee00-1111-4222-8333-444455556666",
        "",
        "a" * 100_000,
    ],
)
def test_ordinary_texts_hold_no_code(text):
    assert not contains_code(text)


def test_a_code_does_not_show_itself():
    code = ReporterCode.new()

    assert code.characters not in repr(code)
    assert code.locator not in f"{[code]}"


@pytest.mark.parametrize("between", ["", "-", ", ", " : ", "\u200b", "\u00b7", "*", " * \n"])
def test_a_code_is_found_whatever_stands_between_its_signs(between):
    for _ in range(50):
        code = ReporterCode.new()
        signs = code.in_groups.replace("-", "")
        spelt = between.join(signs)

        assert code in spelled_out(f"My code is: {spelt}. Do not lose it, ever.")
        assert code in spelled_out(spelt.lower().replace("0", "o").replace("1", "l"))


def test_a_long_text_spells_out_few():
    text = "The ward round of 3 March began at 9am, and ended when the bleep 4471 went off. " * 1250

    assert len(spelled_out(text)) < 100
