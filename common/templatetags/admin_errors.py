"""The error summary of the admin's forms: every error once, on top, with a link to its field."""

from collections.abc import Iterable
from html import unescape
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from common.words import NEW_TAB

register = template.Library()


class Problem(NamedTuple):
    """One line of the summary; without ``target`` it is about the form as a whole."""

    text: str
    target: str


@register.simple_tag
def admin_problems(form: BaseForm, inlines: Iterable[Any] = ()) -> list[Problem]:
    """List what is wrong with an admin form and its inlines, in the order of the page."""
    problems = _of_form(form)
    for inline in inlines or ():
        formset = inline.formset
        problems += [Problem(text, f"{formset.prefix}-group") for text in formset.non_form_errors()]
        for line in formset.forms:
            problems += _of_form(line)
    return _each_sentence_once(problems)


def _each_sentence_once(problems: Iterable[Problem]) -> list[Problem]:
    """Leave out a sentence that an earlier line says too: two rooms of one host are one thing to mend.

    What is asked of a field is no sentence, and stands for each field that lacks it.
    """
    kept: dict[str, Problem] = {}
    for number, problem in enumerate(problems):
        kept.setdefault(problem.text if problem.text.endswith(".") else f"{number}", problem)
    return list(kept.values())


def _of_form(form: BaseForm) -> list[Problem]:
    """Errors of the whole, and of what cannot be seen, keep their links, as they link nowhere themselves."""
    problems = [Problem(str(text), "") for text in form.non_field_errors()]
    for bound in form:
        if bound.is_hidden:
            problems += [Problem(str(text), "") for text in bound.errors]
            continue
        target = bound.id_for_label or bound.auto_id
        problems += [Problem(_plain(str(text)), target) for text in bound.errors]
    return problems


def _plain(text: str) -> str:
    """Take the markup out of an error that has some, and what it says of links; the page escapes the rest."""
    return unescape(strip_tags(text)).replace(NEW_TAB, "") if isinstance(text, SafeString) else text
