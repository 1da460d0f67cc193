"""Whom a development plan exists for, and who leads it. What of it each may write and read: the template (C1), shape/rights.py."""

from django.utils.translation import gettext_lazy as _

from larka.plans.models import Plan
from larka.questionnaires.access import FormKind, register_form_kind

KIND = "plan"

PLAN = register_form_kind(
    FormKind(
        KIND,
        Plan,
        _("Utvecklingsplan för ett barn; varje fält läses av dem som mallen säger"),
        _("Föra en utvecklingsplan vidare, fastställa och öppna den"),
    )
)
PLAN_READ, PLAN_LEAD = PLAN.read, PLAN.lead
