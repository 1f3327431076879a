"""The people whom a programme names: added, and called otherwise."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.models import Contributor, Session
from events.policies import programme as policies
from events.policies.programme import ScheduleRefused


@transaction.atomic
def save_contributor(*, contributor: Contributor, actor: User, at: datetime) -> Contributor:
    """Write a person, new or changed; calendars take up the new name wherever they have a part.

    :raises ScheduleRefused: ``not_organiser``.
    """
    policies.can_run_assemblies(actor).or_raise(ScheduleRefused)
    contributor.save()
    Session.objects.with_part_of(contributor.pk).revise(at=at)
    return contributor
