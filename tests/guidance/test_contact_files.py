"""Files of contacts as spreadsheets and hostile hands write them: every defect told, no exception."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guidance.contact_cells import LENGTHS, Places, alike
from guidance.contact_files import read_contacts
from guidance.contact_tables import COLUMNS, MOST_BYTES, MOST_LINES, table_of
from guidance.posts import Side, listed

ON = date(2026, 11, 26)
PLACES = Places(
    employers={alike("Fernhollow NHS Trust"): [1], alike("Twice"): [3, 4], alike("Both"): [5]},
    offices={alike("Wessex"): [2], alike("Both"): [6]},
)
HEADER = ",".join(COLUMNS)
GOOD = "Fernhollow NHS Trust,Incident reporting,,,01632 960123,,,3/11/2026"


def read(content: str | bytes):
    content = content.encode() if isinstance(content, str) else content
    return read_contacts(table_of(content), PLACES, on=ON)


def told(content) -> list[tuple[int, str]]:
    return [(defect.line, defect.column) for defect in read(content).defects]


def line_with(**cells) -> str:
    """A good line with some cells changed; ``checked_on`` stands for the column with a space."""
    names = {name.replace(" ", "_"): number for number, name in enumerate(COLUMNS)}
    line = GOOD.split(",")
    for name, text in cells.items():
        line[names[name]] = text
    return ",".join(line)


def file_with(**cells) -> str:
    return f"{HEADER}\n{line_with(**cells)}\n"


# --- Files that can be read


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=repr)
def test_files_of_british_and_german_spreadsheets_are_read(separator, encoding, ending):
    lines = [HEADER, line_with(person="Dr Zoë Müller", how="Ask for “bleep 12”")]
    content = ending.join(lines).replace(",", separator).encode(encoding)

    reading = read(content)

    assert reading.defects == []
    [row] = reading.rows
    assert (row.line, row.post.code, row.place) == (2, "incidents", 1)
    assert (row.name, row.how, row.phone) == ("Dr Zoë Müller", "Ask for “bleep 12”", "01632 960123")
    assert row.checked_on == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("cells", "field", "kept"),
    [
        ({"phone": "+44 1632 960123"}, "phone", "+44 1632 960123"),
        ({"phone": "'+44 1632 960123"}, "phone", "+44 1632 960123"),
        ({"how": "=HYPERLINK(1)"}, "how", "=HYPERLINK(1)"),
        ({"how": "'@cmd"}, "how", "@cmd"),
        ({"how": "-1"}, "how", "-1"),
        ({"person": "<script>alert(1)</script>"}, "name", "<script>alert(1)</script>"),
        ({"person": '"Ward 1\nWard 2"'}, "name", "Ward 1 Ward 2"),
        ({"checked_on": "2026-11-03"}, "checked_on", date(2026, 11, 3)),
        ({"checked_on": "03.11.2026"}, "checked_on", date(2026, 11, 3)),
        ({"checked_on": "26/11/2026"}, "checked_on", ON),
        ({"post": "INCIDENTS"}, "place", 1),
        ({"place": "  fernhollow  nhs TRUST "}, "place", 1),
        ({"place": "wessex", "post": "Postgraduate Dean\u2019s office"}, "place", 2),
        ({"place": "Both"}, "place", 5),
        ({"place": "Both", "post": "dean"}, "place", 6),
        ({"phone": "", "web": "https://example.org/a"}, "address", "https://example.org/a"),
    ],
    ids=str,
)
def test_what_people_mean_is_understood(cells, field, kept):
    reading = read(file_with(**cells))

    assert reading.defects == []
    assert getattr(reading.rows[0], field) == kept


def test_empty_lines_and_the_empty_cells_that_spreadsheets_add_are_no_fault():
    reading = read(f"\n{HEADER},,\n,,,,,,,,,\n{GOOD},,\n\n")

    assert reading.defects == []
    assert [row.line for row in reading.rows] == [4]


# --- Lines with a fault


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"place": ""}, "place", "Enter the employer or local office"),
        ({"place": "Nowhere"}, "place", "No employer or local office is called “Nowhere”"),
        ({"place": "Twice"}, "place", "is the name of 2 places"),
        ({"place": "Wessex"}, "place", "This is a local office, and the post is inside an employer"),
        ({"post": "dean"}, "place", "This is an employer, and the post is in training"),
        ({"post": ""}, "post", "Enter the post"),
        ({"post": "Chief wizard"}, "post", "“Chief wizard” is not a post"),
        ({"post": "Clinical supervisor"}, "post", "each learner has their own"),
        ({"phone": ""}, "email", "at least one of email, phone, web and how"),
        ({"email": "nobody"}, "email", "like name@example.com"),
        ({"web": "javascript:alert(1)"}, "web", "starts with https://"),
        ({"web": "ftp://example.org"}, "web", "starts with https://"),
        ({"web": "http://["}, "web", "starts with https://"),
        ({"phone": "bleep 12"}, "phone", "only digits, spaces, +, brackets and “ext”"),
        ({"phone": "12"}, "phone", "only digits, spaces, +, brackets and “ext”"),
        ({"person": "a" * 121}, "person", "120 characters or fewer. It has 121"),
        ({"how": "a" * 201}, "how", "200 characters or fewer"),
        ({"checked_on": ""}, "checked on", "Enter the day"),
        ({"checked_on": "27/11/2026"}, "checked on", "in the future"),
        ({"checked_on": "11/26/2026"}, "checked on", "is not a day"),
        ({"checked_on": "30/2/2026"}, "checked on", "is not a day"),
        ({"checked_on": "20261103"}, "checked on", "is not a day"),
        ({"checked_on": "3/11/26"}, "checked on", "is not a day"),
        ({"checked_on": "1/1/0001"}, "checked on", "is not a day"),
    ],
    ids=str,
)
def test_a_fault_is_told_with_its_line_and_column(cells, column, words):
    reading = read(file_with(**cells))

    assert reading.rows == []
    [defect] = reading.defects
    assert (defect.line, defect.column) == (2, column)
    assert words in defect.sentence


def test_every_fault_is_told_not_only_the_first_and_sound_lines_are_read():
    content = "\n".join(
        [
            HEADER,
            line_with(place="Nowhere", post="Wizard", email="x", web="y", checked_on="z"),
            GOOD,
            line_with(post="people-team", person="p" * 121),
        ]
    )

    assert told(content) == [
        (2, "place"),
        (2, "post"),
        (2, "email"),
        (2, "web"),
        (2, "checked on"),
        (4, "person"),
    ]
    assert [row.line for row in read(content).rows] == [3]


def test_a_line_number_counts_the_lines_inside_quotation_marks():
    content = (
        f"{HEADER}\n{line_with(how=chr(34) + 'a' + chr(10) + 'b' + chr(34))}\n{line_with(place='Nowhere')}"
    )

    assert told(content) == [(4, "place")]


def test_a_place_and_post_that_stand_there_twice_are_told_however_they_are_written():
    content = "\n".join([HEADER, GOOD, line_with(post="incidents", place="FERNHOLLOW NHS TRUST")])

    [defect] = read(content).defects

    assert (defect.line, defect.column) == (3, "post")
    assert "line 2" in defect.sentence


# --- Files with a fault


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"\n \n", "The file is empty"),
        (b"\n\n ,,\n", "The first line must name the columns"),
        (b"," * 99_999, "The first line must name the columns"),
        (HEADER.encode(), "There is no contact below the names of the columns"),
        (b"a\x81\xff", "cannot be read as text"),
        (b"a\0", "cannot be read as text"),
        (f"{HEADER}\n{GOOD}".encode("utf-16-le"), "cannot be read as text"),
        (f"{HEADER}\n{GOOD}".encode("utf-32"), "cannot be read as text"),
        (f"{HEADER}\n{GOOD}".encode("utf-16")[:-1], "cannot be read as text"),
        (b"x" * (MOST_BYTES + 1), "larger than 1 MB"),
        (b"place" + b"," * 99_999, "The file has 100,000 columns"),
        (f"{HEADER}\n{'x' * 10}\n".encode() + b"x\n" * MOST_LINES, "lines. Split it up"),
        (f'{HEADER}\n{GOOD}\n"Fernhollow,\n{GOOD}'.encode(), "A quotation mark begins here and never ends"),
        (f'{HEADER}\n"Fern"hollow,{GOOD}'.encode(), "in the middle of a cell"),
        (f"{HEADER}\n{'x' * 200_000}".encode(), "too long"),
        (f"{HEADER}\n{GOOD},,extra".encode(), "more cells than there are columns"),
        (f"{HEADER}\n{GOOD}{',' * 99_999}x".encode(), "more cells than there are columns"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_file_that_cannot_be_taken_says_so_in_words(content, words):
    assert words in " ".join(defect.sentence for defect in read(content).defects)


def test_a_quotation_mark_that_never_ends_is_told_where_it_begins():
    reading = read(f'{HEADER}\n{GOOD}\n"Fernhollow,\n{GOOD}\n')

    assert [(defect.line, defect.column) for defect in reading.defects] == [(3, "")]


def test_missing_unknown_and_doubled_columns_are_told_beside_the_faults_of_lines():
    content = f"place,post,phone,phone,colour,checked on\nNowhere,incidents,111,222,red,{ON}\n"

    defects = read(content).defects

    assert {(defect.line, defect.column) for defect in defects} == {
        (1, "colour"),
        (1, "phone"),
        (1, "person"),
        (1, "email"),
        (1, "web"),
        (1, "how"),
        (2, "place"),
    }
    assert read(content).rows == []


@pytest.mark.parametrize("content", ["Dear all,\nplease find attached\n", f"{GOOD}\n{GOOD}", ",,,\n,\n"])
def test_a_file_without_the_names_of_the_columns_tells_that_and_nothing_else(content):
    [defect] = read(content).defects

    assert (defect.line, defect.column) == (1, "")
    assert defect.sentence == (
        "The first line must name the columns. "
        "The columns are place, post, person, email, phone, web, how, checked on and out of hours."
    )


def test_a_character_that_is_no_text_hides_no_other_fault():
    lines = [line_with(how="a\0b"), line_with(post="Wizard"), GOOD, line_with(post="speak-up", email="\0x")]
    content = "\n".join([HEADER, *lines])

    assert told(content) == [(2, "how"), (3, "post"), (4, "post"), (5, "email"), (5, "email")]
    assert read(content).rows == []


# --- Hostile bytes

CELLS = st.one_of(
    st.sampled_from(
        [*COLUMNS, *(post.name for side in Side for post in listed(side)), "Wessex", "3/11/2026", '"', "=1"]
    ),
    st.text(max_size=20),
)


@given(st.binary(max_size=3000))
@example(b'"')
@example(HEADER.encode() + b"\n\xff\xfe")
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise(content):
    read(content)


@given(st.lists(st.lists(CELLS, max_size=12), max_size=8), st.sampled_from([",", ";", "\t"]))
@settings(max_examples=300, deadline=None)
def test_no_cells_raise_and_whatever_is_read_can_be_kept(rows, separator):
    content = "\n".join([separator.join(COLUMNS), *(separator.join(row) for row in rows)])

    reading = read(content.encode("utf-8", "surrogatepass"))

    for row in reading.rows:
        assert row.checked_on <= ON
        assert row.email or row.phone or row.address or row.how
        for name, most in (("name", LENGTHS["person"]), ("how", LENGTHS["how"])):
            assert len(getattr(row, name)) <= most
            assert "\0" not in getattr(row, name)
    for defect in reading.defects:
        assert defect.sentence
        assert len(defect.sentence) < 300
