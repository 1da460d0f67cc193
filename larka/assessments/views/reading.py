"""Reading omdömen: the family and the staff of one child, the mentor's class, one omdöme with its history."""

import uuid
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from larka.access.answers import paper
from larka.access.audiences import Audience
from larka.access.http import ActingRequest, is_fetched, opens, who_has_read
from larka.access.policies import CHILD_DOCUMENTS
from larka.assessments import actions
from larka.assessments.access import CLASS_JUDGEMENTS, JUDGEMENT_EDIT, JUDGEMENT_READ, KIND, UNIT_JUDGEMENTS
from larka.assessments.models import Judgement
from larka.assessments.notices import JUDGEMENT_PUBLISHED
from larka.assessments.queries import earlier_texts, published_in, published_of, state_counts, writable_terms
from larka.assessments.queries.classes import class_overview, classes_of_unit, members_of
from larka.assessments.records import class_document, term_document
from larka.core.documents import render_html
from larka.notices.actions.reading import read_about
from larka.register.models import Group, Organisation, Person, Term


@opens(CHILD_DOCUMENTS)
def child_judgements(request: ActingRequest, child: Person) -> HttpResponse:
    """One term of a child's published omdömen, and the way to every earlier term as it was (C9)."""
    terms = _by_term(published_of(request.actor, child))
    asked = request.GET.get("termin", "")
    shown = next((name for name in terms if name == asked), next(iter(terms), None))
    rows = terms.get(shown, [])
    _saw(request, rows)
    _is_no_news(request, (row["public_id"] for row in rows))
    context = {"child": child, "terms": list(terms), "term": shown, "rows": rows, "may_ask_readers": request.reading.may_ask_readers(child)}
    return render(request, "assessments/child.html", context)


@opens(CHILD_DOCUMENTS)
def child_pdf(request: ActingRequest, child: Person, term: uuid.UUID) -> HttpResponse:
    """One term on paper, all subjects."""
    rows = [row for row in published_of(request.actor, child) if row["term_public_id"] == term]
    if not rows:
        raise Http404
    _saw(request, rows)
    return paper(term_document(rows), "omdomen", request.actor.at)


@opens(JUDGEMENT_READ)
def judgement(request: ActingRequest, judgement: Judgement) -> HttpResponse:
    """One omdöme: the text in force, and each version that was published, as it was."""
    request.reading.showed(KIND, [judgement.pk])
    versions = list(judgement.versions.order_by("-number").values("number", "text", "published_at", author=F("published_by__display_name")))
    request.reading.saw([judgement.child_id], days=(version["published_at"] for version in versions))
    _is_no_news(request, [judgement.public_id])
    context = {"judgement": judgement, "versions": versions, "may_ask_readers": request.reading.may_ask_readers(judgement.child)}
    return render(request, "assessments/judgement.html", context)


def _is_no_news(request: Any, things: Iterable[uuid.UUID]) -> None:
    """Whoever has read an omdöme need not be told of it; nothing is asked where there is nothing unread."""
    if request.session.account.has_news:
        read_about(by=request.actor, kind=JUDGEMENT_PUBLISHED.key, things=things)


@opens(JUDGEMENT_EDIT)
def judgement_history(request: ActingRequest, judgement: Judgement) -> HttpResponse:
    """What the author has saved before, for the author alone (A6)."""
    request.reading.showed(KIND, [judgement.pk])
    context = {"judgement": judgement, "texts": earlier_texts(request.actor, judgement)}
    return render(request, "assessments/history.html", context)


@opens(JUDGEMENT_READ)
def judgement_holders(request: ActingRequest, judgement: Judgement) -> HttpResponse:
    """Vem kan se detta? (A18)"""
    shown = Audience.of(request.actor, JUDGEMENT_READ, judgement).shown(request.GET.dict(), request.path, embedded=is_fetched(request))
    return render(request, "assessments/holders.html", {"judgement": judgement, "shown": shown})


@opens(JUDGEMENT_READ)
def judgement_readers(request: ActingRequest, judgement: Judgement) -> HttpResponse:
    """Vem har läst? For guardians, and for the pupil from 16 (A12)."""
    shown = {"judgement": judgement, **who_has_read(request, JUDGEMENT_READ, judgement)}
    return render(request, "assessments/readers.html", shown)


@opens(CLASS_JUDGEMENTS)
def class_status(request: ActingRequest, group: Group) -> HttpResponse:
    """What is missing, begun and published in each subject, before anything of the text may be read (A6)."""
    terms = writable_terms(request.actor)
    term = _asked_term(request, terms)
    overview = class_overview(request.actor, group, term)
    request.reading.saw(row.child_id for row in overview.rows)
    counts = state_counts(state for row in overview.rows for state in row.states.values())
    context = {
        "group": group,
        "terms": terms,
        "term": term,
        "counts": counts,
        "subjects": [name for _subject, name in overview.subjects],
        "rows": [(row.public_id, row.name, [row.states.get(subject) for subject, _name in overview.subjects]) for row in overview.rows],
    }
    return render(request, "assessments/class_status.html", context)


@opens(UNIT_JUDGEMENTS)
def unit_status(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """Which classes have omdömen left to write, for rektor: numbers, no texts and no names of pupils."""
    terms = writable_terms(request.actor)
    term = _asked_term(request, terms)
    classes = classes_of_unit(request.actor, unit, term)
    return render(request, "assessments/unit_status.html", {"unit": unit, "terms": terms, "term": term, "classes": classes})


@require_POST
@opens(UNIT_JUDGEMENTS)
def print_unit(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """All the term's omdömen of the unit as one PDF: a long job, whose page follows it."""
    term = _asked_term(request, writable_terms(request.actor))
    return redirect("job", actions.print_unit(by=request.actor, unit=unit, term=term).public_id)


@opens(CLASS_JUDGEMENTS)
def class_judgements(request: ActingRequest, group: Group) -> HttpResponse:
    """All published omdömen of a class, one pupil a page when printed."""
    term, rows = _class_rows(request, group)
    documents = [render_html(term_document(list(own)), level=2) for _child, own in groupby(rows, key=lambda row: row["child_id"])]
    return render(request, "assessments/class_print.html", {"group": group, "term": term, "documents": documents})


@opens(CLASS_JUDGEMENTS)
def class_pdf(request: ActingRequest, group: Group) -> HttpResponse:
    """The same as one PDF."""
    term, rows = _class_rows(request, group)
    document = class_document(rows, _("Omdömen %(group)s %(term)s") % {"group": group.name, "term": term.name})
    if document is None:
        raise Http404
    return paper(document, "omdomen-klass", request.actor.at)


def _class_rows(request: ActingRequest, group: Group) -> tuple[Term, list[dict[str, Any]]]:
    term = _asked_term(request, writable_terms(request.actor))
    rows = published_in(request.actor, members_of(request.actor, group).order_by().values("child_id"), term)
    _saw(request, rows)
    return term, rows


def _asked_term(request: ActingRequest, terms: list[Term]) -> Term:
    asked = request.GET.get("termin", "")
    return next((term for term in terms if str(term.public_id) == asked), terms[0])


def _by_term(rows: list[dict[str, Any]]) -> dict[str | None, list[dict[str, Any]]]:
    return {name: list(own) for name, own in groupby(rows, key=lambda row: row["term_name"])}


def _saw(request: ActingRequest, rows: list[dict[str, Any]]) -> None:
    request.reading.saw((row["child_id"] for row in rows), days=(row["published_on"] for row in rows))
    request.reading.showed(KIND, (row["pk"] for row in rows))
