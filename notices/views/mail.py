"""What comes by mail: the person's own page, and the link in a mail that stops a topic without a log-in."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from notices.actions.wishing import wish_mail
from notices.kinds import Topic
from notices.wishes import mailed_topics, read_stop_token

SAFE_AND_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Choice:
    """A topic as a line of the form."""

    topic: Topic
    is_mailed: bool


@login_required
@never_cache
@require_http_methods(SAFE_AND_POST)
def wishes(request: HttpRequest) -> HttpResponse:
    """Show which topics come by mail, and keep what the person decides about each."""
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST":
        wanted, at = request.POST.getlist("topics"), timezone.now()
        for topic in Topic:
            wish_mail(user=user, topic=topic, is_mailed=topic.value in wanted, at=at)
        messages.success(request, "Saved. What you see in the portal stays as it was.")
        return redirect("mail_wishes")
    mailed = mailed_topics([user.pk])[user.pk]
    choices = [Choice(topic, topic in mailed) for topic in Topic if not topic.is_essential]
    context = {"choices": choices, "essential": [topic.label for topic in Topic if topic.is_essential]}
    return render(request, "notices/mail_wishes.html", context)


# Mail programs post here by themselves, without our token (RFC 8058); the address is the proof.
@csrf_exempt
@never_cache
@require_http_methods(SAFE_AND_POST)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether a topic's mail is to stop, and stop it when that is posted: opening the link does nothing.

    ``resume`` brings it back, for whoever stopped it by mistake.
    """
    found = read_stop_token(token)
    if found is None:
        raise Http404
    user, topic = found
    if request.method == "POST":
        wish_mail(user=user, topic=topic, is_mailed="resume" in request.POST, at=timezone.now())
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(status=200)
        return redirect("stop_mail", token)
    is_mailed = topic in mailed_topics([user.pk])[user.pk]
    context = {"topic": topic, "is_mailed": is_mailed, "address": _veiled(user.email)}
    response = render(request, "notices/stop_mail.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _veiled(email: str) -> str:
    """Show enough of an address to know it again: a forwarded mail must not tell it."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"
