"""Who sees whose readings: rektor those of the own unit. The family and the data protection officer come by policies that there are."""

from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import CHILD_DOCUMENTS, PRIVACY_OFFICE, REGISTER_OFFICE
from larka.access.policy import Grant, Policy
from larka.register.models import Organisation

UNIT_READINGS = Policy(
    "unit.readings", Organisation, _("Vem som har läst på enheten"), (Grant(paths.UNIT_PRINCIPAL, via=("unit",)),), {"unit": "pk"}
)
# The children whose documents rektor reads: protected ones are not among them (A10).
CHILDREN_OF_PRINCIPAL = CHILD_DOCUMENTS.only(paths.PRINCIPAL)

# The record of processing (artikel 30) is kept by the administrators and looked after by the data protection officer.
PROCESSING_READ = Policy(
    "processing.read",
    Organisation,
    _("Registret över behandlingar av personuppgifter"),
    grants=(*REGISTER_OFFICE.grants, *PRIVACY_OFFICE.grants),
    columns=REGISTER_OFFICE.columns,
)
