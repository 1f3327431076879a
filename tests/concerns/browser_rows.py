"""Rows for the browser's letterbox: called in a process of its own, committed, and safe to call again."""

from datetime import timedelta

from django.utils import timezone

from concerns.actions import answering, handling, identity, opening, referring
from concerns.kinds import Found, Mode, Side
from concerns.models import HandlerGroup
from tests.concerns import rows
from tests.concerns.letterbox_rows import a_place, somebody_in

LONG = (
    "Since September the rota has been changed at a day's notice, twelve times.\n\nWhen I asked, I was told "
    "in front of patients that “people like you” should be glad to be here. Two nurses heard it.\n\n"
    "\u202eRight to left\u202c <script>alert(1)</script> " + "w" * 80
)


def a_place_with_handlers() -> dict:
    """An employer and its office, each with somebody who can open a concern."""
    if not HandlerGroup.objects.filter(employer__name="Larkmoor NHS Trust").exists():
        a_place("Larkmoor NHS Trust")
    return {"employer": "Larkmoor NHS Trust", "office": rows.an_office().name}


def a_concern_in_full_swing() -> str:
    """One that both sides have had for a while, with everything that a page inside can show; its code."""
    a_place_with_handlers()
    office, employer = rows.an_office(), rows.an_employer("Larkmoor NHS Trust")
    guardian = HandlerGroup.objects.get(kind="guardian", employer=employer)
    quality = HandlerGroup.objects.get(kind="quality", local_office=office)
    handler, second, other = somebody_in(quality), somebody_in(quality), somebody_in(guardian)
    at = timezone.now() - timedelta(days=14)
    given = rows.answers(
        mode=Mode.CONFIDENTIAL,
        name="Dr Ada Reporter",
        employer=str(employer.pk),
        office=str(office.pk),
        sides=tuple(Side),
        narrative=LONG,
        labels=("Racial discrimination", "Undermining", "Being belittled"),
        kept_out_people="Dr Grim",
    )
    concern, code, _ = rows.a_concern(given, at=at)
    opening.open_case(handler=handler, concern=concern, at=at)
    opening.open_case(handler=other, concern=concern, at=at + timedelta(days=1))
    rows.acknowledge(handler, concern, at=at + timedelta(days=1))
    rows.triage(handler, concern, at=at + timedelta(days=3))
    identity.ask_identity(handler=handler, concern=concern, words="To talk.", at=at + timedelta(days=4))
    identity.agree_identity(handler=second, concern=concern, at=at + timedelta(days=5))
    opening.open_identity(handler=handler, concern=concern, at=at + timedelta(days=5))
    handling.ask_reporter(
        handler=handler, concern=concern, words="Which week was that, roughly?", at=at + timedelta(days=6)
    )
    return code.in_groups


def one_that_was_answered() -> str:
    """One that the employer gave back and the local office answered; its code."""
    a_place_with_handlers()
    office, employer = rows.an_office(), rows.an_employer("Larkmoor NHS Trust")
    guardian = HandlerGroup.objects.get(kind="guardian", employer=employer)
    quality = HandlerGroup.objects.get(kind="quality", local_office=office)
    handler, other = somebody_in(quality), somebody_in(guardian)
    at = timezone.now() - timedelta(days=3)
    given = rows.answers(employer=str(employer.pk), office=str(office.pk), sides=tuple(Side))
    concern, code, _ = rows.a_concern(given, at=at)
    rows.acknowledge(handler, concern, at=at)
    rows.triage(handler, concern, at=at, answer="not_yet")
    why = "One of us works with the people it is about."
    referring.return_referral(handler=other, concern=concern, words=why, at=at)
    answering.give_feedback(
        handler=handler,
        concern=concern,
        labels={
            each.pk: handling.LabelAnswer(Found.PARTLY, "Two people saw it.") for each in concern.labels.all()
        },
        words=rows.ANSWERED,
        at=timezone.now(),
    )
    return code.in_groups
