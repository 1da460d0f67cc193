"""Questions that pages put again and again: a queryset compiled once, with marks for who asks, when and about what; then only bound.

What does not differ between askers stands in the SQL as itself, so that the planner knows it; what differs is a numbered parameter.
The text is the same bytes each time, so that the server keeps its plan.
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, ForeignKey, Lookup
from django.db.models.query import QuerySet, get_related_populators
from psycopg import sql
from psycopg.types.numeric import Int8

from larka.access.fragments import LATEST_DAY, MOMENT, PERSON, bound
from larka.access.instances import put_beside
from larka.core.postgres.statements import counted, put
from larka.core.swedish import swedish_sort_key
from larka.register.actor import Actor

_FIRST_NUMBER = -7_000_001_000
_FIRST_UUID = 0xFACE << 112
_WORDS = "\ue000"
_PLACEHOLDER = re.compile(r"%[%s]")
_LIKE_SIGNS = re.compile(r"[\\%_]")

Ids = list[int]
PublicIds = list[uuid.UUID]
Words = list[str]
Build = Callable[..., QuerySet[Any, Any]]


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """``child__among=[…]``: one of these, as one parameter however many they are; or of an array that is asked for once."""

    lookup_name = "among"
    prepare_rhs = False

    def get_prep_lookup(self) -> Any:
        return self.rhs if hasattr(self.rhs, "resolve_expression") else list(self.rhs)

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:  # noqa: ARG002 – Django's signature
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        if hasattr(self.rhs, "resolve_expression"):
            right, others = compiler.compile(self.rhs)
            return f"{left} = ANY({right})", [*params, *others]
        return f"{left} = ANY(%s::{self.lhs.output_field.cast_db_type(connection)}[])", [*params, self.rhs]


@ArrayField.register_lookup
class Touching(Lookup):
    """``child_ids__touching=[…]``: has any of these, as one parameter however many they are."""

    lookup_name = "touching"
    prepare_rhs = False

    def get_prep_lookup(self) -> Any:
        return list(self.rhs)

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:  # noqa: ARG002 – Django's signature
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} && %s::{self.lhs.output_field.db_type(connection)}", [*params, self.rhs]


@Field.register_lookup
class HasWords(Lookup):
    """``name__has_words=["al", "ek"]``: the text has all of these, in capitals or not. The first alone decides most rows."""

    lookup_name = "has_words"
    operator = "ILIKE"
    prepare_rhs = False

    def get_prep_lookup(self) -> Any:
        return list(self.rhs) if _is_mark(self.rhs) else like(self.rhs)

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:  # noqa: ARG002 – Django's signature
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        sql = f"({left} {self.operator} (%s::text[])[1] AND {left} {self.operator} ALL((%s::text[])[2:]))"
        return sql, [*params, self.rhs, *params, self.rhs]


@Field.register_lookup
class KeyHasWords(HasWords):
    """``display_sort_key__key_has_words=…``: the same of a sort key, where "André" is found by "andre" and the words are folded like it."""

    lookup_name = "key_has_words"
    operator = "LIKE"


class Question:
    """A kind of queryset. ``build`` is called once, with marks; what it does must not depend on the values."""

    def __init__(self, build: Build, kinds: Sequence[type]) -> None:
        update_wrapper(self, build)
        self.build = build
        self.marks = [_mark(kind, place) for place, kind in enumerate(kinds)]
        self._compiled: dict[frozenset[str] | None, Compiled] = {}

    def __call__(self, actor: Actor, *about: Any) -> list[tuple[Any, ...]]:
        """The rows, for this actor and these values in the order of the kinds; about none of anything there are none."""
        if [] in about:
            return []
        return self.compiled(actor).ask(self.values(actor, about))

    def dicts(self, actor: Actor, *about: Any) -> list[dict[str, Any]]:
        """The rows by name."""
        return self.compiled(actor).named(self(actor, *about))

    def objects(self, actor: Actor, *about: Any) -> list[Any]:
        """The rows as instances, where the queryset is one of instances."""
        return self.compiled(actor).instances(self(actor, *about))

    def pages(self, actor: Actor, *about: Any, objects: bool = False) -> "Pages":
        """The rows by name, or as instances, a part at a time: ``[50:101]``."""
        return Pages(self, actor, about, objects)

    def compiled(self, actor: Actor) -> "Compiled":
        """The SQL for everyone with this actor's footing."""
        found = self._compiled.get(actor.footing)
        if found is None:
            asker = Actor(person_id=PERSON, at=MOMENT, footing=actor.footing)
            found = self._compiled[actor.footing] = Compiled(self.build(asker, *self.marks))
        return found

    def values(self, actor: Actor, about: Sequence[Any]) -> list[Any]:
        """What is bound, for this actor and what the question is about."""
        marks = self.compiled(actor).values
        return [_typed(about[self.marks.index(mark)] if mark in self.marks else _of_actor(mark, actor)) for mark in marks]

    def part(self, actor: Actor, about: Sequence[Any], wanted: slice) -> list[tuple[Any, ...]]:
        """So many rows from so far on."""
        return self.compiled(actor).ask(self.values(actor, about), skip=wanted.start, most=wanted.stop - wanted.start)


@dataclass(frozen=True, slots=True)
class Pages:
    """A question of which a part is asked at a time, as of a queryset of values."""

    question: Question
    actor: Actor
    about: tuple[Any, ...]
    objects: bool = False

    def __getitem__(self, wanted: slice) -> list[Any]:
        compiled = self.question.compiled(self.actor)
        shaped = compiled.instances if self.objects else compiled.named
        return shaped(self.question.part(self.actor, self.about, wanted))


class Compiled:
    """The SQL of a queryset in the server's own form (``$1``) and in Django's, and the marks of what is to be bound."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        text, params = compiler.as_sql()
        self.values: list[Any] = []
        self.places: list[int] = []
        self.native = self._with(text, params, lambda place: f"${place + 1}", percent="%").encode()
        self.places.clear()
        self.text = self._with(text, params, lambda _place: "%s", percent="%%")
        self.model = rows.model
        self.names = list(rows.query.selected or (field.attname for field in rows.model._meta.concrete_fields))
        self.related = []
        if found := compiler.klass_info:
            self.related = get_related_populators(found, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # as Django 5.2 has it
        self.converters = list(compiler.get_converters(expression for expression, _, _ in compiler.select[: compiler.col_count]).items())

    def _with(self, text: str, params: Iterable[Any], placeholder: Callable[[int], str], *, percent: str) -> str:
        left = iter(params)

        def written(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return percent
            value = next(left)
            if not _is_mark(value):
                return sql.Literal(value).as_string(None).replace("%", percent)
            if value not in self.values:
                self.values.append(value)
            self.places.append(self.values.index(value))
            return placeholder(self.places[-1])

        return _PLACEHOLDER.sub(written, text)

    def ask(self, values: list[Any], *, skip: int | None = None, most: int = 0) -> list[tuple[Any, ...]]:
        """Put the question; at most so many rows after the skipped ones."""
        places, part = [*self.places], ""
        if skip is not None:
            part, places, values = f" LIMIT {most} OFFSET ", [*places, len(values)], [*values, Int8(skip)]
        if counted():
            with connection.cursor() as cursor:
                cursor.execute(self.text + (part and f"{part}%s"), [values[place] for place in places])
                return self.converted(list(cursor.fetchall()))
        native = self.native + (part and f"{part}${len(values)}").encode()
        return self.converted(put(native, values))

    def instances(self, rows: list[tuple[Any, ...]]) -> list[Any]:
        """The rows as instances, where the queryset is one of instances, with those that it selects beside them: of each thing one."""
        made = [self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[: len(self.names)]) for row in rows]
        for related in self.related:
            once: dict[Any, Any] = {}
            for row, each in zip(rows, made, strict=True):
                put_beside(related, row, each, once)
        return made

    def named(self, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """The rows by name."""
        return [dict(zip(self.names, row, strict=True)) for row in rows]

    def converted(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows as Django's fields give them."""
        if not self.converters:
            return rows
        return [self._converted(list(row)) for row in rows]

    def _converted(self, row: list[Any]) -> tuple[Any, ...]:
        for place, (converters, expression) in self.converters:
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        return tuple(row)


def question(*kinds: type) -> Callable[[Build], Question]:
    """Make a question of a function from actor and values (int, uuid.UUID, datetime, Ids, PublicIds, Words) to a queryset."""
    return lambda build: Question(build, kinds)


def _typed(value: Any) -> Any:
    """Whole numbers always as the same type, or the server would keep a plan for each size.

    Ids go as the server writes an array, which the SQL says the type of: one text instead of an object for each of hundreds.
    """
    if isinstance(value, list):
        return value if isinstance(value[0], str) else "{" + ",".join(map(str, value)) + "}"
    return Int8(value) if isinstance(value, int) else value


def like(words: Iterable[str]) -> Words:
    """The words as ``has_words`` compares them, where a question is asked with them."""
    return [f"%{_LIKE_SIGNS.sub(_escaped, word)}%" for word in words]


def like_key(words: list[str]) -> Words:
    """The words folded as sort keys are, as ``key_has_words`` compares them."""
    return like([key for word in words if (key := swedish_sort_key(word))] or words)


def _escaped(sign: re.Match[str]) -> str:
    return "\\" + sign[0]


def _mark(kind: Any, place: int) -> Any:
    if kind == Words:
        return [f"{_WORDS}{place}"]
    if kind is uuid.UUID:
        return uuid.UUID(int=_FIRST_UUID + place)
    if kind is dt.datetime:
        return MOMENT + dt.timedelta(microseconds=place + 1)
    if kind == PublicIds:
        return [uuid.UUID(int=_FIRST_UUID + place)]
    number = _FIRST_NUMBER - place
    return number if kind is int else [number]


def _of_actor(mark: Any, actor: Actor) -> Any:
    if isinstance(mark, dt.datetime):
        return actor.at + (mark - MOMENT)
    return bound(mark, actor.person_id or 0, actor.today, actor.at, ())


def _is_mark(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and _is_mark(value[0])
    if isinstance(value, str):
        return value.startswith(_WORDS)
    if isinstance(value, uuid.UUID):
        return value.int >= _FIRST_UUID and value.int < _FIRST_UUID + 100
    if isinstance(value, int) and not isinstance(value, bool):
        return value <= PERSON
    if isinstance(value, dt.datetime):
        return value.date() > LATEST_DAY
    return isinstance(value, dt.date) and value > LATEST_DAY
