"""What other hosts play: which of them are allowed, and the address of each that follows nobody. Pure.

People paste whatever their browser shows. What is kept is the host's own player, with captions asked for and
without what it would use to recognise people, as far as the host offers that.
"""

import re
from collections.abc import Callable, Collection, Mapping
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit

YOUTUBE = "www.youtube-nocookie.com"
VIMEO = "player.vimeo.com"
STREAM = "web.microsoftstream.com"
SHAREPOINT = ".sharepoint.com"

YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
UNIQUE_ID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?", re.ASCII)
EMBED_PAGE = re.compile(r"(?:/[\w.~-]+)*/_layouts/15/embed\.aspx", re.ASCII | re.IGNORECASE)


def embed_of(typed: str, hosts: Collection[str]) -> str:
    """Return the address of the player, or nothing where no allowed host plays what was typed.

    ``hosts`` that begin with a full stop stand for every host below them.
    """
    try:
        asked = urlsplit(typed.strip())
        named, port = (asked.hostname or "").removeprefix("www."), asked.port
    except ValueError:
        return ""
    if asked.scheme not in ("https", "http") or asked.username or asked.password or port:
        return ""
    player = next((way for end, way in WAYS.items() if named == end or named.endswith(f".{end}")), None)
    address = player(asked) if player else ""
    return address if address and is_allowed(host_of(address), hosts) else ""


def host_of(address: str) -> str:
    """Name the host of a player's address."""
    return urlsplit(address).hostname or ""


def is_allowed(host: str, hosts: Collection[str]) -> bool:
    """Whether videos of this host may be shown."""
    return any(host == each or (each.startswith(".") and host.endswith(each)) for each in hosts)


def _youtube(asked: SplitResult) -> str:
    named = re.fullmatch(r"/(?:embed|live|shorts|v)/([^/]+)/?", asked.path)
    key = named[1] if named else parse_qs(asked.query).get("v", [""])[0]
    return _youtube_player(key)


def _short_youtube(asked: SplitResult) -> str:
    return _youtube_player(asked.path.strip("/"))


def _youtube_player(key: str) -> str:
    return f"https://{YOUTUBE}/embed/{key}?cc_load_policy=1&rel=0" if YOUTUBE_ID.fullmatch(key) else ""


def _vimeo(asked: SplitResult) -> str:
    named = re.fullmatch(r"/(?:video/)?(\d{1,15})(?:/([0-9a-f]{6,20}))?/?", asked.path, re.ASCII)
    if named is None:
        return ""
    secret = named[2] or parse_qs(asked.query).get("h", [""])[0]
    asks = {"dnt": "1", "texttrack": "en"}
    if re.fullmatch(r"[0-9a-f]{6,20}", secret, re.ASCII):
        asks = {"h": secret, **asks}
    return f"https://{VIMEO}/video/{named[1]}?{urlencode(asks)}"


def _stream(asked: SplitResult) -> str:
    named = re.fullmatch(r"/(?:embed/)?video/([^/]+)/?", asked.path)
    key = UNIQUE_ID.fullmatch(named[1]) if named else None
    return f"https://{STREAM}/embed/video/{key[1].lower()}?autoplay=false" if key else ""


def _sharepoint(asked: SplitResult) -> str:
    """SharePoint plays what "Embed" in its menu names; the address in the browser needs a log-in there."""
    key = UNIQUE_ID.fullmatch(parse_qs(asked.query).get("UniqueId", [""])[0])
    if key is None or not EMBED_PAGE.fullmatch(asked.path):
        return ""
    asks = urlencode({"UniqueId": key[1].lower(), "embed": '{"ust":false,"hv":"CopyEmbedCode"}'}, safe="")
    return f"https://{asked.hostname}{quote(asked.path)}?{asks}"


WAYS: Mapping[str, Callable[[SplitResult], str]] = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _short_youtube,
    "vimeo.com": _vimeo,
    "microsoftstream.com": _stream,
    "sharepoint.com": _sharepoint,
}
