"""How a person reaches a child: as the child itself, its family, those who teach or mentor it, or others at its unit."""

from dataclasses import replace

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from larka.access.relation import Path
from larka.register.choices import Role
from larka.register.models import AdultPupilConsent, GroupMembership, Person, Placement, Responsible, Substitute

ACTIVITY = "group__activity_groups__activity"
_TEACHING = f"{ACTIVITY}__teachers"
_TEACHING_DUTY = f"{_TEACHING}__duty"
MEMBERS_PLACE = ("child", "group__unit")
_CHILD_AND_ADULT = (("child", "person"),)
_CHAIN_OF_TEACHING = ("", "group", ACTIVITY, _TEACHING, _TEACHING_DUTY)
_CHAIN_OF_ASSIGNMENT = ("", "group", "group__assignments", "group__assignments__duty")

SELF = Path("self", _("Eleven själv"), Person, person="pk", anchor={"child": "pk", "person": "pk"}, dated=())

# A pupil who is of age decides for themselves (A13).
SELF_OF_AGE = replace(SELF, from_adult=("",))

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
    from_adult=("child",),
)

TEACHER = Path(
    "teacher",
    _("Lärare"),
    GroupMembership,
    person=f"{_TEACHING_DUTY}__person",
    anchor={"child": "child", "unit": "group__unit", "group": "group", "subject": f"{ACTIVITY}__syllabus"},
    dated=_CHAIN_OF_TEACHING,
    where=Q(**{f"{_TEACHING_DUTY}__role__gt": ""}),
    placed=(MEMBERS_PLACE,),
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
        placed=(MEMBERS_PLACE,),
        between=(("child", "group__assignments__duty__person"),),
    )


MENTOR = _assigned("mentor", _("Mentor"), Role.MENTOR)
PRESCHOOL_STAFF = _assigned("preschool_staff", _("Förskolepersonal"), Role.PRESCHOOL_STAFF)
LEISURE_STAFF = _assigned("leisure_staff", _("Fritidspersonal"), Role.LEISURE_STAFF)

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
    within=UNIT_STAFF,
)


def office_of_child(role: Role, *, protected: tuple[str, ...] = ()) -> tuple[Path, ...]:
    """Who holds an office at a unit where the child is placed: by a duty in the register, then given by decision (A8)."""
    return tuple(
        Path(
            role.value,
            role.label,
            Placement,
            person=f"unit__{held}__person",
            anchor={"child": "child", "unit": "unit"},
            dated=("", f"unit__{held}"),
            where=Q(**{f"unit__{held}__role": role}),
            between=(("child", f"unit__{held}__person"),),
            protected=protected,
        )
        for held in ("duties", "role_grants")
    )


SUBSTITUTE = Path(
    "substitute",
    _("Vikarie"),
    Substitute,
    person="person",
    anchor={"child": "group__memberships__child", "unit": "group__unit", "group": "group"},
    dated=("group", "group__memberships"),
    moments=("",),
    placed=(("group__memberships__child", "group__unit"),),
    between=(("group__memberships__child", "person"),),
)

SUBSTITUTE_TEACHER = Path(
    "substitute",
    _("Vikarie"),
    Substitute,
    person="person",
    anchor={"child": "group__memberships__child", "unit": "group__unit", "group": "group", "subject": f"{ACTIVITY}__syllabus"},
    dated=("group", "group__memberships", ACTIVITY),
    moments=("",),
    placed=(("group__memberships__child", "group__unit"),),
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
        placed=path.placed,
        between=path.between,
        protected=path.protected,
    )
