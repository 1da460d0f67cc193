"""Roles given by decision, in the whole municipality (A8)."""

import datetime as dt
from typing import Any

from django.db.models import F, Q

from larka.audit.models import Entry
from larka.people.queries.idleness import LAPSED, WARNED_BEFORE, idle_roles
from larka.people.queries.units import shown_name
from larka.register.actor import Actor
from larka.register.choices import OrganisationKind
from larka.register.models import Organisation, RoleGrant

REMEMBERED = dt.timedelta(days=90)


def given_roles(actor: Actor) -> list[dict[str, Any]]:
    """Those that hold or will, by role and name; with the day on which each lapses where that is near."""
    lapsing = {idle.grant.pk: idle.lapses_on for idle in idle_roles(actor.today) if idle.lapses_on - WARNED_BEFORE <= actor.today}
    rows = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=actor.today))
    return [{**row, "lapses_on": lapsing.get(row["pk"])} for row in _rows(rows)]


def ended_roles(actor: Actor) -> list[dict[str, Any]]:
    """Those that ended in the last three months, and which of them lapsed."""
    rows = _rows(RoleGrant.objects.filter(ends_on__lte=actor.today, ends_on__gt=actor.today - REMEMBERED))
    ended = Entry.objects.filter(action=LAPSED, object_kind=RoleGrant._meta.label_lower, object_id__in=[row["pk"] for row in rows])
    lapsed = set(ended.values_list("object_id", flat=True))
    return [{**row, "lapsed": row["pk"] in lapsed} for row in rows]


def _rows(grants: Any) -> list[dict[str, Any]]:
    listed = grants.order_by("role", "person__display_sort_key", "starts_on", "pk")
    return list(
        listed.values("pk", "public_id", "role", "starts_on", "ends_on", "decision", name=shown_name("person"), unit_name=F("unit__name"))
    )


def grant_with(public_id: str) -> RoleGrant | None:
    """One of the given roles, by the id that the page gave out."""
    return next((row for row in RoleGrant.objects.all() if str(row.public_id) == public_id), None)


def places() -> list[Organisation]:
    """Where a role can be given: the huvudman first, then every unit."""
    rows = Organisation.objects.filter(kind__in=(OrganisationKind.HUVUDMAN, OrganisationKind.UNIT))
    return sorted(rows.order_by("sort_key", "pk"), key=lambda row: row.kind != OrganisationKind.HUVUDMAN)
