"""What a file would change in one contact, field by field, with what would be lost. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guidance.models import Contact

COMPARED = ("name", "email", "phone", "address", "how", "out_of_hours", "checked_on")


class Loss(StrEnum):
    """What somebody might not want."""

    ERASED = "Erased"
    SET_BACK = "Set back to an older day"


@dataclass(frozen=True)
class FieldChange:
    """One field: what stands in it, and what would."""

    label: str
    old: str
    new: str
    loss: Loss | None


@dataclass(frozen=True)
class ContactChange:
    """A contact as it would be, and how it gets there."""

    contact: Contact
    fields: Sequence[FieldChange]
    is_new: bool


def change_of(stands: Contact | None, wanted: Contact) -> ContactChange:
    """Compare a contact of a file with the one that stands there, if any; that one is left as it is."""
    fields = [
        _field_change(name, getattr(stands, name) if stands else "", getattr(wanted, name))
        for name in COMPARED
        if (getattr(stands, name) if stands else "") != getattr(wanted, name)
    ]
    return ContactChange(wanted, [*_moved(stands, wanted), *fields], is_new=stands is None)


def _moved(stands: Contact | None, wanted: Contact) -> list[FieldChange]:
    """Compare place and post, which a file never changes and a form can."""
    if stands is None:
        return []
    pairs = (
        ("Place", stands.place, wanted.place),
        ("Post", stands.get_post_display(), wanted.get_post_display()),
    )
    return [FieldChange(label, old, new, None) for label, old, new in pairs if old != new]


def _field_change(name: str, old: str | date, new: str | date) -> FieldChange:
    label = str(Contact._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return FieldChange(label[0].upper() + label[1:], _told(old), _told(new), _loss(old, new))


def _loss(old: str | date, new: str | date) -> Loss | None:
    if isinstance(old, date) and isinstance(new, date):
        return Loss.SET_BACK if new < old else None
    return Loss.ERASED if old and not new else None


def _told(value: str | date) -> str:
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else value


def told(change: ContactChange) -> str:
    """Say what was changed from what to what, so that nothing that is overwritten is gone."""
    return "; ".join(f"{field.label}: {_quoted(field.old)} → {_quoted(field.new)}" for field in change.fields)


def _quoted(value: str) -> str:
    return f"“{value}”" if value else "empty"
