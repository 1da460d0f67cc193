"""Every way in which a person is connected to a child, a group, a unit or another person. Nothing else gives access.

A link that starts later, ends earlier or is cut by a restriction takes its rights with it the same day, with no job running (A5).
"""

from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from larka.access.relation import Path
from larka.register.choices import Role
from larka.register.models import AdultPupilConsent, Duty, GroupMembership, Person, Placement, Responsible, Substitute, TeachingAssignment

_ACTIVITY = "group__activity_groups__activity"
_TEACHING = f"{_ACTIVITY}__teachers"
_TEACHING_DUTY = f"{_TEACHING}__duty"
_CHILD_AND_ADULT = (("child", "person"),)
_CHAIN_OF_TEACHING = ("", "group", _ACTIVITY, _TEACHING, _TEACHING_DUTY)
_CHAIN_OF_ASSIGNMENT = ("", "group", "group__assignments", "group__assignments__duty")

SELF = Path("self", _("Eleven själv"), Person, person="pk", anchor={"child": "pk", "person": "pk"}, dated=())

GUARDIAN = Path(
    "guardian",
    _("Vårdnadshavare"),
    Responsible,
    person="person",
    anchor={"child": "child"},
    where=Q(relation="guardian", in_effect=True),
    between=_CHILD_AND_ADULT,
    until_adult=("child",),
)

OTHER_RESPONSIBLE = Path(
    "other_responsible",
    _("Annan ansvarig vuxen"),
    Responsible,
    person="person",
    anchor={"child": "child"},
    where=~Q(relation="guardian") & Q(in_effect=True),
    between=_CHILD_AND_ADULT,
    until_adult=("child",),
)

ADULT_CONSENT = Path(
    "adult_consent",
    _("Vuxen som myndig elev släppt in"),
    AdultPupilConsent,
    person="person",
    anchor={"child": "child"},
    between=_CHILD_AND_ADULT,
)

TEACHER = Path(
    "teacher",
    _("Lärare"),
    GroupMembership,
    person=f"{_TEACHING_DUTY}__person",
    anchor={"child": "child", "unit": "group__unit", "group": "group", "subject": f"{_ACTIVITY}__syllabus"},
    dated=_CHAIN_OF_TEACHING,
    where=Q(**{f"{_TEACHING_DUTY}__role__gt": ""}),
    between=(("child", f"{_TEACHING_DUTY}__person"),),
)


def _assigned(key: str, label: object, role: Role) -> Path:
    """Staff who have an assignment of this role to a group that the child is in."""
    return Path(
        key,
        label,  # type: ignore[arg-type]
        GroupMembership,
        person="group__assignments__duty__person",
        anchor={"child": "child", "unit": "group__unit", "group": "group"},
        dated=_CHAIN_OF_ASSIGNMENT,
        where=Q(group__assignments__role=role),
        between=(("child", "group__assignments__duty__person"),),
    )


MENTOR = _assigned("mentor", _("Mentor"), Role.MENTOR)
PRESCHOOL_STAFF = _assigned("preschool_staff", _("Förskolepersonal"), Role.PRESCHOOL_STAFF)
LEISURE_STAFF = _assigned("leisure_staff", _("Fritidspersonal"), Role.LEISURE_STAFF)

PRINCIPAL = Path(
    "principal",
    _("Rektor"),
    Placement,
    person="unit__duties__person",
    anchor={"child": "child", "unit": "unit"},
    dated=("", "unit__duties"),
    where=Q(unit__duties__role=Role.PRINCIPAL),
    between=(("child", "unit__duties__person"),),
    protected=("child",),
)

UNIT_STAFF = Path(
    "unit_staff",
    _("Personal på enheten"),
    Placement,
    person="unit__duties__person",
    anchor={"child": "child", "unit": "unit"},
    dated=("", "unit__duties"),
    where=Q(unit__duties__role__gt=""),
    between=(("child", "unit__duties__person"),),
    protected=("child",),
)

SUBSTITUTE = Path(
    "substitute",
    _("Vikarie"),
    Substitute,
    person="person",
    anchor={"child": "group__memberships__child", "unit": "group__unit", "group": "group"},
    dated=("group", "group__memberships"),
    moments=("",),
    between=(("group__memberships__child", "person"),),
)

SUBSTITUTE_TEACHER = Path(
    "substitute",
    _("Vikarie"),
    Substitute,
    person="person",
    anchor={"child": "group__memberships__child", "unit": "group__unit", "group": "group", "subject": f"{_ACTIVITY}__syllabus"},
    dated=("group", "group__memberships", _ACTIVITY),
    moments=("",),
    between=(("group__memberships__child", "person"),),
)


def transferred(path: Path, kind: str) -> Path:
    """The same staff reach what another unit has handed over about the child, of one kind of record (A5, H5)."""
    return Path(
        path.key,
        path.label,
        path.rows,
        person=path.person,
        anchor={"child": path.anchor["child"], "unit": f"{path.anchor['child']}__transfers__from_unit"},
        dated=(*path.dated, f"{path.anchor['child']}__transfers"),
        moments=path.moments,
        where=path.where
        & Q(
            **{
                f"{path.anchor['child']}__transfers__to_unit": F(path.anchor["unit"]),
                f"{path.anchor['child']}__transfers__kinds__contains": [kind],
            }
        ),
        between=path.between,
        protected=path.protected,
    )


# -- groups --------------------------------------------------------------------------------------------------------------

GROUP_TEACHER = Path(
    "teacher",
    _("Lärare"),
    TeachingAssignment,
    person="duty__person",
    anchor={"group": "activity__activity_groups__group", "unit": "activity__unit", "activity": "activity"},
    dated=("", "duty", "activity", "activity__activity_groups__group"),
    where=Q(duty__role__gt=""),
)


def _group_assignment(key: str, label: object, role: Role) -> Path:
    return Path(
        key,
        label,  # type: ignore[arg-type]
        Duty,
        person="person",
        anchor={"group": "assignments__group", "unit": "unit"},
        dated=("", "assignments", "assignments__group"),
        where=Q(assignments__role=role),
    )


GROUP_MENTOR = _group_assignment("mentor", _("Mentor"), Role.MENTOR)
GROUP_PRESCHOOL_STAFF = _group_assignment("preschool_staff", _("Förskolepersonal"), Role.PRESCHOOL_STAFF)
GROUP_LEISURE_STAFF = _group_assignment("leisure_staff", _("Fritidspersonal"), Role.LEISURE_STAFF)
GROUP_SUBSTITUTE = Path(
    "substitute",
    _("Vikarie"),
    Substitute,
    person="person",
    anchor={"group": "group", "activity": "group__activity_groups__activity"},
    dated=("group",),
    moments=("",),
)
UNIT_PRINCIPAL = Path(
    "principal",
    _("Rektor"),
    Duty,
    person="person",
    anchor={"unit": "unit", "group": "unit__groups"},
    where=Q(role=Role.PRINCIPAL),
)
UNIT_DUTY = Path("unit_staff", _("Personal på enheten"), Duty, person="person", anchor={"unit": "unit"}, where=Q(role__gt=""))
GROUP_MEMBER = Path("member", _("Elever i gruppen"), GroupMembership, person="child", anchor={"group": "group"}, dated=("", "group"))
GROUP_MEMBERS_GUARDIAN = Path(
    "members_guardian",
    _("Vårdnadshavare till elever i gruppen"),
    GroupMembership,
    person="child__responsibles__person",
    anchor={"group": "group"},
    dated=("", "group", "child__responsibles"),
    where=Q(child__responsibles__relation="guardian", child__responsibles__in_effect=True),
    between=(("child", "child__responsibles__person"),),
    until_adult=("child",),
)

# -- people whose names one may see (A3, A10) ----------------------------------------------------------------------------

OWN_GUARDIAN = Path(
    "child",
    _("Barnet"),
    Responsible,
    person="child",
    anchor={"person": "person"},
    where=Q(in_effect=True),
    until_adult=("child",),
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
    anchor={"person": "group__memberships__child"},
    dated=("", "group", "group__memberships"),
    protected=("group__memberships__child",),
)
CLASSMATES_CHILD = Path(
    "classmate",
    _("Elever i samma grupp"),
    GroupMembership,
    person="child__responsibles__person",
    anchor={"person": "group__memberships__child"},
    dated=("", "group", "group__memberships", "child__responsibles"),
    where=Q(child__responsibles__relation="guardian", child__responsibles__in_effect=True),
    between=(("child", "child__responsibles__person"),),
    protected=("group__memberships__child",),
    until_adult=("child",),
)
_MATES_ADULT = "group__memberships__child__responsibles"
GUARDIAN_OF_CLASSMATE = Path(
    "classmates_family",
    _("Familjer i samma grupp"),
    GroupMembership,
    person="child",
    anchor={"person": f"{_MATES_ADULT}__person"},
    dated=("", "group", "group__memberships", _MATES_ADULT),
    where=Q(**{f"{_MATES_ADULT}__relation": "guardian", f"{_MATES_ADULT}__in_effect": True}),
    protected=("group__memberships__child", f"{_MATES_ADULT}__person"),
    between=(("group__memberships__child", f"{_MATES_ADULT}__person"),),
    until_adult=("group__memberships__child",),
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
    protected=("group__memberships__child", f"{_MATES_ADULT}__person"),
    between=(("child", "child__responsibles__person"), ("group__memberships__child", f"{_MATES_ADULT}__person")),
    until_adult=("child", "group__memberships__child"),
)


def family_of(path: Path) -> Path:
    """The adults of the children that a staff path reaches: named for those who teach or mentor the child."""
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
        between=path.between,
        protected=(*path.protected, f"{adults}__person") if path.protected else (),
        until_adult=(child,),
    )


def _staff_seen(rows: type[GroupMembership] | type[Placement] | type[Duty], person: str, unit: str, *dated: str, **more: Any) -> Path:
    """Staff of a unit, by name; protected staff by working name or not at all (A10)."""
    staff = f"{unit}__duties"
    named = Q(**{f"{staff}__person__protection": "none"}) | Q(**{f"{staff}__person__working_name__gt": ""})
    where = more.pop("where", Q()) & named & Q(**{f"{staff}__role__gt": ""})
    return Path(
        "staff", _("Personal"), rows, person=person, anchor={"person": f"{staff}__person"}, dated=(*dated, staff), where=where, **more
    )


_ADULT = "child__responsibles"
_AS_GUARDIAN: dict[str, Any] = {
    "where": Q(**{f"{_ADULT}__in_effect": True}),
    "between": (("child", f"{_ADULT}__person"),),
    "until_adult": ("child",),
}
STAFF_SEEN: tuple[Path, ...] = (
    _staff_seen(Duty, "person", "unit", "", where=Q(role__gt="")),
    _staff_seen(Placement, "child", "unit", ""),
    _staff_seen(GroupMembership, "child", "group__unit", "", "group"),
    _staff_seen(Placement, f"{_ADULT}__person", "unit", "", _ADULT, **_AS_GUARDIAN),
    _staff_seen(GroupMembership, f"{_ADULT}__person", "group__unit", "", "group", _ADULT, **_AS_GUARDIAN),
)
