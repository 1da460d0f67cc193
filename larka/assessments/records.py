"""Omdömen as a kind of record, and as documents."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.assessments.access import JUDGEMENT_READ, KIND
from larka.assessments.models import Judgement
from larka.core.dates import stockholm_day
from larka.core.documents import Document, Fact, Header, Paragraph, Section
from larka.records.kinds import PublicRecordState, RecordKind, Secrecy, register_kind
from larka.records.reportable import About, Reportable, register_reportable
from larka.records.schema import Part, RecordSchema
from larka.register.actor import Actor

SCHOOL_FORMS = ("FKLASS", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")


def judgement_document(judgement: Judgement) -> Document:
    """One published omdöme; without a published version a document that says so."""
    latest = judgement.latest
    row = {
        "child_name": judgement.child.display_name,
        "term_name": judgement.term.name,
        "unit_name": judgement.unit.name,
        "subject": judgement.syllabus.name,
        "published_text": latest.text if latest else _("Inte publicerat."),
        "number": latest.number if latest else 0,
        "published_on": latest.published_at if latest else None,
        "author": latest.published_by.display_name if latest else "",
    }
    return term_document([row])


def term_document(rows: Sequence[dict[str, Any]]) -> Document:
    """All subjects of one pupil and term: what the family prints. ``rows`` as ``queries.published_of`` gives them; at least one."""
    first = rows[0]
    return Document(
        title=_("Skriftliga omdömen"),
        subject=f"{first['child_name']}, {first['term_name']}",
        facts=(
            Fact(_("Elev"), first["child_name"]),
            Fact(_("Termin"), first["term_name"]),
            Fact(_("Skola"), first["unit_name"]),
        ),
        body=tuple(subject_section(row) for row in rows),
        header=Header(first["child_name"], first["term_name"]),
    )


def class_document(rows: Iterable[dict[str, Any]], title: str) -> Document | None:
    """A class set: each pupil starts a page, contents first. None when nothing is published."""
    documents = [term_document(list(own)) for _child, own in groupby(rows, key=lambda row: row["child_id"])]
    return Document.join(documents, title) if documents else None


def subject_section(row: Mapping[str, Any]) -> Section:
    """One subject's omdöme, as ``term_document`` holds it."""
    day = stockholm_day(row["published_on"]).isoformat() if row["published_on"] else ""
    signed = _("%(author)s, %(day)s") % {"author": row["author"], "day": day} if day else ""
    version = _("version %(number)s") % {"number": row["number"]} if row["number"] > 1 else ""
    return Section(row["subject"], (Paragraph(row["published_text"]),), field="text", note=" · ".join(filter(None, (signed, version))))


def _public_record(judgement: Judgement) -> PublicRecordState:
    """Published, an omdöme is a public record; before it is working material (TF 2:12, C5)."""
    return "public record" if judgement.latest_id else "working material"


def _secrecy(_judgement: Judgement) -> Secrecy:
    """In school the presumption is that it may be released (OSL 23:2)."""
    return "presumed open"


def _about(_actor: Actor, judgement: Judgement) -> About:
    """Whom rektor asks about a published omdöme: whoever published it last."""
    latest = judgement.latest
    title = f"{judgement.syllabus.name}, {judgement.term.name}"
    author = latest.published_by_id if latest else judgement.written_by_id
    return About(child=judgement.child_id, unit=judgement.unit_id, author=author, title=title)


register_reportable(Reportable(KIND, gettext_lazy("Skriftligt omdöme"), JUDGEMENT_READ, _about, "judgement"))
JUDGEMENT = register_kind(
    RecordKind(
        key=KIND,
        label=gettext_lazy("Skriftligt omdöme"),
        model=Judgement,
        read=JUDGEMENT_READ,
        document=judgement_document,
        schema=RecordSchema(
            version=1,
            fields=("term", "syllabus", "group", "text"),
            parts=(Part("versions", owner="judgement", fields=("number", "text", "published_at", "published_by"), order="number"),),
            current="latest",
        ),
        school_forms=SCHOOL_FORMS,
        public_record=_public_record,
        secrecy=_secrecy,
        leaves_with_child=True,
        purpose=gettext_lazy(
            "Berätta för eleven och vårdnadshavarna hur det går i varje ämne och hur eleven kommer vidare, inför utvecklingssamtalet."
        ),
        legal_basis=gettext_lazy("Rättslig förpliktelse (artikel 6.1 c): skollagen (2010:800) 10 kap. 12–13 §§ och motsvarande."),
    )
)
