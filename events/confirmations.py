"""The mail that confirms a place: text, HTML and the calendar file."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from events.models import Delegate, Session
from events.place_calendars import CONTENT_TYPE, place_calendar


def message_to(delegate: Delegate) -> EmailMultiAlternatives:
    """Write the confirmation to a delegate whose ``confirmed_at`` is claimed; load ``assembly`` and ``user``.

    People's names stand in the text only, never in a header: what somebody typed cannot bend one.
    """
    assembly = delegate.assembly
    at = delegate.confirmed_at or delegate.registered_at
    base_url = settings.PORTAL_ADDRESS.rstrip("/")
    facts = {"delegate": delegate, "assembly": assembly, "base_url": base_url, "at": at}
    facts["my_day"] = f"{base_url}{assembly.my_day_address}"
    message = EmailMultiAlternatives(
        subject=" ".join(f"Your place at {assembly.name}, reference {delegate.reference}".split()),
        body=render_to_string("emails/confirmation.txt", facts),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[delegate.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("emails/confirmation.html", facts), "text/html")
    sessions = Session.objects.filter(assembly=assembly).public(at).in_order().with_programme()
    calendar = place_calendar(assembly, sessions, base_url, at)
    message.attach(f"{assembly.slug}.ics", calendar.decode(), CONTENT_TYPE)
    return message
