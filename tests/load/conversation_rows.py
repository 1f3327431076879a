"""Rows of conversations for many people at once, made inside the portal's own database."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assembly_portal.rehearsal.cast import log_in
from common.codes import new_code
from networking.actions.conversations import read_up_to, say
from networking.models import Conversation, Line
from tests.factories import make_delegate, make_live_assembly, make_user
from tests.networking.rows import make_contact, make_conversation, make_profile


def pairs_who_talk(count: int) -> dict:
    """So many conversations of two people each, at one assembly: their streams and log-ins."""
    assembly = make_live_assembly(slug=f"talk-{new_code()}")
    before = timezone.now() - timedelta(hours=1)
    talks = []
    for _ in range(count):
        pair = [make_delegate(assembly, user=make_user(f"{uuid4()}@example.org")) for _ in range(2)]
        for each in pair:
            make_profile(each)
        make_contact(*pair)
        talk = make_conversation(*pair, started_at=before, last_at=before)
        talks.append({"stream": talk.stream, "cookies": [log_in(each.user_id) for each in pair]})
    return {"talks": talks, "queries": _queries(talks[0]["stream"])}


def said_in(streams: list[str]) -> int:
    """How many lines stand in these conversations."""
    return Line.objects.filter(conversation__code__in=[name.partition(":")[2] for name in streams]).count()


def _queries(stream: str) -> dict[str, int]:
    """Count the statements that a message, and reading it, take."""
    talk = Conversation.objects.get(code=stream.partition(":")[2])
    author, reader = (each.delegate for each in talk.members.select_related("delegate__user"))
    counted = {}
    with CaptureQueriesContext(connection) as queries:
        line = say(author=author, conversation=talk, body="Hello", cid=uuid4(), at=timezone.now())
    counted["message"] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        read_up_to(reader=reader, line=line, at=timezone.now())
    counted["reading"] = len(queries)
    return counted
