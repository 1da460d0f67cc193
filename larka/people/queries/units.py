"""Who has which role in a unit: from the register, given by decision, standing in (A8, A16)."""

from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.query import QuerySet
from django.utils.translation import gettext_lazy as _

from larka.people.queries.finding import MAY_BE_NAMED
from larka.register.actor import Actor
from larka.register.choices import Role
from larka.register.models import Duty, DutyAssignment, Group, Organisation, RoleGrant, Substitute

UNNAMED = _("Skyddad person")
_COLUMNS = ("name", "role", "starts_on", "ends_on", "source", "detail")


def shown_name(person: str) -> Case:
    """The name that an office may see: protected people by working name or not at all (A10). ``person``: the link, "" the row itself."""
    link = f"{person}__" if person else ""
    named = Q(*((f"{link}{lookup}", value) for lookup, value in _parts()), _connector=Q.OR)
    return Case(When(named, then=F(f"{link}display_name")), default=Value(""), output_field=CharField())


def _parts() -> list[tuple[str, Any]]:
    return [part for part in MAY_BE_NAMED.children if isinstance(part, tuple)]


def roles_in(actor: Actor, unit: Organisation) -> QuerySet[Any, Any]:
    """Every role in the unit that holds or will: name, role, first and last day, where it comes from and what it is about."""
    duties = _rows(Duty.objects.filter(_now_or_later(actor), unit=unit), "person", "register", F("role_name"))
    assigned = _rows(
        DutyAssignment.objects.filter(_now_or_later(actor), _now_or_later(actor, "duty__"), duty__unit=unit),
        "duty__person", "register", F("group__name"),
    )  # fmt: skip
    given = _rows(RoleGrant.objects.filter(_now_or_later(actor), unit=unit), "person", "decision", F("decision"))
    return duties.union(assigned, given, all=True).order_by("role", "sort", "starts_on", "detail")


def _now_or_later(actor: Actor, link: str = "") -> Q:
    return Q(**{f"{link}ends_on__isnull": True}) | Q(**{f"{link}ends_on__gt": actor.today})


def _rows(rows: QuerySet[Any], person: str, source: str, detail: Any) -> QuerySet[Any, Any]:
    return rows.order_by().values(
        "role", "starts_on", "ends_on", name=shown_name(person), sort=F(f"{person}__display_sort_key"), source=Value(source), detail=detail
    )


def substitutes_in(actor: Actor, unit: Organisation) -> list[dict[str, Any]]:
    """Those who stand in now or will, the nearest first."""
    coming = Substitute.objects.filter(group__unit=unit, ends_at__gt=actor.at).order_by("starts_at", "group__sort_key", "pk")
    rows: QuerySet[Any, Any] = coming.values("public_id", "starts_at", "ends_at", name=shown_name("person"), group_name=F("group__name"))
    return list(rows)


def substitute_in(unit: Organisation, public_id: str) -> Substitute | None:
    """One of the unit's substitutes, by the id that its page gave out."""
    return next((row for row in Substitute.objects.filter(group__unit=unit) if str(row.public_id) == public_id), None)


def groups_to_stand_in_for(actor: Actor, unit: Organisation) -> list[Group]:
    """The unit's groups of today and later, in order."""
    return list(Group.objects.filter(_now_or_later(actor), unit=unit).order_by("sort_key", "pk"))


def role_label(role: str) -> str:
    """What a role is called; what the role table does not know gives no rights (A8)."""
    return str(Role(role).label) if role in Role.values else str(_("Ger inga rättigheter"))
