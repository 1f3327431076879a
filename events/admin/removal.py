"""What an organiser reads before a session is removed: whom it concerns, not which rows."""

from django.db.models import CASCADE

from events.models import Delegate, Session


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
