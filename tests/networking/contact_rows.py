"""Rows for contacts in a browser: an assembly that runs, and people of it with their keys."""

from datetime import timedelta

from django.utils import timezone

from common.codes import new_code
from networking.models import Contact, Profile
from networking.models.contacts import NOTE_LIMIT
from tests.factories import make_assembly, make_delegate, make_user
from tests.networking.rows import make_contact, make_profile, make_shared_room
from tests.realtime.harness import log_in

LONG = "Working as a locally employed doctor, I would like to hear how you brought simulation to nights. "


def people_who_meet(names: list[str]) -> dict:
    """People who joined, are listed, and shared a room."""
    assembly = make_assembly(
        slug=new_code(), name="The second learner assembly", starts_at=timezone.now() - timedelta(hours=2)
    )
    people = {}
    for name in names:
        delegate = make_delegate(assembly, user=make_user(f"{new_code()}@example.org", name=name))
        people[name] = make_profile(
            delegate,
            meets_again=True,
            shows=["local_office", "learner_group"],
            interests=["global-health", "patient-safety"],
            offers=["mentoring"],
            contact_details=f"{name.split()[1].lower()}@example.org, or in the breaks",
        )
    make_shared_room(*(each.delegate for each in people.values()))
    return {
        "slug": assembly.slug,
        "keys": {name: log_in(each.delegate.user).partition("=")[2] for name, each in people.items()},
        "codes": {name: each.code for name, each in people.items()},
    }


def more_of_everything(slug: str, name: str) -> None:
    """Fill somebody's page: requests with a long note and a long name, contacts, people met."""
    own = Profile.objects.get(delegate__name=name, delegate__assembly__slug=slug)
    states = [Contact.State.ASKED, Contact.State.DECLINED, Contact.State.ACCEPTED]
    for number, state in enumerate(states):
        other = make_profile(
            assembly=own.delegate.assembly, name=f"Dr {'Long' * 15} {number}", meets_again=True
        )
        make_contact(other.delegate, own.delegate, state, note=(LONG * 4)[:NOTE_LIMIT])
        sent = make_profile(assembly=own.delegate.assembly, name=f"Professor Ada Lanternby {number}")
        shares = {} if state != Contact.State.ACCEPTED else {"asker_shares_at": timezone.now()}
        make_contact(own.delegate, sent.delegate, state, note="x" * NOTE_LIMIT, **shares)
        make_shared_room(own.delegate, other.delegate)
