"""Conversations of two people or a small group, and what is said in them."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from common.codes import new_code
from common.lookups import Moment
from events.models import Assembly, Delegate
from networking.models.profiles import Profile
from networking.models.safety import BECAUSE_LIMIT, Mute

LINE_LIMIT = 2000
TITLE_LIMIT = 80
MOST_MEMBERS = 8


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations by whose they are."""

    def of(self, delegate: Delegate, at: Moment) -> Self:
        """Those that somebody follows now: one of two people is there for neither while a block stands
        between them or one of them does not take part."""
        member = Member.objects.following(at).filter(conversation=OuterRef("pk"), delegate=delegate)
        return self.filter(Exists(member))

    def groups_of(self, delegate: Delegate) -> Self:
        """The groups that somebody is in."""
        members = Member.objects.filter(delegate=delegate, state=Member.State.IN)
        return self.filter(Exists(members.filter(conversation=OuterRef("pk"))), kind=Conversation.Kind.GROUP)

    def shared_groups(self, one: int, other: int) -> Self:
        """The groups that two users are both in, at whichever assembly."""
        members = Member.objects.filter(conversation=OuterRef("pk"), state=Member.State.IN)
        return self.filter(
            Exists(members.filter(delegate__user=one)),
            Exists(members.filter(delegate__user=other)),
            kind=Conversation.Kind.GROUP,
        )


class Conversation(models.Model):
    """What two people, or a few, say to each other. Removed 30 days after the assembly closed."""

    class Kind(models.TextChoices):
        PAIR = "pair", "Two people"
        GROUP = "group", "A group"

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="conversations")
    code = models.CharField(max_length=10, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=5, choices=Kind)
    title = models.CharField(max_length=TITLE_LIMIT, blank=True)
    pair = models.CharField(
        max_length=50,
        unique=True,
        null=True,
        blank=True,
        help_text="Whose it is, lower key first; groups: none.",
    )
    started_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="When something was said last.")

    objects: ClassVar[ConversationQuerySet] = ConversationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["-last_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="pair", pair__isnull=False) | Q(kind="group", pair=None),
                name="networking_conversation_pair_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    @property
    def stream(self) -> str:
        """The name of the durable stream that its members follow."""
        return f"talk:{self.code}"

    @property
    def address(self) -> str:
        """Where its page is; load the assembly with it."""
        return reverse("networking_conversation", args=[self.assembly.slug, self.code])

    @property
    def is_group(self) -> bool:
        """Whether people are invited to it; else it is of two."""
        return self.kind == Conversation.Kind.GROUP


def pair_of(one: int, other: int) -> str:
    """Name the conversation of two delegates, whoever asks."""
    return "-".join(str(key) for key in sorted((one, other)))


class MemberQuerySet(models.QuerySet["Member"]):
    """Members by whether the conversation is there for them, and how much of it they have not read."""

    def taking_part(self, at: Moment) -> Self:
        """Those whose people use networking now, while it is open at their assembly."""
        people = Profile.objects.taking_part(at).filter(delegate=OuterRef("delegate"))
        assembly = "delegate__assembly__"
        return self.filter(Exists(people), **{f"{assembly}opens_at__lte": at, f"{assembly}closes_at__gt": at})

    def following(self, at: Moment) -> Self:
        """Those who are in it and may read it now: in a group, or with the other of two whom they may meet.

        Pages, streams, counts and notices all ask this one.
        """
        met = Profile.objects.met_by("delegate", at)
        other = met.filter(delegate__memberships__conversation=OuterRef("conversation"))
        inside = self.taking_part(at).filter(state=Member.State.IN)
        return inside.filter(Q(conversation__kind=Conversation.Kind.GROUP) | Exists(other))

    def invitations(self, at: Moment) -> Self:
        """Invitations that the invited can see: by somebody whom they may meet, into a group in which
        nobody stands in a block with them."""
        asker = Profile.objects.met_by("delegate", at).filter(delegate=OuterRef("invited_by"))
        apart = Profile.objects.kept_from("delegate").filter(
            delegate__memberships__conversation=OuterRef("conversation"),
            delegate__memberships__state=Member.State.IN,
        )
        invited = self.taking_part(at).filter(state=Member.State.INVITED)
        return invited.filter(Exists(asker), ~Exists(apart))

    def unheard(self, at: Moment) -> Self:
        """Invitations that the invited can see, by somebody whom they did not mute."""
        muted = Mute.objects.filter(by=OuterRef("delegate"), about=OuterRef("invited_by"))
        return self.invitations(at).filter(~Exists(muted))

    def with_unread(self) -> Self:
        """Each with ``unread_count``: what others said since the member read last."""
        counts = Line.objects.unread_by_member().order_by().values("conversation")
        count = counts.annotate(count=Count("pk")).values("count")
        return self.annotate(unread_count=Coalesce(Subquery(count), 0))

    def with_first_unread(self, before: Moment) -> Self:
        """Those who want to hear of something said before then that they have not read; ``first_unread`` is
        its key, of the first if it is more."""
        muted = Mute.objects.filter(by=OuterRef(OuterRef("delegate")), about=OuterRef("author"))
        lines = Line.objects.unread_by_member().filter(~Exists(muted), sent_at__lte=before)
        first = Subquery(lines.order_by("sent_at").values("pk")[:1])
        return self.filter(is_muted=False).annotate(first_unread=first).filter(first_unread__isnull=False)


class Member(models.Model):
    """Somebody's part in a conversation: in it or not yet, how far they read, and if it is muted."""

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        IN = "in", "In it"
        LEFT = "left", "Left"
        DECLINED = "declined", "Declined"
        SPARED = "spared", "Declined, and not asked any more"

    COUNTED = (State.INVITED, State.IN, State.DECLINED)
    """Those who take one of the places of a group. To everybody else a no looks like one that waits."""
    INVITATION = 0
    """Stands for the invitation where a notice would name a line."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="members")
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="memberships")
    state = models.CharField(max_length=8, choices=State)
    invited_by = models.ForeignKey(
        Delegate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    since_at = models.DateTimeField()
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="When they left last, also after they were invited again."
    )
    read_at = models.DateTimeField(null=True, blank=True, help_text="Up to when they have read.")
    looked_at = models.DateTimeField(null=True, blank=True, help_text="When they read so far.")
    told_line = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The first unread line of which they were told; 0: the invitation."
    )
    is_muted = models.BooleanField(default=False, help_text="Whether no notices come of it.")

    objects: ClassVar[MemberQuerySet] = MemberQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["since_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "delegate"], name="networking_member_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["delegate", "state"], name="networking_member_of"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} in {self.conversation}"


class LineQuerySet(models.QuerySet["Line"]):
    """Lines by who has not read them."""

    def unread_by_member(self) -> Self:
        """Inside a statement about members: what others said since each read last."""
        return self.filter(
            conversation=OuterRef("conversation"),
            sent_at__gt=Coalesce(OuterRef("read_at"), OuterRef("since_at")),
            removed_at=None,
            hidden_at=None,
        ).exclude(author=OuterRef("delegate"))

    def with_authors(self) -> Self:
        """Each with who said it."""
        return self.select_related("author__profile")


class Line(models.Model):
    """One thing that was said. Its author may change or remove it; organisers may hide it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="lines")
    author = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="+")
    cid = models.UUIDField(help_text="Drawn by the sender, so that what is sent twice stands once.")
    body = models.TextField(blank=True, help_text="Empty once its author removed it.")
    sent_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="When an organiser hid it.")
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_because = models.CharField(
        max_length=BECAUSE_LIMIT, blank=True, help_text="Told to its author, and to nobody else."
    )

    objects: ClassVar[LineQuerySet] = LineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["sent_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation", "author", "cid"], name="networking_line_once_per_cid"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "sent_at"], name="networking_line_by_time"),
        ]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def gone(self) -> str:
        """Why it says nothing any more: "removed" by its author, "hidden" by organisers; empty: it does."""
        if self.hidden_at:
            return "hidden"
        return "removed" if self.removed_at else ""

    @property
    def shown(self) -> str | None:
        """What anybody may read of it; none once it is gone."""
        return None if self.gone else self.body
