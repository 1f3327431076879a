"""Clock work of assemblies: the time once at the top, one call."""

from celery import shared_task
from django.utils import timezone

from events.actions import delegates, rounds
from events.models import Assembly, Delegate


@shared_task(name="events.tasks.call_rounds")
def call_rounds() -> None:
    """Write down what the rounds before and after the day tell people."""
    rounds.call_rounds(at=timezone.now())


@shared_task(name="events.tasks.give_free_places")
def give_free_places() -> None:
    """Give places that somebody left, or that an organiser added, to those who wait."""
    at = timezone.now()
    for assembly in Assembly.objects.filter(delegates__state=Delegate.State.WAITING).distinct():
        delegates.give_free_places(assembly=assembly, at=at)
