"""Clashes as organisers read them in the admin: the other session is a link to its form."""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.words import NEW_TAB
from events.clash_words import facts_of, template_of
from events.clashes import Clash


def linked_sentence(clash: Clash, zone: ZoneInfo, *, in_form: bool = False) -> SafeString:
    """Say what clashes; whatever people typed is escaped.

    From a form the link opens a tab of its own, so that what was typed stays as it is.
    """
    facts = facts_of(clash, zone)
    if clash.other_key:
        url = reverse("admin:events_session_change", args=[clash.other_key])
        link = '<a href="{}" target="_blank" rel="noopener">{}{}</a>' if in_form else '<a href="{}">{}</a>'
        facts["other"] = format_html(link, url, facts["other"], NEW_TAB)
    return format_html(template_of(clash), **facts)
