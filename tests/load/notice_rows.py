"""Ten thousand people with a place, and what a worker does to tell them; runs in a process of the portal."""

import resource
import time
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import User
from events.actions.rounds import call_rounds
from events.models import Delegate
from notices.actions.sending import BATCH, send_due
from notices.models import Notice
from tests.factories import make_assembly, make_learner_group, make_local_office

AHEAD = timedelta(days=2)


def a_crowd(count: int) -> dict[str, float]:
    """Give so many people a place, and call the round of the day after tomorrow."""
    now = timezone.now()
    starts_at, opens_at = now + timedelta(days=5), now + timedelta(days=1)
    assembly = make_assembly(slug="crowd-told", starts_at=starts_at, opens_at=opens_at)
    people = User.objects.bulk_create(
        User(email=f"told{number}@example.org", name=f"Told {number}") for number in range(count)
    )
    group, office = make_learner_group(), make_local_office()
    Delegate.objects.bulk_create(
        Delegate(
            assembly=assembly,
            user=user,
            name=user.name,
            state=Delegate.State.REGISTERED,
            learner_group=group,
            local_office=office,
            registered_at=now - timedelta(days=20),
        )
        for user in people
    )
    started = time.perf_counter()
    call_rounds(at=now + AHEAD)
    took = time.perf_counter() - started
    return {"notices": Notice.objects.filter(scope=assembly.slug).count(), "seconds": took}


def send_all(port: int) -> dict[str, float]:
    """Send everything that is due to a mail server on this machine; tell how long, how many, with what."""
    settings.EMAIL_BACKEND = "notices.transport.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    statements = 0

    def count(execute, sql, params, many, context):
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    before, sent, started, cpu = _peak_mb(), 0, time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        while taken := send_due(at=timezone.now() + AHEAD):
            sent += taken
    seconds = time.perf_counter() - started
    return {
        "sent": sent,
        "seconds": seconds,
        "cpu_ms": (time.process_time() - cpu) / max(1, sent) * 1000,
        "statements": statements / max(1, sent) * BATCH,
        "grown_mb": _peak_mb() - before,
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
