"""Starting a form for a whole group, and putting right what was started wrongly."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.notices.actions.queueing import move_reminder, take_back
from larka.questionnaires.access import FORM_START, ROUND_LEAD, FormKind, form_kind_of
from larka.questionnaires.extras import extras_of
from larka.questionnaires.models import Round, TemplateVersion
from larka.questionnaires.notices import PUPIL_WAITS, notices_of, tell_of_step, tell_who_may_give
from larka.questionnaires.queries.rounds import children_untold, children_without, is_begun, records_of
from larka.questionnaires.queries.templates import in_use, shape_for
from larka.questionnaires.shape.rights import roles_at
from larka.register.actor import Actor
from larka.register.models import Group
from larka.register.queries import school_year_on

FURTHEST = dt.timedelta(days=400)


class RoundError(Exception):
    """It cannot be started; the message is for the person."""


@transaction.atomic
def start_round(
    *, by: Actor, group: Group, version: TemplateVersion, last_day: dt.date, name: str = "", token: uuid.UUID | None = None
) -> Round:
    """Every child of the group that the starter knows of gets its own form, by a template that the unit has in use.

    token: of the page that was opened to start it; however often it is sent, one round is made.
    """
    FORM_START.require(by, group)
    kind = version.template.kind
    if not in_use(group.unit_id, kind).filter(pk=version.pk).exists():
        raise Refused(FORM_START, group)
    require_day(by, last_day)
    year = school_year_on(by.today)
    if year is None:
        raise RoundError(_("Det finns inget läsår i dag. Be administratören lägga in det."))
    given = {
        "kind": kind, "name": name.strip(), "group": group, "template_version": version, "school_year": year, "last_day": last_day,
        "started_at": by.at,
    }  # fmt: skip
    made, is_new = Round.objects.get_or_create(started_by_id=by.writer, token=token or uuid.uuid4(), defaults=given)
    if is_new and not _give(by, made):
        raise RoundError(_("Det finns inga elever i gruppen i dag."))
    return made


@transaction.atomic
def add_children(*, by: Actor, started: Round) -> list[Any]:
    """Those who came to the group later get the form too. Twice changes nothing."""
    ROUND_LEAD.require(by, started)
    _held(started)
    return _give(by, started)


@transaction.atomic
def change_round(*, by: Actor, started: Round, name: str, last_day: dt.date) -> None:
    """Another name, or another last day: for every form that is not locked, and in what the family was told to remember."""
    ROUND_LEAD.require(by, started)
    found = _held(started)
    if (found.name, found.last_day) == (name.strip(), last_day):
        return
    if found.last_day != last_day:
        require_day(by, last_day)
        forms = records_of(found).filter(locked_at__isnull=True)
        forms.update(last_day=last_day)
        if told := notices_of(form_kind_of(found.kind)):
            move_reminder(by=by, kind=told.opened.key, things=forms.values_list("public_id", flat=True), day=last_day)
        move_reminder(by=by, kind=PUPIL_WAITS.key, things=[found.public_id], day=last_day)
    found.name, found.last_day = name.strip(), last_day
    found.save(update_fields=["name", "last_day"])
    record(by, f"{found.kind}.round_changed", found)


@transaction.atomic
def remove_round(*, by: Actor, started: Round) -> None:
    """Undo a start that was a mistake: only while nobody has written anything, not even a draft, and no form has been moved on."""
    ROUND_LEAD.require(by, started)
    found = _held(started)
    forms = list(records_of(found).select_for_update().order_by("pk"))
    if is_begun(forms):
        raise RoundError(_("Någon har redan skrivit i ett av formulären, eller fört det vidare. Då kan det inte tas bort."))
    record(by, f"{found.kind}.round_removed", found, children=[form.child_id for form in forms])
    records_of(found).delete()
    found.delete()


def _held(started: Round) -> Round:
    """The row, until the end of the transaction; Refused where somebody else has removed it since the page was opened."""
    found = Round.objects.select_for_update().filter(pk=started.pk).first()
    if found is None:
        raise Refused(ROUND_LEAD, started)
    return found


def require_day(by: Actor, day: dt.date) -> None:
    """A last day can be one from today and a year ahead; raises RoundError with the sentence for the person."""
    if not by.today <= day <= by.today + FURTHEST:
        raise RoundError(_("Välj en dag från i dag och högst ett år framåt."))


def _give(by: Actor, started: Round) -> list[Any]:
    kind, children = form_kind_of(started.kind), children_without(by, started)
    more = extras_of(kind).begin(by, started, children)
    made = [_begun(by, kind, started, child, more.get(child, {})) for child in children]
    kind.model._default_manager.bulk_create(made)
    if made:
        given = [form.child_id for form in made]
        record(by, f"{kind.key}.started", started, children=given)
        tell_of_step(by, made)
        take_back(by=by, kind=PUPIL_WAITS.key, thing=started.public_id, children=given)
        tell_who_may_give(by, started, children_untold(by, started))
    return made


def _begun(by: Actor, kind: FormKind, started: Round, child: int, more: Mapping[str, Any]) -> Any:
    group = started.group
    given = {"school_form": group.school_form or next(iter(group.unit.school_forms), "GR"), **more}
    begun = kind.model(
        child_id=child, unit_id=group.unit_id, school_year_id=started.school_year_id, written_by_id=by.writer, written_at=by.at,
        template_version=started.template_version, round=started, last_day=started.last_day, stages=0, **given,
    )  # fmt: skip
    shape = shape_for(begun)
    begun.stages, begun.roles = len(shape.stages), roles_at(shape, 0)
    return begun
