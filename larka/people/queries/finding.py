"""Finding the person that a decision is about: staff by name, anybody else only by the whole personal number (A1, A10)."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q
from django.db.models.query import QuerySet

from larka.core.personal_numbers import InvalidPersonalNumberError, PersonalNumber
from larka.register.choices import PersonStatus, Protection
from larka.register.models import Duty, Person, RoleGrant, Substitute

Find = Callable[[str], list[Person]]
MOST_FOUND = 10
# Whoever may be named at all: protected staff by the working name (A10).
MAY_BE_NAMED = Q(protection=Protection.NONE) | Q(working_name__gt="")


def find_staff(text: str) -> list[Person]:
    """Those who work or have worked for the huvudman and are called so; or the one person who has this number."""
    return by_number(text) if any(sign.isdigit() for sign in text) and not _is_working_name(text) else _called(_staff(), text)


def by_number(text: str) -> list[Person]:
    """The one who has this number now; nobody for what is no number, so that the two look alike."""
    try:
        value = PersonalNumber.parse(text).value
    except InvalidPersonalNumberError:
        return []
    return list(_active().filter(numbers__value=value, numbers__replaced_at__isnull=True))


def _is_working_name(text: str) -> bool:
    return text.split(maxsplit=1)[0].isalpha()


def _active() -> QuerySet[Person]:
    return Person.objects.filter(status=PersonStatus.ACTIVE)


def _staff() -> QuerySet[Person]:
    rows = [model.objects.filter(person=OuterRef("pk")) for model in (Duty, RoleGrant, Substitute)]
    return _active().filter(MAY_BE_NAMED, Q(*(Exists(found) for found in rows), _connector=Q.OR))


def _called(people: QuerySet[Person], text: str) -> list[Person]:
    """By the shown name alone: never by a name that is not shown (A10)."""
    words = text.replace("\0", " ").split()[:6]
    return list(people.filter(display_name__has_words=words).order_by("display_sort_key", "pk")[: MOST_FOUND + 1])
