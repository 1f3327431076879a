"""What people type about who they are: addresses, codes, passwords, names."""

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms

from accounts.code_rules import DIGITS, only_digits
from accounts.models import User
from common.forms import PageForm, PageFormMixin
from common.names import tidy_name
from common.policy import Refused

NOT_SIX_DIGITS = "The code is 6 digits long. Check it and enter it again"
PASSWORD_HINT = "At least 12 characters. Three words that only you would put together are a good password"  # noqa: S105


class AddressForm(PageForm):
    """The address to which a code is sent."""

    email = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address",
            "max_length": "Email address must be 254 characters or fewer",
        },
    )

    def clean_email(self) -> str:
        """Take capitals for what they are: nothing."""
        return str(self.cleaned_data["email"]).lower()


class CodeForm(PageForm):
    """A six-digit code, as people type it."""

    code = forms.CharField(
        label="6-digit code",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Enter the 6-digit code",
            "max_length": NOT_SIX_DIGITS,
        },
    )

    def clean_code(self) -> str:
        """Refuse what cannot be a code, so that a slip of the finger costs no try."""
        digits = only_digits(self.cleaned_data["code"])
        if len(digits) != DIGITS:
            raise forms.ValidationError(NOT_SIX_DIGITS)
        return digits


if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm  # generic for the type checker only


class NameForm(PageFormMixin, UserForm):
    """What others see of a person."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "pronouns"]
        labels: ClassVar = {
            "name": "How should your name appear to others?",
            "pronouns": "Your pronouns (optional)",
        }
        help_texts: ClassVar = {"pronouns": "For example: she/her, he/him, they/them"}
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "dir": "auto"}),
            "pronouns": forms.TextInput(attrs={"dir": "auto"}),
        }
        error_messages: ClassVar = {
            "name": {
                "required": "Enter your name",
                "max_length": "Your name must be 120 characters or fewer. It has %(show_value)d now",
            },
            "pronouns": {"max_length": "Your pronouns must be 40 characters or fewer"},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def clean_name(self) -> str:
        """Keep it on one line, and let nothing turn what others write beside it."""
        name = tidy_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name

    def clean_pronouns(self) -> str:
        """Keep them on one line."""
        return tidy_name(self.cleaned_data["pronouns"])


def reworded(field: forms.Field, label: str, *, missing: str, hint: str = "") -> None:
    """Put our words on a field that allauth declared."""
    field.label, field.help_text = label, hint
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)


class PasswordLogInForm(PageFormMixin, account_forms.LoginForm):  # type: ignore[misc]
    """Log in by address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["login"], "Email address", missing="Enter your email address")
        self.fields["login"].error_messages["invalid"] = (
            "Enter an email address in the correct format, like name@example.com"
        )
        reworded(self.fields["password"], "Password", missing="Enter your password")


class ChangePasswordForm(PageFormMixin, account_forms.ChangePasswordForm):  # type: ignore[misc]
    """A new password in place of the one before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["oldpassword"], "Current password", missing="Enter your current password")
        reworded(self.fields["password1"], "New password", missing="Enter a new password", hint=PASSWORD_HINT)
        del self.fields["password2"]


class SetPasswordForm(PageFormMixin, account_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["password1"], "New password", missing="Enter a new password", hint=PASSWORD_HINT)
        del self.fields["password2"]


class PasswordAgainForm(PageFormMixin, account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(self.fields["password"], "Password", missing="Enter your password")


class SecondFactorForm(PageFormMixin, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The code of an authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_app_code(self.fields["code"])


class SecondFactorAgainForm(PageFormMixin, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword_app_code(self.fields["code"])


class SetUpSecondFactorForm(PageFormMixin, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code that a new authenticator app shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reworded(
            self.fields["code"], "Enter the 6-digit code that the app shows", missing="Enter the 6-digit code"
        )
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


def reword_app_code(field: forms.Field) -> None:
    """Ask for the app's code; a recovery code fits in the same box."""
    reworded(
        field,
        "Enter the 6-digit code from your app",
        missing="Enter the 6-digit code from your app, or a recovery code",
        hint="If you cannot use the app, enter one of your recovery codes",
    )
    field.widget.attrs["inputmode"] = "numeric"


def refused_code_form(refused: Refused) -> CodeForm:
    """Return a form that only tells a refusal, for the button that stands beside it."""
    form = CodeForm({})
    form.errors.clear()
    form.add_error("code", str(refused))
    return form
