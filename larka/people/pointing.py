"""Everything that points at a person, found in the models themselves, so that a merge can forget none (B6)."""

from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from larka.register.models import Person


class Pointer(NamedTuple):
    """A column that holds a person."""

    model: type[models.Model]
    field: str

    @property
    def label(self) -> str:
        """As it is named in the lists below and in a merge's plan."""
        return f"{self.model._meta.label}.{self.field}"


# What stays where it is, and why. Everything else moves.
STAYS = {
    "register.IdentityNumber.person": "moved by itself: only one number is in force",
    "register.ContactDetails.person": "each person has one; the kept person's holds until the next import",
    "accounts.User.person": "moved by itself: each person has one, and the other is closed",
    "people.Merge.kept": "says who was merged",
    "people.Merge.gone": "says who was merged",
    "people.Merge.proposed_by": "says who decided",
    "people.Merge.decided_by": "says who decided",
    "people.Merge.split_proposed_by": "says who decided",
}
# Lists of people's keys: those that move, and those that stay as they were written.
LISTS_OF_PEOPLE = {"audience", "about_children", "took_part"}
LISTS_OF_OTHERS = {"child_ids", "record_ids", "contents"}  # the log is never changed; a job's result holds keys of records


def pointers() -> list[Pointer]:
    """Every foreign key to a person that moves, in a fixed order; the history of rows stays as it was."""
    return [pointer for pointer in all_pointers() if pointer.label not in STAYS]


def all_pointers() -> list[Pointer]:
    """Every foreign key to a person in tables of ours."""
    found = [Pointer(field.model, field.name) for field in _fields() if field.is_relation and field.related_model is Person]
    return sorted(found, key=lambda pointer: pointer.label)


def lists() -> list[Pointer]:
    """Every column that lists people."""
    found = [Pointer(field.model, field.name) for field in _fields() if field.name in LISTS_OF_PEOPLE]
    return sorted(found, key=lambda pointer: pointer.label)


def lists_of_keys() -> set[str]:
    """The names of all columns that list keys."""
    return {field.name for field in _fields() if isinstance(field, ArrayField) and isinstance(field.base_field, models.BigIntegerField)}


def model_of(label: str) -> Pointer:
    """A pointer by its label."""
    model, _dot, field = label.rpartition(".")
    return Pointer(apps.get_model(model), field)


def _fields() -> list[Any]:
    kept = [model for model in apps.get_models() if model._meta.managed and not hasattr(model, "pgh_tracked_model")]
    return [field for model in kept for field in model._meta.concrete_fields]
