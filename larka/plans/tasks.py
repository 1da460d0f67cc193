"""What the worker does about goals by itself."""

from django.utils.translation import gettext_lazy as _

from larka.jobs.work import now, task
from larka.plans.goal_notices import remind_of_follow_ups
from larka.register.actor import Actor


@task("nightly", label=_("Påminna om mål som ska följas upp"), every="41 3 * * *")
def remind_of_goals() -> None:
    """Those that are to be followed up within some days."""
    remind_of_follow_ups(by=Actor.operator(now()))
