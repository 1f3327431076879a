"""What the library tells people: an answer about another format, and a recording that went by a refusal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.models import User
from common.words import day, day_and_clock, listed
from events.models import Contributor, Session
from library.models import FormatRequest, Recording
from library.words import when_in_words
from notices.actions.telling import tell
from notices.kinds import Kind, Topic, declare
from notices.letters import AS_ORGANISER, Button, Fact, Letter, paragraphs_of
from notices.models import Notice

FORMAT_ANSWERED = "library.format"
CONSENT_REFUSED = "library.consent"
RECORDINGS = "/admin/library/recording/"


def tell_asker(request: FormatRequest, *, at: datetime) -> None:
    """Have whoever asked for another format told what the organisers say."""
    tell(kind=FORMAT_ANSWERED, people=[request.user_id], about=f"format-{request.pk}", at=at)


def tell_of_refusal(contributor: Contributor, session: Session, *, at: datetime) -> None:
    """Have organisers told that a recording was withdrawn, because somebody in it does not agree any more."""
    about = f"{session.pk}-{contributor.pk}@{at.timestamp():.0f}"
    people = User.objects.organisers().values_list("pk", flat=True)
    tell(kind=CONSENT_REFUSED, people=people, about=about, scope=session.assembly.slug, at=at)


def _answers(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write the replies, each to whoever asked."""
    keys = {notice.code: int(notice.about.removeprefix("format-")) for notice in notices}
    found = FormatRequest.objects.filter(pk__in=keys.values(), answered_at__isnull=False)
    requests = found.select_related("document", "user").in_bulk()
    return {code: _answer(requests[key]) for code, key in keys.items() if key in requests}


def _answer(request: FormatRequest) -> Letter:
    document = request.document
    zone = settings.TIME_ZONE
    return Letter(
        headline=f"Another format of “{document.title}”: our answer",
        introduction=(
            f"You asked for “{document.title}” in another format on {day(request.asked_at, zone)}.",
            *paragraphs_of(request.reply),
        ),
        name=request.user.name,
        facts=(Fact("What you asked for", request.need),),
        button=Button("Open the document", document.address),
        reason="you asked for another format",
    )


def _refusals(notices: Sequence[Notice]) -> Mapping[UUID, Letter]:
    """Write to organisers whose recording is not shown any more."""
    keys = {notice.code: _of_refusal(notice.about) for notice in notices}
    sessions = Session.objects.filter(pk__in={session for session, _ in keys.values()})
    by_key = sessions.select_related("assembly").in_bulk()
    people = Contributor.objects.in_bulk({person for _, person in keys.values()})
    at = {notice.code: notice.due_at for notice in notices}
    recordings: dict[int, list[Recording]] = {}
    for recording in Recording.objects.filter(session__in=by_key, withdrawn_at__isnull=False):
        recording.session = by_key[recording.session_id]
        recordings.setdefault(recording.session_id, []).append(recording)
    return {
        code: _refusal(by_key[session], people[person], recordings.get(session, []), at[code])
        for code, (session, person) in keys.items()
        if session in by_key and person in people
    }


def _refusal(session: Session, person: Contributor, recordings: Sequence[Recording], at: datetime) -> Letter:
    """Name what went: its own title, since sessions may share theirs."""
    assembly = session.assembly
    named = listed(each.name for each in recordings) or session.title
    when = when_in_words(session.starts_at, session.ends_at, assembly.zone)
    return Letter(
        headline=f"Recording withdrawn: {named[:150]}, {when}"[:200],
        introduction=(
            f"{person.name} does not agree any more to being shown in the recording of “{session.title}”.",
            "Nobody can open it from this moment on. Speak with them before anything else is done with it.",
        ),
        facts=(
            Fact("Session", f"{session.title}, {when}"),
            Fact("Withdrawn at", day_and_clock(at, assembly.zone)),
        ),
        button=_to_recordings(recordings),
        sender=assembly.name,
        organisation=assembly.organisation_name,
        reason=AS_ORGANISER,
    )


def _to_recordings(recordings: Sequence[Recording]) -> Button:
    if len(recordings) == 1:
        return Button("Open the recording", f"{RECORDINGS}{recordings[0].pk}/change/")
    return Button("Open recordings", RECORDINGS)


def _of_refusal(about: str) -> tuple[int, int]:
    session, _, person = about.partition("@")[0].partition("-")
    return int(session), int(person)


declare(
    Kind(
        FORMAT_ANSWERED,
        "Answer about another format",
        Topic.NEWS,
        _answers,
        occasion="When an organiser answers a request for another format.",
    ),
    Kind(
        CONSENT_REFUSED,
        "Recording withdrawn by somebody in it",
        Topic.NEWS,
        _refusals,
        occasion="To organisers, when somebody does not agree any more to a published recording.",
    ),
)
