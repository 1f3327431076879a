"""Who runs assemblies: the person and the database must tell the same."""

import pytest
from django.utils import timezone

from accounts.models import Appointment, User
from tests.factories import make_organiser, make_user

pytestmark = pytest.mark.django_db


def test_organisers_are_those_of_whom_it_is_true():
    twice, former, closed, closed_root = (make_organiser() for _ in range(4))
    Appointment.objects.create(user=twice, duty=Appointment.Duty.NATIONAL_LEAD)
    former.appointments.update(ended_at=timezone.now())
    lead, root = make_user(), make_user(is_superuser=True)
    Appointment.objects.create(user=lead, duty=Appointment.Duty.NATIONAL_LEAD)
    User.objects.filter(pk__in=[closed.pk, closed_root.pk]).update(is_active=False)
    User.objects.filter(pk=closed_root.pk).update(is_superuser=True)

    found = list(User.objects.organisers().order_by("pk"))

    assert found == [twice, root]
    assert found == [user for user in User.objects.order_by("pk") if user.is_organiser]
