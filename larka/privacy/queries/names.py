"""How people of the log are named: protected ones by working name, or not at all (A10, A18)."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet
from django.utils.translation import get_language, ngettext

from larka.access.paths import EMERGENCY
from larka.access.questions import Ids, question
from larka.people.queries.finding import MAY_BE_NAMED
from larka.register.actor import Actor
from larka.register.choices import Protection, Role
from larka.register.models import Person, Responsible

MOST_FOUND = 50
_NOBODY = Actor(None, dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
_ID = re.compile(r"[0-9a-f]{32}")


def names_of(people: Iterable[int | None], viewer: Actor | None = None) -> dict[int, str]:
    """Person → the name that may be shown; protected people without a working name have none, but to themselves."""
    return dict(_names(viewer or _NOBODY, [person for person in set(people) if person is not None]))


@question(Ids)
def _names(viewer: Actor, people: Ids) -> QuerySet[Any, Any]:
    named: QuerySet[Any, Any] = Person.objects.filter(MAY_BE_NAMED | Q(pk=viewer.person_id), pk__among=people)
    return named.order_by().values_list("pk", "display_name")


def answering_for_protected(people: Iterable[int]) -> set[int]:
    """Those who answer or have answered for a protected child: their family name beside its id would tell who it is (A10)."""
    return {person for (person,) in _answering(_NOBODY, list(people))}


@question(Ids)
def _answering(_viewer: Actor, people: Ids) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = Responsible.objects.exclude(child__protection=Protection.NONE).filter(person__among=people)
    return rows.order_by().values_list("person_id").distinct()


def named(people: Iterable[int] | None) -> list[str]:
    """The names of those who may be named, and after them how many others there are; nothing where nobody was asked for."""
    listed = list(people or ())
    names = sorted(names_of(listed).values())
    left = len(listed) - len(names)
    return [*names, ngettext("en skyddad person", "%(n)s skyddade personer", left) % {"n": left}] if left else names


def as_ids(people: Iterable[int] | None) -> str:
    """People as an address has them."""
    if not people:
        return ""
    found = Person.objects.filter(pk__in=list(people)).order_by("pk").values_list("public_id", flat=True)
    return ",".join(each.hex for each in found)


def with_ids(text: str) -> tuple[int, ...] | None:
    """Those whom an address has; nobody for what is no id, and None where it has none at all."""
    if not text:
        return None
    asked = [each for each in text.split(",")[:MOST_FOUND] if _ID.fullmatch(each)]
    return tuple(Person.objects.filter(public_id__in=asked).order_by("pk").values_list("pk", flat=True))


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
