"""Who sends files in the tests of a real portal: cookies and topics."""

from django.test import Client

from common.codes import new_code
from tests.factories import (
    log_in,
    make_assembly,
    make_delegate,
    make_organiser,
    make_session,
    make_speaker,
    make_topic,
    make_user,
)


def cookie_of(user) -> str:
    client = Client()
    log_in(client, user)
    return f"sessionid={client.cookies['sessionid'].value}"


def people() -> dict[str, str]:
    """An organiser, a speaker with a topic, a delegate with none, and where slides go."""
    session = make_session(make_assembly(slug=new_code()))
    topic, delegate = (
        make_topic(session),
        make_delegate(session.assembly, user=make_user(f"{new_code()}@example.org")),
    )
    speaker = make_user(f"{new_code()}@example.org")
    make_speaker(session, topic, user=speaker)
    return {
        "organiser": cookie_of(make_organiser(email=f"{new_code()}@example.org")),
        "speaker": cookie_of(speaker),
        "delegate": cookie_of(delegate.user),
        "nobody": "",
        "nonsense": "sessionid=nonsense",
        "slides": f"/{session.assembly.slug}/speaking/topics/{topic.pk}/slides/",
        "others_slides": f"/{session.assembly.slug}/speaking/topics/{make_topic(session).pk}/slides/",
        "admin": "/admin/library/recording/add/",
        "documents": "/admin/library/document/add/",
    }
