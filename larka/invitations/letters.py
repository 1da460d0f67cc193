"""What is handed to a person who is invited: who it is for, the code, and how it is said."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

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


def asked_in_words(letter: Letter) -> str:
    """What is asked beside the code, in the language in force."""
    return _("din födelsedag med åtta siffror") if letter.asks_birth_date else _("de fyra sista siffrorna i ditt personnummer")
