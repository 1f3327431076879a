"""What an organiser reads before a session is removed or cancelled: whom it concerns, not which rows."""

from datetime import datetime

from django.db.models import CASCADE

from events.models import Delegate, Session, Visit
from events.policies.programme import ScheduleRefused, can_remove_session


def why_it_stays(session: Session, *, at: datetime) -> ScheduleRefused | None:
    """Return why the session cannot be removed, before anybody is asked whether they are sure."""
    has_visits = Visit.objects.filter(session=session).exists()
    verdict = can_remove_session(session, has_visits=has_visits, at=at)
    return ScheduleRefused(verdict.code, **verdict.facts) if verdict.code else None


def seated_count(session: Session) -> int:
    """Count the delegates with a place of whom something falls with the session.

    Apps above keep their rows about a delegate in a session; only that there are some is asked here.
    """
    holders: set[int] = set()
    for relation in Session._meta.related_objects:
        rows = relation.related_model
        names = {field.name for field in rows._meta.get_fields()}
        if relation.on_delete is CASCADE and "delegate" in names:
            theirs = rows._default_manager.filter(**{relation.field.name: session})
            holders |= set(theirs.values_list("delegate", flat=True))
    return Delegate.objects.with_place().filter(pk__in=holders).count()
