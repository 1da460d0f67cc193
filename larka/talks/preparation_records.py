"""Preparations as a kind of record. Which of it becomes a public record goes by who wrote it (C5)."""

from typing import Any

from django.utils.translation import gettext_lazy

from larka.core.documents import Document
from larka.questionnaires.documents import whole_document
from larka.questionnaires.queries.templates import shape_for
from larka.questionnaires.records import register_answered_kind
from larka.questionnaires.shape.parts import FAMILY
from larka.records.kinds import PublicRecordState
from larka.register.settings import setting
from larka.talks.access.preparations import PREPARATION

SCHOOL_FORMS = ("FS", "FKLASS", "FTH", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")
NOTES_ARE_RECORDS = "talks.staff_notes_are_records"


def own_notes(preparation: Any) -> frozenset[str]:
    """The questions of staff's own notes: neither written nor read by the family."""
    return frozenset(asked.id for asked in shape_for(preparation).questions() if not FAMILY & {*asked.writers, *asked.readers})


def preparation_document(preparation: Any) -> Document:
    """For the archive and for release. Staff's own notes are not in it, unless the huvudman has decided to keep them."""
    document = whole_document(preparation)
    return document if setting(NOTES_ARE_RECORDS) else document.without(own_notes(preparation))


def public_record(preparation: Any) -> PublicRecordState:
    """What home or pupil has handed in is received; what school has shared with them is sent; own notes are working material (C5)."""
    answered = preparation.answers.filter(value__isnull=False)
    if answered.filter(role__in=sorted(FAMILY)).exists():
        return "received"
    kept = frozenset() if setting(NOTES_ARE_RECORDS) else own_notes(preparation)
    return "public record" if preparation.latest_id and answered.exclude(field__in=kept).exists() else "working material"


PREPARATION_KIND = register_answered_kind(
    PREPARATION,
    gettext_lazy("Samtalsunderlag"),
    purpose=gettext_lazy("Låta eleven, vårdnadshavarna och skolan förbereda utvecklingssamtalet, var för sig."),
    school_forms=SCHOOL_FORMS,
    fields=("talk_round",),
    document=preparation_document,
    public_record=public_record,
)
