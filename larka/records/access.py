"""Who handles what readers have reported, and takes over what somebody left behind (F6, A6)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import LEADING
from larka.access.policy import Grant, Policy
from larka.records.models import Draft, TakenDraft, TextReport

_ABOUT_A_CHILD = {"child": "child_id", "unit": "unit_id"}
# Rektor's own way to a child, protected children only with a documented need (A10); what is about no child by the unit.
_RECTORS = (
    *(Grant(path, via=("child", "unit")) for path in LEADING),
    Grant(paths.UNIT_PRINCIPAL, via=("unit",), when=Q(child__isnull=True)),
)

REPORTS_OF_UNIT = Policy(
    "report.list",
    TextReport,
    _("Att en text är anmäld, utan vem den är om"),
    grants=(Grant(paths.UNIT_PRINCIPAL, via=("unit",)),),
    columns={"unit": "unit_id"},
)
REPORT_HANDLE = Policy("report.handle", TextReport, _("Läsa och hantera en anmälan av en text"), grants=_RECTORS, columns=_ABOUT_A_CHILD)
_OWN = (Grant(paths.SELF, via=("person",)),)
REPORT_MINE = Policy("report.mine", TextReport, _("Anmälningar jag har gjort"), grants=_OWN, columns={"person": "reporter_id"})
REPORT_ASKED = Policy(
    "report.asked",
    TextReport,
    _("Texter jag är ombedd att se över"),
    grants=(Grant(paths.SELF, via=("person",), when=Q(outcome=TextReport.Outcome.AUTHOR_ASKED)),),
    columns={"person": "author_id"},
)
DRAFT_TAKE_OVER = Policy(
    "draft.take_over", Draft, _("Ta över ett utkast vars författare har slutat"), grants=_RECTORS, columns=_ABOUT_A_CHILD
)
TAKEN_READ = Policy("draft.taken", TakenDraft, _("Övertagna utkast"), grants=_RECTORS, columns=_ABOUT_A_CHILD)
TAKEN_FROM_ME = Policy("draft.taken_from", TakenDraft, _("Att mitt utkast är övertaget"), grants=_OWN, columns={"person": "former_id"})
