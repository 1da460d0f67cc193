"""The forms of a log-in, in our words. What they check is django-allauth's."""

import datetime as dt
from typing import Any

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from larka.accounts import limits
from larka.accounts.models import User
from larka.core.one_line import OneLineField

LONGEST_NAME = 60
_MISSING = _("Fyll i det här.")


def _code_field(help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12"})
    return forms.CharField(label=_("Kod"), help_text=help_text, widget=widget, max_length=12)


class _Counted:
    """How often codes fail for one account is counted, whatever the page (A14)."""

    user: Any

    def clean_code(self) -> str:
        """The attempt is counted before the code is looked at."""
        counts = [limits.of_second_step(self.user.pk)]
        if not limits.take(counts, at=dt.datetime.now(dt.UTC)):
            raise forms.ValidationError(_("För många försök. Vänta en stund och försök igen."))
        code: str = super().clean_code()  # type: ignore[misc]  # – allauth's form's
        limits.give_back(counts)
        return code


class SecondStepForm(_Counted, AuthenticateForm):
    """At log-in."""

    code = _code_field(_("Sex siffror från appen, eller en av dina reservkoder."))


class CodeAgainForm(_Counted, ReauthenticateForm):
    """In a session that goes on."""

    code = _code_field(_("Sex siffror från appen, eller en av dina reservkoder."))


class PasswordAgainForm(PasswordForm):
    """In a session that goes on, of somebody who has no second factor yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Lösenord")


class AppForm(_Counted, ActivateTOTPForm):
    """The first code of an app shows that it has the secret."""

    code = _code_field(_("Sex siffror som appen visar nu."))


class KeyAnswerField(forms.JSONField):
    """What a security key answered, as browsers send it. What is no such answer is told so before anything is read out of it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        answer = super().clean(value)
        if not isinstance(answer, dict) or not all(isinstance(answer.get(name), str) for name in ("id", "rawId")):
            raise forms.ValidationError(_("Nyckeln svarade inte, eller så avbröt du. Försök igen."))
        return answer


class SecondStepKeyForm(AuthenticateWebAuthnForm):
    """A key after the password."""

    credential = KeyAnswerField()


class StepUpKeyForm(ReauthenticateWebAuthnForm):
    """A key in a session that goes on."""

    credential = KeyAnswerField()


class KeyForm(AddWebAuthnForm):
    """A key, and what its owner calls it."""

    credential = KeyAnswerField()
    name = OneLineField(
        label=_("Vad du vill kalla nyckeln"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Till exempel Mobilen eller Nyckelknippan."),
    )


class EmailForm(forms.Form):
    """A new address."""

    email = forms.EmailField(
        label=_("Ny e-postadress"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Skriv en hel e-postadress, till exempel namn@exempel.se.")},
    )


def _password_field(label: Any, help_text: Any = "", kind: str = "new-password") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": kind})
    wrong = {"required": _MISSING, "max_length": _("Lösenordet är för långt: högst %(limit_value)s tecken får plats.")}
    return forms.CharField(label=label, help_text=help_text, strip=False, max_length=200, widget=widget, error_messages=wrong)


class NewPasswordForm(forms.Form):
    """A password twice, of the account that it is for."""

    password = _password_field(_("Nytt lösenord"), _("Minst tolv tecken. Några ord på rad är lätta att minnas."))
    again = _password_field(_("Lösenordet en gång till"))

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean(self) -> dict[str, Any]:
        """The two are the same, and hard to guess."""
        given = super().clean() or self.cleaned_data
        password = given.get("password")
        if password:
            try:
                validate_password(password, self.account)
            except forms.ValidationError as error:
                self.add_error("password", error)
        if password and given.get("again") and given["again"] != password:
            self.add_error("again", _("Lösenorden är inte lika."))
        return given


class ChangePasswordForm(NewPasswordForm):
    """The same, after the old one; whoever has a second factor has just given that instead."""

    old = _password_field(_("Ditt nuvarande lösenord"), kind="current-password")
    field_order = ("old", "password", "again")

    def __init__(self, *args: Any, asks_old: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_old:
            del self.fields["old"]

    def clean(self) -> dict[str, Any]:
        """Another than the old one. Compared last: a form with anything else to mend tells nobody which the old one is."""
        given = super().clean()
        if not self.errors and self.account.check_password(given["password"]):
            self.add_error("password", _("Det är det lösenord du redan har. Välj ett annat."))
        return given

    def clean_old(self) -> str:
        """Right; how often it is not is counted as at log-in."""
        old, counts = str(self.cleaned_data["old"]), [limits.of_name(self.account.username)]
        if not limits.take(counts, at=dt.datetime.now(dt.UTC)):
            raise forms.ValidationError(_("För många försök. Vänta en stund och försök igen."))
        if not self.account.check_password(old):
            raise forms.ValidationError(_("Det är inte ditt nuvarande lösenord."))
        limits.give_back(counts)
        return old


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    name = forms.CharField(
        label=_("Användarnamn eller e-postadress"),
        max_length=320,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": _MISSING, "max_length": _("Texten är för lång: högst %(limit_value)s tecken får plats.")},
    )
