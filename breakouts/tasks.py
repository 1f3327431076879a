"""Clock work of the rooms."""

from celery import shared_task
from django.utils import timezone

from breakouts.actions import changes, clearing, deputies, helping, questions, reminding, waiting
from breakouts.deputies.queries import rooms_to_look_after
from breakouts.queries import rooms_with_a_line
from events.actions.visits import close_stale_visits
from events.models import Room
from realtime import presence


@shared_task(name="breakouts.tasks.end_silent_visits")
def end_silent_visits() -> None:
    """End the visits of people whose page or line went away without a word. Safe twice, safe late."""
    close_stale_visits(at=timezone.now())


@shared_task(name="breakouts.tasks.tell_changes")
def tell_changes() -> None:
    """Tell people of sessions and rooms that changed, once organisers have left the programme alone."""
    changes.tell_changes(at=timezone.now())


@shared_task(name="breakouts.tasks.remind_of_rooms")
def remind_of_rooms() -> None:
    """Tell people that the room which they chose begins."""
    reminding.remind_of_rooms(at=timezone.now())


@shared_task(name="breakouts.tasks.offer_seats")
def offer_seats(room_id: int) -> None:
    """Offer the places of one room that somebody has just freed."""
    at = timezone.now()
    for room in Room.objects.filter(pk=room_id):
        waiting.offer_seats(room=room, at=at)


@shared_task(name="breakouts.tasks.offer_due_seats")
def offer_due_seats() -> None:
    """Offer what is free wherever somebody waits. Safe twice, safe late."""
    at = timezone.now()
    waiting.offer_due_seats(rooms=rooms_with_a_line(at), at=at)


@shared_task(name="breakouts.tasks.release_due_questions")
def release_due_questions() -> None:
    """Let anonymous questions appear whose minute has come. Safe twice, safe late."""
    questions.release_due_questions(at=timezone.now())


@shared_task(name="breakouts.tasks.tell_overdue_help")
def tell_overdue_help() -> None:
    """Tell organisers of calls for help that nobody takes. Safe twice, safe late."""
    helping.tell_overdue_help(at=timezone.now())


@shared_task(name="breakouts.tasks.clear_due_rooms")
def clear_due_rooms() -> None:
    """Remove what was said in rooms whose assembly closed 30 days ago. Safe twice, safe late."""
    clearing.clear_due_rooms(at=timezone.now())


@shared_task(name="breakouts.tasks.look_after_rooms")
def look_after_rooms() -> None:
    """Have somebody run each room whose hosts are away. Safe twice, safe late.

    Nothing while nobody knows who is there: Valkey has lost everything, or no web process sweeps.
    """
    at = timezone.now()
    there = presence.known_in([room.stream for room in rooms_to_look_after(at)])
    if there is not None:
        deputies.look_after_rooms(there=there, at=at)
