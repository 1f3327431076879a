"""Whom a typed name means: every way in which people write one, and who is not meant."""

import time

import pytest

from concerns.names import Named, is_too_long

DESTA = ("Desta Marlowfield", "deputy@example.org")
MEANT = [
    "Desta Marlowfield",
    "desta marlowfield",
    "DESTA  MARLOWFIELD",
    "Marlowfield Desta",
    "Marlowfield, Desta",
    "MARLOWFIELD, Desta (Dr)",
    "Marlowfield",
    "Desta",
    "Dr Marlowfield",
    "Dr. D. Marlowfield",
    "Mrs Desta Marlowfield",
    "Prof. Dr. Marlowfield",
    "Consultant Marlowfield",
    "Sister Desta",
    "D. Marlowfield",
    "D Marlowfield",
    "Marlowfield D",
    "Marlowfield, D.",
    "Desta M.",
    "Desta J Marlowfield",
    "Desta J. K. Marlowfield",
    "D. J. Marlowfield",
    "Desta Jane Marlowfield",
    "Desta Marlowfield FRCP",
    "Desta Marlowfield (Quality)",
    "Desta Marlowfield - quality team",
    "Desta Marlowfield \u2013 quality",
    "Desta Marlowfield from HR",
    "Desta from the quality team",
    "Marlowfield quality team",
    "the registrar Marlowfield",
    "anybody called Marlowfield",
    "Dr Marlowfield and Dr Poe",
    "Dr Poe Dr Marlowfield",
    "my boss Dr Marlowfield",
    "that horrible Dr Marlowfield",
    "Marlowfield Dr",
    "yesterday some people saw how badly Desta Marlowfield behaved when nobody else could see it",
    "Bo Poe, Desta Marlowfield, Cy Roe",
    "Bo Poe; D. Marlowfield",
    "1. Desta Marlowfield",
    "Desta Marlowfield's friends",
    "D\u00e9sta Marlowfield",
    "Desta\u200b Marlowfield",
    "De\u00adsta Marlow\u200dfield",
    "\uff24\uff45\uff53\uff54\uff41 Marlowfield",
    "Desta Marlow field",
    "deputy@example.org",
    "<deputy@example.org>",
    "DEPUTY@example.org.",
    "Somebody Else <deputy@example.org>",
    "mailto:deputy@example.org",
    "x\nMarlowfield\ny",
]
NOT_MEANT = [
    "",
    "Dr",
    "D.",
    "D. M.",
    "Somebody Else",
    "Marlow",
    "Mark Marlin",
    "Desta Poe",
    "Ann Marlowfield",
    "Dr A. Poe",
    "quality team",
    "deputy",
    "eputy@example.org",
    "deputy@example.org.uk",
    "example.org",
    "everybody of the department",
]
OTHERS = [
    # Typed, the name that is shown, the address.
    ("Ann Lee", "Dr Ann Lee (demo)", "x@x.org"),
    ("Ann Lee", "Ann Q Lee", "x@x.org"),
    ("Ann Lee", "A. Lee", "x@x.org"),
    ("Ann Lee", "Ann", "x@x.org"),
    ("Ann Lee", "Lee", "x@x.org"),
    ("Ann Lee", "Lee, Ann", "x@x.org"),
    ("Ann Lee", "Somebody", "ann.lee@x.org"),
    ("A. Lee", "Somebody", "ann.lee2@x.org"),
    ("Quinn", "Ann Quinn Lee", "x@x.org"),
    ("Berg", "Jo van der Berg", "x@x.org"),
    ("Jo van den Berg", "Jo van der Berg", "x@x.org"),
    ("O'Brien", "Pat O\u2019Brien", "x@x.org"),
    ("O Brien", "Pat O'Brien", "x@x.org"),
    ("Pat OBrien", "Pat O Brien", "x@x.org"),
    ("Mac Donald", "Flo MacDonald", "x@x.org"),
    ("Smith", "Jo Smith-Jones", "x@x.org"),
    ("Jo Smith Jones", "Jo Smith-Jones", "x@x.org"),
    ("Fatima X Casewell", "Fatima Casewell-32", "x@x.org"),
    ("Jane Lord", "Jane Lord", "x@x.org"),
    ("Dr Lord", "Jane Lord", "x@x.org"),
    ("Dean", "Jane Dean", "x@x.org"),
    ("Jane Dean", "Jane Dean", "x@x.org"),
    ("Stra\u00dfer", "Jo Strasser", "x@x.org"),
    ("\u041c\u0430\u0440\u0438\u044f", "\u041c\u0410\u0420\u0418\u042f Lee", "x@x.org"),
    ("\u738b\u4f1f", "\u738b\u4f1f", "x@x.org"),
    ("\u0397\u03bb\u03af\u03b1\u03c2", "\u0397\u039b\u0399\u0391\u03a3 Lee", "x@x.org"),
    # What looks alike is alike.
    ("Gwen Tarnbrook", "Gwen T\u0430rnbrook", "x@x.org"),
    ("Tarnbrook", "G\u200dwen T\u0430rnbr\u043eok", "x@x.org"),
    ("gwen tarnbrook", "GWEN \u03a4\u0391RNBROOK", "x@x.org"),
    ("Gwen", "Gvven", "x@x.org"),
    ("Tarnbrook", "Tambr\u043eok", "x@x.org"),
    ("Glen", "GIen Roe", "x@x.org"),
    ("Ian", "lan Roe", "x@x.org"),
    ("Otto", "0tt0 Roe", "x@x.org"),
    ("Tarnbrook", "Tarn\u3164brook", "x@x.org"),
    ("T\u0430rnbrook", "Gwen Tarnbrook", "x@x.org"),
    ("Lukasz", "\u0141ukasz Roe", "x@x.org"),
    ("S\u00f8ren", "Soren Roe", "x@x.org"),
]


@pytest.mark.parametrize("typed", MEANT)
def test_somebody_is_meant_however_their_name_is_written(typed):
    assert Named.read(typed).means(*DESTA)


@pytest.mark.parametrize("typed", NOT_MEANT)
def test_somebody_else_is_not_meant(typed):
    assert not Named.read(typed).means(*DESTA)


@pytest.mark.parametrize(("typed", "name", "address"), OTHERS)
def test_names_of_every_form_are_met(typed, name, address):
    assert Named.read(typed).means(name, address)


def test_a_name_alone_means_everybody_who_bears_it():
    named = Named.read("Lee")

    assert named.means("Ann Lee", "a@x.org")
    assert named.means("Lee Poe", "b@x.org")
    assert not named.means("Leeds Roe", "c@x.org")


SIGNS = ["\u3316", "\ufdfa", "a", "@", "a@", " -", "-", "'s", ",", "\n", "d ", "\u0301", "1", "'", " \u2013 "]


@pytest.mark.parametrize("sign", SIGNS)
def test_no_sign_makes_a_list_dear(sign):
    """Anybody may send a list, and all others wait while it is read."""
    began = time.process_time()
    named = Named.read(sign * 5000)
    named.means(*DESTA)

    assert time.process_time() - began < 1


@pytest.mark.parametrize(("sign", "is_refused"), [("\u3316", False), ("\ufdfa", True), ("\ud55c", False)])
def test_a_list_is_measured_as_it_is_read(sign, is_refused):
    assert is_too_long(sign * 2000) is is_refused


def test_a_long_list_costs_little():
    letters = "abcdefghijkl"
    typed = [a + b + c for a in letters for b in letters for c in letters][:1250]
    began = time.process_time()
    for between in ("\n", " ", " d ", ", "):
        named = Named.read(between.join(typed)[:5000])
        assert not any(named.means(f"Zed{number} Lee", f"a{number}@x.org") for number in range(300))
        assert named.means("Abc Abd", "x@x.org")
    assert time.process_time() - began < 3
