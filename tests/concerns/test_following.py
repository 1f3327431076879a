"""Coming back by the code, writing, being dissatisfied, withdrawing."""

from datetime import timedelta

import pytest

from concerns.actions import answering, following, handling, opening
from concerns.kinds import Envelope, Holder, Side
from concerns.models import Clock, Concern, Entry, KeyGrant, OutgoingMail
from concerns.models.records import Deed
from concerns.obligations import Ending, Promise
from concerns.pathway import OPEN, Act, State, Track, is_possible
from concerns.refusals import SENTENCES, ConcernRefused, Refusal
from concerns.reporter_codes import ReporterCode
from tests.concerns.rows import ANSWERED, acknowledge, recognised, triage


@pytest.fixture
def answered(around):
    """A concern that was answered ten days after it came in."""
    concern, _, key = around.concern(at=around.now - timedelta(days=20))
    acknowledge(around.handler, concern, at=around.now - timedelta(days=19))
    triage(around.handler, concern, at=around.now - timedelta(days=18))
    give_feedback(around, concern, at=around.now - timedelta(days=10))
    concern.refresh_from_db()
    return concern, key


def give_feedback(around, concern, *, at):
    labels = {label.pk: handling.LabelAnswer("upheld", "Seen by two.") for label in concern.labels.all()}
    answering.give_feedback(handler=around.handler, concern=concern, labels=labels, words=ANSWERED, at=at)


def other_secret(code: ReporterCode) -> ReporterCode:
    return ReporterCode(code.locator + ReporterCode.new().secret)


def test_unknown_wrong_and_destroyed_codes_answer_alike_and_cost_the_same(around, no_turn):
    _, code, _ = around.concern()
    _, destroyed, _ = around.concern()
    KeyGrant.objects.filter(holder=Holder.REPORTER).exclude(
        concern=following.come_back(code=code).concern
    ).delete()
    wrong_codes = (ReporterCode.new(), other_secret(code), destroyed)

    answer = (Refusal.WRONG_CODE, SENTENCES[Refusal.WRONG_CODE])
    assert {told(wrong) for wrong in wrong_codes} == {answer}
    with no_turn():
        # Each needs a turn at stretching its secret, whatever its first part finds.
        assert {told(wrong)[0] for wrong in wrong_codes} == {Refusal.BUSY}


def told(code: ReporterCode) -> tuple[Refusal, str]:
    with pytest.raises(ConcernRefused) as refused:
        following.come_back(code=code)
    return refused.value.code, str(refused.value)


def test_a_busy_moment_is_told_and_the_right_code_works_after_it(around, no_turn):
    concern, code, _ = around.concern()

    with no_turn():
        assert told(code)[0] == Refusal.BUSY
    assert following.come_back(code=code).concern == concern


@pytest.mark.parametrize("state", State)
def test_a_message_is_taken_as_long_as_somebody_works_on_it(around, state):
    concern, _, key = around.concern()
    Concern.objects.filter(pk=concern.pk).update(state=state)

    if state in OPEN:
        following.write_to_handlers(concern=concern, key=key, words="Hello", at=around.now)
        assert concern.texts.last().kind == "from_reporter"
    else:
        with pytest.raises(ConcernRefused) as refused:
            following.write_to_handlers(concern=concern, key=key, words="Hello", at=around.now)
        may_reopen = is_possible(Act.REOPEN, state)
        assert refused.value.code == (Refusal.MAY_REOPEN if may_reopen else Refusal.ENDED)
        assert not concern.texts.filter(kind="from_reporter").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [("", Refusal.EMPTY), (" \n", Refusal.EMPTY), ("DEM0-NSTR-AT10-NC0D-E000-C", Refusal.HOLDS_CODE)],
)
def test_an_empty_message_and_one_with_a_code_are_refused(around, words, code):
    concern, _, key = around.concern()

    with pytest.raises(ConcernRefused) as refused:
        following.write_to_handlers(concern=concern, key=key, words=words, at=around.now)

    assert refused.value.code == code
    assert not concern.texts.filter(kind="from_reporter").exists()


def test_a_message_restarts_the_clock_of_contact_and_has_handlers_told(around):
    concern, _, key = around.concern(at=around.now - timedelta(days=6))
    acknowledge(around.handler, concern, at=around.now - timedelta(days=5))
    OutgoingMail.objects.all().delete()
    before = Clock.objects.running().get(promise=Promise.CONTACT)

    following.write_to_handlers(concern=concern, key=key, words="Any news?", at=around.now)

    before.refresh_from_db()
    after = Clock.objects.running().get(promise=Promise.CONTACT)
    assert (before.ending, after.follows) == (Ending.MET, before)
    assert after.started_on > before.started_on
    told = {mail.recipient for mail in OutgoingMail.objects.all()}
    assert told == {around.handler.user, around.second.user}


def test_a_message_ends_the_waiting_and_the_work_goes_on_later_by_what_it_took(around):
    began = around.now - timedelta(days=30)
    concern, _, key = around.concern(at=began)
    acknowledge(around.handler, concern, at=began)
    triage(around.handler, concern, at=began)
    waiting = began + timedelta(days=7)
    feedback = Clock.objects.running().get(promise=Promise.FEEDBACK)
    handling.ask_reporter(handler=around.handler, concern=concern, words="Which day?", at=waiting)
    assert not Clock.objects.running().filter(promise=Promise.FEEDBACK).exists()
    assert Clock.objects.running().filter(promise=Promise.CONTACT).exists(), "being told never waits"

    following.write_to_handlers(concern=concern, key=key, words="Friday", at=waiting + timedelta(days=7))

    later = Clock.objects.running().get(promise=Promise.FEEDBACK)
    assert later.follows == feedback
    # Seven days hold five working days; the new day is a working day at least so much later.
    assert later.due_on >= feedback.due_on + timedelta(days=7)
    assert later.due_on <= feedback.due_on + timedelta(days=13)


def test_who_is_not_satisfied_has_it_worked_on_again(around, answered):
    concern, key = answered
    following.say_not_satisfied(concern=concern, key=key, words="That is not what I said", at=around.now)

    concern.refresh_from_db()
    assert (concern.state, concern.answered_on) == (State.ACTIVE, None)
    assert Clock.objects.running().filter(promise=Promise.FEEDBACK).exists()
    assert Entry.objects.filter(chain=concern.pk).last().deed == Deed.DISSATISFIED
    with pytest.raises(ConcernRefused) as refused:
        following.say_not_satisfied(concern=concern, key=key, words="Again", at=around.now)
    assert refused.value.code == Refusal.NOT_ANSWERED


@pytest.mark.parametrize(("days", "is_open"), [(0, True), (60, True), (61, False)])
def test_what_was_closed_is_reopened_within_60_days(around, answered, days, is_open):
    concern, key = answered
    closed_at = around.now
    answering.close_track(handler=around.handler, concern=concern, at=closed_at)
    concern.refresh_from_db()
    assert concern.state == State.CLOSED

    again_at = closed_at + timedelta(days=days)
    if not is_open:
        with pytest.raises(ConcernRefused) as refused:
            following.say_not_satisfied(concern=concern, key=key, words="No", at=again_at)
        assert refused.value.code == Refusal.TOO_LATE
        return
    following.say_not_satisfied(concern=concern, key=key, words="No", at=again_at)
    concern.refresh_from_db()
    assert (concern.state, concern.closed_on) == (State.ACTIVE, None)
    assert concern.referrals.get().state == Track.ACCEPTED
    give_feedback(around, concern, at=again_at + timedelta(days=1))
    answering.close_track(handler=around.handler, concern=concern, at=again_at + timedelta(days=2))
    concern.refresh_from_db()
    assert concern.closed_on > closed_at.date() + timedelta(days=days), "closing again sets the day anew"


@pytest.mark.parametrize("was_opened", [True, False])
def test_what_is_withdrawn_unread_can_be_read_by_nobody(around, was_opened):
    concern, code, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    if was_opened:
        opening.open_case(handler=around.handler, concern=concern, at=around.now)
    following.withdraw_concern(concern=concern, at=around.now)

    concern.refresh_from_db()
    assert concern.state == State.WITHDRAWN
    assert not Clock.objects.running().exists()
    assert Concern.objects.granted_to(around.handler.user.pk).exists() is was_opened
    holders = set(concern.grants.filter(envelope=Envelope.CONTENT).values_list("holder", flat=True))
    assert ("group" in holders) is was_opened
    assert following.come_back(code=code).concern == concern, "the reporter still can"
    with pytest.raises(ConcernRefused):
        following.withdraw_concern(concern=concern, at=around.now)


@pytest.mark.parametrize("to_outside", [True, False])
def test_who_was_shown_another_way_can_have_it_opened_again(around, to_outside):
    concern, _, key = around.concern()
    acknowledge(around.handler, concern)
    handling.ask_reporter(handler=around.handler, concern=concern, words="Which day?", at=around.now)
    answering.show_another_way(
        handler=around.handler,
        concern=concern,
        words="Go there.",
        to_outside=to_outside,
        labels=recognised(concern),
        at=around.now,
    )

    too_late = around.now + timedelta(days=61)
    with pytest.raises(ConcernRefused) as refused:
        following.say_not_satisfied(concern=concern, key=key, words="They cannot help", at=too_late)
    assert refused.value.code == Refusal.TOO_LATE
    following.say_not_satisfied(concern=concern, key=key, words="They cannot help", at=around.now)

    concern.refresh_from_db()
    assert (concern.state, concern.closed_on) == (State.ACTIVE, None)
    assert concern.referrals.get().state == Track.ACCEPTED
    assert set(Clock.objects.running().values_list("promise", flat=True)) == {
        Promise.FEEDBACK,
        Promise.CONTACT,
    }
    assert Entry.objects.filter(chain=concern.pk).last().deed == Deed.REOPENED


def test_a_side_that_closed_without_an_answer_is_taken_back_too(around):
    concern, _, key = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    for handler in (around.handler, around.guardian):
        acknowledge(handler, concern)
        triage(handler, concern)
    handling.ask_reporter(handler=around.guardian, concern=concern, words="Which day?", at=around.now)
    later = around.now + timedelta(days=31)
    answering.close_track(handler=around.guardian, concern=concern, at=later)
    give_feedback(around, concern, at=later)
    answering.close_track(handler=around.handler, concern=concern, at=later)

    following.say_not_satisfied(concern=concern, key=key, words="No", at=later)

    assert set(concern.referrals.values_list("state", flat=True)) == {Track.ACCEPTED}


@pytest.mark.parametrize("to_outside", [True, False])
def test_what_was_shown_another_way_is_taken_back_up(around, to_outside):
    concern, _, key = around.concern()
    acknowledge(around.handler, concern)
    answering.show_another_way(
        handler=around.handler,
        concern=concern,
        words="Go there.",
        to_outside=to_outside,
        labels=recognised(concern),
        at=around.now,
    )
    following.say_not_satisfied(concern=concern, key=key, words="They sent me back", at=around.now)

    concern.refresh_from_db()
    assert concern.state == State.ACTIVE
    assert concern.referrals.get().state == Track.ACCEPTED
