"""A log-in knows which of its changes its owner made, and where somebody else has been."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.credentials import credentials_digest, has_own_credentials, note_own_change
from accounts.models import CredentialChange, User
from accounts.second_factor import give_totp
from tests.factories import log_in, make_user

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
OLD, NEW = "an old one, long enough", "a new one, long enough"


@pytest.fixture
def person():
    user = make_user("own@example.org", password=OLD)
    give_totp(user, SECRET)
    return user


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def change_password(client, old: str, new: str):
    return client.post("/account/password/change/", {"oldpassword": old, "password1": new})


def test_what_people_change_themselves_is_known_as_theirs(client, person):
    before = credentials_digest(person)
    log_in(client, person)

    assert change_password(client, OLD, NEW).status_code == 302
    person = again(person)

    assert credentials_digest(person) != before
    assert has_own_credentials(person, since=before)
    assert change_password(client, "wrong", "another one, long enough").status_code == 200
    assert CredentialChange.objects.count() == 1


def test_a_change_without_the_second_factor_is_somebody_elses(client, person):
    before = credentials_digest(person)
    client.force_login(person)
    Authenticator.objects.all().delete()

    change_password(client, OLD, NEW)

    assert not has_own_credentials(again(person), since=before)


@pytest.mark.parametrize(
    "change",
    [
        {"password": make_password(NEW)},
        {"email": "taken@example.org"},
    ],
    ids=["password", "address"],
)
def test_what_is_changed_behind_their_back_is_known_too(person, change):
    before = credentials_digest(person)
    User.objects.filter(pk=person.pk).update(**change)

    assert not has_own_credentials(again(person), since=before)


def test_their_own_change_does_not_cover_one_before_it(client, person):
    """A superuser sets a password, whoever has it now sets another: the chain stays broken."""
    before = credentials_digest(person)
    person.set_password("set by somebody else")
    person.save()
    log_in(client, again(person))

    assert change_password(client, "set by somebody else", NEW).status_code == 302
    assert not has_own_credentials(again(person), since=before)


def test_using_a_recovery_code_changes_nothing(person):
    codes = Authenticator.objects.create(
        user=person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "s", "used_mask": 0}
    )
    before = credentials_digest(person)
    codes.data["used_mask"] = 5
    codes.save()

    assert has_own_credentials(person, since=before)


def test_changing_back_and_forth_ends(person):
    digests = []
    for password in ("a", "b", "a", "c"):
        before = credentials_digest(person)
        person.password = password
        person.save()
        note_own_change(person, before=before, at=timezone.now())
        digests.append(before)

    assert all(has_own_credentials(person, since=digest) for digest in digests)
    person.password = "d"
    assert not any(has_own_credentials(person, since=digest) for digest in digests)
