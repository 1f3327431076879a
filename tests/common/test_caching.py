import signal
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace

import pytest
from django.core.cache import caches

from assembly_portal.embedded import Servers, new_socket_folder
from common import caching
from common.caching import ForgivingRedisCache


@pytest.fixture
def valkey(tmp_path):
    """A Valkey of this test's own, to stop and to freeze."""
    folder = new_socket_folder()
    servers = Servers(folder=folder, data=tmp_path, logs=tmp_path)
    servers.start_valkey()
    yield servers
    servers.stop()
    folder.rmdir()


@pytest.fixture
def cache(valkey, monkeypatch, settings):
    settings.REDIS_PATIENCE_SECONDS = 0.5
    monkeypatch.setattr(caching, "breaker", caching.Breaker())
    return ForgivingRedisCache(valkey.redis_url, {})


@contextmanager
def frozen(valkey):
    process = valkey.processes.children["valkey"].process
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def ask_everything(cache):
    """Every call of Django's cache, each with what an empty cache answers."""
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.add("a", 1) is True
    assert cache.has_key("a") is False
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.get_or_set("a", 7) == 7
    cache.set("a", 1)
    cache.set_many({"a": 1})
    cache.delete_many(["a"])
    cache.clear()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_it_keeps_what_it_is_given(cache):
    cache.set("a", {"b": 1})
    cache.set("n", 1)

    assert cache.get("a") == {"b": 1}
    assert cache.incr("n") == 2
    assert cache.add("n", 5) is False
    assert cache.get_many(["a", "n", "x"]) == {"a": {"b": 1}, "n": 2}


def test_a_server_that_has_gone_reads_as_empty(cache, valkey):
    cache.set("a", 1)
    valkey.stop()

    ask_everything(cache)


def test_a_frozen_server_is_waited_for_once_and_then_spared(cache, valkey, caplog):
    cache.set("a", 1)
    with frozen(valkey):
        ask_everything(cache)

    assert caplog.text.count("cache out of reach") == 1


def test_it_asks_again_after_two_seconds(cache, valkey, monkeypatch):
    cache.set("a", 1)
    read = []
    for now in (0.0, 1.9, 2.1):
        monkeypatch.setattr(caching, "time", SimpleNamespace(monotonic=lambda now=now: now))
        with frozen(valkey) if now == 0.0 else nullcontext():
            read.append(cache.get("a"))

    assert read == [None, None, 1]


def test_the_portal_uses_it():
    assert isinstance(caches["default"], ForgivingRedisCache)
