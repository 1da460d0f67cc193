"""Who may be given something to do for the huvudman: those who work there, or are taken on by decision; never a pupil (A8, A16)."""

import datetime as dt

from django.db.models import Q
from django.db.models.query import QuerySet

from larka.core.dates import stockholm_day
from larka.register.choices import SchoolForm
from larka.register.models import Duty, Person, Placement, RoleGrant, Substitute

# Whoever goes in one of these may work beside it; the others are children.
_MAY_WORK = (SchoolForm.GY, SchoolForm.ANPGY)


def goes_to_school(person: Person, day: dt.date) -> bool:
    """Whether the person has a place as a child or a pupil, now or to come."""
    return _placements(person, day).exists()


def is_a_child_at_school(person: Person, day: dt.date) -> bool:
    """The same below the upper secondary school."""
    return _placements(person, day).exclude(school_form__in=_MAY_WORK).exists()


def works_here(person: Person, at: dt.datetime) -> bool:
    """Whether the person has a duty, a role by decision, or stands in for somebody; now or to come."""
    day = stockholm_day(at)
    rows = (model._default_manager.filter(_not_over(day), person=person) for model in (Duty, RoleGrant))
    return any(found.exists() for found in rows) or Substitute.objects.filter(person=person, ends_at__gt=at).exists()


def _placements(person: Person, day: dt.date) -> QuerySet[Placement]:
    return Placement.objects.filter(_not_over(day), child=person)


def _not_over(day: dt.date) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gt=day)
