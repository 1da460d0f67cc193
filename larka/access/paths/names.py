"""Whose names a person may see: the family's, those in the same group, the staff around them (A3, A10, A18)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access.paths.children import ACTIVITY, MEMBERS_PLACE
from larka.access.relation import Path
from larka.register.models import AdultPupilConsent, Duty, GroupMembership, Placement, Responsible, Substitute

_MATE = "group__memberships__child"
_MATES_PLACE = (_MATE, "group__unit")
_MATES_ADULT = f"{_MATE}__responsibles"

OWN_GUARDIAN = Path(
    "child",
    _("Barnet"),
    Responsible,
    person="child",
    anchor={"person": "person"},
    where=Q(in_effect=True),
    until_adult=("child",),
)
CONSENTED = Path(
    "consented", _("Vuxen som jag släppt in"), AdultPupilConsent, person="child", anchor={"person": "person"}, from_adult=("child",)
)
CO_GUARDIAN = Path(
    "co_guardian",
    _("Barnets andra vårdnadshavare"),
    Responsible,
    person="person",
    anchor={"person": "child__responsibles__person"},
    dated=("", "child__responsibles"),
    where=Q(relation="guardian", in_effect=True, child__responsibles__relation="guardian", child__responsibles__in_effect=True),
    between=(("child", "person"), ("child", "child__responsibles__person")),
    protected=("child__responsibles__person",),
    until_adult=("child",),
)
CLASSMATE = Path(
    "classmate",
    _("Elever i samma grupp"),
    GroupMembership,
    person="child",
    anchor={"person": _MATE, "group": "group"},
    dated=("", "group", "group__memberships"),
    placed=(MEMBERS_PLACE, _MATES_PLACE),
    between=((_MATE, "child"),),
    protected=(_MATE,),
)
CLASSMATES_CHILD = Path(
    "classmate",
    _("Elever i samma grupp"),
    GroupMembership,
    person="child__responsibles__person",
    anchor={"person": _MATE, "group": "group"},
    dated=("", "group", "group__memberships", "child__responsibles"),
    where=Q(child__responsibles__relation="guardian", child__responsibles__in_effect=True),
    placed=(MEMBERS_PLACE, _MATES_PLACE),
    between=(("child", "child__responsibles__person"), (_MATE, "child__responsibles__person")),
    protected=(_MATE,),
    until_adult=("child",),
)
GUARDIAN_OF_CLASSMATE = Path(
    "classmates_family",
    _("Familjer i samma grupp"),
    GroupMembership,
    person="child",
    anchor={"person": f"{_MATES_ADULT}__person"},
    dated=("", "group", "group__memberships", _MATES_ADULT),
    where=Q(**{f"{_MATES_ADULT}__relation": "guardian", f"{_MATES_ADULT}__in_effect": True}),
    placed=(MEMBERS_PLACE, _MATES_PLACE),
    protected=(_MATE, f"{_MATES_ADULT}__person"),
    between=((_MATE, f"{_MATES_ADULT}__person"), (_MATE, "child")),
    until_adult=(_MATE,),
)
FAMILY_OF_CLASSMATE = Path(
    "classmates_family",
    _("Familjer i samma grupp"),
    GroupMembership,
    person="child__responsibles__person",
    anchor={"person": f"{_MATES_ADULT}__person"},
    dated=("", "group", "child__responsibles", "group__memberships", _MATES_ADULT),
    where=Q(
        **{
            "child__responsibles__relation": "guardian",
            "child__responsibles__in_effect": True,
            f"{_MATES_ADULT}__relation": "guardian",
            f"{_MATES_ADULT}__in_effect": True,
        }
    ),
    placed=(MEMBERS_PLACE, _MATES_PLACE),
    protected=(_MATE, f"{_MATES_ADULT}__person"),
    between=(
        ("child", "child__responsibles__person"),
        (_MATE, "child__responsibles__person"),
        (_MATE, f"{_MATES_ADULT}__person"),
    ),
    until_adult=("child", _MATE),
)


def family_of(path: Path, *, openly: bool = False) -> Path:
    """The adults of the children that a staff path reaches: named for those who teach or mentor the child.

    openly: none of the adults who are protected themselves, even where the path reaches protected children (A10).
    """
    child = path.anchor["child"]
    adults = f"{child}__responsibles"
    return Path(
        "family",
        _("Familjen"),
        path.rows,
        person=path.person,
        anchor={"person": f"{adults}__person"},
        dated=(*path.dated, adults),
        moments=path.moments,
        where=path.where & Q(**{f"{adults}__in_effect": True}),
        placed=path.placed,
        between=path.between,
        protected=(*path.protected, f"{adults}__person") if path.protected or openly else (),
        until_adult=(child,),
        adults_of=None if path.protected or openly else path,
    )


_ADULT = "child__responsibles"
_ONE_MAY_NAME = ("protection", "none"), ("working_name__gt", "")


def _staff_seen(rows: Any, person: str, staff: str, **more: Any) -> Path:
    """Staff by name; protected staff by working name or not at all (A10)."""
    named = Q(*(Q(**{f"{staff}__{name}": value}) for name, value in _ONE_MAY_NAME), _connector=Q.OR)
    return Path("staff", _("Personal"), rows, person=person, anchor={"person": staff}, where=more.pop("where", Q()) & named, **more)


def _seen_by_colleagues(staff: str, *dated: str, where: Q | None = None, moments: tuple[str, ...] = ()) -> Path:
    """Those who work in the same unit."""
    return _staff_seen(Duty, "person", staff, where=Q(role__gt="") & (where or Q()), dated=("", *dated), moments=moments)


def _seen_by_family(rows: Any, staff: str, *dated: str, where: Q | None = None, moments: tuple[str, ...] = ()) -> tuple[Path, Path]:
    """Those who work where the child is, for the child and for those who answer for it."""
    placed: Any = (MEMBERS_PLACE,) if rows is GroupMembership else ()
    return (
        _staff_seen(rows, "child", staff, where=where or Q(), dated=dated, moments=moments, placed=placed),
        _staff_seen(
            rows,
            f"{_ADULT}__person",
            staff,
            where=(where or Q()) & Q(**{f"{_ADULT}__in_effect": True}),
            dated=(*dated, _ADULT),
            moments=moments,
            placed=placed,
            between=(("child", f"{_ADULT}__person"),),
            until_adult=("child",),
        ),
    )


def _working(duty: str) -> dict[str, Any]:
    return {"where": Q(**{f"{duty}__role__gt": ""})}


_TAUGHT_BY = f"{ACTIVITY}__teachers"
STAFF_SEEN_BY_COLLEAGUES: tuple[Path, ...] = (
    _seen_by_colleagues("unit__duties__person", "unit__duties", **_working("unit__duties")),
    _seen_by_colleagues("unit__groups__substitutes__person", "unit__groups", moments=("unit__groups__substitutes",)),
    _staff_seen(
        Substitute,
        "person",
        "group__unit__duties__person",
        dated=("group", "group__unit__duties"),
        moments=("",),
        **_working("group__unit__duties"),
    ),
)
STAFF_SEEN_BY_FAMILIES: tuple[Path, ...] = (
    *_seen_by_family(Placement, "unit__duties__person", "", "unit__duties", **_working("unit__duties")),
    *_seen_by_family(
        GroupMembership,
        f"{_TAUGHT_BY}__duty__person",
        *("", "group", ACTIVITY, _TAUGHT_BY, f"{_TAUGHT_BY}__duty"),
        **_working(f"{_TAUGHT_BY}__duty"),
    ),
    *_seen_by_family(GroupMembership, "group__substitutes__person", "", "group", moments=("group__substitutes",)),
)
STAFF_SEEN = (*STAFF_SEEN_BY_COLLEAGUES, *STAFF_SEEN_BY_FAMILIES)
