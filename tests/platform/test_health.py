import pytest
from django.db import OperationalError, connection


@pytest.mark.django_db
def test_it_tells_what_is_missing(client, servers, settings):
    assert client.get("/health/").json() == {"state": "ok", "database": "ok", "redis": "ok"}

    settings.REDIS_URL = f"unix://{servers.folder}/nobody.sock"
    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json() == {"state": "degraded", "database": "ok", "redis": "down"}
    assert "no-cache" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_without_a_database_it_is_down(client):
    def refuse(*_query):
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["state"] == "down"
