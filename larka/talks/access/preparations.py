"""Whom a preparation exists for, and who leads it. What of it each may write and read: its template, shape/rights.py (C1, C5)."""

from django.utils.translation import gettext_lazy as _

from larka.questionnaires.access import FormKind, register_form_kind
from larka.talks.models import Preparation

KIND = "preparation"
# Its steps: written by each, read by the others too, locked.
PREPARED, SHARED, LOCKED = range(3)

PREPARATION = register_form_kind(
    FormKind(
        KIND,
        Preparation,
        _("Samtalsunderlag inför ett utvecklingssamtal; varje fråga läses av dem som mallen säger"),
        _("Dela ett samtalsunderlag och låsa det"),
        noun=_("Samtalsunderlag"),
        of_child="child_talks",
        file="samtalsunderlag",
        of_round="preparation_round",
        of_rounds="talk_rounds",
        by_year=True,
        by_hand=False,
    )
)
PREPARATION_READ, PREPARATION_LEAD = PREPARATION.read, PREPARATION.lead
