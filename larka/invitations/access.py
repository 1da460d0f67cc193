"""Who decides about applications, who sees who has never logged in, and who makes letters (B2).

Only those who may know of a child come to anything about it here: a protected child is for its mentor, by name, and for rektor with a
documented need (A10).
"""

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from larka.invitations.models import Application, ApplicationChild
from larka.register.choices import OrganisationKind, Role
from larka.register.models import Duty, Group, GroupMembership, Organisation, Placement, Responsible

_HELD = ("duties", "role_grants")  # an office is held by the register, or by decision (A8)
_UNIT_ADMINISTRATOR = paths.office(Role.ADMINISTRATOR)
_UNIT_OFFICE = (paths.UNIT_PRINCIPAL, *_UNIT_ADMINISTRATOR)
_A_UNIT = ~Q(kind=OrganisationKind.HUVUDMAN)
_UNPROTECTED_ADULT = Q(person__protection="none")


def _of_application(role: Role, label: Promise, held: str) -> Path:
    """Whoever holds this office at a unit where one of the application's children is placed."""
    link = f"child__placements__unit__{held}"
    return Path(
        role.value,
        label,
        ApplicationChild,
        person=f"{link}__person",
        anchor={"application": "application"},
        dated=("child__placements", link),
        where=Q(**{f"{link}__role": role}),
        between=(("child", f"{link}__person"),),
        protected=("child",),
    )


_NEED = "child__documented_needs"
_NEEDING_DUTY = "child__placements__unit__duties"
# A protected child's application is decided by whoever may know of the child: its mentor, or rektor while the need is documented (A10).
_RECTOR_IN_NEED = Path(
    paths.PRINCIPAL_IN_NEED.key,
    paths.PRINCIPAL_IN_NEED.label,
    ApplicationChild,
    person=f"{_NEED}__person",
    anchor={"application": "application"},
    dated=(_NEED, "child__placements", _NEEDING_DUTY),
    where=Q(**{f"{_NEED}__opens": "child", f"{_NEEDING_DUTY}__person": F(f"{_NEED}__person"), f"{_NEEDING_DUTY}__role": Role.PRINCIPAL}),
    between=(("child", f"{_NEED}__person"),),
)
_MENTORS = "child__memberships__group__assignments"
_MENTOR = Path(
    paths.MENTOR.key,
    paths.MENTOR.label,
    ApplicationChild,
    person=f"{_MENTORS}__duty__person",
    anchor={"application": "application"},
    dated=("child__memberships", "child__memberships__group", _MENTORS, f"{_MENTORS}__duty"),
    where=Q(**{f"{_MENTORS}__role": Role.MENTOR}) & ~Q(child__protection="none"),
    placed=(("child", "child__memberships__group__unit"),),
    between=(("child", f"{_MENTORS}__duty__person"),),
)
KNOWING_OF_PROTECTED = (paths.MENTOR, paths.PRINCIPAL_IN_NEED)

CHILDS_OFFICE = (paths.PRINCIPAL, paths.PRINCIPAL_IN_NEED, *paths.office_of_child(Role.ADMINISTRATOR, protected=("child",)))

APPLICATION_DECIDE = Policy(
    "application.decide",
    Application,
    _("Besluta om en ansökan om konto"),
    grants=(
        Grant(_of_application(Role.PRINCIPAL, _("Rektor"), "duties"), via=("application",)),
        *(Grant(_of_application(Role.ADMINISTRATOR, _("Administratör"), held), via=("application",)) for held in _HELD),
        Grant(_RECTOR_IN_NEED, via=("application",)),
        Grant(_MENTOR, via=("application",)),
    ),
    columns={"application": "pk"},
)

CHILD_DECIDE = Policy(
    "application.child",
    Placement,
    _("Se vad registret säger om barnet i en ansökan"),
    grants=(
        *(Grant(path, via=("child", "unit")) for path in CHILDS_OFFICE),
        Grant(paths.MENTOR, via=("child", "unit"), when=~Q(child__protection="none")),
    ),
    columns={"child": "child_id", "unit": "unit_id"},
)

APPLICATION_TYPE = Policy(
    "application.type",
    Organisation,
    _("Skriva in en ansökan från papper"),
    grants=tuple(Grant(path, via=("unit",), when=_A_UNIT) for path in _UNIT_OFFICE),
    columns={"unit": "pk"},
)

GROUP_LOGINS = Policy(
    "logins.group",
    Group,
    _("Vem i klassen som aldrig har loggat in"),
    grants=(Grant(paths.GROUP_MENTOR, via=("group",)), *(Grant(path, via=("unit",)) for path in _UNIT_OFFICE)),
    columns={"group": "pk", "unit": "unit_id"},
)

GROUP_LETTERS = Policy(
    "letters.group",
    Group,
    _("Göra inbjudningsbrev till en klass"),
    grants=tuple(Grant(path, via=("unit",)) for path in _UNIT_OFFICE),
    columns={"unit": "unit_id"},
)

# Whom the unit's office may not know of, the mentor invites: by hand, one at a time (A10).
GROUP_HANDED_LETTERS = Policy(
    "letters.handed",
    Group,
    _("Göra brev som lämnas över för hand"),
    grants=(Grant(paths.GROUP_MENTOR, via=("group",)), *GROUP_LETTERS.grants),
    columns={"group": "pk", "unit": "unit_id"},
)

UNIT_LOGINS = Policy(
    "logins.unit",
    Organisation,
    _("Vem i personalen som aldrig har loggat in, och brev till dem"),
    grants=tuple(Grant(path, via=("unit",), when=_A_UNIT) for path in _UNIT_OFFICE),
    columns={"unit": "pk"},
)

MEMBER_LOGIN = Policy(
    "login.member",
    GroupMembership,
    _("Om en elev har loggat in"),
    grants=(Grant(paths.MENTOR, via=("child", "group")), *(Grant(path, via=("child", "unit")) for path in CHILDS_OFFICE)),
    columns={"child": "child_id", "group": "group_id", "unit": "group__unit"},
)

ADULT_LOGIN = Policy(
    "login.adult",
    Responsible,
    _("Om den som ansvarar för ett barn har loggat in"),
    grants=(Grant(paths.MENTOR), *(Grant(path, when=_UNPROTECTED_ADULT) for path in CHILDS_OFFICE)),
    columns={"child": "child_id"},
)

STAFF_LOGIN = Policy(
    "login.staff",
    Duty,
    _("Om en i personalen har loggat in"),
    grants=tuple(Grant(path, via=("unit",), when=_UNPROTECTED_ADULT) for path in _UNIT_OFFICE),
    columns={"unit": "unit_id"},
)
