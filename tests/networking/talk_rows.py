"""Rows of conversations for tests that run beside a portal: committed, answers in JSON."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from events.models import Delegate
from networking.actions.conversations import hide_line, remove_line, say
from networking.actions.groups import leave_group, leave_shared_groups
from networking.actions.profiles import leave
from networking.models import Contact, Conversation, Line
from tests.factories import make_delegate, make_live_assembly, make_organiser, make_user
from tests.networking.rows import make_block, make_contact, make_conversation, make_profile
from tests.realtime.harness import log_in


def people_who_talk(names: Sequence[str], title: str = "") -> dict:
    """People of one assembly, all in contact, in one conversation: their log-ins and where it is."""
    assembly = make_live_assembly(slug=f"talk-{uuid.uuid4().hex[:8]}")
    people = [
        make_delegate(assembly, user=make_user(f"{uuid.uuid4().hex}@example.org", name=name), name=name)
        for name in names
    ]
    for each in people:
        make_profile(each)
    for number, one in enumerate(people):
        for other in people[number + 1 :]:
            make_contact(one, other)
    # Before any line, as in life: what is said is younger.
    before = timezone.now() - timedelta(days=2)
    talk = make_conversation(*people, title=title, started_at=before, last_at=before)
    talk.members.update(since_at=before)
    cookies = {each.name: log_in(each.user) for each in people}
    return {
        "cookies": cookies,
        "keys": {name: cookie.partition("=")[2] for name, cookie in cookies.items()},
        "codes": {each.name: each.profile.code for each in people},
        "users": {each.name: each.user_id for each in people},
        "path": talk.address,
        "list": f"/{assembly.slug}/networking/conversations/",
        "stream": talk.stream,
        "code": talk.code,
    }


def said(code: str, name: str, body: str, days_ago: int = 0) -> int:
    """Somebody says something, now or some days ago."""
    talk, author = _found(code, name)
    at = timezone.now() - timedelta(days=days_ago)
    line = say(author=author, conversation=talk, body=body, cid=uuid.uuid4(), at=at)
    return line.pk


def removed(code: str, name: str, line: int) -> None:
    """Somebody takes their own line back."""
    talk, author = _found(code, name)
    remove_line(author=author, conversation=talk, number=line, at=timezone.now())


def hidden(line: int, because: str = "It names somebody") -> None:
    """An organiser hides a line."""
    organiser = make_organiser(email=f"{uuid.uuid4().hex}@example.org")
    hide_line(line=Line.objects.get(pk=line), by=organiser, because=because, at=timezone.now())


def blocked(code: str, blocker: str, other: str) -> None:
    """One of them blocks another, as the safety part does it."""
    (_, one), (_, two) = _found(code, blocker), _found(code, other)
    make_block(one, two)
    leave_shared_groups(by=one.user, other=two.user, at=timezone.now())


def left(code: str, name: str) -> None:
    """One of them leaves networking."""
    _, one = _found(code, name)
    leave(delegate=one, at=timezone.now())


def left_group(code: str, name: str) -> None:
    """One of them goes out of the group."""
    talk, one = _found(code, name)
    leave_group(member=one, conversation=talk, at=timezone.now())


def out_of_contact(code: str) -> None:
    """The people of a conversation are in contact no more."""
    Contact.objects.filter(asker__memberships__conversation__code=code).update(state=Contact.State.ENDED)


def _found(code: str, name: str) -> tuple[Conversation, Delegate]:
    talk = Conversation.objects.select_related("assembly").get(code=code)
    return talk, Delegate.objects.select_related("user", "assembly").get(assembly=talk.assembly, name=name)
