"""Clock work of assemblies: the time once at the top, one call."""

from celery import shared_task
from django.utils import timezone

from events.actions import moving, rounds, waiting
from events.models import Assembly


@shared_task(name="events.tasks.tell_moved_days")
def tell_moved_days() -> None:
    """Tell people of days that moved, once organisers have left them alone."""
    moving.tell_moved_days(at=timezone.now())


@shared_task(name="events.tasks.call_rounds")
def call_rounds() -> None:
    """Write down what the rounds before and after the day tell people."""
    rounds.call_rounds(at=timezone.now())


@shared_task(name="events.tasks.offer_free_places")
def offer_free_places() -> None:
    """End offers that nobody answered, and offer places that are free to those who wait."""
    at = timezone.now()
    for assembly in Assembly.objects.with_waiting_list():
        waiting.offer_free_places(assembly=assembly, at=at)
