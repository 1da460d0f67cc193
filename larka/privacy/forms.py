"""What the data protection officer types; what cannot be used is said at the field and kept (Q2)."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from larka.audit.models import Entry
from larka.audit.words import acts_in_words
from larka.core.freetext.forms import FreeTextForm
from larka.people.forms.fields import area_field, day_field, hidden_field, text_field
from larka.people.queries.finding import by_number
from larka.privacy.queries.log import Search
from larka.privacy.queries.names import MOST_FOUND, people_called, with_ids
from larka.register.choices import Role

DAYS_AT_FIRST = 7
LONGEST_NOTE = 2_000
_EVERY = ("", _("Alla"))
IN_ADDRESS = ("people", "children", "role", "action", "kind", "from_day", "to_day")


@cache
def _acts_in(_language: str) -> dict[str, str]:
    """What the log may say, in words: code → words."""
    named = {words: codes[0] for words, codes in acts_in_words().items()}
    return {named[words]: words for words in sorted(named, key=str.casefold)}


@cache
def _options_in(language: str) -> Markup:
    """All of them to choose from, in markup: some hundred, which half the page's time would go to otherwise."""
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join([option.format("", _text("Alla")), *(option.format(*act) for act in _acts_in(language).items())])


class ActField(forms.ChoiceField):
    """One of what the log may say, by its code."""

    def valid_value(self, value: Any) -> bool:
        """Whether the log may say so."""
        return value in _acts_in(get_language() or "")

    def options(self, chosen: Any) -> Markup:
        """What stands in the field to choose from, and what is chosen."""
        mark = Markup('value="{}"').format(chosen or "")
        return Markup(_options_in(get_language() or "").replace(mark, f"{mark} selected", 1))  # noqa: S704 – put together from markup


class SpanForm(forms.Form):
    """From one day to another."""

    from_day = day_field(_("Från och med"))
    to_day = day_field(_("Till och med"))

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first."""
        found = super().clean() or {}
        first, last = found.get("from_day"), found.get("to_day")
        if first and last and last < first:
            self.add_error("to_day", _text("Sista dagen ligger före den första."))
        return found


class LogForm(SpanForm):
    """Who, about whom, in what role, what and when. Names and numbers are typed and sent; the address has ids alone (B3)."""

    person = text_field(_("Vem"), required=False, help_text=_("Namn eller personnummer."))
    child = text_field(_("Om vilket barn"), required=False, help_text=_("Namn eller personnummer."))
    people = hidden_field(_("Vem"))
    children = hidden_field(_("Om vilket barn"))
    role = forms.ChoiceField(label=_("I rollen"), required=False, choices=[_EVERY, *Role.choices])
    action = ActField(label=_("Vad"), required=False)
    kind = forms.ChoiceField(label=_("Slag"), required=False, choices=[_EVERY, *Entry.Kind.choices])

    @classmethod
    def asked(cls, question: Any, today: dt.date) -> "LogForm":
        """What the address asks, where nobody is named but by id; the last week where it asks nothing."""
        kept = {name: question[name] for name in IN_ADDRESS if name in question}
        if "from_day" in kept:
            return cls(kept)
        return cls({"from_day": str(today - dt.timedelta(days=DAYS_AT_FIRST - 1)), "to_day": str(today), **kept})

    def clean_person(self) -> tuple[int, ...] | None:
        """The people who are called so."""
        return _found(self.cleaned_data["person"])

    def clean_child(self) -> tuple[int, ...] | None:
        """The children who are called so."""
        return _found(self.cleaned_data["child"])

    def clean_people(self) -> tuple[int, ...] | None:
        """Those who were found before."""
        return with_ids(self.cleaned_data["people"])

    def clean_children(self) -> tuple[int, ...] | None:
        """The children who were."""
        return with_ids(self.cleaned_data["children"])

    @property
    def search(self) -> Search:
        """What to look for; who is typed now goes before whom the address has."""
        found = self.cleaned_data
        people = found["people"] if found["person"] is None else found["person"]
        children = found["children"] if found["child"] is None else found["child"]
        return Search(found["from_day"], found["to_day"], people, children, found["role"], found["action"], found["kind"])


class HandledForm(FreeTextForm):
    """What an alarm led to."""

    note = forms.CharField(label=_("Vad ledde larmet till?"), widget=forms.Textarea, max_length=LONGEST_NOTE)


def _found(text: str) -> tuple[int, ...] | None:
    words = text.strip()
    if not words:
        return None
    numbered = [person.pk for person in by_number(words)] if any(sign.isdigit() for sign in words) else []
    found = numbered or people_called(words)
    if not found:
        raise forms.ValidationError(_text("Ingen heter så, eller har det numret."))
    if len(found) > MOST_FOUND:
        raise forms.ValidationError(_text("Fler än %(most)s heter så. Skriv mer av namnet.") % {"most": MOST_FOUND})
    return tuple(found)


class ControllerForm(forms.Form):
    """What the public page says of the huvudman. ``was`` is what the page showed, so that nobody writes over another unseen (Q4)."""

    controller = text_field(
        _("Personuppgiftsansvarig"), required=False, help_text=_("Nämnden eller styrelsen, till exempel Barn- och utbildningsnämnden.")
    )
    organisation_number = text_field(_("Organisationsnummer"), required=False, longest=20)
    address = text_field(_("Postadress"), required=False)
    email = forms.EmailField(
        label=_("E-post"), required=False, error_messages={"invalid": _("Skriv en hel e-postadress, som namn@kommunen.se.")}
    )
    phone = text_field(_("Telefon"), required=False, longest=40)
    officer = text_field(_("Dataskyddsombudets namn eller funktion"), required=False)
    officer_email = forms.EmailField(
        label=_("Dataskyddsombudets e-post"),
        required=False,
        error_messages={"invalid": _("Skriv en hel e-postadress, som namn@kommunen.se.")},
    )
    officer_phone = text_field(_("Dataskyddsombudets telefon"), required=False, longest=40)
    processors = area_field(_("Vem driver systemet?"), longest=2_000, required=False)
    more = area_field(_("Mer som ni vill berätta"), longest=2_000, required=False)
    was = hidden_field("")

    def __init__(self, data: Any, *, kept: Mapping[str, str]) -> None:
        super().__init__(data, initial={**kept, "was": _mark_of(kept)})
        self.kept = kept

    def clean(self) -> dict[str, Any]:
        """What somebody else saved meanwhile is not written over."""
        found = super().clean() or {}
        if found.get("was") != _mark_of(self.kept):
            self.data = {**{key: self.data.get(key, "") for key in self.fields}, "was": _mark_of(self.kept)}
            raise forms.ValidationError(
                _text("Någon annan har ändrat uppgifterna sedan du öppnade sidan. Spara igen om det här ska gälla.")
            )
        return found

    @property
    def values(self) -> dict[str, str]:
        """The settings by their keys."""
        return {key: value.strip().replace("\r\n", "\n") for key, value in self.cleaned_data.items() if key != "was"}


def _mark_of(kept: Mapping[str, str]) -> str:
    """Changes when any of the details does."""
    return hashlib.sha256(repr(sorted(kept.items())).encode()).hexdigest()[:16]
