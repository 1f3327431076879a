"""Mail as its reader would see it, with words that nobody has saved; a test to the organiser's own address.

The words wait in the organiser's log-in, under a code of their own: an address is no place for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin

from accounts.models import User
from common.codes import new_code
from common.keys import key_sent
from events.actions.notices import Words, send_test
from events.models import Assembly, Delegate, Message
from events.notice_samples import Sample, Text, matching
from events.notices import MESSAGE
from events.policies.notices import Telling, TellingRefused
from notices.kinds import Kind, kind_of
from notices.letters import Letter
from notices.mails import as_shown, in_their_words
from notices.models import Wording
from notices.transport import Delivery, Fate

PREVIEWED = "words"
SAVED = "saved"
KEPT = "notice_words"
KEPT_AT_MOST = 5
PEOPLE_SHOWN = 10
# The mail brings its styles along and does nothing else: no script, picture or form, no way out of its frame.
MAIL_POLICY: dict[str, list[object]] = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": [True],
}
Page = Callable[..., HttpResponse]
may_frame = cast("Callable[[Page], Page]", csp_update({"frame-src": [SELF]}))
as_mail = cast("Callable[[Page], Page]", csp(MAIL_POLICY))


@dataclass(frozen=True)
class Shown:
    """What is looked at: a letter in the organisers' words, as one person reads it."""

    sample: Sample
    letter: Letter
    people: list[Delegate]
    is_example: bool


def keep_words(request: HttpRequest, assembly: Assembly, kind: Kind, words: Words) -> str:
    """Keep what was typed for the preview, the last few of them; returns its code."""
    code = new_code()
    kept = list(request.session.get(KEPT, []))[1 - KEPT_AT_MOST :]
    typed = [words.subject, words.introduction, words.button]
    request.session[KEPT] = [*kept, [code, assembly.slug, kind.key, typed]]
    return code


def kept_words(request: HttpRequest, assembly: Assembly, kind: Kind, code: str) -> Words | None:
    """Return what was typed; None where nothing is kept under the code."""
    for kept, scope, key, typed in request.session.get(KEPT, []):
        if [kept, scope, key] == [code, assembly.slug, kind.key]:
            return Words(*typed)
    return None


def preview_url(assembly: Assembly, kind: Kind, code: str, name: str = "preview") -> str:
    """Return where words are looked at."""
    return reverse(f"admin:events_assembly_notice_{name}", args=[assembly.pk, kind.key, code])


@may_frame
def preview(site: AdminSite, request: HttpRequest, pk: int, key: str, code: str) -> HttpResponse:
    """Show a letter as text and in a frame as HTML, as anybody of its audience."""
    text = _text_of(pk, key, code)
    words = _words_of(request, text, code)
    if words is None:
        messages.info(request, "What was typed for this preview is not kept any more. Preview it again.")
        return redirect("admin:events_assembly_notice", pk, key)
    shown = _shown(request, text, words)
    query = request.GET.urlencode()
    context = {
        **site.each_context(request),
        "title": f"Preview: {text.message or text.kind.name}",
        "assembly": text.assembly,
        "text": text,
        "shown": shown,
        "plain": as_shown(shown.letter, text.kind.topic)[0] if shown else "",
        "typed": request.GET.get("q", ""),
        "mail_url": f"{preview_url(text.assembly, text.kind, code, 'mail')}{'?' if query else ''}{query}",
        "test_url": preview_url(text.assembly, text.kind, code, "test"),
        "back": _back(text, code),
        "is_unsaved": code != SAVED and text.message is None,
    }
    return TemplateResponse(request, "events/admin/notice_preview.html", context)


@as_mail
@xframe_options_sameorigin
def mail(site: AdminSite, request: HttpRequest, pk: int, key: str, code: str) -> HttpResponse:
    """Answer with the HTML of the mail itself, under a policy of its own."""
    text = _text_of(pk, key, code)
    words = _words_of(request, text, code)
    shown = _shown(request, text, words) if words else None
    if shown is None:
        raise Http404
    return HttpResponse(as_shown(shown.letter, text.kind.topic)[1])


def test(site: AdminSite, request: HttpRequest, pk: int, key: str, code: str) -> HttpResponse:
    """Send what is looked at to the organiser's own address, and say what became of it."""
    text = _text_of(pk, key, code)
    words = _words_of(request, text, code)
    shown = _shown(request, text, words) if words else None
    try:
        _tell_of(request, _tested(request, text, shown))
    except TellingRefused as refused:
        messages.error(request, str(refused))
    who = shown.sample.reference if shown and not shown.is_example else ""
    return redirect(f"{preview_url(text.assembly, text.kind, code)}?as={who}")


def _text_of(pk: int, key: str, code: str) -> Text:
    assembly, kind = get_object_or_404(Assembly, pk=pk), kind_of(key)
    if kind is None:
        raise Http404
    if key != MESSAGE:
        return Text(assembly, kind)
    theirs = Message.objects.filter(assembly=assembly).select_related(
        "assembly", "session", "room__session", "room__theme", "local_office", "learner_group"
    )
    return Text(assembly, kind, get_object_or_404(theirs, pk=key_sent(code)))


def _words_of(request: HttpRequest, text: Text, code: str) -> Words | None:
    """Return the words to be put in place: a message has its own already."""
    if text.message:
        return Words()
    if code == SAVED:
        stored = Wording.objects.filter(scope=text.assembly.slug, kind=text.kind.key)
        return Words.of(stored.first())
    return kept_words(request, text.assembly, text.kind, code)


def _shown(request: HttpRequest, text: Text, words: Words) -> Shown | None:
    """Find as whom to show it: who is asked for, else the first, else an example; and who else there is."""
    at = timezone.now()
    people = text.people(at)
    found = list(matching(people, request.GET.get("q", ""))[:PEOPLE_SHOWN])
    asked = _asked(request)
    chosen = people.filter(reference=asked).first() if asked else None
    chosen = chosen or (found[0] if found else people.first())
    theirs = text.sample_for(chosen, at) if chosen else None
    sample = theirs or text.example(at)
    if sample is None:
        return None
    wording = Wording(subject=words.subject, introduction=words.introduction, button=words.button)
    return Shown(sample, in_their_words(sample.letter, wording), found, is_example=theirs is None)


def _asked(request: HttpRequest) -> str:
    """Return the reference of the person as whom it is to be shown; empty for whoever comes first."""
    return request.POST.get("as", request.GET.get("as", "")).replace("\0", "")


def _tested(request: HttpRequest, text: Text, shown: Shown | None) -> Delivery:
    """Send it as the person who is asked for and as nobody else: the page they are on shows that person."""
    asked = _asked(request)
    if asked and (shown is None or shown.sample.reference != asked):
        raise TellingRefused(Telling.UNKNOWN, reference=asked)
    if shown is None:
        raise TellingRefused(Telling.NOBODY)
    actor = cast(User, request.user)
    return send_test(assembly=text.assembly, kind=text.kind, letter=shown.letter, actor=actor)


def _tell_of(request: HttpRequest, delivery: Delivery) -> None:
    address = cast(User, request.user).email
    if delivery.fate is Fate.SENT:
        messages.success(request, f"A test is sent to {address}. Only you get it.")
    else:
        told = f"The test was not sent to {address}. The mail server says: {delivery.trouble}"
        messages.error(request, told)


def _back(text: Text, code: str) -> str:
    if text.message:
        return reverse("admin:events_assembly_message", args=[text.assembly.pk, text.message.pk])
    form = reverse("admin:events_assembly_notice", args=[text.assembly.pk, text.kind.key])
    return form if code == SAVED else f"{form}?{PREVIEWED}={code}"
