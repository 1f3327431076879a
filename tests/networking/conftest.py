"""Two people whom many tests begin with, and where they meet."""

import pytest

from events.models import Assembly
from networking.models import Profile
from tests.factories import make_live_assembly
from tests.networking.rows import make_profile


@pytest.fixture
def assembly(db) -> Assembly:
    """A live one."""
    return make_live_assembly()


@pytest.fixture
def ann(assembly) -> Profile:
    """Who does things, and is told of them."""
    return make_profile(assembly=assembly, name="Ann")


@pytest.fixture
def bob(assembly) -> Profile:
    """The other one."""
    return make_profile(assembly=assembly, name="Bob")
