"""The organisers' pages about people and about the lists that people choose from."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.actions import issue_spoken_code
from accounts.admin_forms import AppointmentForm, PersonForm
from accounts.admin_site import OrganiserAdmin, PlainAdmin
from accounts.models import Appointment, Employer, Grade, LearnerGroup, LocalOffice, User
from accounts.policies import can_hear_code
from accounts.refusals import SpokenCodeRefused
from accounts.second_factor import take_away_second_factor
from common.words import day_and_clock

READ_OUT = (
    "Be sure that it is them, and read out this code: {code}. They enter their email address on the log-in "
    "page, and this code on the next. It works once, within 15 minutes."
)

# Second factors and proofs of addresses are nobody's to type: the pages of accounts are their only way in.
for kind in (EmailAddress, Authenticator, UserSession, Group):
    if admin.site.is_registered(kind):
        admin.site.unregister(kind)


class ReferenceAdmin(OrganiserAdmin):
    """A list that people choose from. What somebody has chosen cannot be deleted."""

    list_display = ["name", "code", "position"]
    search_fields = ["name", "code"]
    prepopulated_fields = {"code": ["name"]}
    ordering = ["position", "name"]
    actions = None


@admin.register(LearnerGroup)
class LearnerGroupAdmin(ReferenceAdmin):
    """Kinds of learner."""


@admin.register(Grade)
class GradeAdmin(ReferenceAdmin):
    """Stages of training."""


@admin.register(LocalOffice)
class LocalOfficeAdmin(ReferenceAdmin):
    """Regional training bodies. What other pages need one for is not told by whether it can be deleted."""

    list_display = ["name", "region", "position"]
    list_filter = ["region"]

    def has_delete_permission(self, request: HttpRequest, obj: LocalOffice | None = None) -> bool:
        """Never."""
        return False


@admin.register(Employer)
class EmployerAdmin(OrganiserAdmin):
    """Where learners work: found by name, also from other forms. Taken out of the lists, never deleted."""

    list_display = ["name", "local_office", "is_offered"]
    list_filter = ["is_offered", "local_office"]
    list_select_related = ["local_office"]
    search_fields = ["name"]
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Employer | None = None) -> bool:
        """Never: a concern may name any, and nobody who runs the portal is to learn which."""
        return False


@admin.register(Appointment)
class AppointmentAdmin(PlainAdmin):
    """Who runs the portal: superusers appoint, and end appointments with a date instead of deleting them."""

    list_display = ["user", "duty", "appointed", "ended"]
    list_filter = ["duty"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    form = AppointmentForm
    fields = ["user", "duty", "appointed_at", "ended_at", "appointed_by"]
    readonly_fields = ["appointed_by"]

    @admin.display(description="Appointed", ordering="appointed_at")
    def appointed(self, appointment: Appointment) -> str:
        """Since when."""
        return _moment(appointment.appointed_at)

    @admin.display(description="Ended", ordering="ended_at")
    def ended(self, appointment: Appointment) -> str:
        """Until when."""
        return _moment(appointment.ended_at) or "Not ended"

    def save_model(self, request: HttpRequest, obj: Appointment, form: Any, change: bool) -> None:
        """Keep who appointed."""
        if not change:
            obj.appointed_by = request.user if isinstance(request.user, User) else None
        super().save_model(request, obj, form, change)


@admin.register(User)
class PersonAdmin(PlainAdmin):
    """People. Organisers look somebody up and read out a code; only superusers change who somebody is."""

    form = PersonForm
    list_display = ["email", "name", "is_active", "joined", "last_came"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["email", "name"]
    search_help_text = "By email address or name"
    fields = ["email", "name", "pronouns", "is_active", "is_superuser", "joined", "last_came"]
    readonly_fields = ["joined", "last_came"]
    actions = ["take_away_second_factor"]
    change_form_template = "admin/accounts/user/change_form.html"

    @admin.display(description="First came", ordering="joined_at")
    def joined(self, user: User) -> str:
        """When the person was made."""
        return _moment(user.joined_at)

    @admin.display(description="Last logged in", ordering="last_login")
    def last_came(self, user: User) -> str:
        """When the person last came."""
        return _moment(user.last_login) or "Never"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Organisers see the app."""
        return _is_organiser(request)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Organisers look people up."""
        return _is_organiser(request)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Write addresses small, and give somebody new no password: they come in by a code.

        A changed address has to be proven anew, and the one before lets nobody in any more.
        """
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()

    @admin.action(
        permissions=["change"], description="Take away the second factor, so that they set up a new one"
    )
    def take_away_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Help people whose app and recovery codes are lost; who did it is kept."""
        for user in queryset:
            take_away_second_factor(user)
            self.log_change(request, user, "Took away the second factor.")
        self.message_user(request, "They are asked to set up a new second factor when they next log in.")

    def get_urls(self) -> list[URLPattern]:
        """Add the button that reads out a code."""
        read_out = self.admin_site.admin_view(require_POST(self.read_out_code))
        return [path("<path:object_id>/code/", read_out, name="accounts_user_code"), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Offer the button only where it would work, and say why not elsewhere."""
        user = self.get_object(request, unquote(object_id))
        extra = {"title": "Person", **(extra_context or {})}
        if user and isinstance(request.user, User):
            verdict = can_hear_code(user, request.user)
            extra["can_hear_code"] = verdict.is_allowed
            extra["why_not"] = "" if verdict.code is None else str(SpokenCodeRefused(verdict.code))
        return super().change_view(request, object_id, form_url, extra)

    def read_out_code(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a code once, to be read out to the person; the history of the person keeps who did it."""
        user = self.get_object(request, unquote(object_id))
        if user is None:
            return redirect("admin:accounts_user_change", object_id)  # which says that there is nobody
        assert isinstance(request.user, User)
        try:
            code = issue_spoken_code(user=user, actor=request.user, at=timezone.now())
        except SpokenCodeRefused as refused:
            messages.error(request, str(refused))
        else:
            self.log_change(request, user, "Read out a log-in code.")
            messages.warning(
                request,
                READ_OUT.format(code=f"{code[:3]} {code[3:]}"),
            )
        return redirect(reverse("admin:accounts_user_change", args=[user.pk]))


def _moment(at: datetime | None) -> str:
    """Tell a moment by the portal's own clocks."""
    return day_and_clock(at, settings.TIME_ZONE) if at else ""


def _is_organiser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_organiser
