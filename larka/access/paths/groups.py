"""How a person reaches a group, a unit or an activity."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access.paths.children import ACTIVITY, MEMBERS_PLACE
from larka.access.relation import Path
from larka.register.choices import Role
from larka.register.models import Duty, GroupMembership, RoleGrant, Substitute, TeachingAssignment

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
    anchor={"group": "group"},
    dated=("group",),
    moments=("",),
)
ACTIVITY_SUBSTITUTE = Path(
    "substitute",
    _("Vikarie"),
    Substitute,
    person="person",
    anchor={"activity": ACTIVITY},
    dated=("group", ACTIVITY),
    moments=("",),
)
UNIT_DUTY = Path("unit_staff", _("Personal på enheten"), Duty, person="person", anchor={"unit": "unit"}, where=Q(role__gt=""))
UNIT_PRINCIPAL = Path(
    "principal",
    _("Rektor"),
    Duty,
    person="person",
    anchor={"unit": "unit", "group": "unit__groups"},
    where=Q(role=Role.PRINCIPAL),
    within=UNIT_DUTY,
)


def office(role: Role) -> tuple[Path, Path]:
    """Who holds an office at an organisation: by a duty in the register, or given by decision (A8)."""
    return (
        Path(role.value, role.label, Duty, person="person", anchor={"unit": "unit"}, where=Q(role=role)),
        Path(role.value, role.label, RoleGrant, person="person", anchor={"unit": "unit"}, where=Q(role=role)),
    )


GROUP_MEMBER = Path(
    "member",
    _("Elever i gruppen"),
    GroupMembership,
    person="child",
    anchor={"group": "group"},
    dated=("", "group"),
    placed=(MEMBERS_PLACE,),
)
GROUP_MEMBERS_GUARDIAN = Path(
    "members_guardian",
    _("Vårdnadshavare till elever i gruppen"),
    GroupMembership,
    person="child__responsibles__person",
    anchor={"group": "group"},
    dated=("", "group", "child__responsibles"),
    where=Q(child__responsibles__relation="guardian", child__responsibles__in_effect=True),
    placed=(MEMBERS_PLACE,),
    between=(("child", "child__responsibles__person"),),
    until_adult=("child",),
)
