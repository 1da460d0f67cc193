"""All omdömen of a unit and term on paper, class by class: a long job of rektor's."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from larka.assessments.access import KIND, UNIT_JUDGEMENTS
from larka.assessments.queries.printing import Batch, batches_of, published_among
from larka.assessments.records import class_document
from larka.audit.actions import record
from larka.audit.models import Entry
from larka.core.dates import stockholm_day
from larka.core.documents import render_pdf
from larka.jobs.handle import Handle, JobError
from larka.register.models import Organisation, Term


def print_unit(handle: Handle) -> None:
    """Class by class, each kept as soon as it is set; at last all of them bound to one file. Each class asks the policies again."""
    from larka.core.documents.binding import bind_pdf  # what it needs takes a tenth of a second at each start

    unit = Organisation.objects.get(pk=handle.arguments["unit"])
    term = Term.objects.get(pk=handle.arguments["term"])
    UNIT_JUDGEMENTS.require(handle.by, unit)
    batches = batches_of(handle.by, unit, term)
    done: list[int] = handle.resume.get("done", [])
    for batch in (batch for batch in batches if batch.group not in done):
        handle.step(len(done), len(batches) + 1, batch.name)
        _print(handle, unit, term, len(done), batch)
        done = [*done, batch.group]
        handle.keep(done=done)
    handle.step(len(batches), len(batches) + 1, _("Sätter ihop till en fil"))
    title = _("Omdömen %(group)s %(term)s") % {"group": unit.name, "term": term.name}
    parts = list(handle.parts())
    if not parts:
        raise JobError(_("Det finns inga publicerade omdömen att skriva ut för terminen."))
    handle.finish("omdomen-enhet.pdf", "application/pdf", bind_pdf(parts, title))


def _print(handle: Handle, unit: Organisation, term: Term, number: int, batch: Batch) -> None:
    rows = published_among(handle.by, batch.children, term)
    document = class_document(rows, _("Omdömen %(group)s %(term)s") % {"group": batch.name, "term": term.name})
    if document is None:
        return
    _log(handle, unit, rows)
    handle.holds(row["pk"] for row in rows)
    handle.keep_part(number, render_pdf(document, made_at=handle.by.at))


def _log(handle: Handle, unit: Organisation, rows: Iterable[dict[str, Any]]) -> None:
    """Whose omdömen were put on paper: "Vem har läst?" tells it as it tells of a page (A12)."""
    listed = list(rows)
    record(
        handle.by,
        "judgement.unit_printed",
        unit,
        kind=Entry.Kind.READ,
        role="principal",
        children={row["child_id"] for row in listed},
        records=(KIND, [row["pk"] for row in listed]),
        earliest_on=min(stockholm_day(row["published_on"]) for row in listed),
    )
