"""What somebody takes home of networking: one page with their profile, contacts and conversations.

Their own words are all in it, always: but for what they removed and what organisers hid. What others said
and show is in it as far as they may read it on a page now: else the file would be a way round a block, a
suspension, a group that was left and a place that was lost.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Prefetch, Q
from django.template.loader import render_to_string
from django.utils.html import escape

from common.dripping import Lines
from common.words import day_and_clock, listed, wall_clock
from events.models import Delegate
from networking.models import Contact, Conversation, Interest, Line, Member, Profile, Showable, Subject
from networking.presenters.contacts import Reach

CHUNK = 500
_TICK = timedelta(microseconds=1)
HEAD, TALK, LINE = (f"networking/export/{part}.html" for part in ("head", "talk", "line"))
# A whole page, that opens wherever it is kept: it needs nothing of the portal.
BEGIN = (
    '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>"
    "body{{font-family:sans-serif;line-height:1.5;max-width:42em;margin:0 auto;padding:1em;"
    "overflow-wrap:anywhere}}"
    "h1,h2,h3{{line-height:1.25}}h2{{margin-top:2em}}dt{{font-weight:bold}}dd{{margin:0 0 .75em}}"
    "</style></head>\n<body><main>\n"
)
SILENT, END = "<p>You have no conversations.</p>\n", "</main></body>\n</html>\n"


def pages_of(profile: Profile, at: datetime) -> Lines:
    """Write the page piece by piece: as many queries however long it is, and lines as they are read.

    Load ``delegate`` with the profile.
    """
    delegate = profile.delegate
    reads = Profile.objects.taking_part(at).filter(pk=profile.pk).exists()
    yield BEGIN.format(title=escape(f"Your networking at {delegate.assembly.name}"))
    yield render_to_string(HEAD, {**_about(profile, at), **_met(profile, at, reads=reads)})
    talks = _open_talks(delegate, at) if reads else {}
    is_silent = True
    for _, lines in groupby(_lines(talks, delegate, at), key=lambda line: line.conversation_id):
        is_silent = False
        yield from _talk(talks, lines, delegate, reads=reads)
    yield f"{SILENT if is_silent else ''}{END}"


def _about(profile: Profile, at: datetime) -> dict[str, object]:
    delegate = profile.delegate
    names = dict(Interest.objects.filter(code__in=profile.interests).values_list("code", "name"))
    return {
        "assembly": delegate.assembly,
        "delegate": delegate,
        "made": day_and_clock(at, delegate.assembly.zone),
        "shown": [(each.label, profile.shown(each)) for each in Showable if each in profile.shows],
        "interests": [names.get(code, code) for code in profile.interests],
        "offers": [Subject(each).label for each in profile.offers],
        "seeks": [Subject(each).label for each in profile.seeks],
        "contact_details": profile.contact_details,
        "is_listed": profile.is_listed,
        "meets_again": profile.meets_again,
        "quiet": _quiet(profile),
    }


def _quiet(profile: Profile) -> str:
    """Tell the quiet hours; the same time twice is none."""
    begins, ends = profile.quiet_from, profile.quiet_until
    return "" if begins == ends else f"{wall_clock(begins)} to {wall_clock(ends)}"


def _met(profile: Profile, at: datetime, *, reads: bool) -> dict[str, object]:
    """Return the contacts that are there for somebody now, and the notes of all requests that they sent.

    A note names to whom it went only while the page of contacts names them: else they may be gone.
    """
    delegate = profile.delegate
    asked = Contact.objects.filter(asker=delegate).exclude(note="").order_by("asked_at", "pk")
    met = Contact.objects.met_by(delegate, at).filter(asker=delegate, state__in=Contact.OPEN)
    names = dict(met.values_list("pk", "asked__name")) if reads else {}
    zone = delegate.assembly.zone
    return {
        "reads": reads,
        "contacts": list(_contacts_of(profile, at)) if reads else (),
        "notes": [
            {"to": names.get(each.pk, ""), "asked": day_and_clock(each.asked_at, zone), "words": each.note}
            for each in asked
        ],
    }


def _contacts_of(own: Profile, at: datetime) -> Iterator[dict[str, object]]:
    met = {each.delegate_id: each for each in Profile.objects.meeting(own.delegate, at)}
    contacts = Contact.objects.of(own.delegate).standing().select_related("asker", "asked")
    for contact in contacts:
        other = contact.other_than(own.delegate)
        if theirs := met.get(other.pk):
            note = contact.note if contact.asker_id == other.pk else ""
            yield {"name": other.name, "note": note, "details": Reach.of(contact, own, theirs).theirs}


def _open_talks(delegate: Delegate, at: datetime) -> Mapping[int, Sequence[str]]:
    """Return the keys of the conversations that somebody follows now, with the names of whom they meet there.

    Once the assembly has closed nothing is added any more: what was open to them then can be taken home.
    """
    there = Member.objects.filter(
        state=Member.State.IN, delegate__in=Profile.objects.meeting(delegate, at).values("delegate")
    )
    named = Prefetch("members", there.select_related("delegate"), "others")
    talks = Conversation.objects.of(delegate, min(at, delegate.assembly.closes_at - _TICK))
    return {
        talk.pk: [member.delegate.name for member in talk.others]  # type: ignore[attr-defined]
        for talk in talks.prefetch_related(named)
    }


def _lines(talks: Mapping[int, object], delegate: Delegate, at: datetime) -> Iterator[Line]:
    met = Profile.objects.meeting(delegate, at).values("delegate")
    lines = Line.objects.filter(Q(author=delegate) | Q(author__in=met, conversation__in=list(talks)))
    lines = lines.filter(removed_at=None, hidden_at=None).select_related("author", "conversation")
    return lines.order_by("conversation", "sent_at", "pk").iterator(chunk_size=CHUNK)


def _talk(
    talks: Mapping[int, Sequence[str]], lines: Iterator[Line], delegate: Delegate, *, reads: bool
) -> Iterator[str]:
    zone = delegate.assembly.zone
    for number, line in enumerate(lines):
        if number == 0:
            yield render_to_string(TALK, _heading(talks, line.conversation, reads=reads))
        said = {"said": day_and_clock(line.sent_at, zone), "is_own": line.author_id == delegate.pk}
        yield render_to_string(LINE, {"line": line, **said})


def _heading(talks: Mapping[int, Sequence[str]], talk: Conversation, *, reads: bool) -> dict[str, object]:
    """Say with whom it is, as far as they are there now; nothing tells why others are not.

    To who does not take part the page has said already that it holds their own words alone.
    """
    return {
        "title": talk.title,
        "others": listed(talks.get(talk.pk, ())),
        "is_open": talk.pk in talks,
        "reads": reads,
    }
