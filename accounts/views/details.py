"""My details: what a person keeps about themselves, and where they are logged in."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import door, mail, presenters
from accounts.actions import take_address, take_code
from accounts.forms import AddressForm, CodeForm, NameForm
from accounts.models import User
from accounts.refusals import AddressRefused, CodeRefused


@never_cache
@login_required
@require_GET
def my_details(request: HttpRequest) -> HttpResponse:
    """Show everything in one place, each with a link to change it."""
    person = _person(request)
    rows = {"about": presenters.about(person), "logging_in": presenters.logging_in(person)}
    return render(request, "account/details.html", rows)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def change_name(request: HttpRequest) -> HttpResponse:
    """Change the name and pronouns that others see from now on."""
    form = NameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your name and pronouns are saved.")
        return redirect("my_details")
    return render(request, "account/name.html", {"form": form})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def change_address(request: HttpRequest) -> HttpResponse:
    """Ask for a new address and mail a code to it; a password or an app is proven again before."""
    raise_if_reauthentication_required(request, app="accounts")
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            door.send_code(request, form.cleaned_data["email"], purpose=door.NEW_ADDRESS)
        except CodeRefused as refused:
            form.add_error("email", str(refused))
        else:
            return redirect("my_address_code")
    return render(request, "account/address.html", {"form": form})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def prove_address(request: HttpRequest) -> HttpResponse:
    """Take the new address once its code is typed, and tell the address before."""
    knock = door.Knock.of(request, door.NEW_ADDRESS)
    if knock is None:
        return redirect("my_address")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _take_new_address(request, knock, form.cleaned_data["code"])
        except (CodeRefused, AddressRefused) as refused:
            form.add_error("code", str(refused))
        else:
            return redirect("my_details")
    return render(request, "account/address_code.html", {"form": form, "knock": knock})


def _take_new_address(request: HttpRequest, knock: door.Knock, typed: str) -> None:
    take_code(email=knock.email, browser=knock.browser, typed=typed, at=timezone.now())
    person = _person(request)
    before = person.email
    take_address(user=person, email=knock.email)
    door.forget(request, door.NEW_ADDRESS)
    mail.send("account/email/address_changed", before, {"request": request, "new_email": knock.email})
    messages.success(request, f"You now log in with {knock.email}.")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the page is for people who are logged in"
    return request.user


@method_decorator(never_cache, name="dispatch")
class LogInsView(ListUserSessionsView):  # type: ignore[misc]
    """Every log-in of this person, and the button that ends all others."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell each log-in in words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"log_ins": presenters.log_ins(context["sessions"])}


@login_required
@require_POST
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every log-in of this person, on this device too."""
    for log_in in UserSession.objects.filter(user=request.user):
        log_in.end()
    logout(request)
    return redirect("account_login")
