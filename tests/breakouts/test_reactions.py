"""Reactions of a room: who may, how many a second, and one sum for everybody."""

import pytest

from assembly_portal.processes import wait_until
from assembly_portal.routing import TABLES
from breakouts.actions import mute, react
from breakouts.polls.refusals import ReactCode, ReactRefused
from breakouts.reactions import SHOWN, Reaction, reactions_stream
from common.policy import Refused
from realtime import bursts, doorbell, limits
from realtime.limits import Bucket
from realtime.models import Frame
from realtime.registry import Command
from tests.breakouts.days import ENDS, STARTS, make_guest
from tests.breakouts.running import guest_in


@pytest.fixture
def joss(room):
    return guest_in(room, name="Dr Joss").user


@pytest.fixture
def away(settings, monkeypatch):
    """A Valkey that is not there."""
    settings.REDIS_URL = "unix:///nowhere/v.sock"
    doorbell.client.cache_clear()
    monkeypatch.setattr(doorbell.breaker, "open_until", 0.0)
    yield
    doorbell.client.cache_clear()
    doorbell.breaker.open_until = 0.0


def sums(room):
    name = reactions_stream(room)
    return TABLES.stream_kind(name).tally.read([name], STARTS)


@pytest.mark.django_db
def test_what_many_do_is_one_sum_without_a_row_or_a_name(room, host, joss):
    rows = Frame.objects.count()
    name = reactions_stream(room)
    for user, kind in ((joss, "clap"), (host, "clap"), (joss, "thinking")):
        TABLES.command("react").action(Command(user, name, {"kind": kind}, STARTS))

    told = sums(room)[name]
    assert told["counts"] == {"clap": 2, "thinking": 1}
    assert set(told) == {"counts", "second"}
    assert Frame.objects.count() == rows


@pytest.mark.django_db
def test_the_same_sum_of_another_second_is_news(room, joss):
    name = reactions_stream(room)
    react(user=joss, room=room, kind=Reaction.CLAP, at=STARTS)
    first = sums(room)[name]
    assert wait_until(lambda: not sums(room)[name]["counts"], seconds=10)
    assert sums(room)[name] == {"counts": {}, "second": 0}
    react(user=joss, room=room, kind=Reaction.CLAP, at=STARTS)

    again = sums(room)[name]
    assert again["counts"] == first["counts"]
    assert again["second"] > first["second"]


@pytest.mark.django_db
def test_whoever_may_write_may_react(room, host, joss):
    with pytest.raises(Refused) as outside:
        react(user=make_guest(room).user, room=room, kind=Reaction.CLAP, at=STARTS)
    with pytest.raises(Refused) as late:
        react(user=joss, room=room, kind=Reaction.CLAP, at=ENDS)
    mute(actor=host, room=room, person=joss.pk, because="Rude", at=STARTS)
    with pytest.raises(Refused) as muted:
        react(user=joss, room=room, kind=Reaction.CLAP, at=STARTS)

    codes = [each.value.code for each in (outside, late, muted)]
    assert codes == [ReactCode.NOT_INSIDE, ReactCode.NOT_RUNNING, ReactCode.MUTED]
    assert sums(room)[reactions_stream(room)]["counts"] == {}


@pytest.mark.django_db
def test_without_valkey_a_reaction_is_refused_in_words_and_nothing_is_told(room, joss, away):
    with pytest.raises(ReactRefused, match="Everything else works") as refused:
        react(user=joss, room=room, kind=Reaction.CLAP, at=STARTS)

    assert refused.value.code is ReactCode.AWAY
    assert sums(room) == {}
    assert bursts.read([]) == {}


def test_two_a_second_each():
    bucket = Bucket(limits.REACTION, 0.0)

    assert [bucket.take(at) > 0 for at in (0, 0, 0, 0.5, 0.5, 1)] == [False, False, True, False, True, False]
    assert {kind for kind, _, _ in SHOWN} == set(Reaction)
