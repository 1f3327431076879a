"""Recordings against a model of them: organisers, the clock, two workers, and kills at every step."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from library import vault
from library.actions.endings import begin_ending, end_recordings, finish_ending
from library.ending_plans import plan_endings
from library.models import Ending, Recording
from library.policies.recordings import can_watch
from tests.factories import make_assembly, make_session
from tests.library.factories import make_recording

DAY = timedelta(days=1)
WEEK = 7 * DAY
ENDS_AT = datetime(2022, 5, 27, 16, tzinfo=UTC)
CLOSES_AT = datetime(2022, 11, 28, tzinfo=UTC)
ANY = st.integers(0, 9)
STEPS = st.sampled_from([timedelta(microseconds=1), DAY, 6 * DAY, WEEK, 30 * DAY])
KILLS = st.sampled_from(["before anything", "begun", "bytes gone", "done"])


class Films(RuleBasedStateMachine):
    """The model: of each recording its end, what is chosen for it, and since when its removal has begun."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.at = CLOSES_AT - DAY
        assembly = make_assembly(starts_at=ENDS_AT - 8 * timedelta(hours=1), closes_at=CLOSES_AT)
        self.session = make_session(assembly)
        self.ends, self.chosen, self.begun, self.withdrawn, self.archived = {}, {}, {}, set(), set()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def row(self, number):
        keys = sorted(self.ends)
        return Recording.objects.with_endings().get(pk=keys[number % len(keys)])

    def is_due(self, key):
        if key in self.begun:
            return False
        if self.chosen[key] == "keep":
            return self.ends[key] <= self.at and (key, self.ends[key]) not in self.archived
        return self.ends[key] + WEEK <= self.at

    def note(self, key, *, began_at):
        if self.chosen[key] == "keep":
            self.archived.add((key, self.ends[key]))
        else:
            self.begun[key] = began_at

    @rule(chosen=st.sampled_from(["keep", "remove"]))
    def publish(self, chosen):
        if len(self.ends) < 4:
            recording = make_recording(
                self.session, content=b"film" * 9, published_at=self.at, afterwards=chosen
            )
            self.ends[recording.pk], self.chosen[recording.pk] = CLOSES_AT, chosen

    @precondition(lambda self: self.ends)
    @rule(number=ANY, by=STEPS)
    def extend(self, number, by):
        """As its action does: under the lock, and not once the removal has begun."""
        recording = Recording.objects.select_for_update().get(pk=self.row(number).pk)
        assert (recording.removal_began_at is None) is (recording.pk not in self.begun)
        if recording.removal_began_at is None:
            self.ends[recording.pk] = max(self.at, self.ends[recording.pk]) + by
            Recording.objects.filter(pk=recording.pk).update(extended_until=self.ends[recording.pk])

    @precondition(lambda self: self.ends)
    @rule(number=ANY)
    def withdraw(self, number):
        recording = self.row(number)
        self.withdrawn.add(recording.pk)
        Recording.objects.filter(pk=recording.pk).update(withdrawn_at=self.at)

    @precondition(lambda self: self.ends)
    @rule(number=ANY, chosen=st.sampled_from(["keep", "remove"]))
    def choose(self, number, chosen):
        recording = self.row(number)
        if recording.pk not in self.begun:
            self.chosen[recording.pk] = chosen
            Recording.objects.filter(pk=recording.pk).update(afterwards=chosen)

    @rule(by=STEPS)
    def wait(self, by):
        self.at += by

    @rule()
    def work(self):
        for key in self.ends:
            if self.is_due(key):
                self.note(key, began_at=self.at)
        end_recordings(at=self.at)

        assert not Ending.objects.filter(done_at=None).exists()

    @precondition(lambda self: self.ends)
    @rule(number=ANY, kill=KILLS)
    def work_and_be_killed(self, number, kill):
        recording = self.row(number)
        if kill == "before anything":
            return
        is_due = self.is_due(recording.pk)
        ending = begin_ending(recording=recording, at=self.at)
        if is_due:
            self.note(recording.pk, began_at=self.at)
        assert (ending is not None) or not is_due
        if ending is not None and ending.done_at is None:
            if kill == "bytes gone":
                vault.remove(recording.file.key)
            elif kill == "done":
                finish_ending(ending=ending, at=self.at)

    @precondition(lambda self: self.ends)
    @rule(meanwhile=st.sampled_from(["extend", "choose", "work", "wait"]), number=ANY, by=STEPS)
    def act_on_what_was_seen_before(self, meanwhile, number, by):
        """A worker looks, something happens, and only then its turn comes."""
        plan = plan_endings(Recording.objects.to_end(self.at), self.at)
        match meanwhile:
            case "extend":
                self.extend(number, by)
            case "choose":
                self.choose(number, "keep")
            case "work":
                self.work()
            case "wait":
                self.wait(by)
        for step in plan:
            key = step.recording.pk
            is_due = self.is_due(key)
            ending = begin_ending(recording=step.recording, at=self.at)
            if is_due:
                self.note(key, began_at=self.at)
            if ending is not None:
                finish_ending(ending=ending, at=self.at)

    @invariant()
    def nothing_is_lost_or_done_twice(self):
        for recording in Recording.objects.with_endings().prefetch_related("captions"):
            removals = [each for each in recording.endings.all() if each.act == Ending.Act.REMOVED]
            if recording.pk not in self.begun:
                assert removals == []
                assert vault.path_of(recording.file.key).exists()
                assert recording.captions.all()
                continue
            (removal,) = removals
            assert removal.began_at == self.begun[recording.pk] == recording.removal_began_at
            assert removal.size == 36
            if removal.done_at:
                assert not vault.path_of(recording.file.key).exists()
                assert recording.file.removed_at == removal.done_at
                assert not recording.captions.all()
        archived = Ending.objects.filter(act=Ending.Act.ARCHIVED).values_list("recording", "of_end")
        assert sorted(archived) == sorted(self.archived)

    @invariant()
    def it_can_be_watched_until_its_end(self):
        for at in {self.at, *self.ends.values()}:
            watchable = set(Recording.objects.watchable(at).values_list("pk", flat=True))
            for recording in Recording.objects.with_endings().prefetch_related("captions"):
                key = recording.pk
                may = at < self.ends[key] and key not in self.begun and key not in self.withdrawn
                may = may and recording.published_at <= at
                assert (key in watchable) is bool(can_watch(recording, at)) is may


@pytest.mark.django_db
def test_whatever_happens(vault_folder):
    run_state_machine_as_test(
        Films,
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
