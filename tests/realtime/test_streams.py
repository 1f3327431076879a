import threading
import uuid
from types import SimpleNamespace

import pytest
from django.db import connections, transaction
from django.utils import timezone

from common.breaker import Breaker
from realtime import doorbell, streams
from realtime.models import Frame, Stream
from realtime.registry import durable, replaceable
from realtime.schema import Malformed, Text
from tests.factories import make_user

SAID = durable("test.said", {"body": Text(20)})
AT = timezone.now()


def append(name="room:a", body="x", **fields):
    fields.setdefault("at", AT)
    with transaction.atomic():
        return streams.append(name, SAID.frame(body=body), **fields)


def test_frames_are_numbered_from_one_on_each_stream(db):
    assert [append("room:a").seq, append("room:b").seq, append("room:a").seq] == [1, 1, 2]
    assert streams.head("room:a").seq == 2
    assert streams.head("room:nobody").seq == 0


def test_since_reads_what_came_after_in_order_and_no_more_than_asked(db):
    for body in "abcd":
        append(body=body)

    assert [frame.payload["body"] for frame in streams.since("room:a", 1, limit=2)] == ["b", "c"]
    assert streams.since("room:a", 4) == []


def test_only_streams_that_stand_elsewhere_have_moved(db):
    for name in ("room:a", "room:b", "room:c"):
        append(name)
    known = streams.heads(["room:a", "room:b", "room:c"])
    assert streams.moved(known) == {}

    append("room:a")
    Stream.objects.filter(name="room:b").update(epoch=uuid.uuid4())

    assert streams.moved(known | {"room:new": streams.Head()}) == streams.heads(["room:a", "room:b"])


def test_the_same_cid_of_the_same_person_finds_the_frame_that_stands(db):
    ann, ben, cid = make_user(), make_user(), uuid.uuid4()
    first = append(actor=ann, cid=cid)

    assert append(actor=ann, cid=cid, body="again") == first
    assert append(actor=ben, cid=cid) != first
    assert append("room:b", actor=ann, cid=cid) != first
    assert streams.head("room:a").seq == 2


def test_a_frame_needs_the_transaction_of_what_it_tells(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        streams.append("room:a", SAID.frame(body="x"), at=AT)


def test_only_declared_and_durable_frames_are_appended(db):
    with pytest.raises(Malformed):
        SAID.frame(body="x" * 21)
    with pytest.raises(ValueError, match="durable"), transaction.atomic():
        streams.append("room:a", replaceable("test.count", {}).frame(), at=AT)


def test_what_is_rolled_back_leaves_no_gap_and_rings_no_bell(transactional_db, monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell, "ring", lambda name, seq, text: rung.append(seq))
    append()
    with transaction.atomic():
        streams.append("room:a", SAID.frame(body="lost"), at=AT)
        transaction.set_rollback(True)
    append()

    assert rung == [1, 2]
    assert list(Frame.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]


def test_many_writers_at_once_leave_no_gap_even_on_a_new_stream(transactional_db):
    def write():
        try:
            for _ in range(10):
                append("room:new")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(Frame.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 61))
    assert Stream.objects.get().head == 60


def test_writing_costs_three_queries_and_one_more_with_a_cid(db, django_assert_num_queries):
    append()
    with django_assert_num_queries(5):  # two of them are the savepoint of this test's own transaction
        append()
    with django_assert_num_queries(6):
        append(cid=uuid.uuid4())


def test_a_dead_redis_is_asked_once_and_then_left_alone_for_two_seconds(settings, monkeypatch, caplog):
    settings.REDIS_URL = "unix:///nowhere/v.sock"
    doorbell.client.cache_clear()
    monkeypatch.setattr(doorbell, "breaker", Breaker())
    asked = []
    for now in (0.0, 0.1, 1.9, 2.1, 4.0, 4.2):
        monkeypatch.setattr(doorbell, "time", SimpleNamespace(monotonic=lambda now=now: now))
        doorbell.ring("room:a", 1, "{}")
        asked.append(caplog.text.count("doorbell not rung"))

    assert asked == [1, 1, 1, 2, 2, 3]
    doorbell.client.cache_clear()
