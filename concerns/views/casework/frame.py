"""What every casework page shows around its content: who is here for whom, and where they can go."""

from typing import Any

from concerns.sealing.folder import are_keys_at_hand
from concerns.standing import Standing


def works_on_cases(standing: Standing) -> bool:
    """Whether the person is of a group: a dean's office too can be given a case."""
    return bool(standing.groups)


def frame(standing: Standing) -> dict[str, Any]:
    """Return what the header and the banner need."""
    return {
        "standing": standing,
        "has_cases": works_on_cases(standing),
        "is_sighted": bool(standing.dean_offices),
        "is_auditor": standing.is_auditor,
        "keys_absent": not are_keys_at_hand(),
    }
