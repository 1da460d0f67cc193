"""Answering a form, and moving it from step to step."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.assurance import TooWeakError
from larka.access.policy import Refused
from larka.audit.actions import record
from larka.questionnaires.access import form_kind
from larka.questionnaires.actions.files import hang_files
from larka.questionnaires.extras import extras_for
from larka.questionnaires.models import AnsweredRecord
from larka.questionnaires.notices import tell_of_step
from larka.questionnaires.queries.filling import Told, answers_of, held, own_answer, standing_of
from larka.questionnaires.queries.templates import shape_for
from larka.questionnaires.shape import rights
from larka.questionnaires.shape.parts import ROLES, Question, Shape
from larka.questionnaires.shape.parts import as_json as shape_json
from larka.questionnaires.shape.rights import Reader
from larka.records.actions.drafts import forget_seen_drafts
from larka.records.models import Draft
from larka.register.actor import Actor

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody has answered to one question, and the version of the answer that they started from (0: there was none).

    ``drafts``: their own drafts of it that they have seen, which saving makes needless.
    """

    field: str
    value: Any
    version: int
    shared: bool = False
    drafts: tuple[Draft, ...] = ()


class AnswersChangedError(Exception):
    """Nothing was saved. ``changed``: fields that somebody else has answered since the page was opened (Q4); ``closed``: now locked."""

    def __init__(self, changed: set[str], closed: set[str]) -> None:
        super().__init__("answers were changed by somebody else")
        self.changed, self.closed = changed, closed


class StageChangedError(Exception):
    """The form is in another step than the page showed."""


class MissingAnswersError(Exception):
    """Required answers are missing. ``schools``: those that the school itself owes, without which it is never published."""

    def __init__(self, schools: list[Question], familys: list[Question]) -> None:
        super().__init__("required answers are missing")
        self.schools, self.familys = schools, familys


class LackingError(Exception):
    """Something else than answers is missing that must be there: by record, in words."""

    def __init__(self, lacking: dict[int, list[str]]) -> None:
        super().__init__("something must be there first")
        self.lacking = lacking


class ReasonError(Exception):
    """A reason is needed, and must fit; the message is for the person."""


@transaction.atomic
def save_answers(*, by: Actor, form: AnsweredRecord, answers: Iterable[Answered]) -> list[str]:
    """Save the answers that differ from what is saved: all of them or none. The ids of the questions that changed. FileRefusedError."""
    found, who, given = _opened(by, form)
    shape, standing = shape_for(found), standing_of(found, by, who)
    todo: list[tuple[Question, Answered, Told | None]] = []
    changed, closed, needless = set(), set(), list[Draft]()
    for answer in answers:
        asked = shape.question(answer.field)
        if asked is None or not who.roles & set(asked.writers) or asked.id in who.withheld:
            raise Refused(form_kind(form).read, form)
        needless += answer.drafts
        before = own_answer(asked, who, given)
        if _same(before, answer):
            continue
        if not rights.may_write(asked, shape, standing, who.roles, [told.given for told in given if told.field == asked.id]):
            closed.add(asked.id)
        elif (before.version if before else 0) != answer.version:
            changed.add(asked.id)
        todo.append((asked, answer, before))
    if changed or closed:
        raise AnswersChangedError(changed, closed)
    _write(by, found, who, todo)
    forget_seen_drafts(by=by, drafts=needless)
    return [asked.id for asked, _answer, _before in todo]


@transaction.atomic
def move_on(*, by: Actor, forms: Sequence[AnsweredRecord], expected: int, despite_missing: bool = False) -> None:
    """Take the forms, all in the step that was shown, one step further; the last step locks and publishes them. All of them or none."""
    found = []
    for form in sorted(forms, key=lambda form: form.pk):  # two who lock the same forms lock them in the same order
        kind = form_kind(form)
        kind.lead.require(by, form)
        if not kind.by_hand:
            raise Refused(kind.lead, form)
        found.append(_locked(form))
    if any(form.stage != expected or form.stage + 1 >= form.stages for form in found):
        raise StageChangedError
    publishing = [form for form in found if expected + 2 == form.stages]
    _require_all(by, publishing)
    for form in found:
        _move_on(by, form, despite_missing=despite_missing)
    tell_of_step(by, found)


def _require_all(by: Actor, forms: Sequence[Any]) -> None:
    """What a kind asks for before it is published, beside answers."""
    lacking = extras_for(forms[0]).lacking(by, forms) if forms else {}
    if lacking:
        raise LackingError(lacking)


def _move_on(by: Actor, form: Any, *, despite_missing: bool) -> None:
    shape = shape_for(form)
    if form.stage + 1 == shape.last:
        _require_answers(shape, form, despite_missing=despite_missing)
        publish(by, form, shape)
    to_stage(by, form, shape, form.stage + 1)


@transaction.atomic
def open_again(*, by: Actor, form: AnsweredRecord, expected: int, reason: str) -> None:
    """Open what is locked, to be corrected: what was published stays, and is read until it is published again."""
    form_kind(form).lead.require(by, form)
    found = _locked(form)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise ReasonError(_("Skriv varför, med högst %(most)s tecken.") % {"most": LONGEST_REASON})
    if found.stage != expected or found.stage + 1 != found.stages:
        raise StageChangedError
    to_stage(by, found, shape_for(found), found.stage - 1, reason.strip())


def missing_answers(shape: Shape, stage: int, answers: Iterable[Told], excused: Set[str] = frozenset()) -> list[Question]:
    """The required questions that could have been answered by now and are not; ``excused``: purposes that need no answer."""
    answered = {told.field for told in answers if told.value is not None}
    waiting = (asked for asked in shape.questions() if rights.waiting(asked, shape, stage, answered=asked.id in answered))
    return [asked for asked in waiting if not asked.purpose or asked.purpose not in excused]


def publish(by: Actor, form: Any, shape: Shape) -> None:
    """Freeze all answers with the form's own words; part of an action that locks and has asked whether it may."""
    answers = [
        {"field": t.field, "value": t.value, "owner": t.owner, "role": t.role, "shared": t.shared, "by": t.by, "at": t.at.isoformat()}
        for t in answers_of(form)
        if t.value is not None
    ]
    number = form.snapshots.count() + 1
    content = {**shape_json(shape), "answers": answers, **extras_for(form).frozen(form)}
    form.latest = form.snapshots.create(number=number, content=content, published_at=by.at, published_by_id=by.writer)
    form.published_at = form.published_at or by.at
    record(by, f"{form_kind(form).key}.published", form, children=[form.child_id], details={"number": number})


def _require_answers(shape: Shape, form: AnsweredRecord, *, despite_missing: bool) -> None:
    missing = missing_answers(shape, form.stage, answers_of(form), extras_for(form).excused(form))
    familys = [asked for asked in missing if rights.is_familys(asked)]
    schools = [asked for asked in missing if asked not in familys]
    if schools or (familys and not despite_missing):
        raise MissingAnswersError(schools, familys)


def to_stage(by: Actor, form: Any, shape: Shape, stage: int, reason: str = "", *, decided_by: int | None = None) -> None:
    """Enter the step; part of an action that has asked whether it may. ``decided_by``: who had said that it happens at this time."""
    form.moves.create(from_stage=form.stage, to_stage=stage, reason=reason, moved_by_id=decided_by or by.writer, moved_at=by.at)
    was_published = {*form.roles} if form.published_at and stage < shape.last else set()
    form.stage, form.locked_at = stage, by.at if stage == shape.last else None
    # Whoever has read what was published goes on reading it while it is put right.
    form.roles = [role for role in ROLES if role in {*rights.roles_at(shape, stage), *was_published}]
    form.save(update_fields=["stage", "locked_at", "roles", "latest", "published_at"])
    record(by, f"{form_kind(form).key}.moved", form, children=[form.child_id], details={"stage": stage})


def _locked(form: AnsweredRecord) -> Any:
    """The row, held until the end of the transaction; Refused where it was removed since the page was opened."""
    found = type(form)._default_manager.select_for_update().filter(pk=form.pk).first()
    if found is None:
        raise Refused(form_kind(form).read, form)
    return found


def _roles(by: Actor, form: AnsweredRecord) -> Reader:
    """In which roles the actor writes; Refused where the form does not exist for them."""
    kind, who = form_kind(form), held(by, form)
    if not who.roles:
        raise Refused(kind.read, form)
    if need := kind.read.lacking(by):
        raise TooWeakError(need)
    return who


def _opened(by: Actor, form: AnsweredRecord) -> tuple[Any, Reader, list[Told]]:
    found = _locked(form)
    return found, _roles(by, form), answers_of(found)


def _same(before: Told | None, answer: Answered) -> bool:
    if before is None:
        return answer.value is None and not answer.shared
    return bool(before.value == answer.value) and before.shared == answer.shared


def _write(by: Actor, form: Any, who: Reader, todo: list[tuple[Question, Answered, Told | None]]) -> None:
    if not todo:
        return
    for asked, answer, before in todo:
        if asked.type == "files":
            hang_files(by, form, asked, answer.value, before.value if before else None)
        values = {
            "value": answer.value, "shared": answer.shared and rights.may_share(asked), "role": _as_role(asked, who),
            "written_by_id": by.writer, "written_at": by.at, "version": (before.version if before else 0) + 1,
        }  # fmt: skip
        owner = by.writer if asked.each else None
        if before is None:
            form.answers.create(field=asked.id, owner_id=owner, **values)
        else:
            form.answers.filter(field=asked.id, owner_id=owner).update(**values)
    form.version, form.written_by_id, form.written_at = form.version + 1, by.writer, by.at
    form.save(update_fields=["version", "written_by", "written_at"])
    record(by, f"{form_kind(form).key}.answered", form, children=[form.child_id], details={"fields": len(todo)})


def _as_role(asked: Question, who: Reader) -> str:
    return next(role for role in ROLES if role in who.roles and role in asked.writers)
