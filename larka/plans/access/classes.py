"""Who starts and follows the plans of a class and of a unit, and what rektor decides about them (C1, C8)."""

from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policy import Grant, Policy
from larka.register.models import Group, Organisation

CLASS_PLANS = Policy(
    "plan.class",
    Group,
    _("Klassens utvecklingsplaner: starta, följa, påminna"),
    grants=tuple(Grant(path, via=("group",)) for path in (paths.GROUP_MENTOR, paths.GROUP_PRESCHOOL_STAFF, paths.UNIT_PRINCIPAL)),
    columns={"group": "pk"},
)

MY_PLAN_CLASSES = Policy(
    "plan.mentored",
    Group,
    _("Grupper vars utvecklingsplaner jag leder"),
    grants=tuple(Grant(path, via=("group",)) for path in (paths.GROUP_MENTOR, paths.GROUP_PRESCHOOL_STAFF)),
    columns={"group": "pk"},
)

UNIT_PLANS = Policy(
    "plan.unit",
    Organisation,
    _("Enhetens utvecklingsplaner, klass för klass, och beslut om dem"),
    grants=(Grant(paths.UNIT_PRINCIPAL, via=("unit",)),),
    columns={"unit": "pk"},
)
