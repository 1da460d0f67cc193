"""The one-time code: what it looks like, what it is recognised by, and what its owner is asked beside it."""

import datetime as dt
import secrets

from django.utils.crypto import salted_hmac

from larka.core.dates import years_later
from larka.register.models import IdentityNumber, Person

# Without what looks alike on paper (0 and O, 1 and I) and without vowels, so that no word comes out.
LETTERS = "23456789BCDFGHJKLMNPQRSTVWXYZ"
LENGTH, PART = 12, 4
ASKED_FOR_THE_NUMBER_FROM = 13


def new_code() -> str:
    """Twelve random characters (58 bits), in three parts as they are read aloud."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(drawn[start : start + PART] for start in range(0, LENGTH, PART))


def typed_code(text: str) -> str:
    """What somebody typed, without hyphens, spaces and case."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())


def code_hash(code: str) -> str:
    """What is kept of a code; of no use without the installation's own key."""
    return salted_hmac("larka.invitations", typed_code(code), algorithm="sha256").hexdigest()


def check_of(person: Person, today: dt.date) -> str:
    """What the person is asked beside the code: the number's last four, a child or whoever has no number its birth date; "" is nothing."""
    born = person.birth_date
    number = IdentityNumber.objects.filter(person=person, replaced_at=None).values_list("value", flat=True).first()
    if born is not None and (number is None or years_later(born, ASKED_FOR_THE_NUMBER_FROM) > today):
        return f"{born:%Y%m%d}"
    return number[-PART:] if number else ""
