"""What the worker does for jobs themselves."""

from django.utils.translation import gettext_lazy as _

from larka.jobs import actions, carrying, tending
from larka.jobs.work import now, task
from larka.register.actor import Actor


@task("pdf", label=_("Ett jobb som någon startade"), waits=(30, 300), failed=carrying.give_up)
def carry_out_job(job_id: int) -> None:
    """In the queue that its kind says."""
    carrying.carry_out(job_id)


@task("nightly", label=_("Gallring av jobb och resultat"), every="17 1 * * *")
def tidy_jobs() -> None:
    """Results whose time is over or whose starter may no longer have them, jobs that ended long ago, and what the queue still remembers."""
    carrying.erase_what_is_no_longer_theirs()
    actions.remove_results(by=Actor.operator(now()))
    tending.forget_finished()
