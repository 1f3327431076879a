"""What most tests of this folder begin with, a room and who hosts it; a module may have its own of either."""

import pytest

from tests.breakouts.days import make_day_room
from tests.breakouts.running import make_host


@pytest.fixture
def room():
    return make_day_room("Visas", capacity=5)


@pytest.fixture
def host(room):
    return make_host(room, name="Professor Ada")
