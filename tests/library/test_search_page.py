"""The library's page: what is found, in which order, how it is shown, and that nothing typed breaks it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.words import day, time_range
from library.actions.indexing import index_document
from library.extraction.cleaning import stretches
from library.file_kinds import PPTX
from tests.factories import (
    log_in,
    make_assembly,
    make_chair,
    make_delegate,
    make_organiser,
    make_room,
    make_session,
    make_speaker,
    make_theme,
    make_topic,
    make_user,
)
from tests.library.factories import make_document
from tests.library.searching import address, known_document, known_recording, past_session, titles

pytestmark = pytest.mark.django_db


def test_title_counts_more_than_summary_than_people_than_text(client):
    known_document("escalation and escalation again, escalation", title="In the text")
    known_document(title="Among the people", owner="Escalation team")
    known_document(title="In the summary", summary="About escalation.")
    known_document(title="Escalation", published_at=timezone.now() - timedelta(days=9))

    response = client.get(address("escalation"))

    assert titles(response) == ["Escalation", "In the summary", "Among the people", "In the text"]
    assert "4 results for <strong><bdi>escalation</bdi></strong>" in response.content.decode()


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("escalating", {"Map"}),
        ("map dean", {"Map"}),
        ('"dean says Llŷr"', {"Map"}),
        ('"says dean"', set()),
        ("map -dean", {"Other map"}),
        ("dean or café", {"Map", "Other map"}),
        ("Llyr", {"Map"}),
        ("LLŶR", {"Map"}),
        ("cafe", {"Other map"}),
        ("-nothing", {"Map", "Other map"}),
    ],
)
def test_words_forms_phrases_choices_and_accents(client, q, expected):
    known_document("Whom to tell: the dean, says Llŷr.", "Escalation", title="Map")
    known_document("the café", title="Other map")

    assert set(titles(client.get(address(q)))) == expected


def test_a_phrase_is_found_over_the_edges_of_pieces_and_captions(client):
    long = "filler " * 168 + "dean tells trainees first " + "filler " * 168
    known_document(*stretches(long), title="Long")
    known_document("the dean tells", "trainees first", title="Two pages")
    known_document(title="Dean tells trainees first")
    recording = known_recording("now a dean tells", "trainees first, everybody said", title="Film")
    log_in(client, make_delegate(recording.session.assembly).user)

    def found(q):
        return set(titles(client.get(address(q))))

    assert found('"dean tells trainees first"') == {"Long", "Dean tells trainees first", "Film"}
    assert found('"dean tells trainees" "everybody said"') == {"Film"}
    assert found('"trainees first" filler') == {"Long"}
    assert found('"trainees first" -filler') == {"Two pages", "Dean tells trainees first", "Film"}


def test_the_best_passage_is_shown_with_its_page_and_marks(client):
    known_document("Escalation here.", "The dean is told of every <b>escalation</b> & more.", title="Map")

    html = client.get(address("escalation dean")).content.decode()

    assert "Page 2: The <mark>dean</mark> is told of every" in html
    assert "<mark>escalation</mark>" in html
    assert "&amp; more." in html
    assert "Map (PDF, 1 KB)</a>" in html


def test_a_passage_that_is_cut_says_so_and_a_whole_one_does_not(client):
    filler = " ".join(f"word{number}" for number in range(90))
    known_document(f"{filler} escalation {filler}", title="Cut")
    known_document("Escalation here.", title="Whole")
    shown = {each.title: each.passage for each in client.get(address("escalation")).context["results"]}

    assert shown["Whole"] == "<mark>Escalation</mark> here."
    assert shown["Cut"].startswith("… word")
    assert shown["Cut"].endswith(" …")


def test_a_recording_leads_to_the_second_and_says_until_when(client):
    recording = known_recording(
        "Good morning", "About visas", session=past_session(title="Keynote"), duration=1740
    )
    log_in(client, make_delegate(recording.session.assembly).user)

    html = client.get(address("visa")).content.decode()

    assert f'<a href="{recording.address}?at=10">At 0:10<' in html
    assert "About <mark>visas</mark>" in html
    assert "Keynote (recording, 29 minutes)</a>" in html
    assert "You can watch this until" in html


def test_a_title_an_owner_and_a_theme_are_marked_where_they_have_the_words(client):
    theme = make_theme(past_session().assembly, title="Visas & work")
    known_document(title="Dignity <at> work", owner="Visa office", themes=[theme])

    html = client.get(address("dignity visas")).content.decode()

    assert "<mark>Dignity</mark> &lt;at&gt; work (PDF, 1 KB)</a>" in html
    assert "<li>Owner: <mark>Visa</mark> office</li>" in html
    assert "<li><mark>Visas</mark> &amp; work</li>" in html


def test_a_recording_found_by_a_name_or_a_theme_says_so(client):
    session = past_session(title="Keynote")
    make_room(session, theme=make_theme(session.assembly, title="Visas"))
    make_speaker(session, name="Professor Namita Kumar, MBE")
    make_speaker(session, name="Dr Nobody")
    make_chair(session, name="Dr Llŷr")
    known_recording("Good morning", session=session)
    log_in(client, make_delegate(session.assembly).user)

    by_name, by_chair, by_theme = (
        client.get(address(q)).content.decode() for q in ("Namita", "llyr", "visa")
    )

    assert "<li>Speaker: Professor <mark>Namita</mark> Kumar, MBE</li>" in by_name
    assert "Dr Nobody" not in by_name
    assert "<li>Chair: Dr <mark>Llŷr</mark></li>" in by_chair
    assert "<li><mark>Visas</mark></li>" in by_theme


@pytest.mark.parametrize(
    ("q", "spelt"),
    [
        ("escalaton", "escalation"),
        ("Diasbility", "disability"),
        ('"hearng back"', '"hearing back"'),
        ("vsia", "visa"),
        ("escalaton -nothing", "escalation -nothing"),
        ("disabilit escalaton", "disability escalation"),
        ("declaring escalaton", "declaring escalation"),
    ],
)
def test_misspelt_words_are_found_and_the_spelling_is_told(client, q, spelt):
    known_document("Hearing back about a visa.", title="Escalation", summary="Disability and declaring it.")

    response = client.get(address(q))

    assert titles(response) == ["Escalation"]
    assert response.context["found"].spelt == spelt
    assert "Did you mean <a" in response.content.decode()


def test_nothing_like_it_stays_nothing(client):
    known_document("Hearing back.", title="Escalation")

    html = client.get(address("xylophone")).content.decode()

    assert "Nothing that you can see has <strong><bdi>xylophone</bdi></strong>" in html
    assert "Did you mean" not in html


def test_where_nothing_has_all_words_some_are_enough(client):
    known_document(title="Escalation")
    known_document(title="Induction")

    response = client.get(address("escalation induction"))

    assert set(titles(response)) == {"Escalation", "Induction"}
    assert "Nothing has all of these words" in response.content.decode()


def test_without_words_everything_is_there_the_newest_first(client):
    now = timezone.now()
    for days in (3, 1, 2):
        known_document(title=f"{days} days old", published_at=now - timedelta(days=days))

    response = client.get("/library/")

    assert titles(response) == ["1 days old", "2 days old", "3 days old"]
    assert "3 documents and recordings, the newest first." in response.content.decode()
    yesterday = day(timezone.now() - timedelta(days=1), timezone.get_current_timezone())
    assert f"<li>Here since {yesterday}</li>" in response.content.decode()


def test_filters_offer_what_is_there_and_narrow(client):
    session = past_session(title="Showcase")
    assembly = session.assembly
    theme = make_theme(assembly, title="Visas")
    make_room(session, theme=theme)
    recording = known_recording("Hello", session=session)
    topic = make_topic(session, title="Topic")
    known_document(title="Slides", assembly=assembly, topic=topic, kind=PPTX)
    known_document(title="Themed", assembly=assembly, themes=[theme])
    known_document(title="Linked", sessions=[session])
    known_document(title="Apart")
    log_in(client, make_delegate(assembly).user)
    keynote = recording.name

    def shown(**chosen):
        return set(titles(client.get(address(**chosen))))

    assert shown() == {keynote, "Slides", "Themed", "Linked", "Apart"}
    assert shown(kind="recording") == {keynote}
    assert shown(kind="slides") == {"Slides"}
    assert shown(theme=theme.pk) == {keynote, "Themed"}
    assert shown(session=session.code) == {keynote, "Slides", "Linked"}
    assert shown(assembly=assembly.slug) == {keynote, "Slides", "Themed"}
    assert shown(theme=theme.pk, kind="pdf") == {"Themed"}
    assert shown(theme=theme.pk, kind="pdf", q="linked") == set()
    form = client.get("/library/").context["form"]
    assert [field.name for field in form.filters] == ["kind"], "one year, theme or session is no choice"


def test_sessions_of_one_title_are_told_apart_by_their_time(client):
    first = past_session(title="Keynote address")
    assembly = first.assembly
    begins = first.ends_at
    second = make_session(assembly, title="Keynote address", starts_at=begins)
    third = make_session(assembly, title="Showcase", starts_at=begins)
    for session in (first, second, third):
        known_document(title=f"Of {session.pk}", sessions=[session])

    labels = dict(client.get("/library/").context["form"].fields["session"].choices)
    expected = time_range(second.starts_at, second.ends_at, assembly.zone)
    assert labels[second.code] == f"Keynote address, {expected}"
    assert labels[first.code] != labels[second.code]
    assert labels[third.code] == "Showcase"


@pytest.mark.parametrize(
    ("chosen", "lists"),
    [
        ({"kind": "film"}, "“Kind”"),
        ({"assembly": "1999"}, "“Year”"),
        ({"theme": "abc"}, "“Theme”"),
        ({"session": "999"}, "“Session”"),
        ({"assembly": "", "theme": "9", "session": "x"}, "“Theme” and “Session”"),
    ],
)
def test_what_is_not_in_a_list_is_left_out_and_said(client, chosen, lists):
    known_document("Map of escalation", title="Map")
    known_document(title="Other")

    response = client.get(address("escalation", **chosen))

    html = response.content.decode()
    assert titles(response) == ["Map"]
    assert f"What this address asks for under {lists} is not in the library, or not for you." in html
    assert '<a href="/library/">Show everything</a>' in html
    assert "There is a problem" not in html
    assert len(titles(client.get(address(**chosen)))) == 2


def test_the_menu_of_an_assembly_stays_the_one_that_one_came_from(client):
    past = past_session().assembly
    current = make_assembly(starts_at=timezone.now() + timedelta(days=9))
    draft = make_assembly(starts_at=timezone.now() + timedelta(days=99), published_at=None)
    known_document(title="Map", assembly=past)

    own = client.get(f"/{past.slug}/library/?q=nothing").content.decode()
    assert f'<a class="nhsuk-header__navigation-link" href="/{past.slug}/programme/"' in own
    assert f'href="/{past.slug}/library/" aria-current="page"' in own
    assert f'action="/{past.slug}/library/"' in own
    assert f'<a href="/{past.slug}/library/">Show everything</a>' in own
    assert titles(client.get(f"/{past.slug}/library/")) == ["Map"], "all of the library, not one part of it"

    known_document(title="Rota", assembly=current)
    both = client.get(f"/{past.slug}/library/").content.decode()
    assert "This is the whole library, of every assembly." in both
    assert f'<a href="?assembly={past.slug}">Show only what belongs to <bdi>{past.name}</bdi></a>' in both
    narrowed = client.get(f"/{past.slug}/library/?assembly={past.slug}")
    assert titles(narrowed) == ["Map"]
    assert "This is the whole library" not in narrowed.content.decode()

    by_itself = client.get("/library/").content.decode()
    assert "This is the whole library" not in by_itself
    assert f'<a class="nhsuk-header__navigation-link" href="/{current.slug}/my-day/"' in by_itself
    assert 'href="/library/" aria-current="page"' in by_itself
    assert client.get(f"/{draft.slug}/library/").status_code == 404


def test_a_search_is_kept_over_its_pages(client):
    for number in range(45):
        known_document("common words", title=f"Number {number:02}")

    first, third = client.get(address("common")), client.get(address("common", page=3))

    assert (len(titles(first)), len(titles(third))) == (20, 5)
    assert 'href="?q=common&amp;page=2"' in first.content.decode()
    assert 'href="?q=common&amp;page=2"' in third.content.decode()
    assert len(titles(client.get(address("common", page=99)))) == 5
    assert len(titles(client.get(address("common", page="x")))) == 20
    assert set(titles(first)).isdisjoint(titles(third))


ODD = """
!!! ??? ...
%_\\
%%
'; drop table x --
a & | ! ( ) <-> :*
'''
"
""
"unclosed
-
--
-"
:*
foo:*A
\u202eturned
\U0001f600
\U0001f600 map
\u0645\u0631\u062d\u0628\u0627
\u65e5\u672c\u8a9e
or
or or
and
the
<script>alert(1)</script>
\ue000map\ue001
\\'
http://a&b/?c=d'e
""".strip().splitlines()
ODD += ["\x00", "a\x00b", "x" * 10_000, "word " * 2_000, "a" * 199, "1" * 150, "\ud800"]


@pytest.mark.parametrize("number", range(len(ODD)))
def test_nothing_that_is_typed_breaks_the_page(client, number):
    known_document("Words of a text with a map.", title="Map", summary="A summary.")

    typed = ODD[number].encode("utf-8", "surrogatepass")
    response = client.get("/library/", {"q": typed, "kind": typed, "theme": typed, "page": typed})
    alone = client.get("/library/", {"q": typed})

    for answer in (response, alone):
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


def test_a_long_search_is_told(client):
    html = client.get(address("x" * 201)).content.decode()

    assert "Search the library must be 200 characters or fewer" in html
    assert "<title>Error: " in html


def test_stop_words_alone_are_explained(client):
    known_document(title="Map")

    assert (
        "There is no word to look for in <strong><bdi>the</bdi></strong>"
        in client.get(address("the")).content.decode()
    )


SCRIPT = '<img src=x onerror="alert(1)"> map'


def test_what_turns_text_round_turns_only_itself(client):
    html = client.get(address("\u202eabcdef")).content.decode()

    assert "has <strong><bdi>\u202eabcdef</bdi></strong>" in html


def test_nothing_of_a_text_becomes_markup(client):
    known_document(f"page {SCRIPT}", title=f"T {SCRIPT}", summary=f"S {SCRIPT}", owner=f"O {SCRIPT}")
    recording = known_recording("said &lt;img src=x onerror=alert(1)&gt; map", summary=SCRIPT, title=SCRIPT)
    log_in(client, make_organiser())

    for q in ("map", "", "img", "onerror"):
        html = client.get(address(q)).content.decode()
        assert "<img" not in html
        assert "\ue000" not in html
    assert recording.code in html


def test_marks_written_by_somebody_else_are_no_marks(client):
    known_document(title="Plain", body="\ue000evil\ue001 map", summary="\ue000summary\ue001 map")

    html = client.get(address("map")).content.decode()

    assert "<mark>evil" not in html
    assert "<mark>summary" not in html


def test_an_empty_library_says_what_will_be_here(client):
    html = client.get("/library/").content.decode()
    assert "will be here" in html
    assert "Log in to see what is for delegates" in html

    log_in(client, make_user())
    assert "There is nothing to do now" in client.get("/library/").content.decode()


def test_drafts_are_marked_for_organisers(client):
    known_document(title="Unfinished", published_at=None)
    log_in(client, make_organiser())

    html = client.get(address("unfinished")).content.decode()

    assert "Draft</strong>" in html


def test_a_page_without_a_file_says_so(client):
    index_document(document=make_document(None, title="Read here", body="Text"))
    index_document(document=make_document(None, title="Nothing yet"))

    html = client.get("/library/").content.decode()

    assert "Read here (page to read here)" in html
    assert "Nothing yet (no file yet)" in html


def queries_for(client, where: str) -> int:
    client.get(where)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(where).status_code == 200
    return len(queries)


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize(("q", "expected"), [("", 16), ("common", 19), ("comon", 24)])
def test_the_number_of_queries_does_not_grow(client, count, q, expected):
    session = past_session()
    theme = make_theme(session.assembly)
    for number in range(count):
        at = session.ends_at + timedelta(seconds=number)
        known_document(
            "common words", title=f"D{number}", assembly=session.assembly, themes=[theme], published_at=at
        )
        known_recording("common words", session=session, published_at=at)
    log_in(client, make_delegate(session.assembly).user)

    assert queries_for(client, address(q)) == expected
