"""Media in the background: making them ready, and clearing up by night."""

from django.utils.translation import gettext_lazy as _

from larka.jobs.work import now, task
from larka.media.actions.clearing import clear_media
from larka.media.preparing import prepare, prepare_download
from larka.register.actor import Actor

__all__ = ["clear", "prepare", "prepare_download"]


@task("nightly", every="40 1 * * *", label=_("Städa bland bilder och filer"))
def clear() -> None:
    """What nobody took over is gone after a day."""
    clear_media(by=Actor.operator(now()))
