"""The log-ins that a demonstration hands out, one for each part that people play."""

from datetime import datetime

from accounts.actions import find_or_make_person
from accounts.models import Appointment, User
from accounts.second_factor import give_totp
from assembly_portal.demonstration.people import DELEGATE_LOG_INS

PASSWORD = "demonstration-2022"  # noqa: S105 - known to everybody, and set only where DEBUG is on
SECRET = "DEMQNSTRATXQNSECRETFQREVERYBQDY2"  # noqa: S105 - as above

STAFF = {
    "organiser": "Olive Umberfield",
    "handler": "Hart Willowgate",
    "deputy": "Desta Marlowfield",
    "guardian": "Gwen Tarnbrook",
    "dean": "Professor Dee Sedgewater",
    "national_lead": "Nell Larchmere",
    "superuser": "Sol Brackenridge",
}
DUTIES = {"organiser": Appointment.Duty.ORGANISER, "national_lead": Appointment.Duty.NATIONAL_LEAD}
EVERYBODY = (*DELEGATE_LOG_INS, *STAFF)


def email_of(who: str) -> str:
    """Return the address of a log-in."""
    return f"{who}@example.org"


def make_staff(*, at: datetime) -> User:
    """Make those who hold a duty, and return the organiser."""
    for who, name in STAFF.items():
        user = find_or_make_person(email=email_of(who), at=at)
        user.name = f"{name} (demo)"
        user.is_superuser = who == "superuser"
        user.save(update_fields=["name", "is_superuser"])
        if who in DUTIES:
            Appointment.objects.create(user=user, duty=DUTIES[who], appointed_at=at)
    return User.objects.get(email=email_of("organiser"))


def hand_out() -> None:
    """Give every log-in the known password, and the known second factor to those who must have one."""
    for who in EVERYBODY:
        user = User.objects.get(email=email_of(who))
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        if who in STAFF:
            give_totp(user, SECRET)


def in_words() -> str:
    """Tell the log-ins as a terminal prints them."""
    width = max(len(email_of(who)) for who in EVERYBODY)
    lines = [
        f"  {email_of(who):<{width}}  {'and a code: make code WHO=' + who if who in STAFF else ''}".rstrip()
        for who in EVERYBODY
    ]
    return "\n".join(["Demonstration log-ins, all with the password " + PASSWORD, *lines])
