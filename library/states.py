"""Where a recording stands, in a word for organisers."""

from datetime import datetime

from common import words
from library.models import Recording
from library.policies.recordings import is_captioned


def state_of(recording: Recording, *, has_consent: bool, at: datetime) -> tuple[str, str]:
    """Return the words and a colour: first what nobody can undo, then what shows it, then what is missing.

    Load ``session__assembly``, ``file`` and ``captions``; ``has_consent``: everybody who is asked agreed.
    """
    zone = recording.session.assembly.zone
    due_at = recording.captions_due_at
    if recording.removal_began_at is not None:
        return "Over; its file is removed", "grey"
    if at >= recording.ends_at:
        return "Over", "grey"
    if recording.withdrawn_at is not None:
        return "Withdrawn", "red"
    if recording.published_at is None and recording.file is None and not recording.embed_address:
        return "Draft", "yellow"
    if not is_captioned(recording):
        if recording.published_at is not None and due_at is not None and at < due_at:
            return f"Shown without captions until {words.until(due_at, zone)}", "purple"
        if recording.published_at is not None or due_at is None or at >= due_at:
            return "Needs captions", "yellow"
    if recording.published_at is not None:
        return "Published", "green"
    return ("Draft", "yellow") if has_consent else ("Needs consent", "yellow")
