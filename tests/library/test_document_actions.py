"""Documents as organisers keep them: rules, stale forms, versions, and what leaves nothing behind."""

import pytest
from django.db import transaction
from django.utils import timezone

from events.models import Session
from library import vault
from library.actions.documents import (
    publish_document,
    remove_document,
    save_document,
    unpublish_document,
)
from library.actions.versions import add_version
from library.models import Document, StoredFile
from library.policies.documents import DocumentRefused
from library.refusals import FileRefused
from tests.factories import make_assembly, make_organiser, make_session, make_theme, make_topic, make_user
from tests.library.factories import make_document
from tests.library.uploads import empty, pdf

pytestmark = pytest.mark.django_db
Audience = Document.Audience


@pytest.fixture
def organiser(db):
    return make_organiser(name="Dr Ada Keeper")


def save(document, actor, **fields):
    fields = {"themes": [], "sessions": [], "at": timezone.now()} | fields
    return save_document(document=document, actor=actor, **fields)


def draft(**fields) -> Document:
    today = timezone.localdate()
    return Document(**{"title": "Escalation map", "owner": "Ms Owner", "review_due_on": today} | fields)


def test_a_document_is_kept_with_its_file(organiser):
    assembly = make_assembly()
    theme, session = make_theme(assembly), make_session(assembly)

    document = save(
        draft(assembly=assembly), organiser, themes=[theme], sessions=[session], upload=pdf(), note=" First "
    )

    assert document.is_draft
    assert document.changed_by == organiser
    version = document.versions.get()
    assert (version.number, version.note, version.added_by) == (1, "First", organiser)
    assert list(document.themes.all()) == [theme]
    assert list(document.sessions.all()) == [session]


def test_only_organisers_keep_documents():
    document, somebody, at = make_document(), make_user(), timezone.now()
    acts = [
        lambda: save(document, somebody),
        lambda: add_version(document=document, upload=pdf(), note="", actor=somebody, at=at),
        lambda: publish_document(document=document, actor=somebody, at=at),
        lambda: unpublish_document(document=document, actor=somebody, at=at),
        lambda: remove_document(document=document, actor=somebody, at=at),
    ]
    for act in acts:
        with pytest.raises(DocumentRefused, match="Only an organiser"):
            act()


def test_what_it_hangs_on_is_of_its_assembly(organiser):
    here, elsewhere = make_assembly(), make_assembly()
    topic = make_topic(make_session(elsewhere, kind=Session.Kind.SHOWCASE))
    theme, session = make_theme(elsewhere), make_session(elsewhere)

    for code, fields, lines in [
        ("no_title", {"title": "  "}, {}),
        ("no_assembly", {"audience": Audience.ASSEMBLY}, {}),
        ("slides_elsewhere", {"topic": topic}, {}),
        ("slides_elsewhere", {"topic": topic, "assembly": here}, {}),
        ("theme_elsewhere", {"assembly": here}, {"themes": [theme]}),
        ("session_elsewhere", {"assembly": here}, {"sessions": [session]}),
    ]:
        with pytest.raises(DocumentRefused) as refused:
            save(draft(**fields), organiser, **lines)
        assert refused.value.code == code
    assert save(draft(), organiser, themes=[theme], sessions=[session]).pk
    assert save(draft(topic=topic, assembly=elsewhere), organiser).pk


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, "a file or a version to read as a page"),
        ({"body": "## Map", "owner": " "}, "an owner"),
        ({"body": "## Map", "review_due_on": None}, "a day on which its review is due"),
        (
            {"owner": "", "review_due_on": None},
            "a file or a version to read as a page, an owner and a day on which its review is due",
        ),
    ],
)
def test_publishing_says_all_that_is_missing(organiser, fields, missing):
    document = save(draft(**fields), organiser)

    with pytest.raises(DocumentRefused, match=f"People can see a document once it has {missing}\\."):
        publish_document(document=document, actor=organiser, at=timezone.now())

    assert Document.objects.get().is_draft


@pytest.mark.parametrize("what", [{"upload": True}, {"body": "## Map"}])
def test_a_file_or_a_page_is_enough(organiser, what):
    upload = pdf() if what.pop("upload", None) else None
    document, at = save(draft(**what), organiser, upload=upload), timezone.now()

    publish_document(document=document, actor=organiser, at=at)
    publish_document(document=document, actor=organiser, at=timezone.now())

    assert Document.objects.get().published_at == at
    unpublish_document(document=document, actor=organiser, at=timezone.now())
    unpublish_document(document=document, actor=organiser, at=timezone.now())
    assert Document.objects.get().is_draft


def test_what_people_see_stays_fit_to_be_seen(organiser):
    document = save(draft(body="## Map"), organiser, is_published=True)
    assert not document.is_draft
    document.owner = ""

    with pytest.raises(DocumentRefused, match="an owner"):
        save(document, organiser)
    save(document, organiser, is_published=False)

    assert Document.objects.get().is_draft


def test_a_form_that_is_old_is_refused_and_says_who_was_there(organiser):
    document = save(draft(), organiser)
    seen = document.changed_at
    add_version(document=document, upload=pdf(), note="", actor=organiser, at=timezone.now())

    with pytest.raises(DocumentRefused, match="Dr Ada Keeper changed this document at") as refused:
        save(document, organiser, seen_changed_at=seen)

    save(document, organiser, seen_changed_at=refused.value.facts["changed_at"])


def test_one_published_meanwhile_stays_published(organiser):
    document = save(draft(body="## Map"), organiser)
    publish_document(document=document, actor=organiser, at=timezone.now())

    save(document, organiser)

    assert not Document.objects.get().is_draft


def test_one_that_is_gone_is_refused(organiser):
    document = save(draft(), organiser)
    Document.objects.all().delete()

    with pytest.raises(DocumentRefused, match="removed in another window"):
        save(document, organiser)


def test_versions_count_on(organiser):
    document = save(draft(), organiser, upload=pdf())
    second = add_version(
        document=document, upload=pdf("b.pdf"), note="More", actor=organiser, at=timezone.now()
    )

    assert second.number == 2
    assert [version.number for version in document.versions.all()] == [2, 1]


def test_a_file_that_is_refused_changes_nothing(organiser, vault_folder):
    document = save(draft(), organiser)
    document.title = "Other"

    with pytest.raises(FileRefused, match="empty"), transaction.atomic():
        save(document, organiser, upload=empty())

    assert Document.objects.get().title == "Escalation map"
    assert list(vault.kept_keys()) == []


def test_a_draft_goes_with_all_its_files(organiser, django_capture_on_commit_callbacks):
    document = save(draft(), organiser, upload=pdf(), is_published=True)
    add_version(document=document, upload=pdf("b.pdf"), note="", actor=organiser, at=timezone.now())
    with pytest.raises(DocumentRefused, match="Take it back first"):
        remove_document(document=document, actor=organiser, at=timezone.now())
    unpublish_document(document=document, actor=organiser, at=timezone.now())
    assert len(list(vault.kept_keys())) == 2

    with django_capture_on_commit_callbacks(execute=True):
        remove_document(document=document, actor=organiser, at=timezone.now())

    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()
    assert list(vault.kept_keys()) == []
