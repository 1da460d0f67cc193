"""Development plans as a kind of record."""

from django.utils.translation import gettext_lazy

from larka.plans.access import PLAN as PLAN_FORMS
from larka.questionnaires.records import register_answered_kind
from larka.records.schema import Part

SCHOOL_FORMS = ("FS", "FKLASS", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")
_RECEIPTS = Part("receipts", owner="record", fields=("number", "person", "role", "read_at", "how", "typed_by"), order="pk")

PLAN = register_answered_kind(
    PLAN_FORMS,
    gettext_lazy("Individuell utvecklingsplan"),
    purpose=gettext_lazy(
        "Följa barnets utveckling och komma överens om vad skolan, eleven och hemmet gör (skollagen 8 kap. 11 §, 10 kap. 12–13 §§)."
    ),
    school_forms=SCHOOL_FORMS,
    fields=("grade", "otherwise", "in_programme", "on_request"),
    parts=(_RECEIPTS,),
)
