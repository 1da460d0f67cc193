"""What stood twice before nobody could be appointed twice is joined, and nobody loses an hour (A16)."""

import datetime as dt
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connections

from larka.register.models import Substitute
from tests.cast import NOON, make_cast

HOUR = dt.timedelta(hours=1)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_substitutes_that_overlap_become_one_that_lasts_as_long() -> None:
    """A16: those that meet, those in another group and those of another person stay as they are."""
    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE register_substitute DROP CONSTRAINT substitute_is_appointed_once")
    cast = make_cast()
    Substitute.objects.all().delete()
    kim, vera, a, b = cast.kim, cast.vera, cast.class_5a, cast.class_5b
    spans = [(kim, b, 0, 2), (kim, b, 0, 2), (kim, b, 1, 4), (kim, b, 4, 5), (kim, a, 0, 2), (vera, b, 0, 2)]
    Substitute.objects.bulk_create(
        Substitute(person=who, group=group, starts_at=NOON + first * HOUR, ends_at=NOON + last * HOUR, decided_by=cast.rolf)
        for who, group, first, last in spans
    )
    migration = import_module("larka.register.migrations.0009_a_substitute_is_appointed_once_and_by_decision")
    migration.join_overlapping(apps, SimpleNamespace(connection=connections["owner"]))
    left = {(row.person.given_name, row.group.name, (row.starts_at - NOON) // HOUR, (row.ends_at - NOON) // HOUR)
            for row in Substitute.objects.select_related("person", "group")}  # fmt: skip
    assert left == {("Kim", "5B", 0, 4), ("Kim", "5B", 4, 5), ("Kim", "5A", 0, 2), ("Vera", "5B", 0, 2)}
    assert Substitute.objects.count() == len(left)
