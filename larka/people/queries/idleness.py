"""Given roles whose holders do not log in: they lapse after a set time, warned before (A8)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from larka.core.dates import stockholm_day
from larka.register.models import RoleGrant
from larka.register.settings import setting

LAPSED = "role.lapsed"
WARNED_BEFORE = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Idle:
    """A given role, when its holder was last seen, and the day on which it lapses if nothing happens."""

    grant: RoleGrant
    last_seen_on: dt.date
    lapses_on: dt.date


def idle_roles(day: dt.date) -> list[Idle]:
    """Every given role that holds, the first to lapse first. Time counts from the role's first day at the earliest."""
    after = dt.timedelta(days=setting("roles.lapse_after_days"))
    found = []
    in_force = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)
    for grant in in_force.select_related("person__account", "unit"):
        account = getattr(grant.person, "account", None)
        seen = stockholm_day(account.last_login) if account and account.last_login else grant.starts_on
        counted = max(seen, grant.starts_on)
        found.append(Idle(grant, counted, counted + after))
    return sorted(found, key=lambda idle: (idle.lapses_on, idle.grant.pk))
