"""What organisers are told when somebody who takes part finds their entry in the programme wrong."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import User
from events.models import Contributor, Session
from notices.actions.telling import tell
from notices.kinds import Kind, Topic, declare
from notices.letters import AS_ORGANISER, Button, Fact, Letter, paragraphs_of
from notices.models import Notice

CORRECTION_ASKED = "library.correction"


def tell_organisers(
    contributor: Contributor, session: Session, words: str, cid: UUID, *, at: datetime
) -> None:
    """Have organisers told what is wrong; the same ``cid`` again tells nobody twice."""
    people = list(User.objects.organisers().order_by("pk").values_list("pk", flat=True))
    facts = {"session": session.pk, "who": contributor.name, "words": words}
    tell(
        kind=CORRECTION_ASKED,
        people=people,
        about=str(cid),
        scope=session.assembly.slug,
        at=at,
        facts=dict.fromkeys(people, facts),
    )


def _compose(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    sessions = Session.objects.select_related("assembly").in_bulk(
        {notice.facts["session"] for notice in notices}
    )
    return {
        notice.code: _letter(notice, sessions[notice.facts["session"]])
        for notice in notices
        if notice.facts["session"] in sessions
    }


def _letter(notice: Notice, session: Session) -> Letter:
    who = notice.facts["who"]
    return Letter(
        headline=f"{who} asks for a correction of “{session.title}”"[:200],
        introduction=(f"{who} takes part in this session and writes:", *paragraphs_of(notice.facts["words"])),
        name=notice.recipient.name,
        facts=(Fact("Session", session.title),),
        button=Button("Open the session", session.address),
        sender=session.assembly.name,
        organisation=session.assembly.organisation_name,
        reason=AS_ORGANISER,
    )


declare(
    Kind(
        CORRECTION_ASKED,
        "A speaker asks for a correction (to organisers)",
        Topic.NEWS,
        _compose,
        occasion="When somebody who takes part writes that their entry in the programme is wrong.",
    )
)
