"""Writing and publishing, for the teacher."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.holders import expected_holders, named, people_reaching, told_now
from larka.access.http import ActingRequest, lists, opens
from larka.access.policies import FAMILY
from larka.assessments import actions
from larka.assessments.access import JUDGE_ACTIVITY, JUDGEMENT_READ
from larka.assessments.forms import CommonTextForm, PublishForm, WritingForm, choice_of
from larka.assessments.queries import WritingRow, activity_states, members_taught, writable_terms, writing_rows
from larka.register.models import Activity, Term


@lists(JUDGE_ACTIVITY)
def activities(request: ActingRequest, _visible: Any) -> HttpResponse:
    """My subjects and groups, with how far the omdömen have come."""
    request.reading.saw(())
    term = writable_terms(request.actor)[0]
    return render(request, "assessments/activities.html", {"term": term, "activities": activity_states(request.actor, term)})


@opens(JUDGE_ACTIVITY)
def write(request: ActingRequest, activity: Activity) -> HttpResponse:
    """All pupils of one subject and group on one page; Tab is next pupil."""
    terms, term = _term(request)
    rows = writing_rows(request.actor, activity, term)
    request.reading.saw(row.child_id for row in rows)
    form = WritingForm(rows, request.POST)
    common = CommonTextForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _save(request, activity, term, form, common):
        return redirect(_address(request, "write_judgements" if "publish" not in request.POST else "publish_judgements", activity))
    context = {"activity": activity, "terms": terms, "term": term, "rows": rows, "form": form, "common": common}
    return render(request, "assessments/write.html", context, status=422 if request.method == "POST" else 200)


def _save(request: ActingRequest, activity: Activity, term: Term, form: WritingForm, common: CommonTextForm) -> bool:
    if not common.is_valid():
        return False
    if "fill" in request.POST:
        form.fill_empty(common.cleaned_data["common"])
    if not form.is_valid() or not form.look_through(common.cleaned_data["common"]):
        return False
    memberships = {m.public_id: m for m in members_taught(request.actor, activity)}
    written = [actions.Written(memberships[t.row.membership], t.text, t.version, t.drafts) for t in form.to_save()]
    try:
        saved = actions.write_judgements(by=request.actor, activity=activity, term=term, rows=written)
    except actions.TextsChangedError as conflict:
        form.mark_conflicts(conflict.places)
        return False
    if saved:
        count = len(saved)
        messages.success(request, ngettext("%(n)s text sparad.", "%(n)s texter sparade.", count) % {"n": count})
    elif "publish" not in request.POST:
        messages.info(request, _("Alla texter på sidan är sparade."))
    return True


@opens(JUDGE_ACTIVITY)
def publish(request: ActingRequest, activity: Activity) -> HttpResponse:
    """What will be published and to how many people; one pupil or all."""
    _terms, term = _term(request)
    ready = [row for row in writing_rows(request.actor, activity, term) if _is_ready(row)]
    request.reading.saw(row.child_id for row in ready)
    form = PublishForm(request.POST if request.method == "POST" else None, rows=ready)
    if form.is_valid():
        _publish(request, activity, term, form.chosen())
        return redirect(_address(request, "write_judgements", activity))
    chosen = set(request.POST.getlist("elev") or request.GET.getlist("elev")) or {choice_of(row) for row in ready}
    family = people_reaching(FAMILY, [row.child_id for row in ready], request.actor.at)
    receivers = {row.membership: len({p for p, child in family if child == row.child_id}) for row in ready}
    context = {
        "activity": activity, "term": term, "rows": ready, "form": form, "chosen": chosen,
        "choice_of": choice_of, "receivers": receivers, "people": len({person for person, _child in family}),
    }  # fmt: skip
    return render(request, "assessments/publish.html", context, status=422 if request.method == "POST" else 200)


def _is_ready(row: WritingRow) -> bool:
    return bool(row.text) and row.state in ("begun", "changed")


def _publish(request: ActingRequest, activity: Activity, term: Term, chosen: dict[uuid.UUID, int]) -> None:
    members = members_taught(request.actor, activity).filter(public_id__in=list(chosen))
    versions = {member.child_id: chosen[member.public_id] for member in members}
    published = actions.publish_judgements(by=request.actor, activity=activity, term=term, memberships=members, versions=versions)
    count = len(published)
    messages.success(request, ngettext("%(n)s omdöme publicerat.", "%(n)s omdömen publicerade.", count) % {"n": count})


@opens(JUDGE_ACTIVITY)
def expected_readers(request: ActingRequest, activity: Activity) -> HttpResponse:
    """Vem kan se detta? Before publishing only the author; then these, pupil by pupil (A18)."""
    _terms, term = _term(request)
    people: dict[tuple[int, str], None] = {}
    for membership in members_taught(request.actor, activity):
        values = {
            "child_id": membership.child_id, "unit_id": activity.unit_id,
            "school_year_id": term.school_year_id, "syllabus_id": activity.syllabus_id or 0,
        }  # fmt: skip
        expected = expected_holders(JUDGEMENT_READ, values, request.actor.at)
        people |= dict.fromkeys(told_now(request.actor, membership.child_id, expected))
    shown = named(request.actor, JUDGEMENT_READ, people)
    request.reading.saw(())
    return render(request, "assessments/expected_readers.html", {"activity": activity, "holders": shown})


def _term(request: HttpRequest) -> tuple[list[Term], Term]:
    """The term that the address names, if it may still be written in; otherwise the term of today."""
    terms = writable_terms(request.actor)  # type: ignore[attr-defined]
    asked = request.GET.get("termin", "")
    return terms, next((term for term in terms if str(term.public_id) == asked), terms[0])


def _address(request: HttpRequest, name: str, activity: Activity) -> str:
    query = QueryDict(mutable=True)
    if asked := request.GET.get("termin"):
        query["termin"] = asked
    address = reverse(name, args=[activity.public_id])
    return f"{address}?{query.urlencode()}" if query else address
