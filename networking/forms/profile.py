"""What somebody shows of themselves, as they choose it."""

from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms

from common.forms import PageForm
from common.words import wall_clock
from networking.actions.profiles import Choices
from networking.models import Interest, Profile, Showable, Subject

CONTACT_LIMIT = 200


class ProfileForm(PageForm):
    """Every box is about the person themselves, and says what others see for it."""

    shows = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="What do you want to show beside your name?",
    )
    interests = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="What are you interested in?"
    )
    offers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Subject.choices,
        label="What do you offer?",
    )
    seeks = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Subject.choices,
        label="What do you look for?",
    )
    is_listed = forms.BooleanField(
        required=False,
        label="List me, so that other delegates find me",
        help_text="Nobody finds you in the directory, and you are suggested to nobody, "
        "unless you choose this.",
    )
    meets_again = forms.BooleanField(
        required=False,
        label="Let people who shared a room with me wish to meet me again",
        help_text="Somebody who shared a room with you may wish to meet you again. "
        "You both learn of it only if both of you wish it.",
    )
    contact_details = forms.CharField(
        required=False,
        max_length=CONTACT_LIMIT,
        label="How can your contacts reach you? (optional)",
        help_text="For example an email address. It is told to one of your contacts only when you both "
        "agreed to tell each other, and is never in the directory.",
        error_messages={
            "max_length": "Your contact details must be %(limit_value)d characters or fewer. "
            "They have %(show_value)d"
        },
    )
    quiet_from = forms.TypedChoiceField(label="From", coerce=time.fromisoformat)
    quiet_until = forms.TypedChoiceField(label="Until", coerce=time.fromisoformat)

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        kwargs["initial"] = _typed(profile)
        super().__init__(*args, **kwargs)
        self.own = {field: value for field in Showable if (value := profile.own(field))}
        self._choices("shows", [(field.value, str(field.label)) for field in self.own])
        self.choice_hints = {
            "shows": {field.value: f"Others see: {value}" for field, value in self.own.items()}
        }
        interests = Interest.objects.choosable(profile.interests)
        self.interest_names = dict(interests.values_list("code", "name"))
        """The names of what can be chosen, by code."""
        self._choices("interests", self.interest_names.items())
        self._choices("quiet_from", _hours(profile.quiet_from))
        self._choices("quiet_until", _hours(profile.quiet_until))

    @property
    def unanswered(self) -> list[str]:
        """The fields in which the person has nothing to show, as a sentence names them."""
        return [str(field.label).lower() for field in Showable if field not in self.own]

    @property
    def choices(self) -> Choices:
        """What was chosen."""
        return Choices(**self.cleaned_data)

    def _choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def _typed(profile: Profile) -> dict[str, Any]:
    """What the boxes hold at first."""
    kept = ("shows", "interests", "offers", "seeks", "is_listed", "meets_again", "contact_details")
    quiet = {name: f"{getattr(profile, name):%H:%M}" for name in ("quiet_from", "quiet_until")}
    return {name: getattr(profile, name) for name in kept} | quiet


def _hours(kept: time) -> list[tuple[str, str]]:
    """Every whole hour, and what somebody has."""
    hours = sorted({*(time(hour) for hour in range(24)), kept.replace(second=0, microsecond=0)})
    return [(f"{each:%H:%M}", wall_clock(each)) for each in hours]
