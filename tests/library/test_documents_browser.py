"""Documents in a browser: an organiser uploads, a delegate reads, a speaker brings slides and answers."""

import pytest
from playwright.sync_api import expect

from tests.breakouts.test_room_browser import log_in
from tests.library.uploads import pdf_bytes

MAP = {"name": "escalation map.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@pytest.fixture
def day(portal):
    return portal.call("tests.library.document_rows:a_day_with_people")


@pytest.fixture
def looked_at(axe, fits, screenshot):
    """``looked_at(page, "name")``: axe, 320 px, and pictures at both widths."""

    def look(page, name: str, *, is_whole: bool = True) -> None:
        screenshot(page, name)
        # Without scripts a button of Django's own admin says nothing.
        if is_whole:
            axe(page)
        fits(page)
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 640})
        screenshot(page, f"{name} 320")
        page.set_viewport_size(before)

    return look


@SCRIPTS
def test_a_document_from_the_upload_to_the_reader(new_page, portal, day, looked_at, complaints, scripts):
    complaints.expected.append("404")
    title = f"Escalation map {day['slug']}"
    organiser = log_in(new_page(java_script_enabled=scripts), day["organiser"])
    organiser.goto("/admin/")
    organiser.get_by_role("link", name="Documents", exact=True).first.click()
    organiser.get_by_role("link", name="Add document").click()
    organiser.get_by_label("Title").fill(title)
    organiser.get_by_label("Summary (optional)").fill("Who to tell, and when.")
    organiser.get_by_label("Assembly (optional)").select_option(value=str(day["assembly"]))
    organiser.get_by_label("For whom:").select_option("Delegates of its assembly")
    organiser.get_by_role("button", name="Save and publish").click()
    expect(organiser.get_by_role("alert")).to_contain_text(
        "a file or a version to read as a page, an owner and"
    )
    looked_at(organiser, "refused", is_whole=scripts)

    organiser.get_by_label("Owner").fill("Faculty of Learner Voice")
    organiser.get_by_label("Review due").fill("2099-07-01")
    organiser.get_by_label("File (optional)").set_input_files(MAP)
    organiser.get_by_role("checkbox", name="Showcase").check()
    organiser.get_by_role("button", name="Save and publish").click()
    expect(organiser.locator(".messagelist")).to_contain_text(
        "Delegates of The second learner assembly, now."
    )
    expect(organiser.get_by_role("region", name="Versions")).to_contain_text("escalation")
    looked_at(organiser, "published", is_whole=scripts)

    delegate = log_in(new_page(java_script_enabled=scripts), day["delegate"])
    delegate.goto(day["session"])
    looked_at(delegate, "session")
    delegate.get_by_role("link", name=title).click()
    expect(delegate.get_by_role("heading", level=1)).to_have_text(title)
    looked_at(delegate, "document")
    with delegate.expect_download() as download:
        delegate.get_by_role("link", name=f"Download {title} (PDF, 1 KB)").click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert portal.call("tests.library.document_rows:openings_of", title=title) == 1

    stranger = log_in(new_page(java_script_enabled=scripts), day["stranger"])
    address, file = delegate.url, download.value.url
    for url in (address, file):
        stranger.goto(url)
        expect(stranger.get_by_role("heading", level=1)).to_have_text("Page not found")
    nobody = new_page(java_script_enabled=scripts)
    nobody.goto(file)
    assert "/account/login/" in nobody.url


@SCRIPTS
def test_somebody_reads_a_page_and_asks_for_another_format(new_page, portal, day, looked_at, scripts):
    document = portal.call("tests.library.document_rows:a_document", assembly=day["assembly"])
    page = log_in(new_page(java_script_enabled=scripts), day["delegate"])
    page.goto(document["address"])
    expect(page.locator("main")).to_contain_text("so it may be out of date")
    looked_at(page, "document")
    page.get_by_role("link", name="as a page").click()
    expect(page.get_by_role("heading", name="Who to tell")).to_be_visible()
    looked_at(page, "as a page")
    page.get_by_role("link", name="Ask for another format").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what would help you")
    looked_at(page, "nothing asked")

    page.get_by_label("What would help you?").fill("Easy read")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    looked_at(page, "asked")

    organiser = log_in(new_page(java_script_enabled=scripts), day["organiser"])
    organiser.goto(f"/admin/library/document/{document['pk']}/change/")
    looked_at(organiser, "form", is_whole=scripts)
    organiser.get_by_role("link", name="Answer Dr Jo Reader").click()
    organiser.get_by_label("What we tell them").fill(
        "We have sent it to you by post.\n\nTell us whether it helps."
    )
    looked_at(organiser, "to answer", is_whole=scripts)
    organiser.get_by_role("button", name="Save", exact=True).click()
    expect(organiser.locator(".messagelist")).to_contain_text("is told by email")
    looked_at(organiser, "requests", is_whole=scripts)
    organiser.goto("/admin/library/document/")
    looked_at(organiser, "documents", is_whole=scripts)

    asker = log_in(new_page(java_script_enabled=scripts), document["asker"])
    asker.goto(f"{document['address']}format/")
    expect(asker.locator("main")).to_contain_text("We have sent it to you by post.")
    looked_at(asker, "answered")


@SCRIPTS
def test_a_speaker_brings_slides_and_answers(new_page, portal, day, looked_at, scripts):
    speaker = log_in(new_page(java_script_enabled=scripts), day["speaker"])
    speaker.goto(f"/{day['slug']}/my-day/")
    speaker.get_by_role("link", name="Your part").click()
    looked_at(speaker, "part")
    speaker.get_by_role("link", name="Add slides of Rotas").click()
    speaker.get_by_role("button", name="Save").click()
    expect(speaker.get_by_role("alert")).to_contain_text("Select a file")
    looked_at(speaker, "no file")
    speaker.get_by_label("File").set_input_files({**MAP, "name": "rotas.pdf"})
    speaker.get_by_label("Once the day is over").check()
    speaker.get_by_role("button", name="Save").click()
    expect(speaker.get_by_role("link", name="Download your slides (PDF, 1 KB)")).to_be_visible()
    looked_at(speaker, "slides")

    delegate = log_in(new_page(java_script_enabled=scripts), day["delegate"])
    delegate.goto(day["session"])
    expect(delegate.get_by_role("heading", name="Slides")).to_have_count(0)
    speaker.get_by_label("Once the doors are open").check()
    speaker.get_by_role("button", name="Save").click()
    delegate.reload()
    expect(delegate.get_by_role("heading", name="Slides")).to_be_visible()
    looked_at(delegate, "session")

    speaker.get_by_role("link", name="Back to your part").click()
    speaker.get_by_role("link", name="Answer what you say").click()
    looked_at(speaker, "question")
    speaker.get_by_role("button", name="Save").click()
    expect(speaker.get_by_role("alert")).to_contain_text("Select yes or no")
    looked_at(speaker, "not answered")
    speaker.get_by_label("Yes, it can be shown").check()
    speaker.get_by_role("button", name="Save").click()
    expect(speaker.locator("main")).to_contain_text("You agree that it is shown")
    portal.call("tests.library.document_rows:a_published_recording", code=day["code"])
    speaker.get_by_role("link", name="Change what you say").click()
    speaker.get_by_label("No", exact=True).check()
    speaker.get_by_role("button", name="Save").click()
    expect(speaker.locator("main")).to_contain_text("The recording is withdrawn")
    looked_at(speaker, "withdrawn")

    speaker.get_by_role("link", name="Change slides of Rotas").click()
    speaker.get_by_role("link", name="Remove your slides").click()
    looked_at(speaker, "sure")
    speaker.get_by_role("button", name="Yes, remove them").click()
    assert portal.call("tests.library.document_rows:how_it_stands", code=day["code"]) == {
        "answer": "refused",
        "is_withdrawn": True,
        "slides": 0,
    }
