from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import (
    find_or_make_person,
    forget_old_codes,
    issue_code,
    issue_spoken_code,
    record_proof,
    take_address,
    take_code,
)
from accounts.code_rules import draw_code, only_digits
from accounts.models import EmailCode, User
from accounts.refusals import (
    AddressRefused,
    CodeRefusal,
    CodeRefused,
    SpokenCodeRefusal,
    SpokenCodeRefused,
)
from accounts.second_factor import give_totp
from tests.factories import make_organiser, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "person@example.org"
TICK = timedelta(microseconds=1)


def issue(at, browser="b"):
    return issue_code(email=ADDRESS, browser=browser, at=at)


def take(code, at, browser="b"):
    take_code(email=ADDRESS, browser=browser, typed=code, at=at)


def test_a_code_has_six_digits():
    assert all(len(code) == 6 and code.isdigit() for code in (draw_code() for _ in range(200)))


@pytest.mark.parametrize(
    "typed", ["123456", " 123 456 ", "123-456", "\uff11\uff12\uff13\uff14\uff15\uff16", "١٢٣٤٥٦"]
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert only_digits(typed) == "123456"


def test_a_stolen_table_names_no_code():
    code = issue(timezone.now())
    assert code not in str(EmailCode.objects.values().get())


@pytest.mark.parametrize(
    ("minutes", "tick", "is_good"),
    [(0, 0 * TICK, True), (15, -TICK, True), (15, 0 * TICK, False)],
    ids=["at once", "last moment", "just after"],
)
def test_a_code_lives_for_a_quarter_of_an_hour_to_the_instant(minutes, tick, is_good):
    at = timezone.now()
    code = issue(at)
    then = at + timedelta(minutes=minutes) + tick
    if is_good:
        take(code, then)
    else:
        with pytest.raises(CodeRefused) as refused:
            take(code, then)
        assert refused.value.code == CodeRefusal.EXPIRED


def test_an_address_gets_six_codes_in_a_quarter_of_an_hour_and_then_more():
    at = timezone.now()
    for _ in range(6):
        issue(at)
    with pytest.raises(CodeRefused) as refused:
        issue(at + timedelta(minutes=14))
    assert refused.value.code == CodeRefusal.SENT_TOO_OFTEN
    assert issue(at + timedelta(minutes=15))


def test_an_address_gets_thirty_codes_in_a_day():
    at = timezone.now()
    for number in range(30):
        issue(at + timedelta(minutes=20 * number))
    with pytest.raises(CodeRefused):
        issue(at + timedelta(hours=20))
    assert issue(at + timedelta(days=1))


def test_codes_of_another_address_do_not_count():
    at = timezone.now()
    for _ in range(6):
        issue_code(email="other@example.org", browser="b", at=at)
    assert issue(at)


def test_old_codes_are_forgotten_after_a_day():
    at = timezone.now()
    issue(at)
    assert forget_old_codes(at=at + timedelta(days=1) - TICK) == 0
    assert forget_old_codes(at=at + timedelta(days=1)) == 1


def test_a_code_read_out_stands_beside_the_mailed_one_and_each_opens_the_door():
    at, user, organiser = timezone.now(), make_user(ADDRESS), make_organiser()
    for which in ("mailed", "read out"):
        mailed = issue(at, browser=which)
        spoken = issue_spoken_code(user=user, actor=organiser, at=at)
        take(mailed if which == "mailed" else spoken, at, browser=which)


def test_a_code_read_out_has_five_tries_too_whatever_the_browser():
    at = timezone.now()
    spoken = issue_spoken_code(user=make_user(ADDRESS), actor=make_organiser(), at=at)
    for number in range(5):
        with pytest.raises(CodeRefused):
            take(f"{(int(spoken) + 1) % 10**6:06}", at, browser=f"browser {number}")
    with pytest.raises(CodeRefused) as refused:
        take(spoken, at)
    assert refused.value.code == CodeRefusal.NO_TRIES_LEFT


def test_reading_out_a_code_keeps_who_did():
    organiser = make_organiser()
    issue_spoken_code(user=make_user(ADDRESS), actor=organiser, at=timezone.now())
    assert EmailCode.objects.get().read_out_by == organiser


def refusal_of_spoken(user, actor):
    with pytest.raises(SpokenCodeRefused) as refused:
        issue_spoken_code(user=user, actor=actor, at=timezone.now())
    return refused.value.code


def test_a_code_is_read_out_by_organisers_only_and_never_to_those_with_a_second_factor():
    organiser = make_organiser()
    secured = make_user()
    give_totp(secured, "JBSWY3DPEHPK3PXP")
    assert refusal_of_spoken(make_user(), make_user()) == SpokenCodeRefusal.NOT_ORGANISER
    assert refusal_of_spoken(make_organiser(), organiser) == SpokenCodeRefusal.NEEDS_SECOND_FACTOR
    assert refusal_of_spoken(make_user(is_superuser=True), organiser) == SpokenCodeRefusal.NEEDS_SECOND_FACTOR
    assert refusal_of_spoken(secured, organiser) == SpokenCodeRefusal.NEEDS_SECOND_FACTOR
    assert refusal_of_spoken(make_user(is_active=False), organiser) == SpokenCodeRefusal.LOG_IN_CLOSED


def test_proving_an_address_finds_the_person_whose_it_is():
    at = timezone.now()
    person = make_user("Person@Example.org")
    assert find_or_make_person(email="PERSON@example.org", at=at) == person
    record_proof(user=person, email="new@example.org")
    assert find_or_make_person(email="new@example.org", at=at) == person
    assert find_or_make_person(email=ADDRESS, at=at) != person, "the address before is given up"
    assert User.objects.count() == 2


def test_a_taken_address_is_refused():
    person, other = make_user(ADDRESS), make_user()
    with pytest.raises(AddressRefused):
        take_address(user=other, email=ADDRESS)
    record_proof(user=person, email=ADDRESS)
    with pytest.raises(AddressRefused):
        take_address(user=other, email=ADDRESS.upper())
