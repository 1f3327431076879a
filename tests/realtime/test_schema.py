import uuid

import pytest

from realtime.schema import Flag, Identifier, ListOf, Malformed, Maybe, OneOf, Record, Text, Whole, check

CID = "0b5f2f7e-3a5b-4f0e-9b53-0e6f1c1f2a3b"


@pytest.mark.parametrize(
    ("field", "value", "cleaned"),
    [
        (Text(3), "abc", "abc"),
        (Text(3, 1), "é", "é"),
        (Whole(0, 5), 5, 5),
        (Flag(), False, False),
        (Identifier(), CID, uuid.UUID(CID)),
        (OneOf(("a", "b")), "b", "b"),
        (ListOf(Whole(), 2), [1, 2], [1, 2]),
        (Maybe(Whole()), None, None),
        (Record({"a": Whole()}), {"a": 1}, {"a": 1}),
    ],
)
def test_what_fits_is_returned(field, value, cleaned):
    assert check({"x": field}, {"x": value}) == {"x": cleaned}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Text(3), "abcd"),
        (Text(3, 1), ""),
        (Text(3), None),
        (Text(3), 1),
        (Text(3), "a\0b"),
        (Text(3), "\ud800"),
        (Whole(0, 5), 6),
        (Whole(0, 5), -1),
        (Whole(), 1.5),
        (Whole(), True),
        (Whole(), "1"),
        (Flag(), 1),
        (Identifier(), CID[:-1]),
        (Identifier(), "{" + CID[2:] + "}"),
        (Identifier(), 7),
        (OneOf(("a",)), "c"),
        (OneOf(("a",)), ["a"]),
        (ListOf(Whole(), 2), [1, 2, 3]),
        (ListOf(Whole(), 2), ["1"]),
        (ListOf(Whole(), 2), "12"),
        (Maybe(Whole()), "1"),
        (Record({"a": Whole()}), {"a": 1, "b": 2}),
        (Record({"a": Whole()}), {}),
        (Record({"a": Whole()}), []),
    ],
)
def test_what_does_not_fit_is_refused_by_the_name_of_the_field(field, value):
    with pytest.raises(Malformed) as refused:
        check({"x": field}, {"x": value})
    assert refused.value.field == "x"


def test_a_field_that_nobody_declared_is_refused_without_repeating_it():
    with pytest.raises(Malformed) as refused:
        check({"x": Whole()}, {"x": 1, "<script>": 2})
    assert refused.value.field == "unknown"
