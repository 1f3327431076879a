"""The worker's application and the whole beat table: every clock of the portal in one place."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assembly_portal.settings.production")

app = Celery("assembly_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # Confirmations are enqueued when a delegate registers; this finds those whom a crash left waiting.
    "send due confirmations": {"task": "events.tasks.send_due_confirmations", "schedule": 30.0},
    # Nobody tells when a laptop closes or a process dies: who is silent for 45 s has left.
    "end silent visits": {"task": "breakouts.tasks.end_silent_visits", "schedule": 15.0},
}
