"""The reporter's forms: one for each question, the code, and what is written after coming back."""

from concerns.letterbox_forms.fields import QuestionForm
from concerns.letterbox_forms.following import CodeForm, DissatisfiedForm, MessageForm
from concerns.letterbox_forms.people import IdentityForm, KeptOutForm, SidesForm
from concerns.letterbox_forms.questions import (
    CategoryForm,
    EmployerForm,
    LabelsForm,
    NarrativeForm,
    OfficeForm,
    RiskForm,
    WayForm,
)

__all__ = ["FORMS", "CodeForm", "DissatisfiedForm", "MessageForm", "QuestionForm"]

FORMS: dict[str, type[QuestionForm]] = {
    "way": WayForm,
    "risk": RiskForm,
    "employer": EmployerForm,
    "office": OfficeForm,
    "category": CategoryForm,
    "words": NarrativeForm,
    "labels": LabelsForm,
    "sides": SidesForm,
    "kept_out": KeptOutForm,
    "identity": IdentityForm,
}
