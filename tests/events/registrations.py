"""What the tests of registering need: people with a proven address, answers, the way through the pages."""

from django.core import mail
from django.utils import timezone

from accounts.actions import find_or_make_person
from accounts.models import Employer, Grade, LearnerGroup, LocalOffice, User
from events.actions.delegates import register_delegate
from events.answers import Answers
from tests.factories import make_user

AGREEMENT = "We listen before we answer.\nWhat is said in a room stays there."


def make_proven(email: str = "sam@trust.nhs.uk", *, name: str = "Sam Okoro") -> User:
    """Somebody who came in by a code: the address is theirs."""
    user = find_or_make_person(email=email, at=timezone.now())
    if name:
        user.name = name
        user.save(update_fields=["name"])
    return user


def make_proven_crowd(count: int) -> list[User]:
    """Many people with a proven address."""
    return [make_proven(f"crowd{number}@example.org", name=f"Person {number}") for number in range(count)]


def _found(model, code: str):
    """A row of a reference list; a test with committed data may have emptied it."""
    return model.objects.get_or_create(code=code, defaults={"name": code.replace("-", " ").capitalize()})[0]


def group(code: str = "nursing") -> LearnerGroup:
    return _found(LearnerGroup, code)


def office(code: str = "wessex") -> LocalOffice:
    return _found(LocalOffice, code)


def grade(code: str = "st3") -> Grade:
    return _found(Grade, code)


def make_employer(name: str = "Demo NHS Trust A", at: str = "wessex") -> Employer:
    return Employer.objects.create(name=name, local_office=office(at))


def answers(**fields) -> Answers:
    """Complete answers of a nurse in Wessex, but for what the test says."""
    fields.setdefault("name", "Sam Okoro")
    fields.setdefault("learner_group", group())
    fields.setdefault("local_office", office())
    fields.setdefault("accepts_agreement", True)
    return Answers(**fields)


def register(assembly, user=None, *, at=None, **fields):
    """Register through the action."""
    return register_delegate(
        user=user or make_proven(make_user().email),
        assembly=assembly,
        answers=answers(**fields),
        at=at or timezone.now(),
    )


def answer_everything(client, assembly, **typed):
    """Walk through the questions by their pages, up to the check page; returns the last answer."""
    base = f"/{assembly.slug}/register"
    pages = {
        "name": {"name": "Sam Okoro", "pronouns": "they/them"},
        "learner-group": {"learner_group": group().pk},
        "local-office": {"local_office": office().pk},
        "employer": {"employer": ""},
        "access": {"needs": ["captions"], "detail": ""},
    }
    if assembly.group_agreement:
        pages["agreement"] = {"accepts_agreement": "on"}
    for slug, data in typed.items():
        if slug not in pages:
            pages = {"name": pages["name"], "learner-group": pages["learner-group"], slug: data} | pages
        pages[slug] = data
    response = None
    for slug, data in pages.items():
        response = client.post(f"{base}/{slug}/", data)
        assert response.status_code == 302, (slug, response.context["form"].errors)
    return response


def send(client, assembly, **fields):
    """Send what the check page shows."""
    page = client.get(f"/{assembly.slug}/register/check/")
    fingerprint = page.context["fingerprint"]
    return client.post(f"/{assembly.slug}/register/check/", {"fingerprint": fingerprint, **fields})


def letters() -> list:
    """The mails sent so far."""
    return mail.outbox
