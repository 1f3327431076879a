"""System checks of the library."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from library import antivirus


@register(Tags.security)
def the_antivirus_has_an_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse an address that no upload could be shown to."""
    try:
        if antivirus.is_configured():
            antivirus.parts_of(settings.LIBRARY_CLAMAV)
    except ValueError:
        hint = "Write unix:/run/clamav/clamd.sock or tcp:host:3310."
        return [Error("LIBRARY_CLAMAV is no address of a clamd.", hint=hint, id="library.E001")]
    return []


@register(Tags.security, deploy=True)
def uploads_are_shown_to_an_antivirus(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Name it where people depend on the portal and nobody looks at what is uploaded."""
    if antivirus.is_configured():
        return []
    hint = "Set LIBRARY_CLAMAV to the socket of a clamd. Until then the organisers' pages say so."
    return [Warning("Uploads are not checked for viruses.", hint=hint, id="library.W001")]
