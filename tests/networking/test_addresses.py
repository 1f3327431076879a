"""No address of networking fails at a sign that no database keeps."""

import pytest
from django.urls import reverse

from networking.urls import urlpatterns
from tests.factories import log_in, make_live_assembly
from tests.networking.rows import make_profile

pytestmark = pytest.mark.django_db
# The test client writes what is left raw as it stands: this is the sign as a browser sends it.
NUL, MARK = "%00", "nul-mark"


@pytest.fixture
def ann(client):
    profile = make_profile(assembly=make_live_assembly(), name="Ann")
    log_in(client, profile.delegate.user)
    return profile


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: str(pattern.pattern))
def test_no_address_fails_at_nul(client, ann, pattern):
    kept = pattern.pattern.converters
    marks = {name: 7 if converter.regex == "[0-9]+" else MARK for name, converter in kept.items()}
    slug = ann.delegate.assembly.slug
    address = reverse(pattern.name, kwargs={"slug": slug, **marks})
    addresses = [f"{address}?{name}={NUL}" for name in ("q", "before", "seen", "line", "request", "page")]
    if MARK in address:
        addresses += [address.replace(MARK, sign) for sign in (NUL, f"x{NUL}")]
    for each in addresses:
        for method in ("get", "post"):
            assert getattr(client, method)(each).status_code < 500, each


def test_a_request_that_is_no_code_is_not_found(client, ann):
    bob = make_profile(assembly=ann.delegate.assembly, name="Bob")
    address = f"/{ann.delegate.assembly.slug}/networking/people/{bob.code}/report/?request="
    for request in (NUL, f"x{NUL}", "a b", "x" * 999):
        assert client.get(f"{address}{request}").status_code == 404
