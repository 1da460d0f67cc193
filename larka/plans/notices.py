"""What is told of plans: that there is something to fill in, that one is finalised or corrected, and that somebody is waited for (F2)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.notices.kinds import NoticeKind, register_notice
from larka.plans.access import PLAN, PLAN_READ
from larka.plans.models import Plan
from larka.questionnaires.notices import News, register_form_notices
from larka.questionnaires.places import register_form_places


def _to_read(_plans: Sequence[Any]) -> str:
    return _("Ny utvecklingsplan att läsa och bekräfta")


def _to_read_again(_plans: Sequence[Any]) -> str:
    return _("Ny version av utvecklingsplanen att läsa och bekräfta")


def _waited_for(_plans: Sequence[Plan]) -> str:
    return _("Påminnelse: din del av utvecklingsplanen är inte ifylld")


PLAN_NOTICES = register_form_notices(
    PLAN,
    opened=gettext_lazy("En utvecklingsplan att fylla i"),
    published=News(gettext_lazy("En utvecklingsplan är fastställd"), _to_read),
    corrected=News(gettext_lazy("En utvecklingsplan är rättad"), _to_read_again),
)
PLAN_WANTED = register_notice(
    NoticeKind(
        key="plan.wanted",
        label=gettext_lazy("En påminnelse om utvecklingsplanen"),
        read=PLAN_READ,
        title=_waited_for,
        link=lambda plan: reverse("plan", args=[plan.public_id]),
        still=Q(published_at__isnull=True),
    )
)
PLAN_PLACES = register_form_places(
    PLAN, school=gettext_lazy("Skolans svar i en utvecklingsplan"), home=gettext_lazy("Hemmets eller elevens svar i en utvecklingsplan")
)
