"""Who somebody is on the casework pages, at this request: what they were entrusted with, and nothing kept."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from accounts.models import User
from concerns.kinds import Role
from concerns.models import HandlerGroup, Membership


@dataclass(frozen=True)
class Standing:
    """A person with the memberships that count today."""

    user: User
    memberships: tuple[Membership, ...]

    @cached_property
    def groups(self) -> dict[UUID, HandlerGroup]:
        """The groups that the person is a member of, by key."""
        return {each.group.pk: each.group for each in self.memberships if each.group is not None}

    @property
    def is_auditor(self) -> bool:
        """Whether the person may see who did what, without content."""
        return any(each.role == Role.AUDITOR for each in self.memberships)

    @property
    def is_handler(self) -> bool:
        """Whether the person works on cases."""
        return any(each.role in (Role.HANDLER, Role.LEAD) for each in self.memberships)

    @property
    def dean_offices(self) -> list[int]:
        """The local offices in whose dean's office the person sits."""
        groups = self.groups.values()
        return [group.local_office_id for group in groups if group.is_dean and group.local_office_id]

    def as_member_of(self, group: HandlerGroup) -> str:
        """As whom the person acts, as the reporter reads it: role and place, no name."""
        return str(group)


def standing_of(user: object) -> Standing | None:
    """Return what the person may be on these pages; None for whoever has no membership that counts."""
    if not isinstance(user, User):
        return None
    active = Membership.objects.active().filter(user=user)
    memberships = tuple(active.select_related("group__employer", "group__local_office", "user"))
    return Standing(user, memberships) if memberships else None
