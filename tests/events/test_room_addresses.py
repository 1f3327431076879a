"""The addresses that models know by themselves are those that the root answers."""

import pytest
from django.urls import reverse

from tests.factories import make_room


@pytest.mark.django_db
def test_the_address_of_a_room_is_that_of_its_page():
    room = make_room()

    assert room.address == reverse("room", args=[room.session.assembly.slug, room.code])
    assert room.staff_stream == f"room:{room.code}.staff"
