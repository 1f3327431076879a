"""A registration that is not sent yet: the answers so far, kept in ``request.session`` for each assembly."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from accounts.models import LearnerGroup, User
from events import questions
from events.answers import Answers, answers_of
from events.forms.questions import QuestionForm
from events.models import Assembly, Delegate
from events.questions import Question

SESSION_KEY = "registering"


@dataclass
class Draft:
    """What one browser has answered so far; ``before`` is the cancelled place of somebody who comes back."""

    request: HttpRequest
    assembly: Assembly
    user: User
    before: Delegate | None = None

    @cached_property
    def typed(self) -> dict[str, dict[str, Any]]:
        """The answers as typed, by question."""
        kept = self.request.session.get(SESSION_KEY, {}).get(str(self.assembly.pk), {})
        return dict(kept)

    @cached_property
    def asked(self) -> list[Question]:
        """The questions that this person is asked."""
        return questions.questions_for(self.assembly, asks_grade=self._has_grades)

    def form(self, question: Question, data: Any = None, *, is_everywhere: bool = False) -> QuestionForm:
        """Return the question's form: with what was just sent, else with the answer so far or from before."""
        initial = self.typed.get(question.slug) or self._known.get(question.slug, {})
        return question.form_class(
            data, initial=initial, office_id=self._office_id, is_everywhere=is_everywhere
        )

    def keep(self, question: Question, form: QuestionForm) -> None:
        """Remember a valid answer; a change of group may ask for a grade or drop it."""
        self.typed[question.slug] = form.as_typed()
        self._save()
        for name in ("asked", "_has_grades", "_office_id"):
            self.__dict__.pop(name, None)

    def forget(self) -> None:
        """Throw the answers away, because they were sent."""
        self.typed.clear()
        self._save()

    def first_missing(self) -> Question | None:
        """Return the first question without an answer."""
        return next((question for question in self.asked if question.slug not in self.typed), None)

    def before_question(self, question: Question) -> Question | None:
        """Return the question one page back."""
        at = self.asked.index(question)
        return self.asked[at - 1] if at else None

    def after_question(self, question: Question) -> Question | None:
        """Return the next page's question; None when the answers can be checked."""
        at = self.asked.index(question)
        following = self.asked[at + 1] if at + 1 < len(self.asked) else None
        return following if self.first_missing() else None

    def answers(self) -> Answers | Question:
        """Return everything answered, or the first question that is open or whose answer no longer stands.

        What stood in a list yesterday may be gone today: each answer is read again.
        """
        facts: dict[str, Any] = {}
        for question in self.asked:
            form = question.form_class(self.typed.get(question.slug, {}), is_everywhere=True)
            if question.slug not in self.typed or not form.is_valid():
                return question
            facts |= form.facts()
        return Answers(**facts)

    @property
    def fingerprint(self) -> str:
        """A short sum of the answers, by which a page tells that another tab has changed them since."""
        asked = [(question.slug, self.typed.get(question.slug)) for question in self.asked]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def _known(self) -> dict[str, dict[str, Any]]:
        """What the portal knows already and proposes: the place before, else the person's name."""
        if self.before:
            return questions.as_typed(answers_of(self.before))
        return {questions.NAME.slug: {"name": self.user.name, "pronouns": self.user.pronouns}}

    @cached_property
    def _has_grades(self) -> bool:
        chosen = self.typed.get(questions.LEARNER_GROUP.slug, {}).get("learner_group")
        group = LearnerGroup.objects.filter(pk=chosen).first() if chosen else None
        return group is None or questions.has_grades(group)

    @cached_property
    def _office_id(self) -> int | None:
        chosen = self.typed.get(questions.LOCAL_OFFICE.slug, {}).get("local_office")
        return int(chosen) if chosen else None

    def _save(self) -> None:
        kept = self.request.session.get(SESSION_KEY, {})
        kept[str(self.assembly.pk)] = self.typed
        self.request.session[SESSION_KEY] = {key: value for key, value in kept.items() if value}
