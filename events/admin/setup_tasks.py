"""What is still to do before an assembly can run, in the order in which it is best done."""

from dataclasses import dataclass

from django.urls import reverse

from events.admin.session_page import timetable_url
from events.clashes import NEEDS_CAPTIONS
from events.models import Assembly
from notices.kinds import all_kinds
from notices.models import Wording


@dataclass(frozen=True)
class Task:
    """One thing to do, where, and whether it is done."""

    label: str
    url: str
    is_done: bool
    detail: str = ""

    @property
    def is_publishing(self) -> bool:
        """Whether doing it makes something public."""
        return self.label.startswith("Publish ")


def setup_tasks(assembly: Assembly) -> list[Task]:
    """List the tasks, in five queries."""
    here = reverse("admin:events_assembly_change", args=[assembly.pk])
    people = reverse("admin:events_contributor_changelist") + f"?assembly={assembly.pk}"
    board = timetable_url(assembly)
    sessions = list(assembly.sessions.standing().values_list("kind", "has_captions", "published_at"))
    draft_count = sum(published_at is None for _, _, published_at in sessions)
    uncaptioned_count = sum(kind in NEEDS_CAPTIONS and not has for kind, has, _ in sessions)
    place_count, theme_count = assembly.places.count(), assembly.themes.count()
    person_count = assembly.contributors.count()
    wordless_count = _wordless_count(assembly)
    return [
        Task("Say what it is and for whom", here, bool(assembly.summary)),
        Task("Give a contact address", here, bool(assembly.contact_email)),
        Task("Write the group agreement", here, bool(assembly.group_agreement)),
        Task("Name the places", f"{here}#places-group", place_count > 0, _counted(place_count, "place")),
        Task("Name the themes", f"{here}#themes-group", theme_count > 0, _counted(theme_count, "theme")),
        Task(
            "Add chairs, speakers and facilitators",
            people,
            person_count > 0,
            _counted(person_count, "person", "people"),
        ),
        Task("Schedule the sessions", board, bool(sessions), _counted(len(sessions), "session")),
        Task(
            "Arrange captions",
            board,
            bool(sessions) and uncaptioned_count == 0,
            f"{_counted(uncaptioned_count, 'session')} without" if uncaptioned_count else "",
        ),
        Task(
            "Look through what is sent",
            reverse("admin:events_assembly_notices", args=[assembly.pk]),
            wordless_count == 0,
            f"{_counted(wordless_count, 'text')} without your words" if wordless_count else "",
        ),
        Task(
            "Publish the assembly",
            reverse("admin:events_assembly_publish", args=[assembly.pk]),
            assembly.published_at is not None,
        ),
        Task(
            "Publish the programme",
            reverse("admin:events_assembly_publish_programme", args=[assembly.pk]),
            bool(sessions) and draft_count == 0,
            _counted(draft_count, "draft") if draft_count else "",
        ),
    ]


def _wordless_count(assembly: Assembly) -> int:
    """Count the texts that are not sent before an organiser writes them."""
    needing = {kind.key for kind in all_kinds() if kind.needs_words}
    written = Wording.objects.filter(scope=assembly.slug, kind__in=needing).exclude(introduction="")
    return len(needing) - written.count()


def _counted(count: int, noun: str, plural: str = "") -> str:
    """Say how many: "1 place", "3 places", nothing for none."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}" if count else ""
