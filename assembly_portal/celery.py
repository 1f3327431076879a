"""The worker's application and the whole beat table: every clock of the portal in one place."""

import os

from celery import Celery
from celery.signals import beat_embedded_init

from assembly_portal.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assembly_portal.settings.production")

app = Celery("assembly_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A web process hands tasks over from threads of its own; without this Celery gives each a nameless
# application that looks for another broker, and every task is lost.
app.set_default()

app.conf.beat_schedule = {
    # What is to be told is a row; a task on commit sends it at once, and this finds what that left waiting.
    "send due notices": {"task": "notices.tasks.send_due_notices", "schedule": 30.0},
    # A worker that was killed between the mail and the row leaves a question that only a person answers.
    "settle unanswered notices": {"task": "notices.tasks.settle_unanswered_notices", "schedule": 300.0},
    # Who holds a place is told of the days before and after: found by dates, so that late is never lost.
    "call rounds": {"task": "events.tasks.call_rounds", "schedule": 60.0},
    # A place that was cancelled, added or not taken in time is offered to whoever waits first.
    "offer free places": {"task": "events.tasks.offer_free_places", "schedule": 30.0},
    # A day that moved is told once its organisers have stopped correcting it.
    "tell moved days": {"task": "events.tasks.tell_moved_days", "schedule": 60.0},
    # Organisers change several things in a row: people are told once, when they have stopped.
    "tell changes": {"task": "breakouts.tasks.tell_changes", "schedule": 60.0},
    # Ten minutes before a room begins, whoever chose it is told where they are.
    "remind of rooms": {"task": "breakouts.tasks.remind_of_rooms", "schedule": 30.0},
    # Nobody tells when a laptop closes or a process dies: who is silent for 45 s has left.
    "end silent visits": {"task": "breakouts.tasks.end_silent_visits", "schedule": 15.0},
    # A seat that lapsed, an offer that ran out, a cancelled place, more places: nobody enqueues these.
    "offer due seats": {"task": "breakouts.tasks.offer_due_seats", "schedule": 15.0},
    # An anonymous question appears at a full minute with others: nobody's own page may be what brings it.
    "release due questions": {"task": "breakouts.tasks.release_due_questions", "schedule": 5.0},
    # Whoever has the page open reads at once: what is unread after two minutes is told once.
    "tell of conversations": {"task": "networking.tasks.tell_of_conversations", "schedule": 30.0},
    # Hosts put a report aside in their room, which knows nothing of networking's quiet hours.
    "tell of reports in rooms": {"task": "networking.tasks.tell_of_reports_in_rooms", "schedule": 60.0},
    # A place that was given up, a log-in that was closed: networking is not told of either.
    "let the gone leave groups": {"task": "networking.tasks.let_the_gone_leave_groups", "schedule": 60.0},
    # Whoever asks after the end is refused with or without this; it archives and removes what is over.
    "end recordings": {"task": "library.tasks.end_recordings", "schedule": 300.0},
    # A file that a restore brought back is shown again: nobody can ask for it while it counts as missing.
    "look for missing files": {"task": "library.tasks.look_for_missing_files", "schedule": 300.0},
    # A file that was added is read at once; this finds those over which a worker was killed.
    "read versions": {"task": "library.tasks.read_versions", "schedule": 60.0},
    # Entries are written with what they tell of; whatever changes rows past the actions is found by its time.
    "index library": {"task": "library.tasks.index_library", "schedule": 300.0},
    # Three minutes without anybody are long for whoever asked: nobody enqueues these.
    "tell overdue help": {"task": "breakouts.tasks.tell_overdue_help", "schedule": 15.0},
    # Rooms say until when words are kept: what is over goes in batches, whenever a worker is there.
    "clear due rooms": {"task": "breakouts.tasks.clear_due_rooms", "schedule": 3600.0},
    # Pages say until when networking is kept: it goes in batches, whenever a worker is there.
    "clear due networking": {"task": "networking.tasks.clear_due_networking", "schedule": 3600.0},
    # A facilitator whose line is lost is missed after 30 s; their deputy is told by this.
    "look after rooms": {"task": "breakouts.tasks.look_after_rooms", "schedule": 5.0},
    # A code is good for a quarter of an hour; the address in it is kept no longer than the limits need it.
    "forget old codes": {"task": "accounts.tasks.forget_old_codes", "schedule": 3600.0},
    # Promises are kept by people: whoever is to act is told at half, at most and at all of the time.
    "nudge due clocks": {"task": "concerns.tasks.nudge_due_clocks", "schedule": 600.0},
    # A question to a reporter holds work up for 10 working days at most.
    "end old pauses": {"task": "concerns.tasks.end_old_pauses", "schedule": 3600.0},
    # Mail goes at two fixed times; what was refused is tried again, and a worker that was down makes up
    # for it.
    "send mail of concerns": {"task": "concerns.tasks.send_due_mail", "schedule": 60.0},
    # Whoever changes a handler's log-in must not be the first to use it.
    "suspend changed members": {"task": "concerns.tasks.suspend_changed_members", "schedule": 300.0},
    # A crash between the bytes of an upload and their row leaves bytes that nobody can ask for.
    "sweep vault": {"task": "library.tasks.sweep_vault", "schedule": 3600.0},
    # Records are removed some time after an assembly has closed: what they came to is kept before that.
    "keep figures": {"task": "assembly_portal.tasks.keep_figures", "schedule": 3600.0},
    # In a demonstration nobody sits at the other screens: its people come into their rooms by the clock.
    "walk in": {"task": "assembly_portal.tasks.walk_in", "schedule": 15.0},
    # What was begun and not sent is of no use to anybody: its key went with the browser.
    "forget old drafts": {"task": "concerns.tasks.forget_old_drafts", "schedule": 3600.0},
}


def end_with_the_worker(**kwargs: object) -> None:
    """Let beat, which ``-B`` forks from the worker, not go on alone when the worker is killed."""
    end_with_parent()


beat_embedded_init.connect(end_with_the_worker, weak=False)
