"""What the worker does about plans and goals."""

from django.utils.translation import gettext_lazy as _

from larka.jobs.handle import Handle
from larka.jobs.kinds import job_kind
from larka.jobs.work import now, task
from larka.plans import carrying
from larka.plans.actions.starting import UNIT_JOB
from larka.plans.goal_notices import remind_of_follow_ups
from larka.plans.queries.starting import may_start_unit
from larka.register.actor import Actor


@task("nightly", label=_("Påminna om mål som ska följas upp"), every="41 3 * * *")
def remind_of_goals() -> None:
    """Those that are to be followed up within some days."""
    remind_of_follow_ups(by=Actor.operator(now()))


@job_kind(UNIT_JOB, _("Start av utvecklingsplaner för enheten"), queue="pdf", allows=may_start_unit, classified=False)
def start_unit(handle: Handle) -> None:
    """Class by class."""
    carrying.start_unit(handle)
