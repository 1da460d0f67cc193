"""Whose account opens more than a life at school."""

import datetime as dt

from django.db.models import Q

from larka.core.dates import stockholm_day
from larka.register.choices import GRANTED_ROLES, Role
from larka.register.models import Duty, RoleGrant
from larka.register.queries import roles_of

OFFICES = frozenset({*GRANTED_ROLES, Role.PRINCIPAL})


def holds_office(person: int, at: dt.datetime) -> bool:
    """Whether this person holds an office, or will: then one administrator alone makes no way in."""
    not_ended = Q(person=person) & (Q(ends_on__isnull=True) | Q(ends_on__gt=stockholm_day(at)))
    coming = RoleGrant.objects.filter(not_ended).exists() or Duty.objects.filter(not_ended, role__in=OFFICES).exists()
    return coming or bool(roles_of(person, at) & OFFICES)
