"""One's own runs of the register among one's own long jobs."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access.policies import REGISTER_OFFICE
from larka.exchange.queries.runs import rows_of, runs
from larka.jobs.queries import MOST_LISTED, Listed
from larka.people.models import ImportRun
from larka.register.actor import Actor
from larka.register.choices import Role

_STATES = {
    ImportRun.State.COMPARING: gettext_lazy("Jämförs"),
    ImportRun.State.COMPARED: gettext_lazy("Bara jämförd"),
    ImportRun.State.APPLYING: gettext_lazy("Genomförs"),
    ImportRun.State.APPLIED: gettext_lazy("Genomförd"),
    ImportRun.State.STOPPED: gettext_lazy("Stannade"),
}


def own_runs(actor: Actor) -> Iterator[Listed]:
    """What an administrator has uploaded, as long as they hold the office."""
    if Role.ADMINISTRATOR not in actor.roles:
        return
    huvudman = REGISTER_OFFICE.held(actor)
    if huvudman is None:
        return
    own = runs().filter(by=actor.writer, origin=ImportRun.Origin.WEB)[:MOST_LISTED]
    for row in rows_of(own, actor.at):
        address = reverse("register_run", args=[huvudman.public_id, row.run.public_id])
        tone = "begun" if row.working else "warning" if row.lost or row.run.state == "stopped" else "done"
        state = _("Avbröts") if row.lost else _STATES[ImportRun.State(row.run.state)]
        yield Listed(_("Inläsning av registret"), "", address, row.run.at, state, tone)
