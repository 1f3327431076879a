"""Who asked whom to be in contact, what came of it, and who would like to meet whom again."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Greatest, Least

from common.codes import new_code
from common.lookups import Moment
from events.models import Delegate, Session
from networking.models.profiles import Profile
from networking.models.safety import Block

NOTE_LIMIT = 300


class ContactOfTwoQuerySet(models.QuerySet["Contact"]):
    """Contacts by whose they are and how they stand. Its name is no other app's: types are kept by names."""

    def of(self, delegate: Delegate) -> Self:
        """Those in which somebody stands on either side."""
        return self.filter(Q(asker=delegate) | Q(asked=delegate))

    def between(self, one: Delegate, other: Delegate | OuterRef) -> Self:
        """Those of two people, whoever asked."""
        return self.filter(Q(asker=one, asked=other) | Q(asker=other, asked=one))

    def standing(self) -> Self:
        """Those that both agreed to."""
        return self.filter(state=Contact.State.ACCEPTED)

    def met_by(self, delegate: Delegate, at: Moment) -> Self:
        """Those in which the other is somebody whom this person may come across now.

        The others are no less there, and come back with the person; until then nothing tells of them.
        """
        return self.filter(_met_by(delegate, at))

    def withdrawable_by(self, delegate: Delegate, at: Moment) -> Self:
        """Those that somebody may take back, or did. Of people who are gone these are requests alone: a
        contact that a block ended must not be told from one that stands."""
        state = Contact.State
        own = Q(asker=delegate, state__in=(state.ASKED, state.DECLINED, state.WITHDRAWN))
        return self.filter(own | _met_by(delegate, at))

    def gone_from(self, delegate: Delegate, at: Moment) -> Self:
        """Those of somebody's in which the other is not there for them now, and whom they did not block."""
        blocked = Block.objects.filter(blocker=delegate.user_id).values("blocked")
        gone = self.of(delegate).exclude(_met_by(delegate, at))
        return gone.exclude(asker__user__in=blocked).exclude(asked__user__in=blocked)

    def sent_by(self, delegate: Delegate) -> Self:
        """Somebody's requests as they see them: what was declined waits like the others."""
        return self.filter(asker=delegate, state__in=(Contact.State.ASKED, Contact.State.DECLINED))


def _met_by(delegate: Delegate, at: Moment) -> Q:
    people = Profile.objects.meeting(delegate, at).values("delegate")
    return Q(asker=delegate, asked__in=people) | Q(asked=delegate, asker__in=people)


class Contact(models.Model):
    """One person asked another to be in contact. To the asker a no looks like one that waits."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        ACCEPTED = "accepted", "In contact"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        ENDED = "ended", "Ended"

    OPEN = (State.ASKED, State.ACCEPTED, State.DECLINED)
    """At most one of these stands between two people; the others are over."""

    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    asker = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="contacts_asked")
    asked = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="contacts_received")
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    asker_shares_at = models.DateTimeField(null=True, blank=True)
    asked_shares_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ContactOfTwoQuerySet] = ContactOfTwoQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Least("asker", "asked"),
                Greatest("asker", "asked"),
                condition=Q(state__in=["asked", "accepted", "declined"]),
                name="networking_contact_one_open_per_pair",
            ),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="networking_contact_with_another"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked", "state"], name="networking_contact_received"),
            models.Index(fields=["asker", "asked_at"], name="networking_contact_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.asker} and {self.asked}: {self.get_state_display()}"

    def other_than(self, delegate: Delegate) -> Delegate:
        """Return whom somebody is in contact with, or on the way to."""
        return self.asked if self.asker_id == delegate.pk else self.asker

    def is_shared_by(self, delegate: Delegate) -> bool:
        """Whether one of the two said that the other may know how to reach them."""
        at = self.asker_shares_at if self.asker_id == delegate.pk else self.asked_shares_at
        return at is not None

    def note_share(self, delegate: Delegate, at: datetime | None) -> None:
        """Write down, unsaved, since when one of the two shares how to reach them; none: not any more."""
        if self.asker_id == delegate.pk:
            self.asker_shares_at = at
        else:
            self.asked_shares_at = at

    @property
    def shares_both(self) -> bool:
        """Whether both said that the other may know how to reach them."""
        return self.asker_shares_at is not None and self.asked_shares_at is not None


class Wish(models.Model):
    """Somebody would like to meet a person again with whom they shared a room. Nobody sees one alone."""

    by = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="wishes")
    about = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, related_name="+")
    wished_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "about"], name="networking_wish_once"),
            models.CheckConstraint(condition=~Q(by=F("about")), name="networking_wish_about_another"),
        ]

    def __str__(self) -> str:
        return f"{self.by} about {self.about}"
