from datetime import date
from typing import ClassVar

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import gettext_lazy

from common.forms import DateField, PageForm, PageFormMixin


class DoorForm(PageForm):
    email = forms.EmailField(
        label="Email address",
        help_text="We only use this to let you in",
        widget=forms.EmailInput(
            {"autocomplete": "email", "spellcheck": "false", "placeholder": "you@nhs.net"}
        ),
    )


class AboutForm(PageForm):
    reveals: ClassVar = {"needs": {"other": "other_needs"}}
    choice_hints: ClassVar = {"needs": {"captions": "Live, in English"}}
    exclusive_choices: ClassVar = {"needs": "none"}

    name = forms.CharField(label="How should your name appear to others?", max_length=10)
    office = forms.ChoiceField(label="Local office", choices=[("", "---------"), ("nw", "North West")])
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "One"), ("b", "Two")])
    needs = forms.MultipleChoiceField(
        label="What do you need?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("captions", "Captions"), ("other", "Something else"), ("none", "Nothing")],
    )
    other_needs = forms.CharField(label="What else", required=False)
    agree = forms.BooleanField(label="I keep to the group agreement")
    said = forms.CharField(widget=forms.Textarea, required=False)
    born = DateField(label="Date of the event")
    years = forms.IntegerField(label="Years in training", max_value=20)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


FULL = {
    "name": "Amara",
    "office": "nw",
    "kind": "b",
    "needs": ["captions"],
    "agree": "on",
    "born_day": "27",
    "born_month": "5",
    "born_year": "2022",
    "years": "3",
    "secret": "s",
}


def draw(source: str, **context: object) -> str:
    return Template("{% load nhs %}" + source).render(Context(context))


def test_a_component_is_drawn_by_name_with_snake_case_and_nested_parameters():
    html = draw(
        '{% nhs "button" text="Continue" prevent_double_click=True attributes=extra class="app-wide" %}'
        '{% nhs "warning-callout" heading__text="Mind" heading__level=2 text=words %}',
        extra={"data-x": "1"},
        words="<b>not bold</b>",
    )

    assert 'data-prevent-double-click="true"' in html
    assert 'data-x="1"' in html
    assert "nhsuk-button app-wide" in html
    assert "<h2" in html
    assert "&lt;b&gt;not bold&lt;/b&gt;" in html


def test_lazy_texts_are_drawn_as_words():
    assert "Log in" in draw('{% nhs "button" text=words %}', words=gettext_lazy("Log in"))


def test_a_field_is_drawn_with_label_hint_and_what_browsers_may_fill_in():
    html = draw("{% nhs_field form.email page_heading=True width=20 %}", form=DoorForm())

    assert '<h1 class="nhsuk-label-wrapper">' in html
    assert 'for="id_email"' in html
    assert 'id="id_email-hint"' in html
    assert 'aria-describedby="id_email-hint"' in html
    assert 'type="email"' in html
    assert 'autocomplete="email"' in html
    assert 'spellcheck="false"' in html
    assert "nhsuk-input--width-20" in html
    for unwanted in (" required", "placeholder", "maxlength"):
        assert unwanted not in html


def test_what_was_typed_is_kept_and_escaped_beside_the_error():
    typed = '"><script>alert(1)</script>'
    form = DoorForm({"email": typed})
    html = draw("{% nhs_error_summary form %}{% nhs_field form.email %}", form=form)

    assert "<script>" not in html
    assert 'value="&#34;&gt;&lt;script&gt;' in html
    assert "There is a problem" in html
    assert 'href="#id_email"' in html
    assert 'aria-describedby="id_email-hint id_email-error"' in html
    assert html.count("Enter an email address in the correct format, like name@example.com") == 2


def test_a_form_without_errors_has_no_summary():
    assert draw("{% nhs_error_summary form nothing %}", form=DoorForm(), nothing=None).strip() == ""


def test_a_missing_answer_is_asked_for_in_the_words_of_its_label():
    errors = {name: texts[0] for name, texts in AboutForm({}).errors.items()}

    assert errors == {
        "name": "Enter an answer to “How should your name appear to others?”",
        "office": "Select your local office",
        "kind": "Select your kind",
        "needs": "Select an answer to “What do you need?”",
        "agree": "Select “I keep to the group agreement” to continue",
        "born": "Enter your date of the event",
        "years": "Enter your years in training",
        "secret": "Enter your password",
    }


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "longer than ten", "Your answer must be 10 characters or fewer"),
        ("name", "nul\0l", "Your answer must not contain unreadable characters"),
        ("office", "zz", "Select an answer from the list"),
        ("needs", ["zz"], "Select an answer from the list"),
        ("years", "many", "Years in training must be a whole number, like 15"),
        ("years", "21", "Years in training must be 20 or less"),
        ("born_month", "", "Date of the event must include a month"),
        ("born_year", "22", "Date of the event must have a year of 4 numbers"),
        ("born_day", "32", "Date of the event must be a real date"),
        ("born_month", "Smarch", "Date of the event must be a real date"),
    ],
)
def test_a_wrong_answer_is_told_in_plain_words(field, value, words):
    form = AboutForm(FULL | {field: value})

    assert [text for texts in form.errors.values() for text in texts] == [words]


def test_words_that_a_form_declares_are_kept():
    class Own(PageForm):
        name = forms.CharField(error_messages={"required": "Enter the name on your badge"})

    assert Own({}).errors == {"name": ["Enter the name on your badge"]}


def test_every_kind_of_field_keeps_its_value():
    form = AboutForm(FULL | {"said": "\nfirst line empty"})
    html = draw("{% for field in form %}{% nhs_field field %}{% endfor %}", form=form)

    assert 'value="Amara"' in html
    assert '<option value="nw" selected>' in html
    assert 'value="b" checked' in html
    assert 'value="captions" checked' in html
    assert 'value="on" checked' in html
    assert ">\n\nfirst line empty</textarea>" in html
    assert 'value="2022"' in html
    assert 'name="token"' in html
    assert 'value="s"' not in html, "a password is never sent back"


def test_a_choice_may_carry_a_hint_reveal_a_field_or_stand_alone():
    html = draw("{% nhs_field form.needs %}", form=AboutForm())

    assert "Live, in English" in html
    assert 'name="other_needs"' in html
    assert 'data-aria-controls="conditional-id_needs-2"' in html
    assert '<div class="nhsuk-checkboxes__divider">or</div>' in html
    assert 'data-behaviour="exclusive"' in html


def test_the_summary_links_to_the_box_that_is_wrong():
    html = draw("{% nhs_error_summary form %}", form=AboutForm(FULL | {"born_month": "", "kind": ""}))

    assert 'href="#id_born_month"' in html
    assert 'href="#id_kind"' in html
    assert 'id="id_kind"' in draw("{% nhs_field form.kind %}", form=AboutForm())


def test_only_the_wrong_box_of_a_date_is_marked():
    html = draw("{% nhs_field form.born %}", form=AboutForm(FULL | {"born_month": ""}))

    assert html.count("nhsuk-input--error") == 1
    assert 'value="27"' in html


def test_a_date_may_be_typed_with_the_months_name():
    form = AboutForm(FULL | {"born_month": "May"})

    assert form.is_valid()
    assert form.cleaned_data["born"] == date(2022, 5, 27)


def test_a_date_field_shows_its_first_value():
    html = draw("{% nhs_field form.born %}", form=AboutForm(initial={"born": date(2022, 5, 27)}))

    assert 'value="27"' in html
    assert 'value="2022"' in html


def test_numbers_are_typed_into_a_text_box():
    html = draw("{% nhs_field form.years %}", form=AboutForm())

    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html


def test_errors_of_the_whole_form_link_to_its_first_field():
    class Refusing(DoorForm):
        def clean(self):
            raise forms.ValidationError("Registration has closed")

    html = draw("{% nhs_error_summary form %}", form=Refusing({"email": "a@example.org"}))

    assert 'href="#id_email"' in html
    assert "Registration has closed" in html


def test_formsets_are_summed_up_form_by_form():
    formset = forms.formset_factory(DoorForm, extra=0)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "2",
            "form-0-email": "a@example.org",
            "form-1-email": "",
        }
    )

    html = draw("{% nhs_error_summary formset %}", formset=formset)

    assert html.count("<li>") == 1
    assert 'href="#id_form-1-email"' in html


def test_a_counted_box_counts_and_does_not_cut():
    html = draw("{% nhs_field form.said limit=500 rows=3 %}", form=AboutForm())

    assert 'data-maxlength="500"' in html
    assert ' maxlength="' not in html


def test_the_words_come_to_forms_of_other_makers_too():
    class Foreign(forms.Form):
        code = forms.CharField(max_length=6)

    class Ours(PageFormMixin, Foreign):
        pass

    assert Ours({}).errors == {"code": ["Enter your code"]}


def test_a_field_that_is_drawn_once_is_drawn_anew_for_whatever_else_stands_in_it():
    class Lists(PageForm):
        office = forms.ChoiceField(label="Local office", choices=[("", "-"), ("nw", "North <West>")])

    asked = "{% nhs_field form.office once=True %}"
    for form in (
        Lists(),
        Lists({"office": "nw"}),
        Lists(),
        Lists({"office": "nowhere"}),
        Lists({"office": ""}),
    ):
        assert draw(asked, form=form) == draw("{% nhs_field form.office %}", form=form)

    Lists.base_fields["office"].choices = [("", "-"), ("se", "South East")]

    assert "South East" in draw(asked, form=Lists())
    assert "North" not in draw(asked, form=Lists())
