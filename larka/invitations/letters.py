"""What is handed to a person who is invited: who it is for, the code, and how it is said."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from larka.register.models import ContactDetails, Person

DEFAULT_LANGUAGE = "sv"


@dataclass(frozen=True, slots=True)
class Letter:
    """One code on its way to one person: in memory only, for as long as the letter is made. ``unit`` is "" where it may not be told."""

    name: str
    address: tuple[str, ...]
    unit: str
    code: str
    expires_on: dt.date
    language: str
    asks_birth_date: bool


def address_of(person: Person) -> tuple[str, ...]:
    """Street and place as an envelope shows them; nothing where the register has none."""
    listed = ContactDetails.objects.filter(person=person).values_list("addresses", flat=True).first() or []
    for row in listed:
        place = f"{row.get('postalCode') or ''} {row.get('locality') or ''}".strip()
        lines = tuple(text for text in (str(row.get("streetAddress") or "").strip(), place) if text)
        if lines:
            return lines
    return ()


def asked_in_words(letter: Letter) -> str:
    """What is asked beside the code, in the language in force."""
    return _("din födelsedag med åtta siffror") if letter.asks_birth_date else _("de fyra sista siffrorna i ditt personnummer")
