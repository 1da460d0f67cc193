"""What the tests of invitations share: numbers for the cast, applications filled in, the text of letters."""

import datetime as dt
import io
import re
from typing import Any

import pikepdf
from django.utils import timezone

from larka.demo.numbers import numbers_of_a_day
from larka.invitations.actions.applications import Applied, receive_application
from larka.invitations.models import Application
from larka.register.actor import Actor
from larka.register.models import IdentityNumber, Person
from tests.cast import Cast

CODE = re.compile(r"\b[2-9B-DF-HJ-NP-TV-Z]{4}-[2-9B-DF-HJ-NP-TV-Z]{4}-[2-9B-DF-HJ-NP-TV-Z]{4}\b")
# Valid, and nobody's.
UNKNOWN = numbers_of_a_day(dt.date(1979, 2, 3), female=True)[0]
UNKNOWN_CHILD = numbers_of_a_day(dt.date(2014, 2, 3), female=True)[0]


def give_numbers(cast: Cast) -> dict[str, str]:
    """Everybody of the cast has a personal number, by short name."""
    taken: set[str] = set()
    found = {}
    for short, person in cast.people().items():
        free = next(number for number in numbers_of_a_day(_own_day(person, len(found)), female=False) if number not in taken)
        taken.add(free)
        found[short] = free
        IdentityNumber.objects.create(person=person, value=free, kind="personnummer", recorded_at=cast.at)
    return found


def _own_day(person: Person, place: int) -> dt.date:
    assert person.birth_date is not None
    return person.birth_date.replace(day=1 + place % 28)


def stranger(at: dt.datetime | None = None, address: str = "192.0.2.7") -> Actor:
    """Somebody who is not signed in."""
    return Actor(person_id=None, at=at or timezone.now(), address=address)


def applied(name: str, number: str, *children: tuple[str, str], email: str = "anna@hem.example") -> Applied:
    """An application as filled in."""
    return Applied(name, number, email, "sv", children)


def received(cast: Cast, what: Applied) -> Application:
    """The same, received."""
    return receive_application(by=stranger(cast.at), applied=what)


def typed(name: str, number: str, *children: tuple[str, str], **more: str) -> dict[str, str]:
    """What a browser sends."""
    data = {"name": name, "number": number, "email": "anna@hem.example", "rows": str(max(len(children), 2))}
    for row, (child, child_number) in enumerate(children, start=1):
        data |= {f"child_{row}_name": child, f"child_{row}_number": child_number}
    return data | more


def pages_of(content: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def whole(response: Any) -> str:
    """The page as the browser gets it."""
    return str(response.content.decode())
