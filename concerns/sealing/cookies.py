"""The reporter's cookie: sealed, so that the browser carries what no server may keep."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

from concerns.sealing.texts import CannotOpen, open_bytes, seal_bytes

_ABOUT = b"concerns cookie v1"


def sealed_cookie(content: Mapping[str, Any]) -> str:
    """Seal what the browser is to bring back."""
    plain = json.dumps(content).encode()
    return base64.urlsafe_b64encode(seal_bytes(_key(settings.SECRET_KEY), plain, _ABOUT)).decode()


def opened_cookie(value: str) -> dict[str, Any]:
    """Return what a browser brought back; nothing if it is not ours, or was changed."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            content = json.loads(open_bytes(_key(secret), base64.urlsafe_b64decode(value), _ABOUT))
        except (CannotOpen, ValueError):
            continue
        return content if isinstance(content, dict) else {}
    return {}


def _key(secret: str | bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=_ABOUT).derive(force_bytes(secret))
