"""What a person chose to show of themselves, in words. Pure: load the delegate's own rows with it."""

from collections.abc import Iterable

from networking.models import Profile, Showable, Subject

ABOUT_THEM = (Showable.LEARNER_GROUP, Showable.GRADE, Showable.LOCAL_OFFICE)


def facts_shown(profile: Profile) -> list[tuple[str, str]]:
    """Return label and words of each field from registering that the person shows; pronouns go with names."""
    return [(field.label, words) for field in ABOUT_THEM if (words := profile.shown(field))]


def subjects(keys: Iterable[str]) -> list[str]:
    """Name what people offer or look for."""
    return [Subject(key).label for key in keys]
