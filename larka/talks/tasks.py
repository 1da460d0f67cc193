"""What the worker does with talks. What an action queues is declared beside what it does: larka/talks/actions."""

from django.utils.translation import gettext_lazy as _

from larka.jobs.work import now, task
from larka.register.actor import Actor
from larka.talks.actions.losing import free_lost_times, warn_of_known_times
from larka.talks.actions.opening import open_round
from larka.talks.actions.preparing import share_due
from larka.talks.minutes_notices import remind_of_agreements

__all__ = ["open_round"]


@task("mail", label=_("Dela samtalsunderlag när tiden är inne"), every="*/10 * * * *")
def share_preparations() -> None:
    """Those whose round's time has come."""
    share_due(by=Actor.operator(now()))


@task(
    "mail",
    label=_("Frigöra samtalstider som den som bokade inte längre har rätt till, eller vars barn har lämnat enheten"),
    every="*/10 * * * *",
)
def free_times_of_the_lost() -> None:
    """Of adults who have been restricted or whose relation to the child has ended, and of children who have left."""
    free_lost_times(by=Actor.operator(now()))


@task("mail", label=_("Säga till den som håller i samtalet att en vuxen som har stängts ute kan känna till tiden"), every="*/10 * * * *")
def warn_of_times_known_to_restricted() -> None:
    """The time is to be moved."""
    warn_of_known_times(by=Actor.operator(now()))


@task("nightly", label=_("Påminna om överenskommelser som ska följas upp"), every="47 3 * * *")
def remind_of_due_agreements() -> None:
    """On their day."""
    remind_of_agreements(by=Actor.operator(now()))
