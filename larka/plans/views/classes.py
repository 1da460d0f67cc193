"""The plans of a class: starting them, what is missing and from whom, reminding."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from markupsafe import Markup, escape

from larka.access.http import ActingRequest, form_status, lists, opens
from larka.plans.access import CLASS_PLANS
from larka.plans.actions import reminding, starting
from larka.plans.forms.plans import StartClassForm
from larka.plans.queries.classes import ClassPlan, class_plans, steps_of
from larka.plans.queries.needs import Need
from larka.plans.queries.receipts import confirming
from larka.plans.queries.starting import my_classes, templates_of, units_of
from larka.questionnaires.access import ROUND_LEAD
from larka.questionnaires.actions.rounds import RoundError
from larka.questionnaires.models import Round
from larka.questionnaires.queries.stages import chosen, stage_of
from larka.register.models import Group
from larka.register.queries import school_year_on

FOUR_WEEKS = dt.timedelta(days=28)


@lists(CLASS_PLANS)
def plan_classes(request: ActingRequest, _visible: Any) -> HttpResponse:
    """My classes and, for rektor, the units: how far their plans have come."""
    request.reading.saw(())
    context = {"classes": my_classes(request.actor), "units": units_of(request.actor), "year": school_year_on(request.actor.today)}
    return render(request, "plans/classes.html", context)


@opens(ROUND_LEAD)
def plan_round(_request: ActingRequest, started: Round) -> HttpResponse:
    """The class's page, from the round that its plans were started in."""
    return redirect("class_plans", started.group.public_id)


@opens(CLASS_PLANS)
def class_page(request: ActingRequest, group: Group) -> HttpResponse:
    """Child by child: the step, what is missing and from whom."""
    shown = class_plans(request.actor, group)
    request.reading.saw(row.child_id for row in shown.rows)
    context = {
        "group": group, "shown": shown, "rows": shown.rows, "steps": steps_of(shown.rows),
        "done": sum(row.is_done for row in shown.rows), "lacking": sum(bool(row.needs) for row in shown.rows),
        "judgements": _judgements(shown),
    }  # fmt: skip
    return render(request, "plans/class.html", context)


def _judgements(shown: ClassPlan) -> dict[int, Markup]:
    """By child a line for each who can write omdömen that its plan lacks. A class has hundreds, most of them alike: each is made once."""
    lead, begun = escape(_("Omdöme:")), f' <span class="muted">({escape(_("påbörjat"))})</span>'
    made: dict[tuple[object, ...], str] = {}

    def line(who: str, needs: list[Need]) -> str:
        alike = (who, *((need.what, need.begun) for need in needs))
        if alike not in made:
            subjects = ", ".join(f"{escape(need.what)}{begun if need.begun else ''}" for need in needs)
            by = f' <span class="muted">· {escape(who)}</span>' if who else ""
            made[alike] = f'<p class="lacking">{lead} {subjects}{by}</p>'
        return made[alike]

    found = ((row.child_id, shown.judgements(row).items()) for row in shown.rows)
    return {child: Markup("".join(line(who, needs) for who, needs in lines)) for child, lines in found}  # noqa: S704 – each is escaped


@opens(CLASS_PLANS)
def start_class(request: ActingRequest, group: Group) -> HttpResponse:
    """Which template, until when, and for how many."""
    versions = templates_of(group.unit_id)
    fitting = chosen(versions, *stage_of(request.actor, [group])[group.pk])
    initial = {"version": str(fitting.public_id) if fitting else "", "last_day": request.actor.today + FOUR_WEEKS}
    form = StartClassForm(request.POST or None, versions=versions, initial=initial)
    if request.method == "POST" and form.is_valid() and _start(request, group, form):
        return redirect("class_plans", group.public_id)
    shown = class_plans(request.actor, group)
    request.reading.saw(row.child_id for row in shown.rows)
    context = {
        "group": group, "form": form, "versions": versions, "fitting": fitting, "hidden": shown.hidden,
        "without": len(shown.rows) - shown.begun,
    }  # fmt: skip
    return render(request, "plans/start_class.html", context, status=form_status(request))


def _start(request: ActingRequest, group: Group, form: StartClassForm) -> bool:
    version = form.versions[form.cleaned_data["version"]]
    try:
        count = starting.start_class(by=request.actor, group=group, version=version, last_day=form.cleaned_data["last_day"])
    except RoundError as error:
        form.add_error("last_day", str(error))
        return False
    if count:
        messages.success(request, ngettext("%(n)s plan är startad.", "%(n)s planer är startade.", count) % {"n": count})
    else:
        messages.info(request, _("Alla elever som du ser i klassen har redan en plan i år."))
    return True


@require_POST
@opens(CLASS_PLANS)
def remind_class(request: ActingRequest, group: Group) -> HttpResponse:
    """One tap: those who lack something in one child's plan, or in the whole class's, are told."""
    wanted = request.POST.get("plan", "")
    plans = [plan for plan in class_plans(request.actor, group).plans if wanted in ("", str(plan.public_id))]
    count = reminding.remind(by=request.actor, group=group, plans=plans) if plans else 0
    if count:
        messages.success(
            request, ngettext("%(n)s person har fått en påminnelse.", "%(n)s personer har fått en påminnelse.", count) % {"n": count}
        )
    else:
        messages.info(request, _("Ingen ny påminnelse behövdes: de som har något kvar är redan påminda i dag."))
    return redirect("class_plans", group.public_id)


@opens(CLASS_PLANS)
def class_receipts(request: ActingRequest, group: Group) -> HttpResponse:
    """Who at home has confirmed the newest version, and who has not."""
    shown = class_plans(request.actor, group)
    request.reading.saw(row.child_id for row in shown.rows)
    family = confirming(request.actor, [plan for plan in shown.plans if plan.locked_at is not None])
    listed = [(row, family[row.plan.pk]) for row in shown.rows if row.plan is not None and row.plan.pk in family]
    return render(request, "plans/receipts.html", {"group": group, "rows": listed})
