"""Organisers keep the list of interests: added, renamed, taken out, never deleted."""

import pytest

from networking.models import Interest
from tests.factories import log_in, make_organiser

pytestmark = pytest.mark.django_db
LIST = "/admin/networking/interest/"


def test_an_organiser_adds_an_interest_and_takes_it_out_of_the_lists(client):
    log_in(client, make_organiser())
    sent = {"name": "Rural practice", "code": "rural-practice", "position": "30", "is_offered": "on"}

    assert client.post(f"{LIST}add/", sent)["Location"] == LIST
    interest = Interest.objects.choosable().get(code="rural-practice")
    address = f"{LIST}{interest.pk}/change/"
    client.post(address, {"name": "Rural and remote practice", "code": "other", "position": "30"})

    interest.refresh_from_db()
    assert (interest.name, interest.code) == ("Rural and remote practice", "rural-practice")
    assert not Interest.objects.choosable().filter(pk=interest.pk).exists()
    assert Interest.objects.choosable(["rural-practice"]).filter(pk=interest.pk).exists()
    assert "Whoever has chosen it keeps it" in client.get(address).content.decode()
    assert client.post(f"{LIST}{interest.pk}/delete/", {"post": "yes"}).status_code == 403


def test_only_organisers_see_the_list(client, django_user_model):
    log_in(client, django_user_model.objects.create_user("somebody@example.org"))

    assert client.get(LIST).status_code in (302, 403)
