from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.second_factor import give_totp
from events.models import Demonstration
from tests.factories import make_assembly, make_organiser, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings):
    settings.DEBUG = True
    return Demonstration.objects.create(assembly=make_assembly(), made_at=timezone.now())


def code_of(who: str) -> str:
    out = StringIO()
    call_command("code", who, stdout=out)
    return out.getvalue().strip()


def test_the_code_of_a_demonstration_log_in_is_the_one_its_app_shows(demonstration):
    organiser = make_organiser(email="organiser@example.org")
    give_totp(organiser, "JBSWY3DPEHPK3PXP")
    assert Authenticator.objects.get(user=organiser).wrap().validate_code(code_of("organiser"))


def test_without_debug_no_code_is_told(demonstration, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="only where DEBUG is on"):
        code_of("organiser")


def test_in_a_database_of_real_people_no_code_is_told(settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="not a demonstration database"):
        code_of("organiser")


@pytest.mark.parametrize(
    ("who", "words"), [("nobody", "no demonstration log-in"), ("delegate", "needs none")]
)
def test_whoever_has_no_code_is_told_so(demonstration, who, words):
    make_user("delegate@example.org")
    with pytest.raises(CommandError, match=words):
        code_of(who)
