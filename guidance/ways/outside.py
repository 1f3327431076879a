"""Help outside the employer and the training, fitted to the subject. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from guidance.ways.kinds import Subject, Told


@dataclass(frozen=True)
class Outside:
    """A body outside: what it is there for, and how to reach it."""

    name: str
    why: str
    address: str = ""
    phone: str = ""

    @property
    def dial(self) -> str:
        """What a link to the phone dials; empty without one."""
        return f"tel:{self.phone.replace(' ', '')}" if self.phone else ""


_UNION = Outside("Your union or professional body", "for advice and somebody at your side")
_ACAS = Outside(
    "Acas",
    "for free advice on your rights at work. Time limits for a tribunal are short",
    "https://www.acas.org.uk/",
    "0300 123 1100",
)
_PROTECT = Outside(
    "Protect", "for free advice on speaking up", "https://protect-advice.org.uk/", "020 3117 2520"
)
_CQC = Outside(
    "Care Quality Commission",
    "when care is not safe and nobody acts",
    "https://www.cqc.org.uk/",
    "03000 616161",
)
_REGULATOR = Outside(
    "Your regulator, for example the General Medical Council",
    "when patients may be harmed and nobody acts",
    "https://www.gmc-uk.org/",
)
_POLICE = Outside("The police", "for a crime. In an emergency call 999", phone="101")
_CENTRE = Outside(
    "A sexual assault referral centre",
    "for care at any hour, with or without the police. NHS 111 tells you where the next one is",
    "https://www.nhs.uk/live-well/sexual-health/help-after-rape-and-sexual-assault/",
    "111",
)
_RAPE_CRISIS = Outside("Rape Crisis", "to talk at any hour", "https://rapecrisis.org.uk/", "0808 500 2222")
_ADVISERS = Outside(
    "GOV.UK, find an immigration adviser",
    "for advice on your own case. By law only some people may give it",
    "https://www.gov.uk/find-an-immigration-adviser",
)
_BMA_WELLBEING = Outside(
    "BMA counselling",
    "for every doctor and medical student, member or not, at any hour",
    "https://www.bma.org.uk/advice-and-support/your-wellbeing",
    "0330 123 1245",
)

_GMC_LETTER = Outside(
    "GMC, revalidation",
    "for what your letter means, and how to challenge it",
    "https://www.gmc-uk.org/registration-and-licensing/managing-your-registration/revalidation",
)

CRISIS = (
    Outside("NHS mental health line", "then choose 2, at any hour", phone="111"),
    Outside("Samaritans", "to talk to somebody, at any hour", "https://www.samaritans.org/", "116 123"),
    Outside(
        "NHS Practitioner Health",
        "for NHS staff, in confidence. Monday to Friday 8am to 8pm, Saturday 8am to 2pm",
        "https://www.practitionerhealth.nhs.uk/",
        "0300 0303 300",
    ),
    Outside("Your GP", "for care and time off. They need not tell your employer why"),
)
"""Whom to reach when one cannot cope, first of all."""

_BY_SUBJECT: Mapping[Subject, tuple[Outside, ...]] = {
    Subject.SAFETY: (_CQC, _REGULATOR, _PROTECT, _UNION),
    Subject.HOURS: (_UNION, _ACAS),
    Subject.TRAINING: (_UNION,),
    Subject.BEHAVIOUR: (_ACAS, _UNION),
    Subject.SEXUAL: (_POLICE, _CENTRE, _RAPE_CRISIS, _ACAS, _UNION),
    Subject.PROGRESS: (_UNION,),
    Subject.REVALIDATION: (_GMC_LETTER, _UNION),
    Subject.FLEXIBLE: (_UNION, _ACAS),
    Subject.VISA: (_ADVISERS, _UNION),
    Subject.COPING: (_BMA_WELLBEING, _UNION),
    Subject.OTHER: (_UNION, _PROTECT),
}
_BY_TOLD: Mapping[Told, tuple[Outside, ...]] = {Told.HARMED: (_PROTECT, _ACAS)}


def outside_for(subject: Subject, told: Told) -> tuple[Outside, ...]:
    """Return who can help outside, once each; who is treated worse reads of advice on that too."""
    return tuple(dict.fromkeys((*_BY_SUBJECT[subject], *_BY_TOLD.get(told, ()))))
