"""Narrower views of the same paths, for start pages: what is *mine* among all that I may see."""

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import CHILD_READ, CLOSE_STAFF, GROUP_READ, NAME_READ
from larka.access.policy import Grant, Policy
from larka.register.models import Group, Person, Responsible

_CHILDREN = (paths.GUARDIAN, paths.OTHER_RESPONSIBLE, paths.ADULT_CONSENT)
_STAFF_OF_GROUP = (
    paths.GROUP_MENTOR,
    paths.GROUP_TEACHER,
    paths.GROUP_PRESCHOOL_STAFF,
    paths.GROUP_LEISURE_STAFF,
    paths.GROUP_SUBSTITUTE,
)

MY_CHILDREN = Policy(
    "child.mine",
    Person,
    _("Mina barn"),
    grants=tuple(Grant(path) for path in (*_CHILDREN, paths.PROXY)),
    columns={"child": "pk"},
    demands="own",
)

MY_FAMILY = Policy(
    "child.family",
    Person,
    _("Mina barn och jag själv"),
    grants=tuple(Grant(path) for path in (paths.SELF, *_CHILDREN)),
    columns={"child": "pk"},
    demands="own",
)

MY_GROUPS = Policy(
    "group.mine",
    Group,
    _("Mina grupper"),
    grants=tuple(Grant(path, via=("group",)) for path in (*_STAFF_OF_GROUP, paths.GROUP_MEMBER, paths.GROUP_MEMBERS_GUARDIAN)),
    columns={"group": "pk"},
    demands="own",
)

CONTACTS_READ = Policy(
    "contacts.read",
    Group,
    _("Gruppens kontaktlista"),
    grants=MY_GROUPS.grants,
    columns={"group": "pk"},
    demands="own",
    beside=GROUP_READ.beside,
)

# The same paths as for names in general, for the pages that list one sort of people: a tenth of the question to the database.
STAFF_NAME = Policy(
    "staff.name",
    Person,
    _("Personalens namn"),
    grants=tuple(Grant(path, via=("person",)) for path in paths.STAFF_SEEN),
    columns={"person": "pk"},
    demands="own",
)

_UNPROTECTED_ADULT = Q(person__protection="none")

ADULT_READ = Policy(
    "responsible.read",
    Responsible,
    _("Vem som ansvarar för ett barn"),
    grants=(
        Grant(paths.SELF),
        *(Grant(path, mine=True) for path in _CHILDREN),
        *(Grant(path) for path in CLOSE_STAFF),
        *(Grant(path, when=_UNPROTECTED_ADULT) for path in (*_CHILDREN, paths.PRINCIPAL)),
        *(Grant(path, via=("person",), when=_UNPROTECTED_ADULT) for path in (paths.CLASSMATE, paths.CLASSMATES_CHILD)),
    ),
    columns={"child": "child_id", "person": "child_id"},
    author="person_id",
    demands="own",
)

# Whoever may know the name may read what the person says of themselves; of protected people only they themselves (A3, A10).
PRESENTATION_READ = Policy(
    "presentation.read",
    Person,
    _("Presentationen"),
    grants=tuple(grant if grant.path is paths.SELF else replace(grant, when=Q(protection="none")) for grant in NAME_READ.grants),
    columns=NAME_READ.columns,
    demands="own",
    beside=CHILD_READ.beside,
)
