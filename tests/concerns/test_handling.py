"""Working on a case: what is promised is kept, what is owed is said, and nothing is done out of turn."""

from datetime import timedelta

import pytest

from concerns.actions import answering, following, handling, opening, referring
from concerns.actions.handling import LabelAnswer
from concerns.canned import TEXTS, Use, start_of
from concerns.kinds import Category, Found, Mode, Recognised, Severity, Side
from concerns.models import Clock, Concern, Entry, Finding, Recognition
from concerns.models.records import Deed
from concerns.obligations import Ending, Promise
from concerns.pathway import MOVES, OPEN, Act, State, Track
from concerns.policies import CaseNow, Step, can_take
from concerns.refusals import ConcernRefused, Refusal
from tests.concerns.rows import ACKNOWLEDGED, ANSWERED, ROUTE, acknowledge, recognised, triage

NEXT_WEEK = timedelta(days=7)


def running(concern) -> dict:
    return {clock.promise: clock for clock in Clock.objects.running().filter(referral__concern=concern)}


def labels(concern, answer: str, because: str = "It is so.") -> dict:
    return {label.pk: LabelAnswer(answer, because) for label in concern.labels.all()}


def do(act: Act, handler, concern, *, at):
    """Do an act of the pathway through its action."""
    match act:
        case Act.ACKNOWLEDGE:
            acknowledge(handler, concern, at=at)
        case Act.TRIAGE:
            triage(handler, concern, at=at)
        case Act.BEGIN:
            handling.begin_work(handler=handler, concern=concern, at=at)
        case Act.INVESTIGATE:
            handling.open_investigation(handler=handler, concern=concern, at=at)
        case Act.ANSWER:
            given = labels(concern, Found.UPHELD)
            answering.give_feedback(handler=handler, concern=concern, labels=given, words=ANSWERED, at=at)
        case Act.CLOSE:
            answering.close_track(handler=handler, concern=concern, at=at)
        case Act.SIGNPOST | Act.REFER_OUT:
            answering.show_another_way(
                handler=handler,
                concern=concern,
                words="Go there.",
                to_outside=act == Act.REFER_OUT,
                labels=recognised(concern),
                at=at,
            )


HANDLERS_ACTS = [act for act in Act if act not in (Act.SEND, Act.REOPEN, Act.WITHDRAW)]


def why_not(act: Act, state: State) -> Refusal:
    """What has to be done first, or was done already; else only where the case stands."""
    if act == Act.BEGIN and state in (State.ACTIVE, State.INVESTIGATING, State.ANSWERED):
        return Refusal.BEGUN_ALREADY
    return {
        State.ACKNOWLEDGED: Refusal.NOT_TRIAGED,
        State.ANSWERED: Refusal.ANSWERED_ALREADY,
    }.get(state, Refusal.NOT_NOW)


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
@pytest.mark.parametrize("act", HANDLERS_ACTS)
def test_an_act_out_of_turn_is_refused_and_changes_nothing(around, act, state):
    concern, _, _ = around.concern()
    if act != Act.ACKNOWLEDGE:
        acknowledge(around.handler, concern)
    concern.referrals.update(answered_on=around.now.date() if act == Act.CLOSE else None)
    Concern.objects.filter(pk=concern.pk).update(state=state)
    before = list(Entry.objects.values_list("digest")), list(concern.texts.values_list("pk"))

    if state in MOVES[act] or (act == Act.CLOSE and state in OPEN and state in MOVES[act]):
        do(act, around.handler, concern, at=around.now)
        concern.refresh_from_db()
        assert concern.state == MOVES[act][state]
        return
    with pytest.raises(ConcernRefused) as refused:
        do(act, around.handler, concern, at=around.now)
    assert refused.value.code == why_not(act, state)
    concern.refresh_from_db()
    assert concern.state == state
    assert (list(Entry.objects.values_list("digest")), list(concern.texts.values_list("pk"))) == before


def test_acknowledging_keeps_the_promise_and_a_second_time_moves_no_date(around):
    concern, _, _ = around.concern(at=around.now - timedelta(days=2))
    acknowledge(around.handler, concern)
    after_once = list(Clock.objects.order_by("pk").values())
    texts = concern.texts.count()
    with pytest.raises(ConcernRefused) as refused:
        acknowledge(around.second, concern, at=around.now + NEXT_WEEK)

    assert refused.value.code == Refusal.ACKNOWLEDGED_ALREADY
    assert list(Clock.objects.order_by("pk").values()) == after_once
    assert concern.texts.count() == texts
    met = Clock.objects.get(promise=Promise.ACKNOWLEDGE)
    assert (met.ending, met.ended_on) == (Ending.MET, concern.referrals.get().accepted_on)
    assert {Promise.FEEDBACK, Promise.CONTACT} <= set(running(concern))


def test_nothing_else_is_done_before_it_is_acknowledged(around):
    concern, _, _ = around.concern()

    for act in (Act.TRIAGE, Act.BEGIN, Act.INVESTIGATE, Act.ANSWER, Act.CLOSE, Act.SIGNPOST):
        with pytest.raises(ConcernRefused) as refused:
            do(act, around.handler, concern, at=around.now)
        assert refused.value.code == Refusal.NOT_ACCEPTED


def test_triage_answers_each_label_and_keeps_the_promises_of_its_own_track(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    acknowledge(around.handler, concern)
    triage(around.handler, concern)

    assert Recognition.objects.filter(referral__side=Side.TRAINING).count() == 2
    kept = Clock.objects.filter(promise__in=[Promise.SCREEN, Promise.TRIAGE])
    assert set(kept.values_list("referral__side", "promise", "ending")) == {
        ("training", Promise.SCREEN, Ending.MET),
        ("training", Promise.TRIAGE, Ending.MET),
        ("employer", Promise.SCREEN, Ending.MOOT),
        ("employer", Promise.TRIAGE, ""),
    }
    # The other track says for itself whether it recognises the words.
    acknowledge(around.guardian, concern)
    triage(around.guardian, concern, answer="no")
    assert set(Recognition.objects.values_list("referral__side", "answer")) == {
        ("training", "yes"),
        ("employer", "no"),
    }


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, Refusal.LABELS_OPEN),
        ({0: ("yes", "so")}, Refusal.LABELS_OPEN),
        ({0: ("yes", "so"), 1: ("perhaps", "so")}, Refusal.LABELS_OPEN),
        ({0: ("yes", "so"), 1: ("upheld", "so")}, Refusal.LABELS_OPEN),
        ({0: ("yes", "so"), 1: ("no", " ")}, Refusal.BECAUSE_MISSING),
    ],
)
def test_a_triage_that_leaves_a_label_open_is_refused(around, answers, code):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    rows = list(concern.labels.all())

    with pytest.raises(ConcernRefused) as refused:
        handling.record_triage(
            handler=around.handler,
            concern=concern,
            category=Category.OTHER,
            severity=Severity.LOW,
            labels={rows[place].pk: LabelAnswer(*given) for place, given in answers.items()},
            route=ROUTE,
            at=around.now,
        )

    assert refused.value.code == code
    assert not Recognition.objects.exists()
    concern.refresh_from_db()
    assert (concern.state, concern.severity) == (State.ACKNOWLEDGED, Severity.UNJUDGED)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({0: ("upheld", "so")}, Refusal.LABELS_OPEN),
        ({0: ("upheld", "so"), 1: ("yes", "so")}, Refusal.LABELS_OPEN),
    ],
)
def test_feedback_that_leaves_a_label_open_is_refused(around, answers, code):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    triage(around.handler, concern)
    rows = list(concern.labels.all())
    given = {rows[place].pk: LabelAnswer(*each) for place, each in answers.items()}

    with pytest.raises(ConcernRefused) as refused:
        answering.give_feedback(
            handler=around.handler, concern=concern, labels=given, words=ANSWERED, at=around.now
        )

    assert refused.value.code == code
    assert not Finding.objects.exists()


def test_high_severity_owes_a_safety_action_that_stops_no_other_clock(around):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    handling.record_triage(
        handler=around.handler,
        concern=concern,
        category=Category.PATIENT_SAFETY,
        severity=Severity.HIGH,
        labels=labels(concern, Recognised.YES),
        route=ROUTE,
        at=around.now,
    )
    others = set(running(concern)) - {Promise.SAFETY}

    handling.record_safety_action(handler=around.handler, concern=concern, words="Moved them.", at=around.now)

    assert set(running(concern)) == others
    assert Clock.objects.get(promise=Promise.SAFETY).ending == Ending.MET


@pytest.mark.parametrize("is_at_risk", [True, False])
def test_whoever_looked_for_risk_has_kept_that_promise(around, is_at_risk):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    handling.screen_risk(
        handler=around.handler, concern=concern, is_at_risk=is_at_risk, words="Looked.", at=around.now
    )

    assert Promise.SCREEN not in running(concern)
    assert (Promise.SAFETY in running(concern)) is is_at_risk


def test_an_investigation_owes_a_reason_every_20_working_days(around):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    triage(around.handler, concern)
    with pytest.raises(ConcernRefused) as refused:
        handling.explain_delay(
            handler=around.handler, concern=concern, words="It takes longer.", at=around.now
        )
    assert refused.value.code == Refusal.NOT_INVESTIGATING
    handling.open_investigation(handler=around.handler, concern=concern, at=around.now)
    first = running(concern)[Promise.INVESTIGATE]

    later = around.now + timedelta(days=25)
    handling.explain_delay(handler=around.handler, concern=concern, words="It takes longer.", at=later)

    first.refresh_from_db()
    second = running(concern)[Promise.INVESTIGATE]
    assert (first.ending, second.follows, second.started_on) == (Ending.REPLACED, first, later.date())


def test_the_full_answer_is_put_off_once_to_six_months(around):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    first = running(concern)[Promise.FEEDBACK]
    handling.extend_feedback(
        handler=around.handler, concern=concern, words="We wait for the panel.", at=around.now + NEXT_WEEK
    )
    second = running(concern)[Promise.FEEDBACK]

    assert (second.due_on - first.started_on).days in range(180, 186)
    with pytest.raises(ConcernRefused) as refused:
        handling.extend_feedback(
            handler=around.handler, concern=concern, words="Still.", at=around.now + NEXT_WEEK
        )
    assert refused.value.code == Refusal.EXTENDED_ALREADY


def test_a_case_waits_for_the_reporter_twice_at_most(around):
    concern, _, key = around.concern()
    acknowledge(around.handler, concern)
    for number in range(2):
        at = around.now + number * NEXT_WEEK
        handling.ask_reporter(handler=around.handler, concern=concern, words="Which day?", at=at)
        with pytest.raises(ConcernRefused) as refused:
            handling.ask_reporter(handler=around.handler, concern=concern, words="Which?", at=at)
        assert refused.value.code == Refusal.IS_PAUSED
        following.write_to_handlers(concern=concern, key=key, words="Friday", at=at)

    with pytest.raises(ConcernRefused) as refused:
        handling.ask_reporter(handler=around.handler, concern=concern, words="And?", at=around.now)
    assert refused.value.code == Refusal.PAUSED_TWICE


def test_it_closes_with_feedback_and_with_the_last_track(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    for handler in (around.handler, around.guardian):
        acknowledge(handler, concern)
        triage(handler, concern)
    with pytest.raises(ConcernRefused) as refused:
        answering.close_track(handler=around.handler, concern=concern, at=around.now)
    assert refused.value.code == Refusal.NO_FEEDBACK

    for handler, state in ((around.handler, State.ANSWERED), (around.guardian, State.CLOSED)):
        do(Act.ANSWER, handler, concern, at=around.now)
        answering.close_track(handler=handler, concern=concern, at=around.now)
        concern.refresh_from_db()
        assert concern.state == state
    assert not running(concern)
    assert concern.closed_on is not None


@pytest.mark.parametrize(("days", "is_closed"), [(29, False), (30, True)])
def test_it_closes_without_feedback_when_a_question_stays_unanswered_for_30_days(around, days, is_closed):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    triage(around.handler, concern)
    handling.ask_reporter(handler=around.handler, concern=concern, words="Which day?", at=around.now)

    at = around.now + timedelta(days=days)
    if is_closed:
        answering.close_track(handler=around.handler, concern=concern, at=at)
        concern.refresh_from_db()
        assert concern.state == State.CLOSED
    else:
        with pytest.raises(ConcernRefused):
            answering.close_track(handler=around.handler, concern=concern, at=at)


def test_a_return_leaves_the_other_track_going_and_the_group_reads_no_more(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    acknowledge(around.handler, concern)
    clocks_of_training = set(Clock.objects.running().filter(referral__side="training"))

    referring.return_referral(
        handler=around.guardian, concern=concern, words="I report to them.", at=around.now
    )

    assert set(concern.referrals.values_list("side", "state")) == {
        ("employer", Track.RETURNED),
        ("training", Track.ACCEPTED),
    }
    assert set(Clock.objects.running().filter(referral__side="training")) == clocks_of_training
    assert not Concern.objects.granted_to(around.guardian.user.pk).exists()
    with pytest.raises(ConcernRefused):
        opening.open_case(handler=around.guardian, concern=concern, at=around.now)
    with pytest.raises(ConcernRefused) as refused:
        referring.return_referral(handler=around.handler, concern=concern, words="Nor can we.", at=around.now)
    assert refused.value.code == Refusal.ONLY_TRACK


def test_a_referral_gives_the_other_side_what_was_written_and_sights_the_dean(around):
    concern, _, _ = around.concern(mode="named", name="Jo")
    acknowledge(around.handler, concern)

    referring.refer_concern(
        handler=around.handler,
        concern=concern,
        group=around.guardians,
        words="I showed it to them.",
        at=around.now,
    )

    opened = opening.open_case(handler=around.guardian, concern=concern, at=around.now)
    assert opened.texts[0].words == "I am shouted at in front of patients."
    assert opening.open_identity(handler=around.guardian, concern=concern, at=around.now) == "Jo"
    assert concern.sighted_notices.get().local_office == around.office
    with pytest.raises(ConcernRefused) as refused:
        referring.refer_concern(
            handler=around.handler, concern=concern, group=around.guardians, words="Again.", at=around.now
        )
    assert refused.value.code == Refusal.HAS_IT


@pytest.mark.parametrize("use", Use)
def test_no_canned_text_can_be_sent_as_it_stands(around, use):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    texts = concern.texts.count()

    with pytest.raises(ConcernRefused) as refused:
        handling.write_to_reporter(
            handler=around.handler, concern=concern, words=start_of(use), at=around.now
        )

    assert refused.value.code == (Refusal.GAPS_LEFT if TEXTS[use] else Refusal.EMPTY)
    assert concern.texts.count() == texts


def test_a_text_whose_gaps_are_filled_is_sent(around):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    words = "We cannot take this on because it is about another trust. Better placed is its guardian."

    handling.write_to_reporter(handler=around.handler, concern=concern, words=words, at=around.now)


@pytest.mark.parametrize(
    "bare",
    [
        "We cannot take this on because . Better placed is .",
        "We cannot take this on because reason. Better placed is who.",
        "We cannot take this on because reason]. Better placed is",
        "We cannot take this on because it is about another trust. Better placed is who.",
        "We cannot take this on because . Better placed is the guardian of Trust B.",
    ],
)
def test_taking_the_gaps_or_their_brackets_out_is_no_editing(around, bare):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)

    with pytest.raises(ConcernRefused) as refused:
        handling.write_to_reporter(handler=around.handler, concern=concern, words=bare, at=around.now)
    assert refused.value.code == Refusal.UNEDITED


def test_everything_that_was_done_stands_in_the_chain_with_role_and_day(around):
    concern, _, _ = around.concern()
    acknowledge(around.handler, concern)
    opening.open_case(handler=around.handler, concern=concern, at=around.now)
    triage(around.handler, concern)
    handling.write_note(handler=around.handler, concern=concern, words="Note", at=around.now)

    entries = Entry.objects.filter(chain=concern.pk)
    assert [(entry.deed, entry.role) for entry in entries] == [
        (Deed.SENT, ""),
        (Deed.REFERRED, ""),
        (Deed.ACKNOWLEDGED, "Quality team, North West"),
        (Deed.OPENED, "Quality team, North West"),
        (Deed.TRIAGED, "Quality team, North West"),
        (Deed.WROTE_NOTE, "Quality team, North West"),
    ]
    assert ACKNOWLEDGED not in str([entry.facts for entry in entries])


@pytest.mark.parametrize("act", [Act.SIGNPOST, Act.REFER_OUT])
def test_one_side_never_ends_the_other(around, act):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    acknowledge(around.handler, concern)
    before = set(running(concern))

    with pytest.raises(ConcernRefused) as refused:
        do(act, around.handler, concern, at=around.now)

    assert refused.value.code == Refusal.OTHER_SIDE_GOES_ON
    assert set(running(concern)) == before
    referring.return_referral(handler=around.guardian, concern=concern, words="Not us.", at=around.now)
    do(act, around.handler, concern, at=around.now)
    assert set(running(concern)) <= {Promise.SIGHT}


def test_a_side_that_has_ended_only_writes_and_keeps_notes(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    for handler in (around.handler, around.guardian):
        acknowledge(handler, concern)
        triage(handler, concern)
    do(Act.ANSWER, around.handler, concern, at=around.now)
    do(Act.CLOSE, around.handler, concern, at=around.now)
    own = concern.referrals.get(side=Side.TRAINING)

    for act in HANDLERS_ACTS:
        with pytest.raises(ConcernRefused) as refused:
            do(act, around.handler, concern, at=around.now)
        assert refused.value.code == Refusal.NOT_NOW, act
    with pytest.raises(ConcernRefused) as refused:
        handling.screen_risk(
            handler=around.handler, concern=concern, is_at_risk=True, words="Looked.", at=around.now
        )
    assert refused.value.code == Refusal.NOT_NOW
    handling.write_to_reporter(handler=around.handler, concern=concern, words="Good luck.", at=around.now)
    handling.write_note(handler=around.handler, concern=concern, words="Done.", at=around.now)

    assert not own.clocks.running().exists()


@pytest.mark.parametrize("track", [Track.CLOSED, Track.RETURNED])
def test_the_rules_give_an_ended_track_nothing_to_work_on(track):
    kept = {Step.NOTE, Step.KEEP_OUT, Step.STEP_BACK}
    if track is Track.CLOSED:
        kept.add(Step.WRITE)
    for state in OPEN:
        now = CaseNow(state=state, track=track, mode=Mode.NAMED, has_answered=True, has_other_tracks=True)
        assert {step for step in Step if can_take(step, now)} == kept


def test_a_second_triage_keeps_the_category_and_never_lowers_the_severity(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    for handler in (around.handler, around.guardian):
        acknowledge(handler, concern)
    triage(around.handler, concern)

    for severity, expected in ((Severity.LOW, Severity.MEDIUM), (Severity.HIGH, Severity.HIGH)):
        handling.record_triage(
            handler=around.guardian,
            concern=concern,
            category=Category.OTHER,
            severity=severity,
            labels=labels(concern, Recognised.YES),
            route=ROUTE,
            at=around.now,
        )
        concern.refresh_from_db()
        assert (concern.category, concern.severity) == (Category.BULLYING, expected)
    assert Clock.objects.running().get(promise=Promise.SAFETY).referral.side == Side.EMPLOYER


def test_what_one_side_did_for_safety_is_not_counted_as_kept_by_the_other(around):
    concern, _, _ = around.concern(sides=(Side.EMPLOYER, Side.TRAINING))
    for handler in (around.guardian, around.handler):
        handling.screen_risk(
            handler=handler, concern=concern, is_at_risk=True, words="Looked.", at=around.now
        )
    handling.record_safety_action(handler=around.handler, concern=concern, words="Moved.", at=around.now)

    ended = Clock.objects.filter(promise__in=[Promise.SCREEN, Promise.SAFETY])
    assert set(ended.values_list("referral__side", "promise", "ending")) == {
        ("employer", Promise.SCREEN, Ending.MET),
        ("training", Promise.SCREEN, Ending.MOOT),
        ("employer", Promise.SAFETY, Ending.MOOT),
        ("training", Promise.SAFETY, Ending.MET),
    }
