"""Starting plans for a class or a whole unit, and the ticks: measures stand in the programme of action, grades are set on request."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.jobs.actions import start_job
from larka.jobs.kinds import kind_of
from larka.jobs.models import Job
from larka.plans.access import CLASS_PLANS, KIND, PLAN_LEAD, PRESCHOOL_FORMS, UNIT_PLANS
from larka.plans.models import Plan
from larka.plans.queries.decisions import may_be_graded_on_request
from larka.questionnaires.actions.rounds import RoundError, add_children, require_day, start_round
from larka.questionnaires.models import Round, TemplateVersion
from larka.questionnaires.queries.rounds import children_without
from larka.register.actor import Actor
from larka.register.models import Group, Organisation
from larka.register.queries import school_year_on

UNIT_JOB = "plans.start_unit"


@transaction.atomic
def start_class(*, by: Actor, group: Group, version: TemplateVersion, last_day: dt.date) -> int:
    """Every child of the class that the starter knows of and that has no plan this year gets one; how many did. Twice changes nothing.

    Those who come later join the round that is there, with its template and last day.
    """
    CLASS_PLANS.require(by, group)
    Group.objects.select_for_update().get(pk=group.pk)
    year = school_year_on(by.today)
    begun = Round.objects.filter(kind=KIND, group=group, school_year=year, template_version=version).order_by("-pk").first()
    wanted = Round(kind=KIND, group=group, school_year=year, template_version=version, last_day=last_day)
    children = children_without(by, begun or wanted) if year else []
    if year and not children:
        return 0
    if begun is None:
        start_round(by=by, group=group, version=version, last_day=last_day)
    else:
        add_children(by=by, started=begun)
    record(by, "plan.class_started", group, children=children, details={"count": len(children)})
    return len(children)


@transaction.atomic
def start_unit(*, by: Actor, unit: Organisation, last_day: dt.date) -> Job:
    """Start plans for every class of the unit in the background; the work asks again, class by class, what the starter may."""
    UNIT_PLANS.require(by, unit)
    require_day(by, last_day)
    if school_year_on(by.today) is None:
        raise RoundError(_("Det finns inget läsår i dag. Be administratören lägga in det."))
    arguments = {"unit": unit.pk, "last_day": last_day.toordinal()}
    job = start_job(by=by, kind=kind_of(UNIT_JOB), about=unit.name, arguments=arguments)
    record(by, "plan.unit_started", unit)
    return job


@transaction.atomic
def refer_to_programme(*, by: Actor, plan: Plan, in_programme: bool) -> None:
    """Say that the school's measures stand in the programme of action, or no longer (SL 10:13); preschool has none (E2)."""
    found = _still_open(by, plan)
    if found.school_form in PRESCHOOL_FORMS:
        raise Refused(PLAN_LEAD, plan)
    if found.in_programme != in_programme:
        found.in_programme = in_programme
        found.save(update_fields=["in_programme"])
        record(by, "plan.programme_referred", found, children=[found.child_id], details={"in_programme": in_programme})


@transaction.atomic
def grade_on_request(*, by: Actor, plan: Plan, on_request: bool) -> None:
    """Say that grades are set in the pupil's subjects because it was asked for, or not; in anpassad grundskola from year 6 (SL 11:19)."""
    found = _still_open(by, plan)
    if not may_be_graded_on_request(found):
        raise Refused(PLAN_LEAD, plan)
    if found.on_request != on_request:
        found.on_request = on_request
        found.save(update_fields=["on_request"])
        record(by, "plan.graded_on_request", found, children=[found.child_id], details={"on_request": on_request})


def _still_open(by: Actor, plan: Plan) -> Plan:
    """The row, held; Refused to those who do not lead it, and where it is finalised."""
    PLAN_LEAD.require(by, plan)
    found = Plan.objects.select_for_update().get(pk=plan.pk)
    if found.locked_at is not None:
        raise Refused(PLAN_LEAD, plan)
    return found
