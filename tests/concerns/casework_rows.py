"""Cases in many states and the people around them, for pages in a browser."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import Appointment
from concerns.actions import handling, referring
from concerns.actions.following import write_to_handlers
from concerns.kinds import Category, GroupKind, Mode, Role, Side
from concerns.models import Alert
from concerns.standing import Standing
from tests.concerns import rows
from tests.factories import log_in, make_user

NARRATIVE = (
    "On the ward round of 3 March my consultant said, in front of two patients, that people like me\n"
    "should not be doctors. It was not the first time.\n\n"
    "I told my supervisor. He said:\n   “That is just how he is.”"
)


def session_of(standing_or_user) -> str:
    """The key of a log-in with the second factor proven."""
    user = standing_or_user.user if isinstance(standing_or_user, Standing) else standing_or_user
    client = Client()
    log_in(client, user)
    return client.session.session_key


def a_workplace() -> dict[str, object]:
    """A local office and an employer with groups, members and cases; returns sessions and addresses."""
    now = timezone.now()
    office = rows.an_office()
    employer = rows.an_employer("Pennine Hospitals", office)
    quality = rows.a_group(GroupKind.QUALITY, office)
    dean = rows.a_group(GroupKind.DEAN, office)
    guardian = rows.a_group(GroupKind.GUARDIAN, employer)
    rows.a_group(GroupKind.MEDICAL_EDUCATION, employer)
    rows.keys.make_custody_key(at=now)
    people = {
        "handler": rows.a_member(
            quality, role=Role.LEAD, user=make_user("ruth@example.org", name="Ruth Okafor")
        ),
        "colleague": rows.a_member(quality, user=make_user("sam@example.org", name="Sam Whitfield")),
        "guardian": rows.a_member(guardian, user=make_user("gita@example.org", name="Gita Rao")),
        "dean": rows.a_member(dean, user=make_user("dean@example.org", name="Dr Mary Lloyd")),
        "auditor": rows.a_member(None, user=make_user("audit@example.org", name="Ali Hassan")),
    }
    kept_out = make_user("consultant@example.org", name="Dr Thomas Brennan")
    rows.a_member(guardian, user=kept_out)
    lead = make_user("lead@example.org", name="Nora Lead")
    rows.give_totp(lead, rows.SECRET)
    Appointment.objects.create(user=lead, duty=Appointment.Duty.NATIONAL_LEAD)
    both = {"employer": str(employer.pk), "sides": (Side.EMPLOYER, Side.TRAINING)}

    new, _, key = rows.a_concern(
        rows.answers(
            **both,
            narrative=NARRATIVE,
            mode=Mode.CONFIDENTIAL,
            is_urgent="yes",
            name="Amina Said",
            contact="amina@example.org",
            labels=("Racial discrimination", "Undermining"),
            category=Category.DISCRIMINATION,
            kept_out_people="Dr Thomas Brennan",
        ),
        at=now - timedelta(days=9),
    )
    worked, _, key = rows.a_concern(
        rows.answers(
            **both,
            mode=Mode.CONFIDENTIAL,
            narrative=NARRATIVE,
            name="Jo Bell",
            contact="jo@example.org",
            labels=("Bullying", "Undermining"),
        ),
        at=now - timedelta(days=20),
    )
    handler, guardian_member = people["handler"], people["guardian"]
    rows.acknowledge(handler, worked, at=now - timedelta(days=18))
    rows.triage(handler, worked, at=now - timedelta(days=10))
    handling.begin_work(handler=handler, concern=worked, at=now - timedelta(days=9))
    handling.open_investigation(handler=handler, concern=worked, at=now - timedelta(days=9))
    handling.write_note(
        handler=handler,
        concern=worked,
        words="Spoke with the rota team.\nThey knew since May.",
        at=now - timedelta(days=8),
    )
    referring.return_referral(
        handler=guardian_member,
        concern=worked,
        words="We cannot take this on because it is about training.",
        at=now - timedelta(days=8),
    )
    write_to_handlers(
        concern=worked, key=key, words="It happened again on Monday.", at=now - timedelta(days=2)
    )
    anonymous, _, _ = rows.a_concern(rows.answers(category=Category.FLEXIBILITY), at=now - timedelta(days=1))
    membership = people["colleague"].memberships[0]
    Alert.objects.create(
        kind=Alert.Kind.MANY_OPENED, membership=membership, on=timezone.localdate() - timedelta(days=1)
    )
    return {
        **{name: session_of(standing) for name, standing in people.items()},
        "lead": session_of(lead),
        "new": str(new.pk),
        "worked": str(worked.pk),
        "anonymous": str(anonymous.pk),
        "member": str(membership.pk),
    }
