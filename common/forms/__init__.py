"""Forms of the public pages: words, date fields, and how a field becomes a component of the design system."""

from common.forms.dates import DateField, DateInput
from common.forms.page import PageForm, PageFormMixin

__all__ = ["DateField", "DateInput", "PageForm", "PageFormMixin"]
