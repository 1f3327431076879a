"""What organisers decide about notices: hold and release, other words, a test, sending again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from common.words import day_and_clock
from common.work import enqueue_on_commit
from events.models import Assembly
from events.policies import notices as policies
from events.policies.notices import TESTS_AT_MOST, Telling, TellingRefused
from notices.actions import holding, sending, trying
from notices.kinds import Kind
from notices.letters import Letter
from notices.models import Notice, Wording
from notices.transport import Delivery

TEN_MINUTES = 600


@dataclass(frozen=True)
class Words:
    """What organisers put in place of the portal's words; what is empty stays."""

    subject: str = ""
    introduction: str = ""
    button: str = ""

    @classmethod
    def of(cls, wording: Wording | None) -> "Words":
        """Read them from a row."""
        return cls(wording.subject, wording.introduction, wording.button) if wording else cls()


def hold_notices(*, assembly: Assembly, kind: str, actor: User, at: datetime) -> None:
    """Let nothing of this kind, or nothing at all without a kind, leave. Safe to call twice.

    :raises TellingRefused: ``not_organiser``.
    """
    policies.can_decide_what_is_sent(actor).or_raise(TellingRefused)
    holding.hold(scope=assembly.slug, kind=kind, actor=actor, at=at)


def release_notices(*, assembly: Assembly, kind: str, actor: User, at: datetime) -> None:
    """Let go what was held; what became too late meanwhile is not sent. Safe to call twice.

    :raises TellingRefused: ``not_organiser``.
    """
    policies.can_decide_what_is_sent(actor).or_raise(TellingRefused)
    holding.release(scope=assembly.slug, kind=kind, actor=actor, at=at)


@transaction.atomic
def word_notice(
    *,
    assembly: Assembly,
    kind: Kind,
    words: Words,
    seen_changed_at: datetime | None,
    actor: User,
    at: datetime,
) -> Wording:
    """Keep organisers' words for what is not sent yet; empty ones bring the portal's back.

    ``seen_changed_at`` is the ``changed_at`` of the words that were edited, None where there were none.

    :raises TellingRefused: ``not_organiser``, or ``changed`` with what stands there now.
    """
    policies.can_decide_what_is_sent(actor).or_raise(TellingRefused)
    # Two organisers at the same instant: whoever has the assembly writes, the other meets what was written.
    Assembly.objects.select_for_update(no_key=True).get(pk=assembly.pk)
    stored = Wording.objects.filter(scope=assembly.slug, kind=kind.key).select_related("changed_by").first()
    if stored and stored.changed_at != seen_changed_at:
        raise _changed_meanwhile(stored, words, assembly)
    return holding.put_in_words(
        scope=assembly.slug,
        kind=kind.key,
        subject=words.subject,
        introduction=words.introduction,
        button=words.button,
        actor=actor,
        at=at,
    )


@transaction.atomic
def send_notice_again(
    *, assembly: Assembly, notice: Notice, is_confirmed: bool, actor: User, at: datetime
) -> None:
    """Have one notice sent once more, even when it is late by now.

    ``is_confirmed``: the organiser knows that one of which nobody knows may come twice.

    :raises TellingRefused: ``not_organiser``, ``elsewhere``, ``settled`` or ``unsure``.
    """
    policies.can_send_again(actor, assembly, notice, is_confirmed=is_confirmed).or_raise(TellingRefused)
    if not sending.send_again(notice=notice, at=at):
        raise TellingRefused(Telling.SETTLED)
    enqueue_on_commit("notices.tasks.send_due_notices")


def send_test(*, assembly: Assembly, kind: Kind, letter: Letter, actor: User) -> Delivery:
    """Send a letter to the organiser's own address, marked as a test; nobody's notice is touched.

    :raises TellingRefused: ``not_organiser`` or ``too_often``.
    """
    policies.can_decide_what_is_sent(actor).or_raise(TellingRefused)
    if _has_sent_too_many(actor):
        raise TellingRefused(Telling.TOO_OFTEN, count=TESTS_AT_MOST)
    return trying.send_test(kind=kind, letter=letter, scope=assembly.slug, to=actor)


def _has_sent_too_many(actor: User) -> bool:
    """Count one more; with Redis away nothing is counted."""
    key = f"notice-tests:{actor.pk}"
    cache.add(key, 0, timeout=TEN_MINUTES)
    try:
        return bool(cache.incr(key) > TESTS_AT_MOST)
    except ValueError:
        return False


def _changed_meanwhile(stored: Wording, words: Words, assembly: Assembly) -> TellingRefused:
    """Say who changed the words, when, and what they are now."""
    return TellingRefused(
        Telling.CHANGED,
        who=str(stored.changed_by or "Somebody"),
        time=day_and_clock(stored.changed_at, assembly.zone),
        changed_at=stored.changed_at,
        differences=tuple(_differences(Words.of(stored), words)),
    )


def _differences(stands: Words, typed: Words) -> Iterator[str]:
    for name in ("subject", "introduction", "button"):
        there, here = getattr(stands, name), getattr(typed, name)
        if there.split() != here.split():
            now = f"“{there}”" if there else "empty: the portal's words stand"
            yield f"The {name} is now {now}."
