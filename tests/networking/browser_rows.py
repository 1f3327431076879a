"""A small directory for the browser: rows that are committed, made in a process of their own."""

from assembly_portal.rehearsal.cast import log_in
from common.codes import new_code
from tests.factories import make_delegate, make_live_assembly, make_user
from tests.networking.directory_rows import grade, group, office
from tests.networking.rows import make_profile

PEOPLE = {
    "Bert Larchmere": {
        "shows": ["learner_group", "grade", "local_office", "pronouns"],
        "interests": ["patient-safety", "global-health"],
        "offers": ["mentoring"],
    },
    "Cerys Llŷr": {"shows": ["local_office"], "interests": ["patient-safety"], "seeks": ["research"]},
    "Dr Adaeze-Oluwaseun Featherstonehaugh-Cholmondeley": {"offers": ["mentoring", "speaking"]},
}


def a_directory() -> dict:
    """Three listed people, twenty more, and somebody who has not joined."""
    assembly = make_live_assembly(slug=new_code(), name="Second assembly")
    for name, shown in PEOPLE.items():
        make_profile(_delegate(assembly, name), **shown)
    for number in range(20):
        make_profile(make_delegate(assembly, user=_user(f"Quiet Person {number:02}")))
    me = _delegate(assembly, "Amara Fernhollow")
    name, _, value = log_in(me.user_id).partition("=")
    return {"path": f"/{assembly.slug}/networking/", "cookie": {"name": name, "value": value}}


def _delegate(assembly, name):
    return make_delegate(
        assembly,
        user=_user(name),
        pronouns="they/them",
        grade=grade("sas-or-locally-employed-doctor"),
        local_office=office("kent-surrey-and-sussex"),
        learner_group=group("doctors-in-training"),
    )


def _user(name):
    return make_user(f"{new_code()}@example.org", name=name)
