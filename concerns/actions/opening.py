"""Opening what was written: one explicit call that first writes down who opens. Else nothing opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from concerns import vault
from concerns.actions import day_of, mailing
from concerns.actions.recording import write_entry, write_house_entry
from concerns.kinds import Envelope, TextKind
from concerns.models import Alert, Concern, Entry, HandlerGroup, Membership, SealedText
from concerns.models.records import Deed
from concerns.pathway import State
from concerns.refusals import ConcernRefused, Refusal
from concerns.standing import Standing

MANY, WITHIN = 30, timedelta(minutes=5)
SEARCHED_AT_MOST = 500


@dataclass(frozen=True, repr=False)
class Opened:
    """One text as it was opened; ``words`` is None for one that does not open."""

    text: SealedText
    words: str | None


@dataclass(frozen=True, repr=False)
class OpenedCase:
    """Everything of a case that this handler may read, each text by its row."""

    concern: Concern
    texts: Sequence[Opened]

    def of_kind(self, *kinds: TextKind) -> list[Opened]:
        """Return the texts of some kinds, in the order in which they were written."""
        return [opened for opened in self.texts if opened.text.kind in kinds]

    def words_of(self, text: SealedText | None) -> str | None:
        """Return the words of one row; None if it does not open or is not there."""
        return next((opened.words for opened in self.texts if text and opened.text.pk == text.pk), None)


def open_case(*, handler: Standing, concern: Concern, at: datetime) -> OpenedCase:
    """Write down that the handler opens the case, then open it.

    :raises ConcernRefused: ``not_yours``, ``keys_absent``.
    """
    with transaction.atomic():
        group = _write_down_opening(handler, concern, at)
    key = vault.groups_key(concern, [group.pk])
    whose = ("author", "group__employer", "group__local_office")
    content = concern.texts.filter(envelope=Envelope.CONTENT).select_related(*whose)
    return OpenedCase(concern, [_opened(text, key) for text in content])


@dataclass(frozen=True, repr=False)
class Hit:
    """A case in which words were found, and in which kinds of text."""

    concern: Concern
    kinds: tuple[TextKind, ...]


@dataclass(frozen=True, repr=False)
class Search:
    """What a search found."""

    hits: tuple[Hit, ...]
    searched_count: int
    left_count: int
    """Cases that were too many to look through."""
    closed_count: int
    """Cases that do not open with the keys that are here."""


def find_words(*, handler: Standing, words: str, at: datetime) -> Search:
    """Find the cases that hold all of these words, among those that the handler may open, the newest first.

    At most 500 are opened, in memory. Each hit is written down as a reading before it is told.

    :raises ConcernRefused: ``empty``, ``keys_absent``.
    """
    wanted = words.casefold().split()
    if not wanted:
        raise ConcernRefused(Refusal.EMPTY)
    mine = Concern.objects.granted_to(handler.user.pk).select_related("employer", "local_office")
    concerns = list(mine.order_by("-received_on", "pk")[:SEARCHED_AT_MOST])
    keys = vault.keys_of_many(concerns, handler.groups)
    if concerns and not keys:
        raise ConcernRefused(Refusal.KEYS_ABSENT)
    texts: dict[UUID, list[Opened]] = {concern.pk: [] for concern in concerns}
    for text in SealedText.objects.filter(concern__in=list(keys), envelope=Envelope.CONTENT):
        texts[text.concern_id].append(_opened(text, keys[text.concern_id]))
    found = [Hit(concern, kinds) for concern in concerns if (kinds := _kinds_with(wanted, texts[concern.pk]))]
    hits = tuple(hit for hit in found if _is_opened(handler, hit.concern, at))
    return Search(hits, len(keys), mine.count() - len(concerns), len(concerns) - len(keys))


def _is_opened(handler: Standing, concern: Concern, at: datetime) -> bool:
    """Write down a reading; False for a case that is not theirs any more: withdrawn, or kept out of."""
    try:
        with transaction.atomic():
            _write_down_opening(handler, concern, at)
    except ConcernRefused:
        return False
    return True


def _kinds_with(wanted: Sequence[str], texts: Iterable[Opened]) -> tuple[TextKind, ...]:
    """Return the kinds of text that hold one of the words, if together they hold all of them."""
    holding = [
        (opened, [word for word in wanted if word in (opened.words or "").casefold()]) for opened in texts
    ]
    if {word for _, found in holding for word in found} != set(wanted):
        return ()
    return tuple(dict.fromkeys(TextKind(opened.text.kind) for opened, found in holding if found))


def open_identity(*, handler: Standing, concern: Concern, at: datetime) -> str:
    """Write down that the handler looks up who raised it, then tell.

    :raises ConcernRefused: ``not_yours``, ``anonymous``, ``keys_absent``, ``damaged``.
    """
    with transaction.atomic():
        _lock(concern)
        group = group_with(handler, concern)
        if not concern.grants.filter(envelope=Envelope.IDENTITY, key__group=group).exists():
            raise ConcernRefused(Refusal.NOT_YOURS)
        write_entry(
            concern.pk,
            Deed.IDENTITY_OPENED,
            on=day_of(at),
            role=handler.as_member_of(group),
            actor=handler.user.pk,
            group=str(group.pk),
        )
    key = vault.groups_key(concern, [group.pk], Envelope.IDENTITY)
    text = concern.texts.get(kind=TextKind.IDENTITY)
    return vault.read_text(text, key)


def group_with(handler: Standing, concern: Concern) -> HandlerGroup:
    """Return the group through which the handler has the case: one that works on it before one that could.

    :raises ConcernRefused: ``not_yours``: no grant, or kept out.
    """
    if (
        concern.state == State.DRAFT
        or not Concern.objects.granted_to(handler.user.pk).filter(pk=concern.pk).exists()
    ):
        raise ConcernRefused(Refusal.NOT_YOURS)
    kept_out = set(concern.exclusions.filter(group__isnull=False).values_list("group", flat=True))
    granted = set(concern.grants.filter(envelope=Envelope.CONTENT).values_list("key__group", flat=True))
    mine = [group for key, group in handler.groups.items() if key in granted and key not in kept_out]
    working = set(concern.referrals.live().values_list("group", flat=True))
    if not mine:
        raise ConcernRefused(Refusal.NOT_YOURS)
    return min(mine, key=lambda group: group.pk not in working)


def note_refused(*, user_id: int, concern: Concern | None, at: datetime) -> None:
    """Write down that somebody asked for a case that is not theirs, or that does not exist.

    Both leave an entry of the house: the chain of the case stays with those who work on it.
    """
    known = {"case": str(concern.pk)} if concern else {}
    write_house_entry(Deed.REFUSED, on=day_of(at), actor=user_id, **known)


def note_probe(*, user_id: int, at: datetime) -> None:
    """Write down that somebody without a membership tried the casework pages."""
    write_house_entry(Deed.PROBED, on=day_of(at), actor=user_id)


def _lock(concern: Concern) -> None:
    """Withdrawing and opening are one after the other: what was withdrawn unopened stays unopened."""
    Concern.objects.select_for_update(no_key=True).get(pk=concern.pk)


def _write_down_opening(handler: Standing, concern: Concern, at: datetime) -> HandlerGroup:
    _lock(concern)
    group = group_with(handler, concern)
    before = Entry.objects.filter(
        chain=concern.pk, deed=Deed.OPENED, actor=handler.user.pk, on=day_of(at)
    ).exists()
    write_entry(
        concern.pk,
        Deed.OPENED,
        on=day_of(at),
        role=handler.as_member_of(group),
        actor=handler.user.pk,
        group=str(group.pk),
    )
    if not before:
        _count_opening(handler, group, at)
    return group


def _opened(text: SealedText, key: bytes) -> Opened:
    try:
        return Opened(text, vault.read_text(text, key))
    except ConcernRefused:
        return Opened(text, None)


def _count_opening(handler: Standing, group: HandlerGroup, at: datetime) -> None:
    """Alert colleagues once somebody opens very many cases within a few minutes, each counted once a day."""
    mine = Membership.objects.select_for_update(no_key=True).filter(user=handler.user, group=group)
    membership = mine.filter(ended_on=None).first()
    if membership is None:
        raise ConcernRefused(Refusal.NOT_YOURS)
    recent = [*membership.openings_since(at - WITHIN), at]
    membership.recent_openings = recent[-MANY:]
    membership.save(update_fields=["recent_openings"])
    if (
        len(recent) < MANY
        or Alert.objects.filter(membership=membership, kind=Alert.Kind.MANY_OPENED, on=day_of(at)).exists()
    ):
        return
    Alert.objects.create(kind=Alert.Kind.MANY_OPENED, membership=membership, on=day_of(at))
    write_house_entry(
        Deed.MANY_OPENED, on=day_of(at), role=handler.as_member_of(group), actor=handler.user.pk
    )
    mailing.tell_groups([group], at=at, but=[handler.user.pk])
