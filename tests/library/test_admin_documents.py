"""Documents in the admin: the list, the form with its file, who will see it in words, and stale forms."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from events.models import Session
from library.actions.formats import ask_for_format
from library.models import Document
from library.turns import turn
from library.words import when_in_words
from tests.factories import (
    log_in,
    make_assembly,
    make_organiser,
    make_session,
    make_theme,
    make_topic,
    make_user,
)
from tests.library.factories import make_document, make_version
from tests.library.uploads import empty, pdf

pytestmark = pytest.mark.django_db

LIST = "/admin/library/document/"
ADD = f"{LIST}add/"
NOON = datetime(2022, 5, 1, 11, tzinfo=UTC)


@pytest.fixture
def organiser(client):
    return log_in(client, make_organiser(name="Dr Ada Keeper"))


def change(document) -> str:
    return f"{LIST}{document.pk}/change/"


def typed(document=None, **fields) -> dict:
    """What a browser sends: the document as it stands, or a new one."""
    names = ("title", "summary", "owner", "audience", "from_phase", "body")
    row = document or Document(title="Escalation map", owner="Ms Owner")
    said = {name: getattr(row, name) for name in names} | {
        "assembly": row.assembly_id or "",
        "topic": row.topic_id or "",
        "review_due_on": row.review_due_on or timezone.localdate() + timedelta(days=90),
        "themes": [theme.pk for theme in row.themes.all()] if document else [],
        "sessions": [session.pk for session in row.sessions.all()] if document else [],
        "note": "",
        "seen_changed_at": document.changed_at.isoformat() if document else "",
    }
    return said | fields


def page_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def errors_of(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(told) for name, told in response.context["adminform"].form.errors.items()}


# --- Who


def test_only_organisers_come_in(client):
    document = make_document()
    version = document.versions.get()
    paths = [LIST, ADD, change(document), f"{LIST}versions/{version.pk}/", f"{LIST}{document.pk}/history/"]
    for path in paths:
        assert client.get(path).status_code == 302, path
    log_in(client, make_user())
    for path in paths:
        assert client.get(path, follow=True).status_code == 403, path
    assert client.post(f"{LIST}preview/", {"body": "## Map"}, follow=True).status_code == 403
    log_in(client, make_organiser())
    for path in paths:
        assert client.get(path).status_code == 200, path


# --- The list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, organiser, count, django_assert_num_queries):
    assembly = make_assembly()
    for _ in range(count):
        document = make_document(assembly=assembly)
        document.themes.add(make_theme(assembly))
        make_version(document)

    with django_assert_num_queries(8):
        html = page_of(client.get(LIST))

    assert html.count("PDF, 1 KB") == count


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Of one", "Of none", "Draft", "Overdue"}),
        ("assembly=none", {"Of none", "Draft", "Overdue"}),
        ("assembly={assembly}", {"Of one"}),
        ("theme={theme}", {"Of one"}),
        ("audience=delegates", {"Of none"}),
        ("state=draft", {"Draft"}),
        ("state=published", {"Of one", "Of none", "Overdue"}),
        ("review=overdue", {"Overdue"}),
        ("q=none", {"Of none"}),
    ],
)
def test_the_list_is_filtered(client, organiser, query, shown):
    assembly = make_assembly()
    theme = make_theme(assembly)
    make_document(title="Of one", assembly=assembly).themes.add(theme)
    make_document(title="Of none", audience=Document.Audience.DELEGATES)
    make_document(title="Draft", published_at=None, review_due_on=timezone.localdate())
    make_document(title="Overdue", review_due_on=timezone.localdate())

    response = client.get(f"{LIST}?{query.format(assembly=assembly.pk, theme=theme.pk)}")

    assert {document.title for document in response.context["cl"].queryset} == shown


# --- The form


def test_a_document_is_added_with_its_file(client, organiser):
    assembly = make_assembly()
    theme, session = make_theme(assembly), make_session(assembly)
    fields = {"assembly": assembly.pk, "themes": [theme.pk], "sessions": [session.pk], "upload": pdf()}

    response = client.post(ADD, typed(**fields, note="First"), follow=True)

    document = Document.objects.get()
    assert response.redirect_chain[0][0] == change(document)
    html = page_of(response)
    assert "“Escalation map” is saved. Only organisers now." in html
    assert "escalation-map.pdf" in html
    assert "Dr Ada Keeper" in html
    assert "First" in html
    assert "Not looked at" in html
    assert document.changed_by == organiser
    assert (list(document.themes.all()), list(document.sessions.all())) == ([theme], [session])


def test_sessions_are_offered_with_their_times(client, organiser):
    session = make_session(title="Keynote address")
    when = when_in_words(session.starts_at, session.ends_at, session.assembly.zone)

    assert f", {when}" in client.get(ADD).content.decode()


def test_one_act_saves_and_publishes_and_another_takes_back(client, organiser):
    response = client.post(ADD, typed(upload=pdf(), audience="everybody", _publish="1"), follow=True)
    document = Document.objects.get()
    assert not document.is_draft
    assert "Everybody, without a log-in." in page_of(response)
    assert "Save and take back" in page_of(client.get(change(document)))

    client.post(change(document), typed(document, owner="", _take_back="1"))

    document = Document.objects.get()
    assert document.is_draft
    assert document.owner == ""


def test_publishing_says_all_that_is_missing_and_keeps_what_was_typed(client, organiser):
    response = client.post(ADD, typed(owner="", review_due_on="", _publish="1"))

    assert errors_of(response) == {
        "__all__": [
            "People can see a document once it has a file or a version to read as a page, an owner "
            "and a day on which its review is due."
        ]
    }
    assert 'value="Escalation map"' in page_of(response)
    assert not Document.objects.exists()


def test_a_published_document_keeps_what_it_needs(client, organiser):
    document = make_document(review_due_on=timezone.localdate())

    assert "an owner" in str(errors_of(client.post(change(document), typed(document, owner=""))))


def test_what_is_wrong_stands_at_its_field(client, organiser):
    here, elsewhere = make_assembly(), make_assembly(name="Other assembly")
    topic = make_topic(make_session(elsewhere, kind=Session.Kind.SHOWCASE))
    theme, session = make_theme(elsewhere), make_session(elsewhere)
    document = make_document(None, assembly=elsewhere, topic=topic, published_at=None)
    document.themes.add(theme)
    document.sessions.add(session)

    for fields, name, words in [
        ({"title": ""}, "title", "Enter the title"),
        ({"assembly": "", "topic": "", "audience": "assembly"}, "assembly", "Select the assembly"),
        ({"assembly": here.pk}, "topic", "Select the assembly in which"),
        ({"assembly": here.pk, "topic": ""}, "themes", "is a theme of another assembly"),
        ({"assembly": here.pk, "topic": "", "themes": []}, "sessions", "is a session of another assembly"),
        ({"body": "# Map"}, "body", "Line 1 of the body: begin the heading with ##"),
        ({"review_due_on": "soon"}, "review_due_on", "must be a real date"),
        ({"note": "x" * 241}, "note", "must be 240 characters or fewer"),
        ({"audience": "martians"}, "audience", ""),
    ]:
        errors = errors_of(client.post(change(document), typed(document, **fields)))
        assert list(errors) == [name], errors
        assert words in str(errors[name])


def test_a_file_that_is_refused_is_an_error_of_its_field(client, organiser):
    response = client.post(ADD, typed(upload=empty(), note="First", summary="Who to tell."))

    told = errors_of(response)["upload"]
    assert told[0] == "The file is empty. Select another one."
    html = page_of(response)
    assert 'value="First"' in html
    assert "Who to tell." in html
    assert not Document.objects.exists()


def test_one_file_of_an_organiser_is_looked_at_at_once(client, organiser):
    with turn(organiser.pk):
        errors = errors_of(client.post(ADD, typed(upload=pdf())))

    assert "Another file is being looked at. Try again in a minute." in errors["upload"]
    assert not Document.objects.exists()


def test_whoever_mistypes_is_told_to_select_the_file_again(client, organiser):
    errors = errors_of(client.post(ADD, typed(title="", upload=pdf())))

    assert errors["upload"] == ["Select the file again: browsers empty this box"]


def test_a_form_changed_in_another_window_is_refused_once(client, organiser):
    document = make_document(published_at=None)
    old = typed(document, title="Mine", summary="Same", body="## My page\r\n\r\nText")
    other = make_organiser(name="Ms Colleague")
    Document.objects.update(
        title="Theirs", summary="Same", body="## Their <b>page</b>\n" + "long " * 60, changed_by=other
    )
    Document.objects.get().save()

    response = client.post(change(document), old)

    assert "changed this document at" in str(errors_of(response)["__all__"])
    html = page_of(response)
    assert 'value="Mine"' in html
    assert "What Ms Colleague saved at" in html
    rows = re.findall(r'<th scope="row">([^<]+)</th> <td[^>]+>([^<]*)</td> <td[^>]+>([^<]*)</td>', html)
    told = {field: (there, here) for field, there, here in rows}
    assert told["Title"] == ("Theirs", "Mine")
    assert told["Version to read as a page"] == (
        f"## Their &lt;b&gt;page&lt;/b&gt; {'long ' * 60}".strip(),
        "## My page Text",
    )
    assert "Summary" not in told
    seen = Document.objects.get().changed_at.isoformat()
    assert f'value="{seen}"' in html
    assert client.post(change(document), old | {"seen_changed_at": seen}).status_code == 302
    assert Document.objects.get().title == "Mine"


@pytest.mark.parametrize(
    ("address", "words"),
    [("", "no antivirus is connected"), ("unix:/run/clamd.sock", "Every file is checked for viruses")],
)
def test_it_says_whether_an_antivirus_looks(client, organiser, settings, address, words):
    settings.LIBRARY_CLAMAV = address

    assert words in page_of(client.get(ADD))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"audience": "everybody"}, "Published Everybody, without a log-in."),
        ({"audience": "delegates"}, "Published Delegates of any assembly."),
        (
            {"audience": "assembly", "from_phase": "open"},
            "Published Delegates of Second, from 9am on Sunday 22 May 2022.",
        ),
        ({"audience": "everybody", "from_phase": "announced"}, "Everybody, without a log-in, now."),
        (
            {"audience": "assembly", "from_phase": "on_demand", "published_at": None},
            "Draft Only organisers now. Once it is published: delegates of Second, "
            "from 5pm on Friday 27 May 2022.",
        ),
    ],
)
def test_it_says_who_will_see_it(client, organiser, time_machine, fields, words):
    time_machine.move_to(NOON, tick=False)
    log_in(client, organiser)
    day = datetime(2022, 5, 27, 8, tzinfo=UTC)
    opens = datetime(2022, 5, 22, 8, tzinfo=UTC)
    if "from_phase" in fields:
        fields = fields | {"assembly": make_assembly(name="Second", starts_at=day, opens_at=opens)}
    document = make_document(**fields)

    html = page_of(client.get(change(document)))

    told = html.split('<p class="form-intro">')[1].split("</p>")[0]
    assert words in " ".join(told.replace("<", " <").replace(">", "> ").split()).replace(
        '<span class="tag tag--yellow"> Draft </span>', "Draft"
    ).replace('<span class="tag tag--green"> Published </span>', "Published")


def test_earlier_versions_stay_with_organisers(client, organiser):
    document = make_document(b"%PDF-1.7 first")
    first = document.versions.get()
    make_version(document)

    response = client.get(f"{LIST}versions/{first.pk}/")

    assert b"".join(response.streaming_content) == b"%PDF-1.7 first"
    assert f"{LIST}versions/{first.pk}/" in page_of(client.get(change(document)))
    assert client.get(f"{LIST}versions/0/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_costs_the_same_however_much_there_is(client, organiser, count, django_assert_num_queries):
    assembly = make_assembly()
    document = make_document(assembly=assembly)
    for _ in range(count):
        make_version(document)
        document.themes.add(make_theme(assembly))
        document.sessions.add(make_session(assembly))
        make_topic(make_session(assembly))
        ask_for_format(document=document, user=make_user(), need="Large print", at=timezone.now())

    client.get(change(document))  # what a process asks once
    with django_assert_num_queries(16):
        html = page_of(client.get(change(document)))

    assert html.count("“Large print”") == count


def test_the_preview_shows_the_page_and_what_is_wrong(client, organiser):
    html = page_of(client.post(f"{LIST}preview/", {"title": "Map", "body": "# Map\n\n<b>x</b>"}))

    assert "Nothing of this is saved" in html
    assert "Line 1 of the body" in html
    assert "<b>x" not in html
    assert "nothing to read as a page yet" in page_of(client.post(f"{LIST}preview/", {}))


def test_only_drafts_are_removed(client, organiser):
    document = make_document()
    url = f"{LIST}{document.pk}/delete/"
    assert client.post(url, {"post": "yes"}).status_code == 403
    Document.objects.update(published_at=None)
    assert "with every version of its file" in page_of(client.get(url))

    response = client.post(url, {"post": "yes"}, follow=True)

    assert "is removed" in page_of(response)
    assert not Document.objects.exists()
