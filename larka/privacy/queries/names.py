"""How people of the log are named: protected ones by working name, or not at all (A10, A18)."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet
from django.utils.translation import get_language

from larka.access.paths import EMERGENCY
from larka.access.questions import Ids, question
from larka.people.queries.finding import MAY_BE_NAMED
from larka.register.actor import Actor
from larka.register.choices import Role
from larka.register.models import Person

MOST_FOUND = 50
_NOBODY = Actor(None, dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


def names_of(people: Iterable[int | None], viewer: Actor | None = None) -> dict[int, str]:
    """Person → the name that may be shown; protected people without a working name have none, but to themselves."""
    return dict(_names(viewer or _NOBODY, [person for person in set(people) if person is not None]))


@question(Ids)
def _names(viewer: Actor, people: Ids) -> QuerySet[Any, Any]:
    named: QuerySet[Any, Any] = Person.objects.filter(MAY_BE_NAMED | Q(pk=viewer.person_id), pk__among=people)
    return named.order_by().values_list("pk", "display_name")


def people_called(text: str) -> list[int]:
    """Those whose shown name has all the words; one more than the most where there are more."""
    asked = Q()
    for word in text.split():
        asked &= Q(display_name__icontains=word)
    return list(Person.objects.filter(asked, MAY_BE_NAMED).order_by("pk").values_list("pk", flat=True)[: MOST_FOUND + 1])


def roles_in_words(roles: Iterable[str]) -> str:
    """The roles as pages say them."""
    labels = _roles(get_language() or "")
    return ", ".join(labels[role] for role in roles if role in labels)


@cache
def _roles(_language: str) -> dict[str, str]:
    """In the language in force: a page says them on each line."""
    return {**{role.value: str(role.label) for role in Role}, EMERGENCY.key: str(EMERGENCY.label)}
