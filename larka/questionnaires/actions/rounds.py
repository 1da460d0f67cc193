"""Starting a form for a whole group."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.questionnaires.access import FORM_START, KIND, ROUND_LEAD
from larka.questionnaires.models import Questionnaire, Round, TemplateVersion
from larka.questionnaires.queries.rounds import children_without
from larka.questionnaires.queries.templates import in_use, shape_by_key
from larka.questionnaires.shape.rights import roles_at
from larka.register.actor import Actor
from larka.register.models import Group, SchoolYear

FURTHEST = dt.timedelta(days=400)


class RoundError(Exception):
    """It cannot be started; the message is for the person."""


@transaction.atomic
def start_round(*, by: Actor, group: Group, version: TemplateVersion, last_day: dt.date) -> Round:
    """Every child of the group gets its own form, by a template that the unit has in use."""
    FORM_START.require(by, group)
    if not in_use(group.unit_id, KIND).filter(pk=version.pk).exists():
        raise Refused(FORM_START, group)
    if not by.today <= last_day <= by.today + FURTHEST:
        raise RoundError(_("Välj en dag från i dag och högst ett år framåt."))
    year = SchoolYear.objects.filter(starts_on__lte=by.today, ends_on__gt=by.today).first()
    if year is None:
        raise RoundError(_("Det finns inget läsår i dag. Be administratören lägga in det."))
    made = Round.objects.create(
        kind=KIND, group=group, template_version=version, school_year=year, last_day=last_day, started_by_id=by.writer, started_at=by.at
    )
    if not _give(by, made):
        raise RoundError(_("Det finns inga elever i gruppen i dag."))
    return made


@transaction.atomic
def add_children(*, by: Actor, started: Round) -> list[Questionnaire]:
    """Those who came to the group later get the form too. Twice changes nothing."""
    ROUND_LEAD.require(by, started)
    Round.objects.select_for_update().get(pk=started.pk)
    return _give(by, started)


def _give(by: Actor, started: Round) -> list[Questionnaire]:
    shape = shape_by_key(started.template_version_id)
    group = started.group
    form = group.school_form or next(iter(group.unit.school_forms), "GR")
    made = [
        Questionnaire(
            child_id=child, unit_id=group.unit_id, school_form=form, school_year_id=started.school_year_id, written_by_id=by.writer,
            written_at=by.at, template_version=started.template_version, round=started, stages=len(shape.stages), roles=roles_at(shape, 0),
            last_day=started.last_day,
        )
        for child in children_without(by, started)
    ]  # fmt: skip
    Questionnaire.objects.bulk_create(made)
    if made:
        record(by, "questionnaire.started", started, children=[form.child_id for form in made])
    return made
