"""The forms of a log-in, in our words. What they check is django-allauth's."""

import datetime as dt
from typing import Any

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from larka.accounts import limits

LONGEST_NAME = 60


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


class KeyForm(AddWebAuthnForm):
    """A key, and what its owner calls it."""

    name = forms.CharField(
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
