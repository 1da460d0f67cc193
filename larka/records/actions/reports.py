"""A reader reports a text, and rektor handles it (F6)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from larka.audit.actions import record
from larka.people.actions.records import withhold_record
from larka.records.access import REPORT_HANDLE
from larka.records.models import TextReport
from larka.records.reportable import Reportable, reportable
from larka.register.actor import Actor
from larka.register.models import Person


class ReportError(ValueError):
    """It cannot be done so; the message says why, in Swedish."""


@transaction.atomic
def report_text(*, by: Actor, sort: Reportable, text: Any, reason: str) -> TextReport:
    """Tell rektor of the text's unit. A second report by the same reader while the first waits adds to it."""
    sort.policy.require(by, text)
    about = sort.about(by, text)
    if not reason.strip():
        raise ReportError(_("Skriv varför."))
    if about.unit is None:
        raise ReportError(_("Texten hör inte till någon enhet i dag. Säg till skolan i stället."))
    waiting = TextReport.objects.select_for_update(of=("self",)).filter(
        kind=sort.key, record_id=text.pk, reporter_id=by.writer, handled_at__isnull=True
    )
    made = waiting.first()
    if made is not None:
        made.reason = f"{made.reason}\n\n{reason.strip()}"
        made.save(update_fields=["reason"])
    else:
        made = TextReport.objects.create(
            kind=sort.key, record_id=text.pk, child_id=about.child, unit_id=about.unit, author_id=about.author,
            reporter_id=by.writer, reason=reason.strip(), reported_at=by.at,
        )  # fmt: skip
    record(by, "text.reported", made, children=_children(made), details={"kind": sort.key})
    return made


@transaction.atomic
def handle_report(
    *, by: Actor, report: TextReport, outcome: str, answer: str, request: str = "", person: Person | None = None, decision: str = ""
) -> TextReport:
    """Rektor decides, answers the reader in words, and asks the author or keeps the text from one guardian where that is the outcome."""
    REPORT_HANDLE.require(by, report)
    kept = TextReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if kept.handled_at is not None:
        raise ReportError(_("Anmälan är redan hanterad."))
    if outcome not in TextReport.Outcome.values or not answer.strip():
        raise ReportError(_("Välj åtgärd och skriv ett svar till den som anmälde."))
    if outcome == TextReport.Outcome.AUTHOR_ASKED and not request.strip():
        raise ReportError(_("Skriv vad författaren ska se över."))
    if outcome == TextReport.Outcome.WITHHELD:
        _withhold(by, kept, person, decision)
    kept.outcome, kept.answer, kept.request = outcome, answer.strip(), request.strip()
    kept.handled_by_id, kept.handled_at = by.writer, by.at
    kept.save(update_fields=["outcome", "answer", "request", "handled_by", "handled_at"])
    record(by, "text.report_handled", kept, children=_children(kept), details={"kind": kept.kind, "outcome": outcome})
    return kept


def _withhold(by: Actor, report: TextReport, person: Person | None, decision: str) -> None:
    text: Any = reportable(report.kind).found(report.record_id)
    if person is None or report.child_id is None or text is None or not reportable(report.kind).policy.kind:
        raise ReportError(_("Välj vilken vårdnadshavare texten undanhålls från."))
    withhold_record(by=by, kind=report.kind, about=text, person=person, reason=report.reason, decision=decision)


def _children(report: TextReport) -> list[int]:
    return [report.child_id] if report.child_id else []
