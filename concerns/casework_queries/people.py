"""The groups and members that somebody decides about, and what colleagues must look at."""

from django.db.models import Q, QuerySet

from concerns.models import (
    Alert,
    HandlerGroup,
    Membership,
)
from concerns.standing import Standing


def alerts_for(standing: Standing) -> list[Alert]:
    """Return what colleagues whom the person may decide about have set off, and nobody has looked at."""
    alerts = Alert.objects.filter(looked_at_on=None, membership__in=memberships_around(standing))
    others = alerts.exclude(membership__user=standing.user.pk)
    return list(others.select_related("membership__user", "membership__group").order_by("-on", "pk"))


def groups_around(standing: Standing) -> QuerySet[HandlerGroup]:
    """Return the groups about whose members the person may decide, as ``refuse_stranger`` says."""
    own = standing.groups.values()
    offices = {group.local_office_id for group in own if group.local_office_id}
    employers = {group.employer_id for group in own if group.employer_id}
    return HandlerGroup.objects.filter(Q(local_office__in=offices) | Q(employer__in=employers))


def memberships_around(standing: Standing) -> QuerySet[Membership]:
    """Return the memberships about which the person may decide, ended ones too."""
    mine = Q(group__in=groups_around(standing))
    # Auditors are the business of local offices.
    if any(group.local_office_id for group in standing.groups.values()):
        mine |= Q(group__isnull=True)
    return Membership.objects.filter(mine)
