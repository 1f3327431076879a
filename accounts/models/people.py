"""People with a log-in, the duties they hold, and what they changed of their log-in themselves."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes people by their email address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person; without a password they log in by a code sent to the address."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person to whom no admin page is closed."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, whatever its capitals."""
        return self.get(email__iexact=username)

    def organisers(self) -> models.QuerySet["User"]:
        """Those of whom ``is_organiser`` holds."""
        # Asked row by row, because a join would name a person once for each of their duties.
        appointed = Appointment.objects.filter(
            user=models.OuterRef("pk"), duty=Appointment.Duty.ORGANISER, ended_at=None
        )
        return self.filter(models.Q(is_superuser=True) | models.Exists(appointed), is_active=True)

    def with_duties(self) -> models.QuerySet["User"]:
        """Read what each person's duties are in the same query, so that no page asks a second time."""
        return self.annotate(
            duties_held=ArraySubquery(
                Appointment.objects.filter(user=models.OuterRef("pk"), ended_at=None).values("duty")
            ),
            is_bound_to_second_factor=models.Exists(
                SecondFactorDuty.objects.filter(user=models.OuterRef("pk"))
            ),
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a log-in. The email address is the only identifier; the name is what others see."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField("name shown to others", max_length=120, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField("may log in", default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering: ClassVar = ["email"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_ci_unique"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def duties(self) -> frozenset[str]:
        """The duties held today, read once per request."""
        if "duties_held" in self.__dict__:
            return frozenset(self.__dict__["duties_held"])
        return frozenset(self.appointments.filter(ended_at=None).values_list("duty", flat=True))

    @cached_property
    def has_second_factor_duty(self) -> bool:
        """Whether another app has a reason why this person must prove a second factor."""
        if "is_bound_to_second_factor" in self.__dict__:
            return bool(self.__dict__["is_bound_to_second_factor"])
        return self.second_factor_duties.exists()

    @property
    def is_organiser(self) -> bool:
        """Whether this person runs assemblies in the admin."""
        return self.is_active and (self.is_superuser or Appointment.Duty.ORGANISER in self.duties)

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin is this person's workplace."""
        return self.is_organiser

    def get_full_name(self) -> str:
        """Return the name shown to others."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the name shown to others."""
        return str(self)


class Appointment(models.Model):
    """A duty of the whole portal, given to a person and perhaps ended: to run it, or to read its figures."""

    class Duty(models.TextChoices):
        ORGANISER = "organiser", "Organiser"
        NATIONAL_LEAD = "national_lead", "National lead"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    duty = models.CharField(max_length=20, choices=Duty)
    appointed_at = models.DateTimeField(default=timezone.now)
    appointed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "duty"],
                condition=models.Q(ended_at=None),
                name="accounts_one_appointment_per_duty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_duty_display()}"


class SecondFactorDuty(models.Model):
    """A reason, granted by another app, why a person must prove a second factor: a handler, a dean.

    Organisers, national leads and superusers need no row: ``policies.must_use_second_factor`` knows them.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="second_factor_duties")
    because = models.SlugField(max_length=40)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "second factor duties"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "because"], name="accounts_one_second_factor_duty_per_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.because}"


class CredentialChange(models.Model):
    """A change of a log-in that its owner made, with the second factor proven: from one digest to the next.

    What anybody else changes leaves no row, so the chain from a digest that was vouched for breaks there.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="credential_changes")
    before = models.CharField(max_length=64)
    after = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "before"], name="accounts_credentials_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.at}"
