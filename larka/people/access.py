"""Who may change the register by decision: the unit's rektor and administrator, and a pupil of age for itself.

None of these shows anything written about a child. A protected child is reached too: a restriction must be registered for it as for
any other (A10, A17); its name is shown to nobody by this.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policy import Grant, Policy
from larka.register.choices import OrganisationKind, Role
from larka.register.models import AdultPupilConsent, Group, Organisation, Person, Placement, Responsible, Restriction, Substitute
from larka.register.settings import SettingIsOn

_ADMINISTRATOR = paths.office_of_child(Role.ADMINISTRATOR)
# Unlike paths.PRINCIPAL it reaches a protected child, whom it shows nothing of.
DECIDING_PRINCIPAL = paths.office_of_child(Role.PRINCIPAL)[0]
_UNIT_OFFICE = (Grant(DECIDING_PRINCIPAL), *(Grant(path) for path in _ADMINISTRATOR))
_ADMINISTRATORS_TOO = Q(SettingIsOn("access.administrators_take_emergency_access"))
_A_UNIT = ~Q(kind=OrganisationKind.HUVUDMAN)

UNIT_ROLES = Policy(
    "unit.roles",
    Organisation,
    _("Vem som har vilken roll på enheten"),
    tuple(Grant(path, via=("unit",), when=_A_UNIT) for path in (paths.UNIT_PRINCIPAL, *paths.office(Role.ADMINISTRATOR))),
    {"unit": "pk"},
)
UNIT_LEAD = Policy("unit.lead", Organisation, _("Enhetens vikarier"), (Grant(paths.UNIT_PRINCIPAL, via=("unit",)),), {"unit": "pk"})

CHILD_DECIDE = Policy("child.decide", Person, _("Beslut om barnet"), _UNIT_OFFICE, {"child": "pk"})
NEED_REGISTER = Policy("need.register", Person, _("Dokumentera behov av att se barnet"), (Grant(DECIDING_PRINCIPAL),), {"child": "pk"})
EMERGENCY_TAKE = Policy(
    "emergency.take",
    Person,
    _("Ta nödåtkomst"),
    (Grant(DECIDING_PRINCIPAL), *(Grant(path, when=_ADMINISTRATORS_TOO) for path in _ADMINISTRATOR)),
    {"child": "pk"},
)
PROXY_GIVE = Policy("proxy.give", Person, _("Ge fullmakt"), (Grant(paths.GUARDIAN),), {"child": "pk"})
RESPONSIBLE_DECIDE = Policy("responsible.decide", Responsible, _("Besluta om annan ansvarig vuxen"), _UNIT_OFFICE, {"child": "child_id"})
RESTRICTION_REGISTER = Policy("restriction.register", Person, _("Registrera begränsning"), _UNIT_OFFICE, {"child": "pk"})
RESTRICTION_END = Policy("restriction.end", Restriction, _("Avsluta begränsning"), _UNIT_OFFICE, {"child": "child_id"})
SUBSTITUTE_APPOINT = Policy(
    "substitute.appoint", Group, _("Utse vikarie"), (Grant(paths.UNIT_PRINCIPAL, via=("unit",)),), {"unit": "unit_id"}
)
SUBSTITUTE_END = Policy(
    "substitute.end", Substitute, _("Avsluta vikariat"), (Grant(paths.UNIT_PRINCIPAL, via=("group",)),), {"group": "group_id"}
)
ADULT_ACCESS_GIVE = Policy("adult_access.give", Person, _("Släppa in en vuxen"), (Grant(paths.SELF),), {"child": "pk"}, demands="own")
ADULT_ACCESS_TAKE_BACK = Policy(
    "adult_access.take_back", AdultPupilConsent, _("Ta tillbaka det"), (Grant(paths.SELF),), {"child": "child_id"}, demands="own"
)
RECORD_WITHHOLD = Policy("record.withhold", Person, _("Undanhålla en handling"), (Grant(DECIDING_PRINCIPAL),), {"child": "pk"})
RECORDS_HAND_OVER = Policy(
    "records.hand_over", Placement, _("Överlämna handlingar"), (Grant(paths.UNIT_PRINCIPAL, via=("unit",)),), {"unit": "unit_id"}
)
