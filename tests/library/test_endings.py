"""The end of recordings: what is due when, what is done, by whom, once; and a removal killed half-way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from events.models import Visit
from library import vault
from library.actions.endings import begin_ending, end_recordings, finish_ending
from library.actions.missing import report_missing
from library.ending_plans import next_step, plan_endings, steps_of
from library.models import Captions, Ending, Recording, Watching
from library.policies.recordings import can_watch
from notices.kinds import kind_of
from notices.letters import AS_ORGANISER
from notices.models import Notice
from tests.factories import make_assembly, make_delegate, make_organiser, make_session
from tests.library.factories import make_recording
from tests.races import held_up

LONDON = ZoneInfo("Europe/London")
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
CLOSES_AT = datetime(2022, 11, 28, tzinfo=LONDON)
"""Of the second assembly: until 11:59pm on 27 November 2022."""
REMOVED_AT = datetime(2022, 12, 5, tzinfo=LONDON)
CONTENT = b"\x1aE\xdf\xa3" + b"film" * 500
Act = Ending.Act

pytestmark = pytest.mark.django_db


def make_ended(*, closes_at=CLOSES_AT, **fields):
    starts_at = closes_at - timedelta(days=185)
    session = make_session(make_assembly(starts_at=starts_at, closes_at=closes_at))
    return make_recording(session, content=CONTENT, **fields)


def read(recording):
    return Recording.objects.with_endings().prefetch_related("captions").get(pk=recording.pk)


def is_kept(recording):
    return vault.path_of(recording.file.key).exists()


def acts(recording):
    return [(each.act, each.of_end, each.done_at is not None) for each in recording.endings.order_by("pk")]


# --- The instant -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "closes_at",
    [
        CLOSES_AT,
        datetime(2022, 10, 30, 1, 30, tzinfo=LONDON),
        datetime(2022, 10, 30, 1, 30, fold=1, tzinfo=LONDON),
        datetime(2022, 10, 31, tzinfo=LONDON),
    ],
    ids=["28 November", "clocks go back, first time", "clocks go back, second time", "the day after"],
)
def test_it_can_be_watched_until_the_instant_and_not_at_it(closes_at):
    recording = make_ended(closes_at=closes_at)
    end = closes_at.astimezone(UTC)
    for at, is_open in ((end - TICK, True), (end, False), (end + TICK, False)):
        assert bool(can_watch(read(recording), at)) is is_open
        assert Recording.objects.watchable(at).exists() is is_open


@pytest.mark.parametrize(
    ("closes_at", "due_at"),
    [
        (CLOSES_AT, REMOVED_AT),
        (datetime(2022, 10, 25, tzinfo=LONDON), datetime(2022, 11, 1, tzinfo=LONDON)),
        (datetime(2022, 3, 22, tzinfo=LONDON), datetime(2022, 3, 29, tzinfo=LONDON)),
    ],
    ids=["no change", "clocks go back between", "clocks go forward between"],
)
def test_a_file_goes_seven_days_later_at_the_same_time_of_day(closes_at, due_at):
    recording = make_ended(closes_at=closes_at)
    due_at = due_at.astimezone(UTC)

    assert end_recordings(at=due_at - TICK) == 0
    assert is_kept(recording)
    assert end_recordings(at=due_at) == 1
    assert not is_kept(recording)


@pytest.mark.parametrize(("at", "count"), [(CLOSES_AT - TICK, 0), (CLOSES_AT, 1), (CLOSES_AT + TICK, 1)])
def test_one_that_is_kept_is_archived_at_its_end(at, count):
    recording = make_ended(afterwards="keep")

    assert end_recordings(at=at) == count
    assert acts(recording) == [(Act.ARCHIVED, CLOSES_AT, True)] * count
    assert is_kept(recording)


# --- The plan --------------------------------------------------------------------------------------


def test_the_plan_says_what_comes_next_before_anything_happens():
    removed, kept, draft = make_ended(), make_ended(afterwards="keep"), make_ended(published_at=None)
    rows = list(Recording.objects.with_endings())

    steps = steps_of(rows)

    assert [(step.recording, step.act, step.due_at) for step in steps] == [
        (kept, Act.ARCHIVED, CLOSES_AT),
        (removed, Act.REMOVED, REMOVED_AT),
    ]
    assert plan_endings(rows, CLOSES_AT - TICK) == []
    assert [step.recording for step in plan_endings(rows, CLOSES_AT)] == [kept]
    assert [step.recording for step in plan_endings(rows, REMOVED_AT)] == [kept, removed]
    assert next_step(read(draft)) is None, "whoever uploads late has not published yet"
    assert not Ending.objects.exists()


def test_a_withdrawn_one_is_removed_as_well():
    recording = make_ended(withdrawn_at=CLOSES_AT - 90 * DAY)

    assert end_recordings(at=REMOVED_AT) == 1
    assert not is_kept(recording)


def test_kept_first_and_then_to_be_removed():
    recording = make_ended(afterwards="keep")
    end_recordings(at=CLOSES_AT)
    Recording.objects.update(afterwards="remove")
    end_recordings(at=REMOVED_AT)

    assert acts(recording) == [(Act.ARCHIVED, CLOSES_AT, True), (Act.REMOVED, CLOSES_AT, True)]


def test_an_extension_makes_another_end():
    recording = make_ended(afterwards="keep")
    end_recordings(at=CLOSES_AT)
    Recording.objects.update(extended_until=CLOSES_AT + 30 * DAY)

    assert end_recordings(at=CLOSES_AT + 29 * DAY) == 0
    assert can_watch(read(recording), CLOSES_AT + 29 * DAY)
    assert end_recordings(at=CLOSES_AT + 30 * DAY) == 1
    assert [end for _, end, _ in acts(recording)] == [CLOSES_AT, CLOSES_AT + 30 * DAY]


# --- What is done ----------------------------------------------------------------------------------


def test_what_goes_and_what_stays():
    recording = make_ended(chapters="00:00 Welcome")
    delegate = make_delegate(recording.session.assembly)
    Watching.objects.create(delegate=delegate, recording=recording, position=9, changed_at=CLOSES_AT)
    once = dict.fromkeys(("started_at", "last_seen_at", "ended_at"), CLOSES_AT - DAY)
    Visit.objects.create(delegate=delegate, session=recording.session, **once)
    late = REMOVED_AT + 40 * DAY

    end_recordings(at=late)

    recording = read(recording)
    (ending,) = recording.endings.all()
    assert (ending.act, ending.of_end, ending.began_at, ending.done_at) == (
        Act.REMOVED,
        CLOSES_AT,
        late,
        late,
    )
    assert (ending.file_name, ending.size) == (recording.file.name, len(CONTENT))
    assert recording.removal_began_at == recording.file.removed_at == late
    assert recording.chapters == ""
    assert not is_kept(recording)
    assert not Captions.objects.exists()
    assert not Watching.objects.exists()
    assert Visit.objects.count() == 1
    assert end_recordings(at=late + DAY) == 0


def test_a_film_elsewhere_is_for_organisers_to_remove():
    organiser = make_organiser()
    recording = make_ended(embed_address="https://video.example.org/1")
    for _ in range(2):
        end_recordings(at=REMOVED_AT)

    notice = Notice.objects.get(kind="library.remove_elsewhere")
    assert (notice.recipient, notice.scope) == (organiser, recording.session.assembly.slug)
    (letter,) = kind_of(notice.kind).compose([notice]).values()
    assert "https://video.example.org/1" in letter.introduction[1]
    assert letter.reason == AS_ORGANISER
    assert acts(recording) == [(Act.REMOVED, CLOSES_AT, True)]
    assert not Captions.objects.exists()


def test_a_file_that_was_lost_before_counts_no_bytes():
    recording = make_ended()
    vault.remove(recording.file.key)
    report_missing(stored=recording.file, at=CLOSES_AT)
    end_recordings(at=REMOVED_AT)

    (ending,) = recording.endings.all()
    assert (ending.size, ending.done_at) == (0, REMOVED_AT)
    recording.file.refresh_from_db()
    assert recording.file.missing_since is None


def test_one_file_that_the_disk_refuses_holds_up_no_other(vault_folder):
    stuck, other = make_ended(), make_ended()
    path = vault.path_of(stuck.file.key)
    path.unlink()
    path.mkdir()

    end_recordings(at=REMOVED_AT)

    assert not is_kept(other)
    assert acts(stuck) == [(Act.REMOVED, CLOSES_AT, False)]
    path.rmdir()
    end_recordings(at=REMOVED_AT + DAY)
    assert acts(stuck) == [(Act.REMOVED, CLOSES_AT, True)]


# --- Killed half-way, beside each other -----------------------------------------------------------


@pytest.mark.parametrize("killed", ["before the bytes", "after the bytes"])
def test_a_removal_that_was_killed_is_finished_by_the_next_run(killed):
    recording = make_ended()
    begin_ending(recording=recording, at=REMOVED_AT)
    if killed == "after the bytes":
        vault.remove(recording.file.key)
    # The day moves, or somebody extends past the policy: it has begun, and ends.
    Recording.objects.update(extended_until=REMOVED_AT + 90 * DAY)
    assert not can_watch(read(recording), REMOVED_AT + DAY)
    assert not Recording.objects.watchable(REMOVED_AT + DAY).exists()

    assert end_recordings(at=REMOVED_AT + DAY) == 1

    (ending,) = recording.endings.all()
    assert (ending.began_at, ending.done_at) == (REMOVED_AT, REMOVED_AT + DAY)
    assert ending.size == len(CONTENT)
    assert not is_kept(recording)
    assert end_recordings(at=REMOVED_AT + 2 * DAY) == 0


def test_whoever_finishes_second_changes_nothing():
    make_organiser()
    recording = make_ended(embed_address="https://video.example.org/1")
    ending = begin_ending(recording=recording, at=REMOVED_AT)
    finish_ending(ending=Ending.objects.get(pk=ending.pk), at=REMOVED_AT)
    finish_ending(ending=ending, at=REMOVED_AT + DAY)

    assert Ending.objects.get().done_at == REMOVED_AT
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_end_each_once():
    recordings = [make_ended() for _ in range(6)] + [make_ended(afterwards="keep") for _ in range(6)]

    def work(_):
        try:
            return end_recordings(at=REMOVED_AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))

    for recording in recordings:
        ((_, _, is_done),) = acts(recording)
        assert is_done
    assert Ending.objects.filter(size=len(CONTENT)).count() == 6


@pytest.mark.django_db(transaction=True)
def test_an_extension_that_comes_first_under_the_lock_holds():
    recording = make_ended()
    row = Recording.objects.filter(pk=recording.pk)
    with held_up(row, lambda: row.update(extended_until=REMOVED_AT + DAY)):
        assert end_recordings(at=REMOVED_AT) == 0

    assert is_kept(recording)
    assert can_watch(read(recording), REMOVED_AT)
    assert acts(recording) == []
