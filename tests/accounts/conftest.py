import pytest
from django.test import Client

from common.caching import breaker


@pytest.fixture
def client_elsewhere():
    """A browser on another device."""
    return Client()


@pytest.fixture
def redis_away(settings):
    """Nobody answers where Redis should be."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    yield
    # Otherwise the tests that follow within two seconds would be spared the limits too.
    breaker.open_until = 0.0
