"""Between rows and what is sealed: the only module that turns a row into words or words into a row.

Nothing here records that something was opened: ``actions/opening.py`` does, before it asks for a key.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Exists, Max, OuterRef

from accounts.models import User
from concerns.kinds import Envelope, Holder, TextKind
from concerns.models import Concern, Exclusion, HandlerGroup, KeyGrant, SealedText, SealingKey
from concerns.refusals import ConcernRefused, Refusal
from concerns.sealing import texts, wrapping
from concerns.sealing.folder import KeyFolder, KeysAbsent


@dataclass(frozen=True)
class Author:
    """Who wrote a text for the handlers' eyes; nobody for the reporter, whom no row names."""

    user: User | None = None
    group: HandlerGroup | None = None


REPORTER = Author()


def write_text(
    concern: Concern, key: bytes, kind: TextKind, words: str, *, on: date, author: Author = REPORTER
) -> SealedText:
    """Seal words into a new row. The caller holds the lock of the concern: its texts are numbered."""
    last = concern.texts.aggregate(last=Max("number"))["last"] or 0
    text = SealedText(
        id=uuid4(),
        concern=concern,
        kind=kind,
        envelope=Envelope.IDENTITY if kind == TextKind.IDENTITY else Envelope.CONTENT,
        number=last + 1,
        written_on=on,
        author=author.user,
        group=author.group,
    )
    text.sealed = texts.seal(key, words, text.place)
    text.save(force_insert=True)
    return text


def read_text(text: SealedText, key: bytes) -> str:
    """Return the words of a row.

    :raises ConcernRefused: ``damaged``. What is stored is never shown instead.
    """
    try:
        return texts.open_sealed(key, bytes(text.sealed), text.place)
    except texts.CannotOpen:
        raise ConcernRefused(Refusal.DAMAGED) from None


def grant(
    concern: Concern, envelope: Envelope, data_key: bytes, sealing_keys: Iterable[SealingKey], *, on: date
) -> None:
    """Wrap a data key to each of these keys, unless it is already."""
    held = set(concern.grants.filter(envelope=envelope).values_list("key", flat=True))
    for sealing_key in sealing_keys:
        if sealing_key.pk in held:
            continue
        row = KeyGrant(
            id=uuid4(),
            concern=concern,
            envelope=envelope,
            holder=sealing_key.holder,
            key=sealing_key,
            granted_on=on,
        )
        row.wrapped = wrapping.wrap(data_key, bytes(sealing_key.public_half), row.about)
        row.save(force_insert=True)


def grant_reporter(
    concern: Concern, envelope: Envelope, data_key: bytes, stretched_secret: bytes, *, on: date
) -> None:
    """Wrap a data key under the reporter's stretched secret."""
    row = KeyGrant(id=uuid4(), concern=concern, envelope=envelope, holder=Holder.REPORTER, granted_on=on)
    row.wrapped = wrapping.wrap_by_secret(data_key, stretched_secret, row.about)
    row.save(force_insert=True)


def reporters_key(concern: Concern, stretched_secret: bytes) -> bytes:
    """Return the data key of the content by the reporter's secret.

    :raises CannotOpen: the secret is another.
    """
    row = concern.grants.get(envelope=Envelope.CONTENT, holder=Holder.REPORTER)
    return wrapping.unwrap_by_secret(bytes(row.wrapped), stretched_secret, row.about)


def groups_key(concern: Concern, groups: Iterable[UUID], envelope: Envelope = Envelope.CONTENT) -> bytes:
    """Return a data key by what one of these groups was granted.

    :raises ConcernRefused: ``not_yours`` without a grant, ``keys_absent`` where this process cannot open it,
        ``damaged`` if the grant was changed.
    """
    row = (
        concern.grants.filter(envelope=envelope, key__group__in=list(groups))
        .select_related("key")
        .order_by("-key__made_on")
        .first()
    )
    if row is None:
        raise ConcernRefused(Refusal.NOT_YOURS)
    return _unwrapped(row)


def keys_of_many(
    concerns: Iterable[Concern], groups: Iterable[UUID], envelope: Envelope = Envelope.CONTENT
) -> dict[UUID, bytes]:
    """Return the data keys of many concerns by what these groups were granted, but those that do not open.

    :raises ConcernRefused: ``keys_absent``.
    """
    kept_out = Exclusion.objects.filter(concern=OuterRef("concern"), group=OuterRef("key__group"))
    grants = KeyGrant.objects.filter(
        ~Exists(kept_out), concern__in=list(concerns), envelope=envelope, key__group__in=list(groups)
    )
    folder, halves, keys = _folder(), dict[UUID, bytes](), dict[UUID, bytes]()
    for row in grants.order_by("granted_on"):
        if row.concern_id in keys or row.key_id is None:
            continue
        with suppress(KeysAbsent, ConcernRefused):
            if row.key_id not in halves:
                halves[row.key_id] = folder.private_half(row.key_id)
            keys[row.concern_id] = unwrapped_with(row, halves[row.key_id])
    return keys


def kept_key(concern: Concern) -> bytes:
    """Return the identity's data key from where it waits until two people agree.

    :raises ConcernRefused: ``anonymous``, ``keys_absent``, ``damaged``.
    """
    grants = concern.grants.filter(envelope=Envelope.IDENTITY, holder=Holder.CUSTODY)
    row = grants.select_related("key").first()
    if row is None:
        raise ConcernRefused(Refusal.ANONYMOUS)
    return _unwrapped(row)


def _folder() -> KeyFolder:
    try:
        return KeyFolder.at_hand()
    except KeysAbsent:
        raise ConcernRefused(Refusal.KEYS_ABSENT) from None


def _unwrapped(row: KeyGrant) -> bytes:
    assert row.key is not None, "only the reporter's grant has no key"
    try:
        private = KeyFolder.at_hand().private_half(row.key.pk)
    except KeysAbsent:
        raise ConcernRefused(Refusal.KEYS_ABSENT) from None
    return unwrapped_with(row, private)


def unwrapped_with(row: KeyGrant, private: bytes) -> bytes:
    """Return a data key by the private half of the key that it was wrapped to.

    :raises ConcernRefused: ``damaged``.
    """
    try:
        return wrapping.unwrap(bytes(row.wrapped), private, row.about)
    except texts.CannotOpen:
        raise ConcernRefused(Refusal.DAMAGED) from None
