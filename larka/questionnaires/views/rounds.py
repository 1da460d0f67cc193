"""A form for a whole group: starting it, seeing who owes what, and taking it from step to step."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.http import ActingRequest, form_status, lists, opens
from larka.access.paging import page_of
from larka.questionnaires.access import FORM_START, KIND, ROUND_LEAD, FormKind, form_kind_of
from larka.questionnaires.actions import filling, rounds
from larka.questionnaires.extras import extras_of
from larka.questionnaires.forms.rounds import StartForm, change_form
from larka.questionnaires.models import Round
from larka.questionnaires.queries.rounds import (
    FormRow,
    children_without,
    forms_led,
    forms_of,
    groups_to_start,
    hidden_in,
    receivers,
    rounds_led,
)  # fmt: skip
from larka.questionnaires.queries.templates import in_use, shape_by_key
from larka.questionnaires.queries.waiting import children_with_forms
from larka.questionnaires.shape.rights import is_familys
from larka.register.models import Group

TWO_WEEKS = dt.timedelta(days=14)


@lists(FORM_START)
def form_rounds(request: ActingRequest, _visible: Any) -> HttpResponse:
    """What is under way in my groups, and where I may start something."""
    page = page_of(rounds_led(request.actor), request.GET.dict())
    listed = [(row, shape_by_key(row.template_version_id).title) for row in page.rows]
    groups = list(groups_to_start(request.actor))
    children = [] if groups or listed else children_with_forms(request.actor)
    request.reading.saw(child["pk"] for child in children)
    context = {"page": page, "listed": listed, "groups": groups, "children": children, "today": request.actor.today}
    return render(request, "questionnaires/rounds.html", context)


@opens(FORM_START)
def start_form(request: ActingRequest, group: Group) -> HttpResponse:
    """Choose a form and a last day; for how many somebody else must start it is said, in numbers alone."""
    versions = list(in_use(group.unit_id, KIND))
    form = StartForm(request.POST or None, versions=versions, initial={"last_day": request.actor.today + TWO_WEEKS})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version = form.versions[given.pop("version")]
        try:
            made = rounds.start_round(by=request.actor, group=group, version=version, **given)
        except rounds.RoundError as error:
            form.add_error("last_day", str(error))
        else:
            messages.success(request, _("Formuläret är startat."))
            return redirect("form_round", made.public_id)
    context = {"group": group, "form": form, "versions": versions, "hidden": hidden_in(request.actor, group)}
    return render(request, "questionnaires/start.html", context, status=form_status(request))


@opens(ROUND_LEAD)
def change_round(request: ActingRequest, started: Round) -> HttpResponse:
    """Another name or last day, or, while nothing is written, undone."""
    kind, error = _by_hand(started), ""
    form = change_form(None if "remove" in request.POST else request.POST or None, started)
    try:
        if "remove" in request.POST:
            rounds.remove_round(by=request.actor, started=started)
            messages.success(request, _("Det är borttaget för hela gruppen."))
            return redirect(kind.of_rounds)
        if request.method == "POST" and form.is_valid():
            rounds.change_round(by=request.actor, started=started, **form.cleaned_data)
            messages.success(request, _("Ändringen är sparad."))
            return redirect(kind.of_round, started.public_id)
    except rounds.RoundError as found:
        if form.is_bound:
            form.add_error("last_day", str(found))
        else:
            error = str(found)
    context = {"round": started, "form": form, "error": error, "title": shape_by_key(started.template_version_id).title, "kind": kind}
    return render(request, "questionnaires/change_round.html", context, status=form_status(request))


def _by_hand(started: Round) -> FormKind:
    """The round's kind; where the kind's own actions move and change its rounds, these pages are not there."""
    kind = form_kind_of(started.kind)
    if not kind.by_hand:
        raise Http404
    return kind


@opens(ROUND_LEAD)
def form_round(request: ActingRequest, started: Round) -> HttpResponse:
    """Every child's form: its step and who still owes an answer; children who came later get theirs here."""
    if request.method == "POST":
        added = rounds.add_children(by=request.actor, started=started)
        count = len(added)
        messages.success(request, ngettext("%(n)s formulär tillagt.", "%(n)s formulär tillagda.", count) % {"n": count})
        return redirect("form_round", started.public_id)
    rows, shape = forms_of(request.actor, started), shape_by_key(started.template_version_id)
    request.reading.saw(row.child_id for row in rows)
    steps = [(number, stage, sum(row.stage == number for row in rows)) for number, stage in enumerate(shape.stages)]
    context = {
        "round": started, "rows": rows, "shape": shape, "steps": steps, "kind": form_kind_of(started.kind),
        "without": len(children_without(request.actor, started)), "hidden": hidden_in(request.actor, started.group),
    }  # fmt: skip
    return render(request, "questionnaires/round.html", context)


@opens(ROUND_LEAD)
def move_forms(request: ActingRequest, started: Round) -> HttpResponse:
    """Take chosen forms one step on: which, what is missing, and, where it publishes, to whom at home."""
    kind, shape = _by_hand(started), shape_by_key(started.template_version_id)
    stage = next((number for number in range(shape.last) if str(number) == request.GET.get("steg", "")), None)
    if stage is None:
        return redirect(kind.of_round, started.public_id)
    every = forms_of(request.actor, started)
    rows = [row for row in every if row.stage == stage]
    request.reading.saw(row.child_id for row in rows)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = set(asked.getlist("elev")) or ({str(row.public_id) for row in rows} if request.method != "POST" else set())
    error = ""
    if request.method == "POST":
        error = _move(request, started, [row for row in every if str(row.public_id) in chosen], stage)
        if not error:
            return redirect(kind.of_round, started.public_id)
    family = receivers(request.actor, shape, rows) if stage + 1 == shape.last else {}
    publishing = forms_led(request.actor, started, [row.pk for row in rows]) if stage + 1 == shape.last else []
    lacking = extras_of(kind).lacking(request.actor, publishing)
    ticked = [row for row in rows if str(row.public_id) in chosen]
    context = {
        "round": started, "shape": shape, "stage": stage, "rows": rows, "chosen": chosen, "error": error, "ticked": ticked,
        "publishes": stage + 1 == shape.last, "family": {child: list(people.values()) for child, people in family.items()},
        "people": len({person for row in ticked for person in family.get(row.child_id, {})}),
        "despite": bool(request.POST.get("despite")), "kind": kind,
        "lacking": lacking, "may_despite": any(asked.required and is_familys(asked) for asked in shape.questions()),
    }  # fmt: skip
    return render(request, "questionnaires/move.html", context, status=form_status(request))


def _move(request: ActingRequest, started: Round, rows: list[FormRow], stage: int) -> str:
    """Move them; what is wrong, if anything."""
    if not rows:
        return _("Välj minst en elev.")
    forms = forms_led(request.actor, started, [row.pk for row in rows])
    try:
        filling.move_on(by=request.actor, forms=forms, expected=stage, despite_missing=bool(request.POST.get("despite")))
    except filling.LackingError as found:
        return _lacking(found, {form.pk: form.child.display_name for form in forms})
    except filling.StageChangedError:
        return _("Någon annan har redan fört vidare något av formulären. Sidan visar läget nu; välj igen.")
    except filling.MissingAnswersError as missing:
        return _missing(missing)
    count = len(forms)
    messages.success(request, ngettext("%(n)s förd vidare.", "%(n)s förda vidare.", count) % {"n": count})
    return ""


def _lacking(found: filling.LackingError, names: Mapping[int, str]) -> str:
    """Of one form all that is missing; of several how many they are, since what it is stands at each."""
    if len(found.lacking) > 1:
        told = _("Det här måste finnas först. %(n)s av de valda saknar något som krävs. Vad det är står vid varje namn.")
        return told % {"n": len(found.lacking)}
    listed = "; ".join(f"{names[pk]}: {', '.join(what)}" for pk, what in found.lacking.items())
    return _("Det här måste finnas först. %(lacking)s.") % {"lacking": listed}


def _missing(found: filling.MissingAnswersError) -> str:
    if found.schools:
        labels = ", ".join(asked.label for asked in found.schools)
        return _("Skolan har svar kvar att skriva, och det kan inte publiceras utan dem: %(labels)s.") % {"labels": labels}
    return _("Svar från elev eller hem saknas. Kryssa för att publicera ändå, eller vänta.")
