"""One form as somebody reaches it: in which roles, with which answers, each as far as the template lets them read it (A18, C1, C5)."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F
from django.db.models.query import QuerySet

from larka.access.models import Withholding
from larka.access.policies import NAME_READ
from larka.access.questions import PublicIds, Question, question
from larka.access.relation import TODAY, holds_on
from larka.questionnaires.access import FORM, LEADING_ROLES, FormKind, form_kind
from larka.questionnaires.models import AnsweredRecord, PublishedSnapshot
from larka.questionnaires.queries.templates import shape_by_key, shape_for
from larka.questionnaires.queries.waiting import has_place
from larka.questionnaires.shape import rights
from larka.questionnaires.shape.parts import Question as Asked
from larka.questionnaires.shape.parts import Section, Shape, from_json
from larka.questionnaires.shape.rights import Given, Reader, Standing
from larka.register.actor import Actor
from larka.register.models import Person


def held(actor: Actor, record: AnsweredRecord) -> Reader:
    """One question, whatever the number of ways in."""
    return _held(actor, record)[0]


def _held(actor: Actor, record: AnsweredRecord) -> tuple[Reader, bool]:
    """In which roles, and whether the record is the actor's to lead."""
    kind = form_kind(record)
    rows = _holding(kind)(actor, record.pk)
    if not rows:
        return Reader("", frozenset()), False
    withheld, stays, leads, *opened = rows[0]
    roles = frozenset(role for role, is_open in zip(kind.roles, opened, strict=True) if is_open)
    return Reader(str(actor.public_id), roles, frozenset(withheld), kind.late, left=not stays), leads


@lru_cache(maxsize=16)
def _holding(kind: FormKind) -> Question:
    def build(actor: Actor, pk: int) -> QuerySet[Any, Any]:
        kept = Withholding.objects.filter(
            holds_on("", actor.today, TODAY), kind=kind.key, person_id=actor.person_id or 0, record_id=pk, field__gt=""
        )
        withheld = ArraySubquery(kept.order_by().values("field"))
        conditions = (kind.only(role).condition(actor) for role in kind.roles)
        return kind.model._default_manager.filter(pk=pk).values_list(withheld, has_place(actor), kind.lead.condition(actor), *conditions)

    return Question(build, (int,))


_AT_HOME = frozenset({"pupil", "guardian", "proxy"})


@dataclass(frozen=True, slots=True)
class Told:
    """One answer, by public ids: as it stands now, or as it was published."""

    field: str
    value: Any
    owner: str | None
    role: str
    shared: bool
    by: str
    at: dt.datetime
    version: int = 0

    @property
    def given(self) -> Given:
        """What decides who reads it."""
        return Given(self.owner, self.role, self.shared)


def answers_of(record: AnsweredRecord) -> list[Told]:
    """Every answer to the form as it stands now; what of it somebody may read is asked of ``readable``."""
    rows = _answers(form_kind(record))(_ANYBODY, record.pk)
    return [
        Told(str(field), value, own and str(own), role, shared, str(by), at, version)
        for field, value, role, shared, version, own, by, at in rows
    ]


# What is asked does not depend on who asks, nor on when.
_ANYBODY = Actor.operator(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


@lru_cache(maxsize=16)
def _answers(kind: FormKind) -> Question:
    model: Any = kind.model
    answers = model._meta.get_field("answers").related_model

    def build(_actor: Actor, record: int) -> QuerySet[Any, Any]:
        rows = answers._default_manager.filter(record=record).order_by("written_at", "pk")
        return rows.values_list(  # type: ignore[no-any-return]
            "field", "value", "role", "shared", "version", "owner__public_id", "written_by__public_id", "written_at"
        )

    return Question(build, (int,))


def standing_of(record: AnsweredRecord, actor: Actor, reader: Reader) -> Standing:
    """How far it has come, today."""
    corrected = record.published_at is not None and record.locked_at is None
    put_right = corrected and form_kind(record).put_right_at_school
    return Standing(record.stage, actor.today, record.last_day, reader.left, put_right)


def readable(shape: Shape, standing: Standing, reader: Reader, answers: Iterable[Told]) -> list[Told]:
    """Those of the answers that the reader may read; an emptied one says nothing."""
    asked = {each.id: each for each in shape.questions()}
    return [
        told
        for told in answers
        if told.value is not None and told.field in asked and rights.may_read(asked[told.field], shape, standing, reader, told.given)
    ]


def published_answers(snapshot: PublishedSnapshot) -> tuple[Shape, list[Told]]:
    """What was published: the form in its words of then, and the answers."""
    content = snapshot.content
    told = [
        Told(t["field"], t["value"], t["owner"], t["role"], t["shared"], t["by"], dt.datetime.fromisoformat(t["at"]))
        for t in content["answers"]
    ]
    key = (type(snapshot), snapshot.pk, snapshot.published_at)
    return _PUBLISHED.get(key) or _kept(key, content), told


_Version = tuple[type, int, dt.datetime]
_PUBLISHED: dict[_Version, Shape] = {}


def _kept(key: _Version, content: Mapping[str, Any]) -> Shape:
    """What is published never changes: its form is read once."""
    if len(_PUBLISHED) >= 5_000:  # noqa: PLR2004 – so many forms of one worker are more than a day's
        _PUBLISHED.clear()
    return _PUBLISHED.setdefault(key, _shape(json.dumps({"version": content["version"], "shape": content["shape"]})))


@lru_cache(maxsize=100)
def _shape(text: str) -> Shape:
    """Plans of a whole school were published with the same form."""
    return from_json(json.loads(text))


def names_known(actor: Actor, people: Iterable[str], child: Person | None = None) -> dict[str, str]:
    """The names of those of these people whom the reader may know of (A10, A18), by public id. ``child``: whom the page is about."""
    wanted = set(people)
    at_hand = {str(actor.public_id): actor.name} if actor.name else {}
    if child is not None:
        at_hand[str(child.public_id)] = child.display_name
    keys = [uuid.UUID(person) for person in sorted(wanted - at_hand.keys())]
    return {key: name for key, name in at_hand.items() if key in wanted} | {str(key): name for key, name in _names(actor, keys)}


@question(PublicIds)
def _names(actor: Actor, people: PublicIds) -> QuerySet[Any, Any]:
    return NAME_READ.among(actor, Person.objects.filter(public_id__among=people)).order_by("pk").values_list("public_id", "display_name")


def fetch_beside(actor: Actor, record: AnsweredRecord) -> None:
    """The child, the unit, the school year and the newest version of a record that is to be shown: one question instead of one each."""
    if all(name in record._state.fields_cache for name in _BESIDE):
        return
    for found in _beside(form_kind(record)).objects(actor, record.pk):
        for name in _BESIDE:
            setattr(record, name, getattr(found, name))


_BESIDE = ("child", "unit", "school_year", "latest", "round")


@lru_cache(maxsize=16)
def _beside(kind: FormKind) -> Question:
    def build(_actor: Actor, pk: int) -> QuerySet[Any, Any]:
        return kind.model._default_manager.filter(pk=pk).select_related(*_BESIDE)

    return Question(build, (int,))


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the page: whether I may write in it, my answer or everybody's that I would change, and the others that I read."""

    asked: Asked
    writable: bool
    mine: Told | None
    others: list[Told]


@dataclass(frozen=True, slots=True)
class SectionView:
    """The fields of one section that exist for the reader."""

    section: Section
    fields: list[FieldView]


def sections_for(shape: Shape, standing: Standing, reader: Reader, answers: Sequence[Told]) -> list[SectionView]:
    """The page as the reader meets it: no heading and no empty place gives away what they may not see."""
    seen = readable(shape, standing, reader, answers)

    def field_of(asked: Asked) -> FieldView | None:
        told = [each for each in seen if each.field == asked.id]
        if asked.id in reader.withheld or not (told or rights.sees_field(asked, shape, standing, reader.roles, reader.late)):
            return None
        given = [each.given for each in answers if each.field == asked.id]
        writes = rights.may_write(asked, shape, standing, reader.roles, given)
        mine = own_answer(asked, reader, answers) if writes else None
        return FieldView(asked, writes, mine, [each for each in told if each is not mine])

    views = (SectionView(section, [view for asked in section.questions if (view := field_of(asked))]) for section in shape.sections)
    return [view for view in views if view.fields]


def own_answer(asked: Asked, reader: Reader, answers: Iterable[Told]) -> Told | None:
    """The answer that the reader would change: their own where each has one, else everybody's. It may be emptied."""
    owner = reader.person if asked.each else None
    return next((told for told in answers if told.field == asked.id and told.owner == owner), None)


@dataclass(frozen=True)
class FormPage:
    """One form as one person meets it."""

    shape: Shape
    reader: Reader
    standing: Standing
    answers: list[Told]
    names: Mapping[str, str]
    leads: bool

    @cached_property
    def sections(self) -> list[SectionView]:
        """What there is to write and to read."""
        return sections_for(self.shape, self.standing, self.reader, self.answers)

    @property
    def stage(self) -> str:
        """The step's name."""
        return self.shape.stages[self.standing.stage].name

    @property
    def is_locked(self) -> bool:
        """Whether it is in its last step."""
        return self.standing.stage == self.shape.last


def _told_at_home(form: AnsweredRecord, shape: Shape, reader: Reader, answers: list[Told]) -> list[Told]:
    """While school puts right what is published, those at home read what is published, not the work on it (C8, C9).

    A field that they write in themselves is theirs to see, unless it is locked for them meanwhile.
    """
    if form.locked_at is not None or not reader.roles <= _AT_HOME:
        return answers
    published: PublishedSnapshot | None = form.latest  # type: ignore[attr-defined]
    if published is None:
        return answers
    mine = frozenset() if form_kind(form).put_right_at_school else reader.roles
    own = {asked.id for asked in shape.questions() if mine & set(asked.writers)}
    return [told for told in answers if told.field in own or told.role in _AT_HOME or told.at <= published.published_at]


def page_of(actor: Actor, form: AnsweredRecord) -> FormPage:
    """Four questions at most, whatever the number of fields."""
    shape, (reader, leads) = shape_for(form), _held(actor, form)
    answers = _told_at_home(form, shape, reader, answers_of(form))
    standing = standing_of(form, actor, reader)
    names = names_known(actor, (told.by for told in readable(shape, standing, reader, answers)), form.child)
    return FormPage(shape, reader, standing, answers, names, leads=leads and bool(reader.roles & LEADING_ROLES))


def forms_about(actor: Actor, child: Person, kind: FormKind = FORM) -> list[dict[str, Any]]:
    """The child's forms of a kind that exist for the reader, the newest first."""
    return _about(kind).dicts(actor, child.pk)


@lru_cache(maxsize=16)
def _about(kind: FormKind) -> Question:
    def build(actor: Actor, child: int) -> QuerySet[Any, Any]:
        rows = kind.read.about(actor, child, kind.model._default_manager.all()).order_by("-school_year__starts_on", "-pk")
        return rows.values(
            "pk", "public_id", "stage", "stages", "last_day", "published_at", "written_at", "template_version_id",
            year=F("school_year__name"), unit_name=F("unit__name"),
        )  # fmt: skip

    return Question(build, (int,))


def titles(versions: Iterable[int]) -> dict[int, Shape]:
    """The forms of these versions, by key: each is read once by the program."""
    return {version: shape_by_key(version) for version in set(versions)}
