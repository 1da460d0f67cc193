"""Making, changing, publishing and retiring templates."""

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.questionnaires.access import TEMPLATE_EDIT, TEMPLATES_LEAD
from larka.questionnaires.extras import extras_of
from larka.questionnaires.models import QuestionnaireTemplate, TemplateStep, TemplateVersion
from larka.questionnaires.queries.templates import copyable, newest_step, shape_of
from larka.questionnaires.shape.checking import Problem, problems
from larka.questionnaires.shape.parts import Shape, as_json, from_json, new_shape
from larka.register.actor import Actor
from larka.register.models import Organisation

MOST_STEPS = 60  # further back nobody undoes


def problems_of(kind: str, shape: Shape) -> list[Problem]:
    """Everything that keeps a template of this kind from being published."""
    return [*problems(shape), *extras_of(kind).problems(shape)]


class TemplateError(Exception):
    """It cannot be done; the message is for the person."""


class TemplateChangedError(Exception):
    """The template was changed on another page since this one was opened (Q4)."""


class NotReadyError(Exception):
    """The template cannot be published yet."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__("the template has problems")
        self.problems = found


@transaction.atomic
def make_template(
    *, by: Actor, unit: Organisation, kind: str, name: str, copy_of: TemplateVersion | None = None, example: str = ""
) -> QuestionnaireTemplate:
    """A new template: empty, one of the kind's examples, or a copy of a version that may be copied. The copy's questions keep their ids."""
    TEMPLATES_LEAD.require(by, unit)
    if copy_of is not None and not copyable(by).filter(pk=copy_of.pk, template__kind=kind).exists():
        raise Refused(TEMPLATES_LEAD, unit)
    try:
        with transaction.atomic():
            made = QuestionnaireTemplate.objects.create(unit=unit, kind=kind, name=name.strip(), made_by_id=by.writer, made_at=by.at)
    except IntegrityError as error:
        raise TemplateError(_("Det finns redan en mall med det namnet.")) from error
    extras = extras_of(kind)
    begun = shape_of(copy_of) if copy_of else extras.examples().get(example)
    shape = begun or new_shape(made.name, extras.steps(), _("Avsnitt 1"))
    _keep(by, made, shape, copy_of)
    record(by, "template.made", made, details={"unit": unit.pk})
    return made


@transaction.atomic
def change_template(*, by: Actor, template: QuestionnaireTemplate, seen: uuid.UUID, shape: Shape) -> TemplateStep:
    """One change, which can be undone until the template is published. ``seen``: the step that the page was made with."""
    newest = _locked(by, template, seen)
    if as_json(shape) == newest.content:
        return newest
    made = _keep(by, template, shape, newest.based_on)
    old = template.steps.order_by("-pk").values("pk")[MOST_STEPS:]
    TemplateStep.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    record(by, "template.changed", template)
    return made


@transaction.atomic
def undo_change(*, by: Actor, template: QuestionnaireTemplate, seen: uuid.UUID) -> None:
    """Take the last change back; the first step stays."""
    newest = _locked(by, template, seen)
    if template.steps.count() > 1:
        newest.delete()
        record(by, "template.change_undone", template)


@transaction.atomic
def begin_version(*, by: Actor, template: QuestionnaireTemplate, copy_of: TemplateVersion) -> TemplateStep:
    """Begin a further version: always a copy of one of the template's own."""
    _lock(by, template)
    if copy_of.template_id != template.pk or template.retired_at:
        raise Refused(TEMPLATE_EDIT, template)
    if newest_step(template):
        raise TemplateChangedError
    made = _keep(by, template, shape_of(copy_of), copy_of)
    record(by, "template.version_begun", template, details={"from": copy_of.number})
    return made


@transaction.atomic
def discard_changes(*, by: Actor, template: QuestionnaireTemplate, seen: uuid.UUID) -> bool:
    """Give up what is not published; whether the template is still there. Of one that never was published nothing is left."""
    _locked(by, template, seen)
    record(by, "template.changes_discarded", template)
    template.steps.all().delete()
    remains = template.versions.exists()
    if not remains:
        template.delete()
    return remains


@transaction.atomic
def publish_template(*, by: Actor, template: QuestionnaireTemplate, seen: uuid.UUID) -> TemplateVersion:
    """Make a version of what is being changed, which nobody can change any more. Raises NotReadyError with what is wrong."""
    newest = _locked(by, template, seen)
    if found := problems_of(template.kind, from_json(newest.content)):
        raise NotReadyError(found)
    number = template.versions.count() + 1
    made = TemplateVersion.objects.create(
        template=template, number=number, content=newest.content, copied_from=newest.based_on, published_at=by.at, published_by_id=by.writer
    )
    template.steps.all().delete()
    template.current = made
    template.save(update_fields=["current"])
    record(by, "template.published", template, details={"number": number})
    return made


@transaction.atomic
def retire_template(*, by: Actor, template: QuestionnaireTemplate) -> None:
    """Take it out of use: nothing new is started with it, what was begun goes on. Twice changes nothing."""
    if not _lock(by, template).retired_at:
        QuestionnaireTemplate.objects.filter(pk=template.pk).update(retired_at=by.at)
        record(by, "template.retired", template)


@transaction.atomic
def restore_template(*, by: Actor, template: QuestionnaireTemplate) -> None:
    """Take it into use again, unless another has its name by now."""
    if not _lock(by, template).retired_at:
        return
    try:
        with transaction.atomic():
            QuestionnaireTemplate.objects.filter(pk=template.pk).update(retired_at=None)
    except IntegrityError as error:
        raise TemplateError(_("En annan mall har samma namn nu.")) from error
    record(by, "template.restored", template)


def _lock(by: Actor, template: QuestionnaireTemplate) -> QuestionnaireTemplate:
    TEMPLATE_EDIT.require(by, template)
    return QuestionnaireTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)


def _locked(by: Actor, template: QuestionnaireTemplate, seen: uuid.UUID) -> TemplateStep:
    """The newest step, with the template held, if it is the one that was seen (Q4)."""
    _lock(by, template)
    newest = newest_step(template)
    if newest is None or newest.public_id != seen:
        raise TemplateChangedError
    return newest


def _keep(by: Actor, template: QuestionnaireTemplate, shape: Shape, based_on: TemplateVersion | None) -> TemplateStep:
    return TemplateStep.objects.create(template=template, content=as_json(shape), based_on=based_on, made_by_id=by.writer, made_at=by.at)
