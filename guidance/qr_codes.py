"""An address as a QR code, for paper that leads back to the page. Pure."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(address: str) -> SafeString:
    """Draw the address, dark on white whatever the page's colours."""
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - made of squares only
