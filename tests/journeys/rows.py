"""What a journey has to know of the demonstration that its pages do not say in one place."""

from datetime import datetime, timedelta

from events.models import Assembly, Session


def the_day() -> dict:
    """Tell the assembly, and by its clocks when a keynote runs and when the stage is free over lunch."""
    assembly = Assembly.objects.get(slug="2022")
    keynote = Session.objects.get(assembly=assembly, speakers__contributor__name="Dr Navina Evans")
    lunch = Session.objects.get(assembly=assembly, title="Lunch and networking tables")
    free = lunch.starts_at + timedelta(minutes=10)
    return {
        "assembly": assembly.pk,
        "taken": _wall(keynote.starts_at, assembly),
        "free": _wall(free, assembly),
        "free_end": _wall(free + timedelta(minutes=15), assembly),
        "later": _wall(free + timedelta(minutes=20), assembly),
        "later_end": _wall(free + timedelta(minutes=40), assembly),
    }


def _wall(at: datetime, assembly: Assembly) -> list[str]:
    local = at.astimezone(assembly.zone)
    return [f"{local:%Y-%m-%d}", f"{local:%H:%M}"]
