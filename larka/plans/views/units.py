"""The plans of a unit, for rektor: class by class, starting them all, and what is decided about them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, form_status, opens
from larka.plans.access import PRESCHOOL_FORMS, UNIT_PLANS
from larka.plans.actions import decisions, starting
from larka.plans.forms.plans import DecisionForm, FirstGradedForm, OtherwiseForm, StartUnitForm, TakeBackForm
from larka.plans.models import PlanDecision
from larka.plans.queries.decisions import What, decisions_of, forms_to_decide, graded_from, in_force, may_take_back, years_to_decide
from larka.plans.queries.starting import classes_of_unit
from larka.plans.views.classes import FOUR_WEEKS
from larka.questionnaires.actions.rounds import RoundError
from larka.register.choices import SchoolForm
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
    listed = decisions_of(unit)
    parts, slips = _parts(request, unit, listed), _slips(request, listed)
    if request.method == "POST":
        done = _take_back(request, unit, slips, listed) if "take_back" in request.POST else _decide(request, unit, parts)
        if done:
            return redirect("unit_plan_decisions", unit.public_id)
    request.reading.saw(())
    context = {"unit": unit, "parts": parts, "slips": slips}
    return render(request, "plans/decisions.html", context, status=form_status(request))


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to decide on: in which form of school where it matters, what holds today, the form to type in, and the history."""

    key: str
    what: str
    school_form: str
    today: int
    form: DecisionForm
    rows: list[PlanDecision]

    @property
    def name(self) -> str:
        """The form of school in words."""
        return str(SchoolForm(self.school_form).label) if self.school_form else ""


def _parts(request: ActingRequest, unit: Organisation, listed: list[PlanDecision]) -> list[Part]:
    """What can be decided in the unit's forms of school, with what holds today chosen beforehand."""
    decided = in_force([unit.pk], request.actor.today)
    parts, first, other = [], str(What.FIRST_GRADED), str(What.OTHERWISE)
    forms = forms_to_decide(unit)
    for school_form in forms:
        key = first if len(forms) == 1 else f"{first}_{school_form}"
        now = graded_from(unit.pk, school_form, decided)
        sent, initial = _sent(request, key, now)
        form = FirstGradedForm(sent, years=years_to_decide(school_form), prefix=key, initial=initial)
        rows = [row for row in listed if row.what == first and row.school_form in ("", school_form)]
        parts.append(Part(key, first, school_form, now, form, rows))
    if set(unit.school_forms) - PRESCHOOL_FORMS:
        now = decided.get((unit.pk, other, ""), 0)
        sent, initial = _sent(request, other, now)
        rows = [row for row in listed if row.what == other]
        parts.append(Part(other, other, "", now, OtherwiseForm(sent, prefix=other, initial=initial), rows))
    return parts


def _sent(request: ActingRequest, key: str, now: int) -> tuple[Any, dict[str, Any]]:
    """What was sent of this part, and what stands in its form before anything is."""
    return request.POST if request.POST.get("what") == key else None, {"starts_on": request.actor.today, "value": now}


def _slips(request: ActingRequest, listed: list[PlanDecision]) -> dict[int, TakeBackForm]:
    """The decisions that can still be taken back, each with its form for the reason."""
    sent = request.POST.get("take_back")
    return {
        row.pk: TakeBackForm(request.POST if sent == str(row.public_id) else None, auto_id=f"{row.pk}-%s")
        for row in listed
        if may_take_back(row, request.actor.today)
    }


def _decide(request: ActingRequest, unit: Organisation, parts: list[Part]) -> bool:
    part = next((each for each in parts if each.key == request.POST.get("what")), None)
    if part is None:
        raise Http404
    if not part.form.is_valid():
        return False
    try:
        decisions.decide(by=request.actor, unit=unit, what=part.what, school_form=part.school_form, **part.form.cleaned_data)
    except decisions.DecisionError as error:
        part.form.add_error(error.field, str(error))
        return False
    messages.success(request, _("Beslutet är inskrivet."))
    return True


def _take_back(request: ActingRequest, unit: Organisation, slips: dict[int, TakeBackForm], listed: list[PlanDecision]) -> bool:
    found = next((row for row in listed if str(row.public_id) == request.POST.get("take_back")), None)
    form = slips.get(found.pk) if found else None
    if found is None or form is None:
        messages.warning(request, _("Beslutet går inte att ta bort. Gäller det redan skriver du in ett nytt."))
        return True
    if not form.is_valid():
        return False
    try:
        decisions.take_back_decision(by=request.actor, unit=unit, decision=found, why=form.cleaned_data["why"])
    except decisions.DecisionError as error:
        form.add_error(error.field, str(error))
        return False
    messages.success(request, _("Beslutet gäller inte längre. Det står kvar i historiken med ditt skäl."))
    return True
