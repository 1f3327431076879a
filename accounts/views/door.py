"""The door: an address, a code, or a password instead."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import door
from accounts.forms import AddressForm, CodeForm, refused_code_form
from accounts.limits import is_crowded
from accounts.refusals import CodeRefusal, CodeRefused

OTHER_TAB = "You asked for a code for {} in another tab. Enter that code, or use a different address"


@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for the address and mail a code to it."""
    next_url = door.safe_next_url(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(next_url or settings.LOGIN_REDIRECT_URL)
    form = AddressForm(request.POST or None, initial=_address_before(request))
    if request.method == "POST" and form.is_valid():
        clear_login(request)
        try:
            door.send_code(request, form.cleaned_data["email"], next_url)
        except CodeRefused as refused:
            form.add_error("email", str(refused))
        else:
            return redirect(door.code_page())
    return render(request, "account/login.html", {"form": form, "next_url": next_url})


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
def type_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was mailed, and open the door."""
    knock = door.Knock.of(request)
    if request.user.is_authenticated:
        return redirect(knock.next_url if knock and knock.next_url else settings.LOGIN_REDIRECT_URL)
    if knock is None:
        return _start_again(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("sent_to", knock.email) != knock.email:
            form.add_error("code", OTHER_TAB.format(knock.email))
            return _code_page(request, knock, form)
        try:
            return door.enter(request, knock, form.cleaned_data["code"], at=timezone.now())
        except CodeRefused as refused:
            form.add_error("code", str(refused))
    return _code_page(request, knock, form)


@never_cache
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Mail a new code to the same address."""
    knock = door.Knock.of(request)
    if knock is None:
        return _start_again(request)
    try:
        door.send_code(request, knock.email, knock.next_url)
    except CodeRefused as refused:
        return _code_page(request, knock, refused_code_form(refused))
    messages.success(request, f"We have sent a new code to {knock.email}. The code before no longer works.")
    return redirect(door.code_page())


class PasswordLogInView(LoginView):  # type: ignore[misc]
    """Log in with a password instead of a code."""

    template_name = "account/login_password.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the password, unless a robot in this network tries too many."""
        if is_crowded(request, "passwords"):
            return render(request, "429.html", status=429)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Let people start again who stopped half-way, on a shared computer perhaps somebody else."""
        clear_login(request)


def _address_before(request: HttpRequest) -> dict[str, str]:
    knock = door.Knock.of(request)
    return {"email": knock.email} if knock else {}


def _start_again(request: HttpRequest) -> HttpResponse:
    messages.info(request, CodeRefused.sentences[CodeRefusal.NOT_ASKED_FOR])
    return redirect("account_login")


def _code_page(request: HttpRequest, knock: door.Knock, form: CodeForm) -> HttpResponse:
    return render(request, "account/code.html", {"form": form, "knock": knock})
