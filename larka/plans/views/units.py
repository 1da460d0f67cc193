"""The plans of a unit, for rektor: class by class, starting them all, and what is decided about them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, form_status, opens
from larka.plans.access import PRESCHOOL_FORMS, UNIT_PLANS
from larka.plans.actions import decisions, starting
from larka.plans.forms.plans import DecisionForm, FirstGradedForm, OtherwiseForm, StartUnitForm
from larka.plans.queries.decisions import GRADED_FROM, InForce, What, decisions_of, graded_from, in_force, may_take_back, years_to_decide
from larka.plans.queries.starting import classes_of_unit
from larka.plans.views.classes import FOUR_WEEKS
from larka.questionnaires.actions.rounds import RoundError
from larka.register.models import Organisation
from larka.register.queries import school_year_on


@opens(UNIT_PLANS)
def unit_plans(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """Class by class: children, begun, finalised. Numbers, no names of children."""
    request.reading.saw(())
    context = {"unit": unit, "classes": classes_of_unit(request.actor, unit), "year": school_year_on(request.actor.today)}
    return render(request, "plans/unit.html", context)


@opens(UNIT_PLANS)
def start_unit(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """What will be started, in numbers, with which templates; then a long job, whose page follows it."""
    form = StartUnitForm(request.POST or None, initial={"last_day": request.actor.today + FOUR_WEEKS})
    if request.method == "POST" and form.is_valid():
        try:
            job = starting.start_unit(by=request.actor, unit=unit, last_day=form.cleaned_data["last_day"])
        except RoundError as error:
            form.add_error("last_day", str(error))
        else:
            return redirect("job", job.public_id)
    request.reading.saw(())
    waiting = [row for row in classes_of_unit(request.actor, unit) if row.without]
    classes = [row for row in waiting if row.version]
    context = {
        "unit": unit, "form": form, "classes": classes, "left": [row for row in waiting if not row.version],
        "count": sum(row.without for row in classes),
    }  # fmt: skip
    return render(request, "plans/start_unit.html", context, status=form_status(request))


@opens(UNIT_PLANS)
def unit_decisions(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """What holds, what is to come and what has held, with reference; new decisions are typed in here (C8)."""
    decided = in_force([unit.pk], request.actor.today)
    forms = _decision_forms(request, unit, decided)
    if request.method == "POST":
        done = _take_back(request, unit) if "take_back" in request.POST else _decide(request, unit, forms)
        if done:
            return redirect("unit_plan_decisions", unit.public_id)
    listed = decisions_of(unit)
    graded = [(form, graded_from(unit.pk, form, decided)) for form in unit.school_forms if form in GRADED_FROM]
    context = {
        "unit": unit, "forms": forms, "graded": graded, "otherwise": bool(decided.get((unit.pk, "otherwise"))),
        "history": [(what, [row for row in listed if row.what == what]) for what in forms],
        "slips": {row.pk for row in listed if may_take_back(row, request.actor.today)},
    }  # fmt: skip
    request.reading.saw(())
    return render(request, "plans/decisions.html", context, status=form_status(request))


def _decision_forms(request: ActingRequest, unit: Organisation, decided: InForce) -> dict[str, DecisionForm]:
    """What can be decided in the unit's forms of school, with what holds today chosen beforehand."""
    years, forms = years_to_decide(unit), dict[str, DecisionForm]()
    sent, today = (request.POST if "what" in request.POST else None), request.actor.today
    what = request.POST.get("what")
    if years:
        lawful = max(graded_from(unit.pk, form, decided) for form in unit.school_forms if form in GRADED_FROM)
        initial: dict[str, Any] = {"starts_on": today, "value": lawful}
        key = str(What.FIRST_GRADED)
        forms[key] = FirstGradedForm(sent if what == key else None, years=years, prefix=key, initial=initial)
    if set(unit.school_forms) - PRESCHOOL_FORMS:
        key, initial = str(What.OTHERWISE), {"starts_on": today, "value": decided.get((unit.pk, What.OTHERWISE), 0)}
        forms[key] = OtherwiseForm(sent if what == key else None, prefix=key, initial=initial)
    return forms


def _decide(request: ActingRequest, unit: Organisation, forms: dict[str, DecisionForm]) -> bool:
    what = request.POST.get("what", "")
    if what not in forms:
        raise Http404
    form = forms[what]
    if not form.is_valid():
        return False
    try:
        decisions.decide(by=request.actor, unit=unit, what=what, **form.cleaned_data)
    except decisions.DecisionError as error:
        form.add_error(error.field, str(error))
        return False
    messages.success(request, _("Beslutet är inskrivet."))
    return True


def _take_back(request: ActingRequest, unit: Organisation) -> bool:
    found: Any = next((row for row in decisions_of(unit) if str(row.public_id) == request.POST.get("take_back")), None)
    if found is None:
        messages.warning(request, _("Beslutet är redan borttaget."))
        return True
    try:
        decisions.take_back_decision(by=request.actor, unit=unit, decision=found)
    except decisions.DecisionError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Beslutet är borttaget."))
    return True
