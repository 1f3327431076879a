"""What every page of the letterbox knows without its view."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def exit_address() -> str:
    """Where "Exit this page" leads: a page of no interest to anybody."""
    return str(settings.CONCERNS_EXIT_ADDRESS)
