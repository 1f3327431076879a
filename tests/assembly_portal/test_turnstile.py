"""A crowd at the door of one process: only a few are worked on at once, and a slow line holds nobody up."""

import asyncio
import threading
import time

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from assembly_portal.turnstile import AT_ONCE, TurnstileHandler

inside = 0
most = 0
lock = threading.Lock()


def busy(request):
    global inside, most
    with lock:
        inside += 1
        most = max(most, inside)
    time.sleep(0.03)
    with lock:
        inside -= 1
    return HttpResponse("done")


def asks_the_database(request):
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("done")


urlpatterns = [path("busy/", busy), path("database/", asks_the_database)]


@pytest.fixture
def handler(settings):
    global most
    settings.ROOT_URLCONF = __name__
    most = 0
    return TurnstileHandler()


async def ask(handler, where="/busy/", *, sent=None, whole=False, content_type=b"text/plain"):
    """Send one request; ``sent`` holds back the sending of the answer."""
    answers = []
    never = asyncio.Event()
    parts = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        part = next(parts, None)
        return part or await never.wait()

    async def send(message):
        if sent:
            await sent.wait()
        answers.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": where,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", content_type)],
        "server": ("localhost", 80),
    }
    await handler(scope, receive, send)
    return answers[0]["status"] if not whole else answers[0]


async def test_a_crowd_is_let_in_a_few_at_a_time_and_all_are_answered(handler):
    answers = await asyncio.gather(*(ask(handler) for _ in range(60)))

    assert answers == [200] * 60
    assert most == AT_ONCE


async def test_clients_that_read_slowly_keep_nobody_out(handler):
    hold = asyncio.Event()
    slow = [asyncio.create_task(ask(handler, sent=hold)) for _ in range(2 * AT_ONCE)]

    assert await asyncio.wait_for(ask(handler), timeout=10) == 200
    assert not any(task.done() for task in slow)
    hold.set()
    assert await asyncio.gather(*slow) == [200] * len(slow)


async def test_files_need_no_turn(settings):
    settings.ROOT_URLCONF, settings.SERVESTATIC_USE_FINDERS = __name__, True
    handler = TurnstileHandler()
    crowd = [asyncio.create_task(ask(handler)) for _ in range(200)]
    await asyncio.sleep(0)

    answer = await ask(handler, "/static/js/portal.js", whole=True)

    assert answer["status"] == 200
    assert (b"X-Content-Type-Options", b"nosniff") in answer["headers"]
    assert not all(task.done() for task in crowd)
    assert await asyncio.gather(*crowd) == [200] * 200


async def test_a_head_that_names_letters_which_there_are_not_is_refused(handler):
    assert await ask(handler, content_type=b"text/plain; charset*=nothing''x") == 400


@pytest.mark.django_db(transaction=True)
async def test_a_file_that_is_not_there_is_not_found():
    assert await ask(TurnstileHandler(), "/static/js/nothing.js") == 404


OTHERS = """
    select count(*) from pg_stat_activity
     where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
"""


def count_others():
    try:
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)
            return cursor.fetchone()[0]
    finally:
        connection.close()


async def settled_count():
    """How many others are connected, once nobody of an earlier test is just going."""
    counts = [await asyncio.to_thread(count_others)]
    while len(counts) < 5 or len(set(counts[-5:])) > 1:
        await asyncio.sleep(0.1)
        counts.append(await asyncio.to_thread(count_others))
    return counts[-1]


@pytest.mark.django_db(transaction=True)
async def test_the_connection_is_given_back_before_the_answer_is_sent(handler):
    hold = asyncio.Event()
    before = await settled_count()
    task = asyncio.create_task(ask(handler, "/database/", sent=hold))
    await asyncio.sleep(0.3)

    assert not task.done()
    assert await asyncio.to_thread(count_others) == before
    hold.set()
    assert await task == 200
