"""Who sees how well the register is kept: the huvudman's administrator all of it, a unit's rektor and administrator their own unit."""

from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policy import Grant, Policy
from larka.register.choices import Role
from larka.register.models import Organisation

REGISTER_QUALITY = Policy(
    "register.quality",
    Organisation,
    _("Registrets kvalitet"),
    tuple(Grant(path, via=("unit",)) for path in (paths.UNIT_PRINCIPAL, *paths.office(Role.ADMINISTRATOR))),
    columns={"unit": "pk"},
)
