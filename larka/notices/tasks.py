"""What the worker does with notices. What an action queues is declared beside what it does: larka/notices/sending/work.py."""

from django.utils.translation import gettext_lazy as _

from larka.jobs.work import now, task
from larka.notices.actions.forgetting import forget_notices
from larka.notices.sending import work
from larka.register.actor import Actor

__all__ = ["forget_old_notices", "work"]


@task("nightly", label=_("Ta bort gamla notiser"), every="23 2 * * *")
def forget_old_notices() -> None:
    """What is older than the setting."""
    forget_notices(by=Actor.operator(now()))
