"""Whom a development plan exists for, and who leads it. What of it each may write and read: the template (C1), shape/rights.py."""

from django.utils.translation import gettext_lazy as _

from larka.plans.models import Plan
from larka.questionnaires.access import FormKind, register_form_kind

KIND = "plan"
# No programme of action (SL 8 kap.), no omdömen and no goals there.
PRESCHOOL_FORMS = frozenset({"FS", "FTH"})
# What a field of a plan can be for, where the law asks (SL 10:12–13).
MEASURES, AGREEMENTS, OTHERWISE = "measures", "agreements", "otherwise"

PLAN = register_form_kind(
    FormKind(
        KIND,
        Plan,
        _("Utvecklingsplan för ett barn; varje fält läses av dem som mallen säger"),
        _("Föra en utvecklingsplan vidare, fastställa och öppna den"),
        noun=_("Utvecklingsplan"),
        of_child="child_plans",
        file="utvecklingsplan",
        purposes={MEASURES: _("Skolans insatser"), AGREEMENTS: _("Överenskommelser"), OTHERWISE: _("Utveckling i övrigt")},
        of_round="plan_round",
        of_rounds="plan_classes",
        by_year=True,
        late=frozenset({"teacher"}),
        put_right_at_school=True,
    )
)
PLAN_READ, PLAN_LEAD = PLAN.read, PLAN.lead
