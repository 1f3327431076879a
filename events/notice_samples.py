"""Letters as somebody would read them: written for a person of the audience, or for an example of one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import LearnerGroup, LocalOffice, User
from common.codes import new_code
from events import audiences
from events.actions.rounds import audience_of
from events.models import Assembly, Delegate, Message
from events.notice_occasions import STATES
from events.notices import about_place, about_round
from events.rounds import Round, RoundKind, rounds_of
from notices.kinds import Kind
from notices.letters import Letter
from notices.models import Notice

OFFER_OF_AN_EXAMPLE = timedelta(days=2)


@dataclass(frozen=True)
class Sample:
    """A letter in the portal's words, or as the message says it, and as whom it reads."""

    name: str
    reference: str
    letter: Letter


@dataclass(frozen=True)
class Text:
    """What is told of one kind at an assembly; of organisers' own messages one message."""

    assembly: Assembly
    kind: Kind
    message: Message | None = None

    def people(self, at: datetime) -> QuerySet[Delegate]:
        """Return those whom it concerns: who would be told, stands so now, or was told; by name."""
        everybody = Delegate.objects.filter(assembly=self.assembly).select_related("user", "local_office")
        return everybody.filter(self._concerns(at)).order_by("name", "pk")

    def sample_for(self, delegate: Delegate, at: datetime) -> Sample | None:
        """Write the letter that this person would get; None when there is nothing to tell them."""
        notice = self._notice_for(delegate, at)
        letter = self.kind.compose([notice]).get(notice.code) if notice else None
        return Sample(delegate.name, delegate.reference, letter) if letter else None

    def example(self, at: datetime) -> Sample | None:
        """Write to a made-up person, for texts that are looked through before anybody is there.

        The person is written down, read and rolled back: whoever writes letters reads from the database.
        """
        with transaction.atomic():
            delegate = _made_up(self.assembly, STATES.get(self.kind.key, Delegate.State.REGISTERED))
            try:
                return self.sample_for(delegate, at) if delegate else None
            finally:
                transaction.set_rollback(True)

    def _concerns(self, at: datetime) -> Q:
        key = self.kind.key
        if self.message:
            return Q(pk__in=audiences.people_of(self.message, at).values("pk"))
        if is_round(key):
            each = round_of(self.assembly, key)
            concerned = audience_of(self.assembly, each) if each else Delegate.objects.with_place()
            return Q(pk__in=concerned.values("pk"))
        if key in STATES:
            return Q(state=STATES[key])
        told = Notice.objects.filter(scope=self.assembly.slug, kind=key, recipient=OuterRef("user"))
        return Q(Exists(told))

    def _notice_for(self, delegate: Delegate, at: datetime) -> Notice | None:
        about = self._about(delegate, at)
        scope, key = self.assembly.slug, self.kind.key
        if about:
            return Notice(recipient_id=delegate.user_id, kind=key, about=about, scope=scope, due_at=at)
        # What it is about only its app knows: read from the last one that was told.
        told = Notice.objects.filter(scope=scope, kind=key, recipient=delegate.user_id)
        return told.order_by("-due_at", "-pk").first()

    def _about(self, delegate: Delegate, at: datetime) -> str:
        if self.message:
            return self.message.about
        if is_round(self.kind.key):
            return about_round(self.assembly)
        return about_place(delegate, at) if self.kind.key in STATES else ""


def round_of(assembly: Assembly, kind: str) -> Round | None:
    """Return the round of a kind, if the dates of the assembly have room for it."""
    found = (each for each in rounds_of(assembly.dates, assembly.zone) if each.kind == kind)
    return next(found, None)


def is_round(kind: str) -> bool:
    """Whether everybody is told this at one instant."""
    return kind in set(RoundKind)


def matching(people: QuerySet[Delegate], typed: str) -> QuerySet[Delegate]:
    """Find people by name, reference or email address."""
    words = typed.strip()
    found = Q(name__icontains=words) | Q(reference__iexact=words) | Q(user__email__icontains=words)
    return people.filter(found)


def _made_up(assembly: Assembly, state: Delegate.State) -> Delegate | None:
    group, office = LearnerGroup.objects.first(), LocalOffice.objects.first()
    if group is None or office is None:
        return None
    user = User.objects.create_user(f"{new_code()}@example.org", name="Sam Example")
    waits = state in (Delegate.State.WAITING, Delegate.State.OFFERED, Delegate.State.LAPSED)
    is_offered = state in (Delegate.State.OFFERED, Delegate.State.LAPSED)
    return Delegate.objects.create(
        assembly=assembly,
        user=user,
        name="Sam Example",
        state=state,
        learner_group=group,
        local_office=office,
        registered_at=assembly.opens_at,
        waiting_since=assembly.opens_at if waits else None,
        offer_expires_at=assembly.opens_at + OFFER_OF_AN_EXAMPLE if is_offered else None,
    )
