"""Players of other hosts: what is taken, and as which address it is kept."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from common.embeds import embed_of, host_of, is_allowed

HOSTS = settings.EMBED_HOSTS
TUBE = "https://www.youtube-nocookie.com/embed/abcdefghi_1?cc_load_policy=1&rel=0"
KEY = "0b5e5fd0-1111-2222-3333-444455556666"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://www.youtube.com/watch?v=abcdefghi_1&list=x&si=track", TUBE),
        ("http://youtube.com/live/abcdefghi_1?feature=share", TUBE),
        (" https://youtu.be/abcdefghi_1?t=4 ", TUBE),
        (TUBE, TUBE),
        ("https://vimeo.com/1234567", "https://player.vimeo.com/video/1234567?dnt=1&texttrack=en"),
        (
            "https://vimeo.com/1234567/0123abcdef",
            "https://player.vimeo.com/video/1234567?h=0123abcdef&dnt=1&texttrack=en",
        ),
        (
            "https://player.vimeo.com/video/1234567?h=0123abcdef&autoplay=1",
            "https://player.vimeo.com/video/1234567?h=0123abcdef&dnt=1&texttrack=en",
        ),
        (
            f"https://web.microsoftstream.com/video/{KEY}?list=studio",
            f"https://web.microsoftstream.com/embed/video/{KEY}?autoplay=false",
        ),
        (
            f"https://nhs.sharepoint.com/sites/x/_layouts/15/embed.aspx?UniqueId={KEY}&evil=1",
            f"https://nhs.sharepoint.com/sites/x/_layouts/15/embed.aspx?UniqueId={KEY}"
            "&embed=%7B%22ust%22%3Afalse%2C%22hv%22%3A%22CopyEmbedCode%22%7D",
        ),
        ("https://www.youtube.com/watch?v=short", ""),
        ("https://www.youtube.com/feed", ""),
        ("https://youtube.com.evil.example/watch?v=abcdefghi_1", ""),
        ("https://evilyoutube.com/watch?v=abcdefghi_1", ""),
        ("https://user@www.youtube.com/watch?v=abcdefghi_1", ""),
        ("https://www.youtube.com:8443/watch?v=abcdefghi_1", ""),
        ("javascript://www.youtube.com/watch?v=abcdefghi_1", ""),
        ("https://vimeo.com/channels/x", ""),
        ("https://nhs.sharepoint.com/:v:/s/x/abc", ""),
        ("https://[broken", ""),
        ("https://www.youtube.com:port/", ""),
        ("not an address", ""),
        ("", ""),
    ],
)
def test_what_is_pasted_becomes_the_players_address(typed, address):
    assert embed_of(typed, HOSTS) == address


def test_only_hosts_of_the_list_are_taken():
    assert embed_of(TUBE, ["player.vimeo.com"]) == ""
    assert is_allowed("nhs.sharepoint.com", [".sharepoint.com"])
    assert not is_allowed("evilsharepoint.com", [".sharepoint.com"])


@given(st.text(max_size=60).map(lambda tail: f"https://www.youtube.com/{tail}") | st.text(max_size=80))
def test_whatever_is_typed_leads_to_an_allowed_host_or_nowhere(typed):
    address = embed_of(typed, HOSTS)

    assert not address or is_allowed(host_of(address), HOSTS)
    assert not address or embed_of(address, HOSTS) == address
