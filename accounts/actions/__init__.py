"""What people do about who they are: one keyword-only function for each use-case, a module for each noun."""

from accounts.actions.codes import forget_old_codes, issue_code, issue_spoken_code, take_code
from accounts.actions.people import find_or_make_person, record_proof, take_address

__all__ = [
    "find_or_make_person",
    "forget_old_codes",
    "issue_code",
    "issue_spoken_code",
    "record_proof",
    "take_address",
    "take_code",
]
