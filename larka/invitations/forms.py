"""What is typed about applications and invitations: checked, never saved here."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.accounts.forms import NewPasswordForm
from larka.core.documents.text import one_line
from larka.core.freetext.forms import FreeTextForm
from larka.core.one_line import OneLineField
from larka.core.personal_numbers import InvalidPersonalNumberError, PersonalNumber
from larka.invitations.codes import LENGTH, LETTERS, typed_code
from larka.invitations.models import Invitation, Renewal
from larka.invitations.queries.opening import name_is_taken
from larka.people.forms.fields import WhoForm, choice_field

MOST_CHILDREN, FIRST_ROWS = 10, 2
_TEXT, _TWELVE = 200, 20
_MISSING = gettext_lazy("Fyll i det här.")


def _text(label: Any, help_text: Any = "", *, required: bool = True, longest: int = _TEXT, **attributes: str) -> forms.CharField:
    wrong = {"required": _MISSING, "max_length": gettext_lazy("Texten är för lång: högst %(limit_value)s tecken får plats.")}
    widget = forms.TextInput(attrs=attributes)
    return OneLineField(label=label, help_text=help_text, required=required, max_length=longest, widget=widget, error_messages=wrong)


def _number(text: str) -> str:
    """Twelve characters, or a kind sentence."""
    try:
        return PersonalNumber.parse(text).value
    except InvalidPersonalNumberError:
        raise ValidationError(_("Numret stämmer inte. Skriv alla tolv siffrorna: ÅÅÅÅMMDD-NNNN.")) from None


class ApplicationForm(forms.Form):
    """A guardian and its children. Rows that are left empty are no children; with ``rows`` there is room for more."""

    name = _text(gettext_lazy("Ditt namn"), autocomplete="name")
    number = _text(
        gettext_lazy("Ditt personnummer"), gettext_lazy("Tolv siffror. Samordningsnummer går också bra."),
        longest=_TWELVE, autocomplete="off", inputmode="numeric",
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("Din e-postadress"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _MISSING, "invalid": gettext_lazy("Skriv en e-postadress, till exempel namn@exempel.se.")},
    )

    def __init__(self, *args: Any, rows: int = FIRST_ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = min(max(rows, 1), MOST_CHILDREN)
        for row in range(1, self.rows + 1):
            self.fields[f"child_{row}_name"] = _text(_("Barnets namn"), required=row == 1, autocomplete="off")
            self.fields[f"child_{row}_number"] = _text(
                _("Barnets personnummer"), required=row == 1, longest=_TWELVE, autocomplete="off", inputmode="numeric"
            )

    @property
    def child_fields(self) -> list[tuple[Any, Any]]:
        """The rows of children, two fields each."""
        return [(self[f"child_{row}_name"], self[f"child_{row}_number"]) for row in range(1, self.rows + 1)]

    def clean_name(self) -> str:
        """On one line, without what cannot be seen."""
        return one_line(self.cleaned_data["name"])

    def clean_number(self) -> str:
        """One of the three kinds of number (B3)."""
        return _number(self.cleaned_data["number"])

    def clean(self) -> dict[str, Any]:
        """The children, each once, and nobody its own guardian."""
        given = super().clean() or self.cleaned_data
        self.children: list[tuple[str, str]] = []
        for row in range(1, self.rows + 1):
            self._clean_child(given, row)
        return given

    def _clean_child(self, given: dict[str, Any], row: int) -> None:
        name, text = one_line(given.get(f"child_{row}_name", "")), given.get(f"child_{row}_number", "")
        if not name and not text:
            return
        if not name or not text:
            missing = "name" if not name else "number"
            if f"child_{row}_{missing}" not in self.errors:
                self.add_error(f"child_{row}_{missing}", str(_MISSING))
            return
        try:
            number = _number(text)
        except ValidationError as error:
            self.add_error(f"child_{row}_number", error)
            return
        if number in {given.get("number"), *(known for _name, known in self.children)}:
            self.add_error(f"child_{row}_number", _("Det numret står redan i ansökan."))
            return
        self.children.append((name, number))


class PaperForm(ApplicationForm):
    """The same, typed in by the school from what a guardian has handed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("name", _("Vårdnadshavarens namn")),
            ("number", _("Vårdnadshavarens personnummer")),
            ("email", _("Vårdnadshavarens e-postadress")),
        ):
            self.fields[name].label = label
            self.fields[name].widget.attrs["autocomplete"] = "off"


class ApproveForm(forms.Form):
    """How the code goes out; by mail only to an address that is the register's, or that somebody has made sure of."""

    way = forms.ChoiceField(
        label=gettext_lazy("Så skickas koden"),
        choices=Invitation.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj brev eller e-post."), "invalid_choice": gettext_lazy("Välj brev eller e-post.")},
    )
    checked = forms.BooleanField(label=gettext_lazy("Jag har kontrollerat e-postadressen med vårdnadshavaren"), required=False)

    def __init__(self, *args: Any, same_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.same_mail = same_mail
        if same_mail:
            del self.fields["checked"]

    def clean(self) -> dict[str, Any]:
        """A stranger's address gets no code."""
        given = super().clean() or self.cleaned_data
        if given.get("way") == Invitation.Way.MAIL and not self.same_mail and not given.get("checked"):
            self.add_error("checked", _("Adressen är inte registrets. Kontrollera den först, eller skicka ett brev."))
        return given


class DeclineForm(FreeTextForm):
    """Why not."""

    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        max_length=500,
        widget=forms.Textarea,
        help_text=gettext_lazy("Skälet sparas med ansökan. Berätta det för den som har sökt om hen frågar."),
        error_messages={"required": gettext_lazy("Skriv varför."), "max_length": gettext_lazy("Skälet är för långt: högst 500 tecken.")},
    )


class CodeForm(forms.Form):
    """The code, and what only its owner knows."""

    code = _text(
        gettext_lazy("Engångskod"), gettext_lazy("Tolv tecken, i brevet eller e-posten."), longest=40, autocomplete="one-time-code"
    )
    check = _text(
        gettext_lazy("De fyra sista siffrorna i ditt personnummer"),
        gettext_lazy("Är du yngre än 13 år skriver du i stället din födelsedag med åtta siffror, till exempel 20150131."),
        longest=12, autocomplete="off",
    )  # fmt: skip

    def clean_code(self) -> str:
        """Of the right length, of letters that codes are made of."""
        code = typed_code(self.cleaned_data["code"])
        if len(code) != LENGTH or set(code) - set(LETTERS):
            raise ValidationError(_("Koden har tolv tecken och varken vokaler, nollor eller ettor. Läs den en gång till."))
        return code

    def clean_check(self) -> str:
        """Without hyphens and spaces."""
        return typed_code(self.cleaned_data["check"])


class PasswordForm(NewPasswordForm):
    """A name to log in with, and a password twice."""

    username = _text(
        gettext_lazy("Användarnamn"), gettext_lazy("Det du loggar in med. Din e-postadress går bra. Använd inte ditt personnummer."),
        longest=150, autocomplete="username", autocapitalize="none",
    )  # fmt: skip
    field_order = ("username", "password", "again")

    def clean_username(self) -> str:
        """A name that nobody has, and no personal number; the password is compared with it."""
        name = "".join(self.cleaned_data["username"].split())
        if not name.isprintable():
            raise ValidationError(_("Namnet har tecken som inte går att skriva. Välj ett annat."))
        try:
            PersonalNumber.parse(name)
        except InvalidPersonalNumberError:
            pass
        else:
            raise ValidationError(_("Använd inte ditt personnummer. Välj ett annat namn."))
        if name_is_taken(name, self.account.person.pk):
            raise ValidationError(_("Namnet är upptaget. Välj ett annat."))
        self.account.username = name
        return name


class RenewForm(WhoForm):
    """Whose log-in is made anew, or ended, why, and how the code goes out."""

    act = "renew"
    kind = choice_field(gettext_lazy("Vad ska göras?"), radios=True, choices=Renewal.Kind.choices, initial=Renewal.Kind.LOGIN)
    way = choice_field(gettext_lazy("Så skickas koden"), radios=True, choices=Invitation.Way.choices, initial=Invitation.Way.LETTER)
    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        max_length=500,
        help_text=gettext_lazy("Till exempel: mobilen är borta, legitimation kontrollerad på expeditionen."),
        error_messages={"required": gettext_lazy("Skriv varför."), "max_length": gettext_lazy("Skälet är för långt: högst 500 tecken.")},
    )
