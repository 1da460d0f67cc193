"""Who sees people, groups and units. What is written about children has its policies in the apps that write it."""

from typing import Any

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policy import Grant, Policy
from larka.register.actor import Actor
from larka.register.choices import OrganisationKind, Role
from larka.register.models import Group, GroupMembership, Organisation, Person, Placement

# Those who may know of a child at all; the first are the family, then those who teach or mentor, then rektor, then others at the unit.
FAMILY = (paths.SELF, paths.GUARDIAN, paths.OTHER_RESPONSIBLE, paths.ADULT_CONSENT)
TEACHING_STAFF = (paths.MENTOR, paths.TEACHER, paths.PRESCHOOL_STAFF, paths.LEISURE_STAFF)
CLOSE_STAFF = (*TEACHING_STAFF, paths.SUBSTITUTE)
LEADING = (paths.PRINCIPAL, paths.PRINCIPAL_IN_NEED)
STAFF_OF_UNIT = (*CLOSE_STAFF, *LEADING, paths.EMERGENCY, paths.UNIT_STAFF)
REACHING_A_CHILD = (*FAMILY, paths.PROXY, *STAFF_OF_UNIT)

CHILD_READ = Policy(
    "child.read",
    Person,
    _("Barnets sida"),
    grants=tuple(Grant(path) for path in REACHING_A_CHILD),
    columns={"child": "pk"},
    demands="own",
    beside=lambda _actor: {"presentation": F("profile__presentation")},
)

CHILD_DOCUMENTS = Policy(
    "child.documents",
    Person,
    _("Det som är skrivet om barnet"),
    grants=tuple(Grant(path) for path in (*FAMILY, paths.PROXY_DOCUMENTS, *CLOSE_STAFF, *LEADING, paths.EMERGENCY)),
    columns={"child": "pk"},
)

# A need says until when; the names of those who teach or mentor a protected child are in CHILD_READ without any (A10).
PROTECTED_CONTACT = Policy(
    "child.protected_contact",
    Person,
    _("Ett skyddat barns adress, telefon och enhet"),
    grants=tuple(
        Grant(path, when=~Q(protection="none")) for path in (*(paths.in_need(path) for path in CLOSE_STAFF), paths.PRINCIPAL_IN_NEED)
    ),
    columns={"child": "pk"},
)

NAME_READ = Policy(
    "person.name",
    Person,
    _("Personens namn"),
    # In the order in which a row is asked: what opens most names first, what costs most last.
    grants=(
        *(
            Grant(path, via=("person",))
            for path in (
                *paths.STAFF_SEEN,
                *(paths.family_of(path) for path in (*CLOSE_STAFF, paths.PRINCIPAL)),
                paths.family_of(paths.PRINCIPAL_IN_NEED, openly=True),
                paths.OWN_GUARDIAN,
                paths.CONSENTED,
                paths.CO_GUARDIAN,
                paths.CLASSMATE,
                paths.CLASSMATES_CHILD,
                paths.GUARDIAN_OF_CLASSMATE,
                paths.FAMILY_OF_CLASSMATE,
            )
        ),
        *(Grant(path) for path in REACHING_A_CHILD),
    ),
    columns={"child": "pk", "person": "pk"},
    demands="own",
)

PROFILE_EDIT = Policy("profile.edit", Person, _("Min profil"), grants=(Grant(paths.SELF),), columns={"child": "pk"}, demands="own")

MEMBER_READ = Policy(
    "membership.read",
    GroupMembership,
    _("Elever i gruppen"),
    grants=(
        *(Grant(path) for path in (*FAMILY, paths.PROXY)),
        *(Grant(path, via=("child", "unit")) for path in STAFF_OF_UNIT),
        Grant(paths.CLASSMATE, via=("person", "group")),
        Grant(paths.CLASSMATES_CHILD, via=("person", "group")),
    ),
    columns={"child": "child_id", "person": "child_id", "group": "group_id", "unit": "group__unit"},
    demands="own",
)

PLACEMENT_READ = Policy(
    "placement.read",
    Placement,
    _("Placeringar"),
    grants=(
        *(Grant(path) for path in (*FAMILY, paths.PROXY)),
        *(Grant(path, via=("child", "unit")) for path in STAFF_OF_UNIT),
    ),
    columns={"child": "child_id", "unit": "unit_id"},
    demands="own",
)

UNIT_READ = Policy(
    "unit.read",
    Organisation,
    _("Enhetens sida"),
    grants=tuple(Grant(path, via=("unit",)) for path in (paths.UNIT_PRINCIPAL, paths.UNIT_DUTY)),
    columns={"unit": "pk"},
    demands="own",
)

# Whom what is written to a whole unit, or to the whole municipality, reaches: "går till N personer" is counted by it (F1).
EVERYONE_AT = Policy(
    "unit.everyone",
    Organisation,
    _("Det som skrivs till alla på enheten"),
    grants=tuple(Grant(path, via=("unit",)) for path in paths.EVERYONE_AT_UNIT),
    columns={"unit": "pk"},
    demands="own",
)


def _unit_of_group(actor: Actor) -> dict[str, Any]:
    """The group's unit by name, and whether its page opens for the reader."""
    opens = Policy(UNIT_READ.key, Group, UNIT_READ.label, UNIT_READ.grants, columns={"unit": "unit_id"}, demands="own").condition(actor)
    return {"unit_name": F("unit__name"), "unit_public_id": F("unit__public_id"), "unit_opens": opens}


GROUP_READ = Policy(
    "group.read",
    Group,
    _("Gruppens sida"),
    grants=(
        *(
            Grant(path, via=("group",))
            for path in (
                paths.GROUP_MENTOR,
                paths.GROUP_TEACHER,
                paths.GROUP_PRESCHOOL_STAFF,
                paths.GROUP_LEISURE_STAFF,
                paths.GROUP_SUBSTITUTE,
                paths.GROUP_MEMBER,
                paths.GROUP_MEMBERS_GUARDIAN,
            )
        ),
        *(Grant(path, via=("unit",)) for path in (paths.UNIT_PRINCIPAL, paths.UNIT_DUTY)),
    ),
    columns={"group": "pk", "unit": "unit_id"},
    demands="own",
    beside=_unit_of_group,
)


def _office(role: Role, label: Promise) -> Policy[Organisation]:
    """The huvudman, for those who hold an office there. It opens nothing written about anybody (A8)."""
    grants = tuple(Grant(path, via=("unit",), when=Q(kind=OrganisationKind.HUVUDMAN)) for path in paths.office(role))
    return Policy(f"office.{role.value}", Organisation, label, grants, columns={"unit": "pk"})


REGISTER_OFFICE = _office(Role.ADMINISTRATOR, _("Sköta registret och rollerna"))
PRIVACY_OFFICE = _office(Role.DATA_PROTECTION_OFFICER, _("Granska loggen"))
