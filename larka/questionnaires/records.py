"""Answered forms as kinds of records: what every one of them leaves in, and which of its states are public records."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from larka.core.documents import Document
from larka.questionnaires.access import FORM, FormKind
from larka.questionnaires.documents import whole_document
from larka.questionnaires.models import AnsweredRecord
from larka.questionnaires.queries.files import files_of
from larka.records.kinds import PublicRecordState, RecordKind, Secrecy, register_kind
from larka.records.schema import Part, RecordSchema

SCHOOL_FORMS = ("FS", "FKLASS", "FTH", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")
_ANSWER = ("public_id", "field", "owner", "value", "role", "shared", "written_by", "written_at", "version")
_PARTS = (
    Part("snapshots", owner="record", fields=("number", "content", "published_at", "published_by"), order="number"),
    Part("answers", owner="record", fields=_ANSWER, order="pk"),
    Part("moves", owner="record", fields=("from_stage", "to_stage", "reason", "moved_by", "moved_at"), order="pk"),
)
_FIELDS = ("template_version", "round", "stage", "stages", "last_day", "roles")


def _public_record(record: Any) -> PublicRecordState:
    """Published it is a public record; what home or pupil has handed in is received; before that it is working material (C5)."""
    if record.latest_id:
        return "public record"
    return "received" if record.answers.filter(role__in=["pupil", "guardian"], value__isnull=False).exists() else "working material"


def _secrecy(record: AnsweredRecord) -> Secrecy:
    """In preschool the presumption is secrecy (OSL 23:1), in school that it may be released (23:2)."""
    return "presumed secret" if record.school_form == "FS" else "presumed open"


def _files(record: AnsweredRecord) -> list[dict[str, Any]]:
    return [each.as_json() for each in files_of(record).values()]


def register_answered_kind(
    kind: FormKind,
    label: Promise,
    *,
    purpose: Promise,
    school_forms: tuple[str, ...],
    fields: tuple[str, ...] = (),
    parts: tuple[Part, ...] = (),
    document: Callable[[Any], Document] = whole_document,
    public_record: Callable[[Any], PublicRecordState] = _public_record,
) -> RecordKind:
    """Enter a kind of record that is answered by forms; ``fields`` and ``parts``: what it has beside what they all have."""
    return register_kind(
        RecordKind(
            key=kind.key,
            label=label,
            model=kind.model,
            read=kind.read,
            document=document,
            schema=RecordSchema(version=1, fields=(*_FIELDS, *fields), parts=(*_PARTS, *parts), current="latest", beside={"files": _files}),
            school_forms=school_forms,
            public_record=public_record,
            secrecy=_secrecy,
            leaves_with_child=True,
            purpose=purpose,
            legal_basis=gettext_lazy("Uppgift av allmänt intresse (artikel 6.1 e), enligt skollagen (2010:800)."),
        )
    )


QUESTIONNAIRE = register_answered_kind(
    FORM,
    gettext_lazy("Formulär"),
    purpose=gettext_lazy("Samla in det som skolan, eleven och hemmet ska svara på inför samtal och planer."),
    school_forms=SCHOOL_FORMS,
)
