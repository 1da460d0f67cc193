"""Classes stand in the order in which a child goes through them."""

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from larka.core.swedish import swedish_sort_key
from larka.plans.queries.starting import classes_of_unit
from larka.register.models import Group, GroupMembership
from larka.register.orders import in_school_order
from larka.talks.queries.rounds import groups_to_invite
from tests.cast import Cast, actor
from tests.web.pages import shown

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]
CLASSES = (("FA", "klass", "FKLASS"), ("10A", "klass", "SP"), ("1B", "klass", "GR"), ("9A", "klass", ""), ("1A", "mentor", ""))


def more_classes(cast: Cast) -> QuerySet[Group]:
    """Björkskolan has these classes too, and Elsa a place in each."""
    for name, kind, form in CLASSES:
        group = Group.objects.create(
            name=name, unit=cast.school, kind=kind, school_form=form, sort_key=swedish_sort_key(name), starts_on=cast.year.starts_on
        )
        GroupMembership.objects.create(group=group, child=cast.elsa, starts_on=cast.year.starts_on)
    return Group.objects.filter(kind__in=("klass", "mentor", "avdelning"))


def test_preschool_comes_first_then_forskoleklass_the_years_by_number_and_gymnasium(cast: Cast) -> None:
    """4-pages (Swedish order): year 10 after 9, whether the class says its form of school or is only named by its year."""
    groups = more_classes(cast)
    assert [group.name for group in groups.order_by(*in_school_order())] == [
        "Humlan",
        "FA",
        "1A",
        "1B",
        "5A",
        "5B",
        "9A",
        "10A",
        "NA3",
        "TE1",
    ]
    by_child = GroupMembership.objects.filter(child=cast.elsa, group__kind__in=("klass", "mentor"))
    assert [row.group.name for row in by_child.order_by(*in_school_order("group__"))] == ["FA", "1A", "1B", "5A", "9A", "10A"]


def test_the_lists_of_plans_talks_and_classes_have_that_order(cast_today: Cast, client: Client) -> None:
    """4-pages: on every list of the unit's classes."""
    cast = cast_today
    more_classes(cast)
    rolf, wanted = actor(cast.rolf, cast.at), ["FA", "1A", "1B", "5A", "5B", "9A", "10A"]
    assert [row.group.name for row in classes_of_unit(rolf, cast.school)] == wanted
    assert [group.name for group in groups_to_invite(rolf)] == wanted
    text = shown(client, cast.rolf, reverse("unit", args=[cast.school.public_id]))
    classes = [name for name in wanted if name != "1A"]  # mentors' groups stand after the classes there
    places = [text.find(f" {name} ") for name in classes]
    assert (places, -1 in places) == (sorted(places), False)
