"""What is done every night with what was kept for a while."""

from django.utils.translation import gettext_lazy as _

from larka.jobs.work import now, task
from larka.records.actions.devices import forget_old_device_keys
from larka.register.actor import Actor


@task("nightly", label=_("Gallring av enhetsnycklar"), every="50 1 * * *")
def forget_device_keys() -> None:
    """Keys of drafts on devices that nobody has asked for during a day (Q6)."""
    forget_old_device_keys(by=Actor.operator(now()))
