"""How people of the log are named: protected ones by working name, or not at all (A10, A18)."""

from collections.abc import Iterable

from django.db.models import Q

from larka.access.paths import EMERGENCY
from larka.people.queries.finding import MAY_BE_NAMED
from larka.register.actor import Actor
from larka.register.choices import Role
from larka.register.models import Person

MOST_FOUND = 50


def names_of(people: Iterable[int | None], viewer: Actor | None = None) -> dict[int, str]:
    """Person → the name that may be shown; protected people without a working name have none, but to themselves."""
    wanted = Q(pk__in={person for person in people if person is not None})
    known = MAY_BE_NAMED | Q(pk=viewer.person_id) if viewer and viewer.person_id else MAY_BE_NAMED
    return dict(Person.objects.filter(wanted & known).values_list("pk", "display_name"))


def people_called(text: str) -> list[int]:
    """Those whose shown name has all the words; one more than the most where there are more."""
    asked = Q()
    for word in text.split():
        asked &= Q(display_name__icontains=word)
    return list(Person.objects.filter(asked, MAY_BE_NAMED).order_by("pk").values_list("pk", flat=True)[: MOST_FOUND + 1])


def roles_in_words(roles: Iterable[str]) -> str:
    """The roles as pages say them."""
    labels = {**{role.value: role.label for role in Role}, EMERGENCY.key: EMERGENCY.label}
    return ", ".join(str(labels[role]) for role in roles if role in labels)
