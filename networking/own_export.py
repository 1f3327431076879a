"""What somebody takes home of networking: one page with their profile, contacts and conversations.

Their own words are all in it; whoever they could not come across on a page is not, nor what those said.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.template.loader import render_to_string
from django.utils.html import escape

from common.words import day_and_clock
from events.models import Delegate
from networking.models import Contact, Conversation, Interest, Line, Member, Profile, Showable, Subject

CHUNK = 500
HEAD, LINE = "networking/export/head.html", "networking/export/line.html"
# A whole page, that opens wherever it is kept: it needs nothing of the portal.
BEGIN = (
    '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title></head>\n<body><main>\n"
)
END = "</main></body>\n</html>\n"


def pages_of(profile: Profile, at: datetime) -> Iterator[str]:
    """Write the page piece by piece: six queries, and lines as they are read. Load ``delegate`` with it."""
    delegate = profile.delegate
    talks = _talks_of(delegate, at)
    yield BEGIN.format(title=escape(f"Your networking at {delegate.assembly.name}"))
    yield render_to_string(HEAD, {**_about(profile, at), "is_silent": not talks})
    for talk, lines in groupby(_lines_in(talks, delegate, at), key=lambda line: line.conversation_id):
        yield from _talk(talks[talk], lines, delegate)
    yield END


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
        "contacts": list(_contacts_of(delegate, at)),
    }


def _contacts_of(delegate: Delegate, at: datetime) -> Iterator[dict[str, object]]:
    met = {each.delegate_id: each for each in Profile.objects.meeting(delegate, at)}
    contacts = Contact.objects.of(delegate).standing().select_related("asker", "asked")
    for contact in contacts:
        other = contact.asked if contact.asker_id == delegate.pk else contact.asker
        if other.pk in met:
            details = met[other.pk].contact_details if contact.shares_both else ""
            yield {"name": other.name, "note": contact.note, "details": details}


def _talks_of(delegate: Delegate, at: datetime) -> dict[int, Conversation]:
    """Return the conversations that somebody is in; who cannot be met is named in none of them."""
    met = Profile.objects.meeting(delegate, at)
    there = Member.objects.filter(state=Member.State.IN, delegate__in=met.values("delegate"))
    named = Prefetch("members", there.select_related("delegate"), "others")
    # Whoever left or was suspended takes home what they could read until then.
    own = Member.objects.filter(conversation=OuterRef("pk"), delegate=delegate, state=Member.State.IN)
    talks = Conversation.objects.filter(Exists(own))
    return {talk.pk: talk for talk in talks.prefetch_related(named)}


def _lines_in(talks: Mapping[int, Conversation], delegate: Delegate, at: datetime) -> Iterator[Line]:
    met = Profile.objects.meeting(delegate, at).values("delegate")
    lines = Line.objects.filter(Q(author__in=met) | Q(author=delegate), conversation__in=list(talks))
    lines = lines.filter(removed_at=None, hidden_at=None).select_related("author")
    return lines.order_by("conversation", "sent_at", "pk").iterator(chunk_size=CHUNK)


def _talk(talk: Conversation, lines: Iterator[Line], delegate: Delegate) -> Iterator[str]:
    zone = delegate.assembly.zone
    others = [member.delegate.name for member in talk.others]  # type: ignore[attr-defined]
    for number, line in enumerate(lines):
        facts = {
            "line": line,
            "said": day_and_clock(line.sent_at, zone),
            "is_own": line.author_id == delegate.pk,
        }
        yield render_to_string(LINE, {**facts, "talk": talk, "others": others, "is_first": number == 0})
