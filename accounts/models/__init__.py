"""Who: people with a log-in, the duties they hold, and the reference lists that describe learners."""

from accounts.models.codes import EmailCode
from accounts.models.lists import Employer, Grade, LearnerGroup, LocalOffice, ReferenceRow, Region
from accounts.models.people import Appointment, CredentialChange, SecondFactorDuty, User, UserManager

__all__ = [
    "Appointment",
    "CredentialChange",
    "EmailCode",
    "Employer",
    "Grade",
    "LearnerGroup",
    "LocalOffice",
    "ReferenceRow",
    "Region",
    "SecondFactorDuty",
    "User",
    "UserManager",
]
