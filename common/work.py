"""How work is handed to the worker: after the commit, and without ever failing what was saved."""

from functools import partial

import structlog
from celery import signature
from django.db import transaction

log = structlog.get_logger(__name__)


def enqueue_on_commit(task: str, *args: object) -> None:
    """Hand a task, by its name, to the worker once the running transaction stands.

    Best effort: with Redis away it is logged and nothing is raised, because the row is saved and the beat
    table finds what is due.
    """
    transaction.on_commit(partial(_enqueue, task, args))


def _enqueue(task: str, args: tuple[object, ...]) -> None:
    """Hand it over at once, with no second try: a person waits for the page."""
    try:
        signature(task, args=args).apply_async(retry=False)
    except Exception as error:
        log.warning("task not enqueued", task=task, error=repr(error))
