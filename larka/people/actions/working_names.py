"""Working names: protected staff are shown under a name that says nothing about them (A10)."""

import secrets

from larka.audit.actions import record
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import Person

LOWEST, HIGHEST = 1_000, 9_999


def name_protected_staff(*, by: Actor) -> None:
    """Give every protected member of staff without a working name one that nobody has."""
    unnamed = Person.objects.exclude(protection=Protection.NONE).filter(working_name="", duties__isnull=False).distinct()
    for person in unnamed.order_by("pk"):
        person.working_name = unused_name()
        person.save(update_fields=["working_name"])
        record(by, "person.working_name_given", person)


def unused_name() -> str:
    """A random name such as "Personal 4821"; with five figures or more when those of four run short."""
    taken = set(Person.objects.exclude(working_name="").values_list("working_name", flat=True))
    highest = HIGHEST if len(taken) < HIGHEST // 2 else HIGHEST * HIGHEST
    while (name := f"Personal {LOWEST + secrets.randbelow(highest - LOWEST + 1)}") in taken:
        pass
    return name
