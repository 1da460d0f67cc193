"""A child's plans: the one of this year, the earlier ones as they were, and confirming that one has read."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from larka.access.http import ActingRequest, opens
from larka.access.policies import CHILD_DOCUMENTS
from larka.plans.access import PLAN, PLAN_LEAD, PLAN_READ, PRESCHOOL_FORMS
from larka.plans.actions import receipts as receipt_actions
from larka.plans.actions import starting
from larka.plans.queries.decisions import may_be_graded_on_request
from larka.plans.queries.goals import current_goals
from larka.plans.queries.needs import given_of, needs_of
from larka.plans.queries.receipts import confirming, own_receipt
from larka.plans.queries.yearly import years_of
from larka.questionnaires.queries.filling import FormPage
from larka.questionnaires.views.filling import filled_page
from larka.register.models import Person


@opens(CHILD_DOCUMENTS)
def child_plans(request: ActingRequest, child: Person) -> HttpResponse:
    """The child's plans, year by year, with each version (C9)."""
    years = years_of(request.actor, child)
    request.reading.saw([child.pk], days=(row["published_at"] for row in years))
    goals = current_goals(request.actor, child)
    if goals is not None:
        request.reading.showed("goal", [row.pk for row in goals.rows])
    return render(request, "plans/child_plans.html", {"child": child, "years": years, "goals": goals})


def plan_page(request: ActingRequest, plan: Any) -> HttpResponse:
    """The plan as I meet it; whoever leads it sees what is lacking and who has confirmed, the family confirms."""

    def more(page: FormPage) -> dict[str, Any]:
        given = {plan.pk: given_of(page.answers)}
        return {
            "needs": needs_of([plan], request.actor.today, given=given, who=False).get(plan.pk, []) if page.leads else [],
            "confirming": confirming(request.actor, [plan]).get(plan.pk, []) if page.leads and plan.locked_at else [],
            "has_programme": plan.school_form not in PRESCHOOL_FORMS,
            "on_request": may_be_graded_on_request(plan),
            "receipt": own_receipt(request.actor, plan),
        }

    return filled_page(request, plan, "plans/plan.html", more)


@require_POST
@opens(PLAN_READ)
def confirm_plan(request: ActingRequest, plan: Any) -> HttpResponse:
    """One tap: I have read it."""
    try:
        receipt_actions.confirm_plan(by=request.actor, plan=plan, number=_number(request))
    except receipt_actions.ReceiptError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Tack! Skolan ser att du har läst planen."))
    return redirect("plan", plan.public_id)


@require_POST
@opens(PLAN_LEAD)
def type_receipt(request: ActingRequest, plan: Any) -> HttpResponse:
    """The school types in what was confirmed on paper."""
    people = {str(row.public_id): row for row in confirming(request.actor, [plan]).get(plan.pk, [])}
    row = people.get(request.POST.get("person", ""))
    if row is None:
        raise Http404
    try:
        receipt_actions.type_receipt(by=request.actor, plan=plan, number=_number(request), person=Person(pk=row.person_id))
    except receipt_actions.ReceiptError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Kvittot på papper är inskrivet för %(name)s.") % {"name": row.name})
    return redirect(f"{PLAN.page()}", plan.public_id)


@require_POST
@opens(PLAN_LEAD)
def refer_to_programme(request: ActingRequest, plan: Any) -> HttpResponse:
    """The measures stand in the programme of action, or no longer."""
    starting.refer_to_programme(by=request.actor, plan=plan, in_programme=bool(request.POST.get("in_programme")))
    messages.success(request, _("Ändringen är sparad."))
    return redirect("plan", plan.public_id)


@require_POST
@opens(PLAN_LEAD)
def grade_on_request(request: ActingRequest, plan: Any) -> HttpResponse:
    """Grades are set because it was asked for, or not."""
    starting.grade_on_request(by=request.actor, plan=plan, on_request=bool(request.POST.get("on_request")))
    messages.success(request, _("Ändringen är sparad."))
    return redirect("plan", plan.public_id)


def _number(request: ActingRequest) -> int:
    """The version that the page showed; what is no number is none."""
    text = request.POST.get("number", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004 – no plan has so many versions
