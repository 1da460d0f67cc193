"""Loads the demo municipality: the register first, then what people have decided and written."""

import datetime as dt
import tempfile
from pathlib import Path

from django.db import transaction

from larka.audit.actions import record
from larka.core.postgres.planner import gather_statistics
from larka.demo.decisions import enter_decisions
from larka.demo.forms_filled import enter_forms
from larka.demo.goals import enter_goals
from larka.demo.judgements import enter_judgements
from larka.demo.municipality import think_out
from larka.demo.notices import enter_notices
from larka.demo.past import Ids, enter_past
from larka.demo.plans_filled import enter_plans
from larka.demo.portraits import enter_portraits
from larka.demo.readings import enter_readings
from larka.demo.register_files import write_register
from larka.demo.talk_endings import enter_talk_endings
from larka.demo.talks import enter_talks
from larka.demo.unfinished import enter_unfinished
from larka.demo.world import World
from larka.exchange.actions import Outcome, Wishes, import_register
from larka.people.actions.settings import change_setting
from larka.register.actor import Actor
from larka.register.models import Person


class NotEmptyError(Exception):
    """There are people here already; the message is for the operator."""

    def __init__(self) -> None:
        super().__init__("Det finns redan personer här. Demokommunen läses bara in i en tom installation.")


class DemoError(Exception):
    """The demo's own register was not taken as it is."""


@transaction.atomic
def load_demo(at: dt.datetime | None = None) -> None:
    """Load Lärköpings kommun as of a moment (now, when none is given), whole or not at all; raises NotEmptyError."""
    if Person.objects.exists():
        raise NotEmptyError
    at = at or dt.datetime.now(dt.UTC)
    world = think_out(at)
    by = Actor.operator(at)
    _import(world, by)
    ids = Ids()
    enter_decisions(world, ids)
    enter_forms(world, ids)
    enter_talks(world, ids)
    enter_talk_endings(world, ids)
    judgements = enter_judgements(world, ids, enter_past(world, ids))
    enter_goals(world, ids)
    enter_plans(world, ids)
    enter_readings(world, ids, judgements)
    enter_notices(world, ids, judgements)
    enter_portraits(world, ids, at)
    enter_unfinished(world, ids, at)
    _say_who_is_responsible(by)
    record(by, "demo.loaded", details={"people": len(world.people)})
    transaction.on_commit(gather_statistics)


def _import(world: World, by: Actor) -> None:
    """The register goes the same way as any municipality's; a problem in it is a fault of ours."""
    with tempfile.TemporaryDirectory() as folder:
        write_register(world, Path(folder))
        result = import_register(by=by, folder=Path(folder), wishes=Wishes(), progress=lambda _bytes: None, decide=lambda _found: True)
    if result.outcome is not Outcome.APPLIED or result.problems:
        raise DemoError([f"{problem.file} {problem.field}: {problem.message}" for problem in result.problems[:5]])


def _say_who_is_responsible(by: Actor) -> None:
    """What the municipality says on the page about personal data (H11)."""
    told = {
        "controller": "Barn- och utbildningsnämnden i Lärköpings kommun",
        "address": "Lärköpings kommun, 123 45 Lärköping",
        "email": "barn.utbildning@larkoping.example",
        "phone": "0123-45 60 00",
        "officer": "Kommunens dataskyddsombud",
        "officer_email": "dataskyddsombud@larkoping.example",
        "processors": "Kommunens egen it-avdelning driver systemet, i kommunens datorhall.",
    }
    for key, value in told.items():
        change_setting(by=by, key=f"privacy.{key}", value=value)
