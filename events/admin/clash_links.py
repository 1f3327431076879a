"""Clashes as organisers read them in the admin: the other session is a link to its form."""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.clash_words import facts_of, template_of
from events.clashes import Clash


def linked_sentence(clash: Clash, zone: ZoneInfo) -> SafeString:
    """Say what clashes; whatever people typed is escaped."""
    facts = facts_of(clash, zone)
    if clash.other_key:
        url = reverse("admin:events_session_change", args=[clash.other_key])
        facts["other"] = format_html('<a href="{}">{}</a>', url, facts["other"])
    return format_html(template_of(clash), **facts)
