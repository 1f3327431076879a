"""A speaker's own page in a browser: before, while it runs and after; what delegates read of the answers."""

from playwright.sync_api import expect

from tests.breakouts.test_room_browser import log_in


def test_a_speaker_finds_their_part_and_answers_in_writing_afterwards(
    portal, new_page, axe, fits, screenshot
):
    live = portal.call("tests.assembly_portal.speaking_rows:a_showcase")
    speaker = log_in(new_page(), live["keys"]["speaker"])
    delegate = log_in(new_page(java_script_enabled=False), live["keys"]["delegate"])

    speaker.goto(live["session"])
    speaker.get_by_role("link", name="Your part").click()
    expect(speaker.get_by_role("heading", level=1)).to_contain_text("Showcase: what works")
    expect(speaker.get_by_role("button", name="Join")).to_be_visible()
    expect(speaker.get_by_text("will be here when the session is over")).to_be_visible()
    axe(speaker)
    fits(speaker)
    screenshot(speaker, "own-part-1280")
    speaker.get_by_role("link", name="Ask them for a correction").click()
    speaker.get_by_role("button", name="Send").click()
    expect(speaker.get_by_role("alert")).to_contain_text("Enter what is wrong")
    speaker.get_by_label("What is wrong, and how should it read?").fill("It was two days a week.")
    axe(speaker)
    speaker.get_by_role("button", name="Send").click()
    expect(speaker.get_by_text("The organisers have been told.")).to_be_visible()

    portal.call("tests.assembly_portal.speaking_rows:it_is_over", code=live["code"])
    speaker.reload()
    expect(speaker.locator(".app-question")).to_have_count(3)
    expect(speaker.locator(".app-after")).to_contain_text("Answered later by The dental dean.")
    expect(speaker.locator(".app-after")).to_contain_text("Anonymous")
    speaker.get_by_role("link", name="Answer in writing to: Who protects me if I ask?").click()
    speaker.get_by_label("Your answer").fill("Your guardian of safe working hours.\n\nAnd we do.")
    axe(speaker)
    fits(speaker)
    speaker.get_by_role("button", name="Send the answer").click()
    expect(speaker.get_by_role("link", name="Change your answer to: Who protects me")).to_be_visible()
    axe(speaker)
    fits(speaker)
    speaker.set_viewport_size({"width": 320, "height": 640})
    screenshot(speaker, "own-part-after-320")

    delegate.goto(live["session"])
    expect(delegate.get_by_role("heading", name="Questions")).to_be_visible()
    answered = delegate.locator(".app-question").filter(has_text="Who protects me if I ask?")
    expect(answered).to_contain_text("Anonymous (you)")
    expect(answered).to_contain_text("Answered afterwards by Dr Ada Speaker")
    expect(answered).to_contain_text("Your guardian of safe working hours.")
    axe(delegate)
    fits(delegate)
    screenshot(delegate, "session-questions-1280")
