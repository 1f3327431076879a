"""The form of an assembly: dates typed by its own clocks, and out of order only with a word about which."""

from copy import copy
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo, available_timezones

from django import forms

from common.admin_forms import plain_form
from events.addresses import RESERVED
from events.admin.asking import AskingForm
from events.admin.fields import WallTimeField
from events.admission import is_domain
from events.lifecycle import default_closes_at, default_opens_at
from events.models import Assembly
from events.policies.assemblies import Arranging, AssemblyRefused
from events.policies.programme import date_problems

DATES = ("opens_at", "starts_at", "ends_at", "closes_at", "registration_closes_at")
ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix"))
)


class AssemblyForm(AskingForm):
    """Everything about an assembly but its programme. After a refusal it says why."""

    refused: ClassVar[AssemblyRefused | None] = None

    time_zone = forms.ChoiceField(
        choices=[(zone, zone.replace("_", " ")) for zone in ["Europe/London", "UTC", *ZONES]],
        label="Time zone",
        help_text="All times are typed and shown by these clocks.",
        initial="Europe/London",
    )
    starts_at = WallTimeField(what="the assembly starts", label="Day starts")
    ends_at = WallTimeField(what="the assembly ends", label="Day ends")
    opens_at = WallTimeField(
        what="doors open",
        label="Doors open (optional)",
        required=False,
        help_text="Empty: five days before, at the time the day starts.",
    )
    closes_at = WallTimeField(
        what="recordings close",
        label="Recordings close (optional)",
        required=False,
        help_text="Empty: at the end of the day six months after.",
    )
    registration_closes_at = WallTimeField(
        what="registration closes",
        label="Registration closes (optional)",
        required=False,
        help_text="Empty: when the day ends.",
    )

    class Meta:
        model = Assembly
        exclude: ClassVar = ["published_at"]
        labels: ClassVar = {"capacity": "Places for delegates"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_form(self)
        zone = self._zone()
        for name in DATES:
            field = cast(WallTimeField, self.fields[name])
            field.zone = zone
            if zone == self.instance.zone:
                field.kept = getattr(self.instance, name)

    def clean_slug(self) -> str:
        """Refuse a word at which another page stands."""
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED:
            raise forms.ValidationError("Another page of the portal stands at this address. Choose another")
        return slug

    def clean_admitted_domains(self) -> str:
        """Tidy each domain, and refuse what is none; where only domains are admitted there must be one."""
        domains = Assembly(admitted_domains=self.cleaned_data["admitted_domains"]).domains
        for domain in domains:
            if not is_domain(domain):
                told = f"“{domain}” is not a domain. Enter each like nhs.net, on a line of its own"
                raise forms.ValidationError(told)
        if not domains and self.cleaned_data.get("admission") == Assembly.Admission.DOMAINS:
            raise forms.ValidationError("List at least one domain, or choose who else may register")
        return "\n".join(domains)

    def clean(self) -> dict[str, Any]:
        """Fill in the dates left empty, ask the policy about their order, and tell what was refused."""
        cleaned = super().clean() or {}
        if self.refused:
            self._tell(self.refused)
        if any(name in self.errors for name in ("starts_at", "ends_at", "time_zone")):
            return cleaned
        zone = ZoneInfo(cleaned["time_zone"])
        defaults = {
            "opens_at": default_opens_at(cleaned["starts_at"], zone),
            "closes_at": default_closes_at(cleaned["ends_at"], zone),
            "registration_closes_at": cleaned["ends_at"],
        }
        for name, at in defaults.items():
            if name not in self.errors:
                cleaned[name] = cleaned.get(name) or at
        candidate = copy(self.instance)
        for name in DATES:
            setattr(candidate, name, cleaned.get(name) or defaults[name])
        for name, problem in date_problems(candidate).items():
            if name not in self.errors:
                self.add_error(name, problem)
        return cleaned

    def validate_constraints(self) -> None:
        """Leave the order of dates to the policy, which says it in words."""

    @property
    def asked_keys(self) -> str:
        """The names of what is to be looked at, for the button that saves all the same."""
        return ",".join(check.key for check in self.refused.checks) if self.refused else ""

    def _tell(self, refused: AssemblyRefused) -> None:
        if refused.code == Arranging.CHANGED:
            self.tell_changed(refused)
        elif refused.code == Arranging.WARNING:
            for check in refused.checks:
                self.add_error("confirmed", check.sentence)
        else:
            self.add_error(None, str(refused))

    def _zone(self) -> ZoneInfo:
        """The zone that is typed in this very form, or the one it had."""
        typed = self.data.get(self.add_prefix("time_zone")) if self.is_bound else None
        return ZoneInfo(typed) if typed in available_timezones() else self.instance.zone
