"""What the models of every app are made of: public ids, dated rows, database constraints, and the class of each field."""

import uuid
from typing import Any, Literal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from uuid_utils.compat import uuid7

FieldClass = Literal["kept", "personal", "sensitive", "technical"]


def new_public_id() -> uuid.UUID:
    """An id for addresses and files (UUID version 7): grows with time, says nothing about the person."""
    return uuid7()


def classify(*, kept: str = "", personal: str = "", sensitive: str = "", technical: str = "") -> dict[str, FieldClass]:
    """Say of each field of a model what it is, so that disposal and the subject extract can never forget one.

    kept: may stay when the person is gone; personal: says who or about whom; sensitive: a text or fact that needs care;
    technical: keys and stamps.
    """
    classes: dict[str, FieldClass] = {}
    for name, names in (("kept", kept), ("personal", personal), ("sensitive", sensitive), ("technical", technical)):
        classes |= dict.fromkeys(names.split(), name)  # type: ignore[arg-type]
    return classes


class PublicModel(models.Model):
    """A row with an id that may stand in an address."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)

    class Meta:
        abstract = True


class DatedModel(models.Model):
    """A row that holds from a first day up to, and not including, ``ends_on`` (B4)."""

    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till (men inte med)", null=True, blank=True)

    class Meta:
        abstract = True


def ends_no_earlier_than_it_starts(name: str) -> models.CheckConstraint:
    """A period that ends on its first day never held: so is a mistake ended the same day."""
    return models.CheckConstraint(name=name, condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")))


def no_overlap(name: str, *columns: str, condition: Q | None = None) -> ExclusionConstraint:
    """Two rows with the same values in the integer ``columns`` never hold on the same day; needs no extension in the database."""
    days = Func(F("starts_on"), F("ends_on"), function="daterange", output_field=models.Field())
    return ExclusionConstraint(name=name, expressions=[*_same(columns), (days, RangeOperators.OVERLAPS)], condition=condition)


def no_overlap_of_moments(name: str, *columns: str, condition: Q | None = None) -> ExclusionConstraint:
    """The same for rows that hold from ``starts_at`` to ``ends_at``."""
    span = Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=models.Field())
    return ExclusionConstraint(name=name, expressions=[*_same(columns), (span, RangeOperators.OVERLAPS)], condition=condition)


def _same(columns: tuple[str, ...]) -> list[tuple[Any, str]]:
    return [(Func(F(c), F(c), Value("[]"), function="int8range", output_field=models.Field()), RangeOperators.OVERLAPS) for c in columns]
