"""Rounds reach everybody with a place once, whatever happened to worker, dates and places before."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.actions.rounds import call_rounds
from events.models import Assembly, Delegate
from events.rounds import RoundKind, rounds_of
from notices.actions.holding import put_in_words
from notices.actions.sending import letters_of, send_due
from notices.models import Notice, State
from tests.factories import make_assembly, make_delegate, make_organiser

pytestmark = pytest.mark.django_db
START = datetime(2026, 6, 10, 8, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LAST = START + 120 * DAY
K = RoundKind


def an_assembly(**fields) -> Assembly:
    """A Wednesday, 9am to 5pm in London."""
    return make_assembly(starts_at=START, name="The assembly", **fields)


def registered_long_ago(assembly, **fields) -> Delegate:
    return make_delegate(assembly, registered_at=START - 30 * DAY, **fields)


def run(at: datetime) -> None:
    """What the worker does at an instant."""
    call_rounds(at=at)
    while send_due(at=at):
        pass


def live_through(start: datetime, end: datetime, step: timedelta = 6 * HOUR) -> None:
    at = start
    while at <= end:
        run(at)
        at += step


def kinds_told(delegate, state=State.SENT) -> list[str]:
    told = Notice.objects.filter(recipient=delegate.user, state=state, kind__startswith="round.")
    return list(told.order_by("due_at").values_list("kind", flat=True))


def test_a_year_of_an_assembly_is_told_once_each(mailoutbox):
    assembly = an_assembly()
    delegate = registered_long_ago(assembly)
    live_through(START - 20 * DAY, START + 230 * DAY, 12 * HOUR)

    assert kinds_told(delegate) == [
        K.DOORS_OPEN,
        K.DAY_BEFORE,
        K.THAT_MORNING,
        K.AFTERWARDS,
        K.EXPIRY_SOON,
        K.EXPIRY_LAST,
    ]
    assert len(mailoutbox) == 6
    # Nobody wrote what changed.
    assert kinds_told(delegate, State.MISSED) == [K.WHAT_CHANGED]


def test_what_changed_goes_out_in_organisers_words_and_not_without(mailoutbox):
    assembly = an_assembly()
    registered_long_ago(assembly)
    words = "You asked for an answer to every concern. There is one now."
    put_in_words(
        scope=assembly.slug,
        kind=K.WHAT_CHANGED,
        subject="",
        introduction=words,
        button="",
        actor=make_organiser(),
        at=START,
    )
    live_through(START + 80 * DAY, START + 100 * DAY)

    assert [words in message.body for message in mailoutbox] == [True]


@pytest.mark.parametrize(
    ("back_at", "told", "missed"),
    [
        (START - DAY, [K.DAY_BEFORE], [K.DOORS_OPEN]),
        (START - HOUR, [K.THAT_MORNING], [K.DOORS_OPEN, K.DAY_BEFORE]),
        (START + 10 * HOUR, [], [K.DOORS_OPEN, K.DAY_BEFORE, K.THAT_MORNING]),
        (START + 5 * DAY, [K.AFTERWARDS], [K.DOORS_OPEN, K.DAY_BEFORE, K.THAT_MORNING]),
    ],
)
def test_a_worker_that_was_down_sends_what_makes_sense_and_marks_the_rest(mailoutbox, back_at, told, missed):
    delegate = registered_long_ago(an_assembly())
    run(back_at)
    run(back_at)

    assert kinds_told(delegate) == told
    assert kinds_told(delegate, State.MISSED) == missed
    assert len(mailoutbox) == len(told)


def test_who_registers_after_a_round_was_told_by_the_confirmation(mailoutbox):
    late = make_delegate(an_assembly(), registered_at=START - 3 * DAY)
    live_through(START - 6 * DAY, START)

    assert kinds_told(late) == [K.DAY_BEFORE, K.THAT_MORNING]


@pytest.mark.parametrize("state", [each for each in Delegate.State if each != Delegate.State.REGISTERED])
def test_only_who_holds_a_place_is_told(mailoutbox, state):
    registered_long_ago(an_assembly(), state=state)
    live_through(START - 6 * DAY, START)

    assert mailoutbox == []


def test_who_gives_the_place_up_before_it_leaves_is_not_told(mailoutbox):
    delegate = registered_long_ago(an_assembly())
    call_rounds(at=START - DAY)
    Delegate.objects.update(state=Delegate.State.CANCELLED)
    send_due(at=START - DAY)

    assert mailoutbox == []
    assert kinds_told(delegate, State.WITHDRAWN) == [K.DAY_BEFORE]


def test_a_day_that_moves_is_told_of_anew(mailoutbox):
    assembly = an_assembly()
    delegate = registered_long_ago(assembly)
    live_through(START - 6 * DAY - HOUR, START - HOUR)
    for name in ("opens_at", "starts_at", "ends_at", "closes_at"):
        setattr(assembly, name, getattr(assembly, name) + 7 * DAY)
    assembly.save()
    live_through(START, START + 8 * DAY - HOUR)

    assert kinds_told(delegate) == [K.DOORS_OPEN, K.DAY_BEFORE, K.THAT_MORNING] * 2
    assert "Wednesday 17 June 2026" in mailoutbox[-1].body


def test_what_was_held_over_a_move_is_not_sent_for_the_old_day(mailoutbox):
    assembly = an_assembly()
    registered_long_ago(assembly)
    call_rounds(at=START - DAY)
    Assembly.objects.update(starts_at=START + 7 * DAY, ends_at=START + 7 * DAY + 8 * HOUR)
    send_due(at=START - DAY)

    assert mailoutbox == []


def test_a_draft_and_a_round_before_it_was_published_are_nobodys_news(mailoutbox):
    registered_long_ago(an_assembly(published_at=START - DAY + timedelta(minutes=1)))
    registered_long_ago(an_assembly(published_at=None))
    live_through(START - 6 * DAY, START - 2 * HOUR, HOUR)

    assert {message.subject for message in mailoutbox} == {"Today: The assembly"}


def test_the_letters_say_when_with_whose_clock_and_lead_to_my_day():
    assembly = an_assembly(slug="2026")
    delegate = registered_long_ago(assembly)
    call_rounds(at=START - DAY)
    call_rounds(at=START)
    letters = letters_of(Notice.objects.all())

    for letter in letters.values():
        facts = {fact.label: fact.words for fact in letter.facts}
        assert facts["When"] == "Wednesday 10 June 2026, 9am to 5pm (UK time)"
        assert facts["Your reference"] == delegate.reference
        assert letter.button.path == "/2026/my-day/"


@pytest.mark.parametrize("crowd", [1, 30])
def test_calling_a_round_costs_the_same_for_one_and_for_many(django_assert_num_queries, crowd):
    assembly = an_assembly()
    for _ in range(crowd):
        registered_long_ago(assembly)
    call_rounds(at=START - 4 * DAY)
    at = rounds_of(assembly.dates, assembly.zone)[1].due_at
    # The assemblies; for each of two rounds a savepoint, the people and its end; one insert.
    with django_assert_num_queries(8):
        call_rounds(at=at)
    assert Notice.objects.filter(kind=K.DAY_BEFORE).count() == crowd


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("run"), st.integers(0, 3)),
            st.tuples(st.just("call"), st.just(0)),
            st.tuples(st.just("wait"), st.integers(1, 60)),
            st.tuples(st.just("cancel"), st.just(0)),
            st.tuples(st.just("return"), st.just(0)),
            st.tuples(st.just("move"), st.integers(-3, 6)),
        ),
        max_size=25,
    )
)
def test_any_order_of_work_cancelling_and_moving_tells_each_round_at_most_once_and_loses_none(steps):
    """Two people: one comes and goes, the other stays. Whatever happens, each day's round comes once."""
    Notice.objects.all().delete()
    Assembly.objects.all().delete()
    assembly = an_assembly()
    stays, goes = (registered_long_ago(assembly) for _ in range(2))
    at, moved_days = START - 7 * DAY, {assembly.starts_at.date()}
    for step, amount in steps:
        if step == "wait":
            at += amount * HOUR
        elif step == "run":
            for _ in range(amount + 1):
                run(at)
        elif step == "call":
            call_rounds(at=at)
        elif step in ("cancel", "return"):
            state = Delegate.State.CANCELLED if step == "cancel" else Delegate.State.REGISTERED
            Delegate.objects.filter(pk=goes.pk).update(state=state)
        else:
            Assembly.objects.update(
                **{
                    name: getattr(assembly, name) + amount * DAY
                    for name in ("opens_at", "starts_at", "ends_at", "closes_at")
                }
            )
            assembly.refresh_from_db()
            moved_days.add(assembly.starts_at.date())
    run(at)

    told = Notice.objects.filter(recipient=stays.user)
    assert told.count() == told.values("kind", "about").distinct().count()
    assert told.filter(state=State.SENT).count() <= 6 * len(moved_days)
    # None is lost: what is due now and still makes sense for the day as it stands has been sent.
    about = f"{assembly.slug}@{assembly.starts_at.astimezone(assembly.zone).date()}"
    for each in rounds_of(assembly.dates, assembly.zone):
        if each.due_at <= at < each.stale_at and each.kind != K.WHAT_CHANGED:
            assert told.filter(kind=each.kind, about=about, state=State.SENT).exists(), each
    assert not Notice.objects.filter(state=State.DUE, stale_at__lte=at).exists()
