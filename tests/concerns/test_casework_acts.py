"""Every act of the pathway over HTTP: its form, its preview, its refusals, and what crafted forms change."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from _pytest.mark import ParameterSet
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from concerns.actions import handling
from concerns.actions.hands import last_step_of
from concerns.casework_queries.case import case_rows
from concerns.kinds import Category, Found, GroupKind, Side, TextKind
from concerns.models import Concern, Entry, Finding, Pause, Recognition, SealedText
from concerns.now import case_now
from concerns.obligations import Ending, Promise
from concerns.pathway import State, Track
from concerns.policies import Step, can_take
from concerns.views.casework.act_pages import ACTS
from tests.concerns import rows
from tests.concerns.casework import Place, address, client_of, place, send, state_of, text_of

pytestmark = pytest.mark.django_db
__all__ = ["place"]
WORDS = "I spoke to the ward on Tuesday, and write again on Friday."
TO_REPORTER = [step for step, page in ACTS.items() if page.reader == "reporter"]


def labels_typed(answer: str) -> dict[str, str]:
    return {
        "answer_1": answer,
        "because_1": "Two people heard it.",
        "answer_2": answer,
        "because_2": "The rota shows it.",
    }


def typed_for(step: Step, place: Place) -> dict[str, str]:
    """What a handler types into the form of a step."""
    usual = {"words": WORDS}
    return {
        Step.SCREEN: {**usual, "is_at_risk": "no"},
        Step.TRIAGE: {
            **labels_typed("yes"),
            "category": "bullying",
            "severity": "high",
            "route": "The dignity policy is used. It is only a name.",
        },
        Step.ANSWER: {**labels_typed("upheld"), **usual},
        Step.REFER: {**usual, "group": str(place.spare.pk)},
        Step.OTHER_WAY: {**labels_typed("no"), **usual, "to_outside": "yes"},
        Step.KEEP_OUT: {"who": f"group:{place.equality.pk}"},
    }.get(step, usual)


@pytest.fixture
def spare(place):
    """A group of the place that has nothing yet."""
    place.spare = rows.a_group(GroupKind.MEDICAL_EDUCATION, place.employer)
    rows.a_member(place.spare)
    place.equality = rows.a_group(GroupKind.EQUALITY, place.office)
    return place


def concern_for(step: Step, spare: Place) -> Concern:
    """On both tracks, but where the other one stands in the way."""
    return spare.concern(sides=(Side.TRAINING,)) if step == Step.OTHER_WAY else spare.concern()


def put(concern: Concern, state: State, track: Track) -> None:
    """Bring a case to a state, as rows."""
    Concern.objects.filter(pk=concern.pk).update(state=state)
    concern.referrals.update(state=track)
    concern.refresh_from_db()


STATES = [state for state in State if state is not State.DRAFT]


def crossed(states: list[State]) -> Iterator[ParameterSet]:
    """Each state with both tracks: always with one of them in turn, with the other in ``make load``."""
    for number, state in enumerate(states):
        for side, track in enumerate((Track.OFFERED, Track.ACCEPTED)):
            marks = [] if number % 2 == side else [pytest.mark.load]
            yield pytest.param(state, track, marks=marks, id=f"{track}-{state}")


@pytest.mark.parametrize(("state", "track"), list(crossed(STATES)))
def test_crafted_forms_do_what_the_page_offers_and_nothing_else(spare, state, track):
    # Nobody steps back from a case as the last of their group.
    rows.a_member(spare.quality)
    concern = spare.concern()
    put(concern, state, track)
    for step in ACTS:
        with suppress(Undone), transaction.atomic():
            try_step(spare, concern, step)
            raise Undone


class Undone(Exception):
    """Takes back what one step of a test did."""


def try_step(spare: Place, concern: Concern, step: Step) -> None:
    own = concern.referrals.get(group=spare.quality)
    own.concern = concern
    case = case_rows(spare.handler, concern)
    verdict = can_take(step, case_now(own, case.referrals, on=timezone.localdate()))
    before = state_of(concern)

    page = spare.client.get(address(concern, step))
    sent = send(spare.client, concern, step, **typed_for(step, spare))

    assert ('name="seen"' in page.content.decode()) is bool(verdict), step
    changed = state_of(concern) != before
    assert changed is bool(verdict), (step, text_of(sent)[:2000])
    if not verdict and verdict.code not in ("acknowledged_already", "begun_already"):
        assert sent.status_code == 200, step
        if "words" in ACTS[step].form_class.base_fields:
            assert WORDS in sent.content.decode()
        assert "There is a problem" in text_of(sent)


def test_an_unknown_act_is_no_page(place):
    concern = place.concern()

    for noun in ("send", "reopen", "withdraw", "draft"):
        assert place.client.post(address(concern, noun), {"do": "send"}).status_code == 404


@pytest.mark.parametrize("step", TO_REPORTER)
def test_what_the_reporter_reads_is_shown_before_it_is_sent(spare, step):
    concern = concern_for(step, spare)
    if step != Step.ACKNOWLEDGE:
        rows.acknowledge(spare.handler, concern)
    if step in (Step.ANSWER, Step.DELAY):
        rows.triage(spare.handler, concern)
    if step == Step.DELAY:
        handling.open_investigation(handler=spare.handler, concern=concern, at=timezone.now())
    typed = {**typed_for(step, spare), "seen": last_step_of(concern)}
    before = state_of(concern)

    preview = spare.client.post(address(concern, step), typed)

    assert state_of(concern) == before
    assert "Check what you send" in text_of(preview)
    assert "The person who raised this reads it" in text_of(preview)
    assert typed.get("route", WORDS) in text_of(preview)
    assert spare.client.post(address(concern, step), {**typed, "do": "send"}).status_code == 302
    assert state_of(concern) != before


def test_a_preview_can_be_changed_with_everything_kept(spare):
    concern = spare.concern()
    rows.acknowledge(spare.handler, concern)
    typed = {**typed_for(Step.TRIAGE, spare), "do": "change", "seen": last_step_of(concern)}

    page = spare.client.post(address(concern, "triage"), typed).content.decode()

    assert "There is a problem" not in page
    assert "Two people heard it." in page
    assert typed["route"] in page
    assert re.search(r'value="high"[^>]* checked', page)


@pytest.mark.parametrize(
    ("step", "name"),
    [(step, "route" if step is Step.TRIAGE else "words") for step in TO_REPORTER if step is not Step.WRITE],
)
def test_a_canned_text_starts_the_form_and_cannot_be_sent_as_it_stands(spare, step, name):
    concern = concern_for(step, spare)
    if step != Step.ACKNOWLEDGE:
        rows.acknowledge(spare.handler, concern)
    if step in (Step.ANSWER, Step.DELAY):
        rows.triage(spare.handler, concern)
    if step == Step.DELAY:
        handling.open_investigation(handler=spare.handler, concern=concern, at=timezone.now())
    page = spare.client.get(address(concern, step))
    start = page.context["form"][name].value()
    assert "[" in start
    before = state_of(concern)

    for do in ("", "send"):
        typed = {**typed_for(step, spare), name: start, "do": do}
        refused = send(spare.client, concern, step, **typed)

        assert state_of(concern) == before
        assert "Fill in or take out what stands in [square brackets]" in text_of(refused)
        assert refused.context["form"][name].value() == start
        assert refused.context["form"].errors.keys() == {name}


def test_words_that_hold_a_code_are_refused_at_the_field(place):
    concern, code, _ = rows.a_concern(rows.answers())
    rows.acknowledge(place.handler, concern)

    refused = send(place.client, concern, "message", words=f"Your code is {code.in_groups}.")

    assert "This text holds your code" in text_of(refused)
    assert SealedText.objects.filter(kind=TextKind.TO_REPORTER).count() == 1


def test_a_form_that_was_opened_before_somebody_else_acted_says_so_and_loses_nothing(place):
    concern = place.concern()
    rows.acknowledge(place.handler, concern)
    seen = last_step_of(concern)
    colleague = rows.a_member(place.quality)
    send(client_of(colleague), concern, "message", words="I wrote first.")
    before = state_of(concern)

    stale = send(place.client, concern, "message", words=WORDS, seen=seen)

    assert state_of(concern) == before
    assert "Something was done in this case since you opened this form" in text_of(stale)
    assert WORDS in stale.content.decode()
    told = int(re.search(r'name="seen" value="(\d+)"', stale.content.decode())[1])
    assert send(place.client, concern, "message", words=WORDS, seen=told).status_code == 302


def test_a_form_that_is_sent_twice_acts_once(place):
    concern = place.concern()
    rows.acknowledge(place.handler, concern)
    seen = last_step_of(concern)

    for _ in range(2):
        send(place.client, concern, "message", words=WORDS, seen=seen)

    assert SealedText.objects.filter(concern=concern, kind=TextKind.TO_REPORTER).count() == 2


@pytest.mark.parametrize("seen", ["", "x", "99999999999999999999", "-1"])
def test_a_crafted_step_is_stale(place, seen):
    concern = place.concern()
    rows.acknowledge(place.handler, concern)

    assert send(place.client, concern, "message", words=WORDS, seen=seen).status_code == 200


def test_a_note_is_kept_and_never_sent(place):
    concern = place.concern()

    form = text_of(place.client.get(address(concern, "note")))
    send(place.client, concern, "note", words="The rota team knew.")

    assert "Only handlers of this case read it." in form
    assert "Keep as a note for handlers" in form
    assert "Send to the reporter" not in form
    assert concern.texts.get(kind=TextKind.NOTE).author == place.handler.user
    assert not concern.texts.filter(kind=TextKind.TO_REPORTER).exists()


def test_triage_answers_each_label_and_feedback_too(spare):
    concern = spare.concern()
    rows.acknowledge(spare.handler, concern)
    typed = typed_for(Step.TRIAGE, spare)

    for missing in ("answer_2", "because_2"):
        refused = send(spare.client, concern, "triage", **{**typed, missing: ""})
        assert "Undermining" in text_of(refused)
        assert not Recognition.objects.exists()
    send(spare.client, concern, "triage", **{**typed, "answer_2": "not_yet"})

    assert sorted(Recognition.objects.values_list("answer", flat=True)) == ["not_yet", "yes"]
    page = text_of(spare.client.get(address(concern)))
    assert "Bullying Recognised" in page
    assert "Undermining Not yet" in page
    assert concern.referrals.get(group=spare.quality).clocks.running().filter(promise=Promise.SAFETY).exists()

    refused = send(spare.client, concern, "feedback", words=WORDS, answer_1="upheld", because_1="So.")
    assert "Select an answer to “Undermining”" in text_of(refused)
    assert not Finding.objects.exists()
    send(spare.client, concern, "feedback", **typed_for(Step.ANSWER, spare))

    assert set(Finding.objects.values_list("found", flat=True)) == {Found.UPHELD}
    assert Concern.objects.get(pk=concern.pk).state == State.ANSWERED


def test_asking_the_reporter_stops_the_clocks_twice_at_most(place):
    concern = place.concern()
    rows.acknowledge(place.handler, concern)
    send(place.client, concern, "question", words=WORDS)

    page = text_of(place.client.get(address(concern)))
    again = send(place.client, concern, "question", words=WORDS)

    assert "Waits for the reporter" in page
    assert "The case waits for the reporter already" in text_of(again)
    assert Pause.objects.count() == 1
    own = concern.referrals.get(group=place.quality)
    assert own.clocks.filter(ending=Ending.PAUSED).exists()


def test_a_group_is_offered_only_if_it_may_have_the_case(spare):
    other = rows.a_group(GroupKind.QUALITY, rows.an_office("South West"))
    rows.a_member(other)
    concern = spare.concern()
    rows.acknowledge(spare.handler, concern)
    before = state_of(concern)

    page = text_of(spare.client.get(address(concern, "referrals")))
    crafted = send(spare.client, concern, "referrals", words=WORDS, group=str(other.pk))

    assert str(spare.spare) in page
    assert str(other) not in page
    assert "Select an answer from the list" in text_of(crafted)
    assert state_of(concern) == before


def test_what_is_returned_is_gone_for_this_group_and_goes_on_for_the_other(place):
    concern = place.concern()

    answer = send(place.client, concern, "return", words="It belongs to the guardian.")

    assert answer.url == "/casework/"
    assert place.client.get(address(concern)).status_code == 404
    page = text_of(client_of(place.guardian_member).get(address(concern)))
    assert "Returned" in page
    assert "It belongs to the guardian." in page


@pytest.mark.parametrize("step", [step for step, page in ACTS.items() if page.reader == "nobody"])
def test_not_doing_it_leads_back_to_the_case(spare, step):
    rows.a_member(spare.quality)
    concern = spare.concern()
    put(concern, State.ANSWERED if step == Step.CLOSE else State.TRIAGED, Track.ACCEPTED)
    concern.referrals.update(answered_on=timezone.localdate())

    page = spare.client.get(address(concern, step)).content.decode()

    assert f'<a href="{address(concern)}">Do not do it</a>' in page
    assert 'href=""' not in page


def test_nothing_is_shown_another_way_without_an_answer_to_each_word(place):
    concern, code, _ = rows.a_concern()
    rows.acknowledge(place.handler, concern)
    typed = {"words": WORDS, "to_outside": "no", **labels_typed("not_yet")}

    refused = send(place.client, concern, "other-way", **{**typed, "because_2": ""})
    assert "Enter why, for “Undermining”" in text_of(refused)
    assert WORDS in refused.content.decode()
    preview = place.client.post(
        address(concern, "other-way"), {**typed, "seen": last_step_of(concern), "do": ""}
    )
    assert "Undermining: not yet The rota shows it." in text_of(preview)
    assert send(place.client, concern, "other-way", **typed).status_code == 302

    assert set(Recognition.objects.values_list("answer", flat=True)) == {"not_yet"}
    reader = Client()
    reader.post(reverse("letterbox_come_back"), {"code": code.in_groups})
    said = text_of(reader.get(reverse("letterbox_inside")))
    assert "did not look into it further" in said
    assert "Is the answer good enough?" not in said
    assert "The rota shows it." in said


def test_what_the_triage_answered_is_told_again_and_not_asked_again(place):
    concern = place.concern(sides=(Side.TRAINING,))
    rows.acknowledge(place.handler, concern)
    rows.triage(place.handler, concern, answer="no")
    typed = {"words": WORDS, "to_outside": "no", "seen": last_step_of(concern)}

    assert "answer_1" not in place.client.get(address(concern, "other-way")).content.decode()
    preview = text_of(place.client.post(address(concern, "other-way"), typed))

    assert "Undermining: not recognised It is what it is." in preview
    assert send(place.client, concern, "other-way", **typed).status_code == 302


def test_closing_needs_feedback_and_the_last_side_closes_the_case(spare):
    concern = spare.concern()
    for handler in (spare.handler, spare.guardian_member):
        rows.acknowledge(handler, concern)
    rows.triage(spare.handler, concern)
    assert "Give feedback before you close it" in text_of(send(spare.client, concern, "closing"))

    for client in (spare.client, client_of(spare.guardian_member)):
        send(client, concern, "feedback", **typed_for(Step.ANSWER, spare))
        assert send(client, concern, "closing").status_code == 302

    assert Concern.objects.get(pk=concern.pk).state == State.CLOSED
    assert concern.short_name in text_of(spare.client.get("/casework/?state=ended"))


def test_acts_are_written_down_with_role_and_day(place):
    concern = place.concern()
    send(place.client, concern, "acknowledgement", words=WORDS)

    entry = Entry.objects.get(chain=concern.pk, deed="acknowledged")
    assert (entry.actor, entry.role) == (place.handler.user.pk, str(place.quality))
    assert "Acknowledged: " in text_of(place.client.get(address(concern)))


def test_the_triage_starts_with_what_the_reporter_chose_and_its_preview_tells_it(spare):
    concern = spare.concern(category=Category.DISCRIMINATION)
    rows.acknowledge(spare.handler, concern)

    page = spare.client.get(address(concern, "triage"))
    assert page.context["form"]["category"].value() == Category.DISCRIMINATION
    typed = {**typed_for(Step.TRIAGE, spare), "category": "discrimination", "severity": "low"}
    preview = spare.client.post(address(concern, "triage"), {**typed, "seen": last_step_of(concern)})
    assert "What it is about Discrimination Severity Low" in text_of(preview)


def test_a_second_triage_offers_no_other_category_and_no_lower_severity(spare):
    concern = spare.concern()
    rows.acknowledge(spare.guardian_member, concern)
    rows.triage(spare.guardian_member, concern)
    rows.acknowledge(spare.handler, concern)
    typed = {**typed_for(Step.TRIAGE, spare), "category": "other"}

    assert "There is a problem" in text_of(
        send(spare.client, concern, "triage", **{**typed, "severity": "low"})
    )
    assert send(spare.client, concern, "triage", **{**typed, "severity": "high"}).status_code == 302
    concern.refresh_from_db()
    assert (concern.category, concern.severity) == ("bullying", "high")
