"""Narrower views of the same paths, for start pages: what is *mine* among all that I may see."""

from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policy import Grant, Policy
from larka.register.models import Group, Person

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
    grants=tuple(Grant(path) for path in _CHILDREN),
    columns={"child": "pk"},
)

MY_FAMILY = Policy(
    "child.family",
    Person,
    _("Mina barn och jag själv"),
    grants=tuple(Grant(path) for path in (paths.SELF, *_CHILDREN)),
    columns={"child": "pk"},
)

MY_GROUPS = Policy(
    "group.mine",
    Group,
    _("Mina grupper"),
    grants=tuple(Grant(path, via=("group",)) for path in (*_STAFF_OF_GROUP, paths.GROUP_MEMBER, paths.GROUP_MEMBERS_GUARDIAN)),
    columns={"group": "pk"},
)

MY_CLASSES = Policy(
    "group.mentored",
    Group,
    _("Grupper jag är mentor för"),
    grants=(Grant(paths.GROUP_MENTOR, via=("group",)),),
    columns={"group": "pk"},
)
