"""What the library tells people and organisers, once each; loading this declares the kinds."""

from library.notices.corrections import CORRECTION_ASKED
from library.notices.organisers import (
    ENDINGS,
    FILE_MISSING,
    REMOVE_ELSEWHERE,
    about_ending,
    about_missing,
    assembly_of,
    scope_of,
)
from library.notices.people import CONSENT_REFUSED, FORMAT_ANSWERED, tell_asker, tell_of_refusal

__all__ = [
    "CONSENT_REFUSED",
    "CORRECTION_ASKED",
    "ENDINGS",
    "FILE_MISSING",
    "FORMAT_ANSWERED",
    "REMOVE_ELSEWHERE",
    "about_ending",
    "about_missing",
    "assembly_of",
    "scope_of",
    "tell_asker",
    "tell_of_refusal",
]
