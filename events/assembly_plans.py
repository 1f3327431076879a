"""An assembly as somebody wants it, with the names of its places and themes, and in what two such differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.words import day_and_clock
from events.models import Assembly
from events.plan_differences import Difference, compared


@dataclass(frozen=True)
class AssemblyPlan:
    """The assembly with its new values, saved or not, and what its places and themes are called, in order."""

    assembly: Assembly
    places: Sequence[str] = ()
    themes: Sequence[str] = ()

    @classmethod
    def of(cls, assembly: Assembly) -> "AssemblyPlan":
        """Read a stored assembly, in two queries."""
        places, themes = (
            assembly.places.values_list("name", flat=True),
            assembly.themes.values_list("title", flat=True),
        )
        return cls(assembly, list(places), list(themes))


def differences(stored: AssemblyPlan, typed: AssemblyPlan) -> list[Difference]:
    """List what saving ``typed`` would change in ``stored``, in the order of the form."""
    return compared(_told(stored), _told(typed))


def _told(plan: AssemblyPlan) -> dict[str, str]:
    """Tell everything that the form holds; of places and themes, what they are called."""
    assembly, zone = plan.assembly, plan.assembly.zone
    return {
        "Name": assembly.name,
        "Address": assembly.slug,
        "Organisation name": assembly.organisation_name,
        "Strapline": assembly.strapline,
        "Summary": _on_one_line(assembly.summary),
        "Contact address": assembly.contact_email,
        "Time zone": assembly.time_zone,
        "Day starts": day_and_clock(assembly.starts_at, zone),
        "Day ends": day_and_clock(assembly.ends_at, zone),
        "Doors open": day_and_clock(assembly.opens_at, zone),
        "Registration closes": day_and_clock(assembly.registration_closes_at, zone),
        "Recordings close": day_and_clock(assembly.closes_at, zone),
        "Who may register": assembly.get_admission_display(),
        "Listed domains": _on_one_line(assembly.admitted_domains),
        "Places for delegates": "" if assembly.capacity is None else str(assembly.capacity),
        "Group agreement": _on_one_line(assembly.group_agreement),
        "Places on the timetable": "; ".join(plan.places),
        "Themes": "; ".join(plan.themes),
    }


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
