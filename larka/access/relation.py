"""A path is one way in which a person is connected to a child, a group or a unit: dated rows, and nothing else.

Every projection (lists, single objects, holders, buttons) is compiled from the same rows, so that none can disagree with another.
A path is turned into SQL once per shape, with sentinels in place of the person and the day; afterwards values are only bound.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, F, Model, OuterRef, Q, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.db.models.query import QuerySet
from django.utils.functional import Promise

from larka.access import lookups  # noqa: F401 – ``__outside``
from larka.access.fragments import ANCHOR, DAY, KNOWN, MOMENT, PERSON, Fragment, compiled, listed
from larka.core.dates import STOCKHOLM
from larka.register.models import GroupMembership, Person, Placement, Responsible, Restriction, TeachingAssignment
from larka.register.queries import FOOTING

# Nothing is filed further ahead than in the next school year, and the years after it need not be counted up.
_AHEAD = dt.timedelta(days=400)
_YEARS = "SELECT {columns} FROM ({rows}) a JOIN register_schoolyear y ON y.open_to_relations_until > a.since AND y.starts_on < %s"


@dataclass(frozen=True)
class Window:
    """How many days a relation reads before it starts and finishes after it ends."""

    before: int = 0
    after: int = 0


TODAY = Window()


@dataclass(frozen=True, eq=False)
class Path:
    """Rows that join a person (``person``) to anchors: lookups named child, unit, subject, group or person.

    dated: the links of the chain that hold by day, moments: those that hold by moment; every one must be in force.
    placed: (child, unit) lookups: the child has a place in the unit, without which only its family reaches it (A5).
    between: (child, adult) lookups of pairs that a registered restriction cuts (A17).
    protected: lookups of people who, if their identity is protected, are not shown on this path (A10).
    until_adult, from_adult: lookups of children whose coming of age ends, or begins, the relation (A13).
    within: a wider path that has every row of this one, so that only the wider need be asked when nobody asks in which role.
    besides: where else the person must stand, as ``footing`` names it.
    adults_of: the path whose children's adults this one reaches, all of them: whoever asks both asks for the children once.
    """

    key: str
    label: str | Promise
    rows: type[Model]
    person: str
    anchor: Mapping[str, str]
    dated: tuple[str, ...] = ("",)
    moments: tuple[str, ...] = ()
    where: Q = field(default_factory=Q)
    placed: tuple[tuple[str, str], ...] = ()
    between: tuple[tuple[str, str], ...] = ()
    protected: tuple[str, ...] = ()
    until_adult: tuple[str, ...] = ()
    from_adult: tuple[str, ...] = ()
    window: Window = TODAY
    within: "Path | None" = None
    adults_of: "Path | None" = None
    besides: frozenset[str] = frozenset()

    @cached_property
    def footing(self) -> str | None:
        """Where a person must stand for this path to lead anywhere, as ``register.queries.FOOTING`` names it; None: it must be asked."""
        model: Any = self.rows
        *links, column = self.person.split("__")
        for link in links:
            model = model._meta.get_field(link).related_model
        place = f"{model._meta.model_name}.{column}"
        finer = (name for name in self._standing("__".join(links)) if place == "duty.person" and name in FOOTING)
        return next(finer, place if place in FOOTING else None)

    def _standing(self, duty: str) -> Iterator[str]:
        """What the duty at the end of this link must be for or have: a role, an assignment of a role to a group, teaching."""
        before = duty.removesuffix("duty").removesuffix("__")
        asked = dict(_asked(self.where))
        if role := asked.get(_join(duty, "role")):
            yield f"duty.{role}"
        for assignments in (_join(duty, "assignments"), before if before.endswith("assignments") else ""):
            if assignments and (role := asked.get(_join(assignments, "role"))):
                yield f"assignment.{role}"
        if before.endswith("teachers") or (self.rows is TeachingAssignment and duty == "duty"):
            yield "teaching"

    def is_for(self, footing: frozenset[str] | None) -> bool:
        """Whether someone with this footing may be connected by this path."""
        return footing is None or (self.besides <= footing and (self.footing is None or self.footing in footing))

    def in_force(self, day: dt.date, at: dt.datetime, *mine: Q, me: int | None = None) -> QuerySet[Any]:
        """The rows of this path that hold. ``me``: those of one person, when all of them are asked for, places not yet looked at."""
        conditions: Any = Q(self.where, *mine)
        for link in self.dated:
            conditions &= holds_on(link, day, self.window)
        for link in self.moments:
            conditions &= Q(**{_join(link, "starts_at__lte"): at, _join(link, "ends_at__gt"): at})
        if me is None:
            conditions &= self._placed(day)
        return self.rows._default_manager.filter(conditions & self._of_age(day) & self._kept_out(day, me)).order_by()

    def _kept_out(self, day: dt.date, me: int | None) -> Q:
        """Nobody whom a restriction keeps apart, nobody protected: asked for once where one person's many rows are, else row by row."""
        conditions = Q()
        for child, adult in self.between:
            kept_apart = Restriction.objects.filter(holds_on("", day, TODAY))
            if me is not None and adult == self.person:
                conditions &= Q(**{f"{child}__outside": kept_apart.filter(person=me).values("child")})
            else:
                conditions &= ~_looked_up(kept_apart.filter(child=OuterRef(child), person=OuterRef(adult)))
        for lookup in self.protected:
            if me is not None:
                conditions &= Q(**{f"{lookup or 'pk'}__outside": Person.objects.filter(~Q(protection="none")).values("pk")})
            else:
                conditions &= Q(**{_join(lookup, "protection"): "none"})
        return conditions

    def _placed(self, day: dt.date) -> Q:
        """The child has its place on the day."""
        conditions = Q()
        for child, unit in self.placed:
            conditions &= _looked_up(self.places(day).filter(child=OuterRef(child), unit=OuterRef(unit)))
        return conditions

    def places(self, day: dt.date) -> QuerySet[Placement]:
        """The places that hold on the day, as this path counts."""
        return Placement.objects.filter(holds_on("", day, self.window)).order_by()

    def _of_age(self, day: dt.date) -> Q:
        """Children of the age that the relation is for."""
        conditions = Q()
        for lookup in self.until_adult:
            conditions &= Q(**{_join(lookup, "adult_on__isnull"): True}) | Q(**{_join(lookup, "adult_on__gt"): day})
        for lookup in self.from_adult:
            conditions &= Q(**{_join(lookup, "adult_on__lte"): day})
        return conditions

    def since(self) -> Any:
        """When the newest link of the chain began: from there A5 counts how far back the relation reaches."""
        starts: list[Any] = [F(_join(link, "starts_on")) for link in self.dated]
        starts += [TruncDate(_join(link, "starts_at"), tzinfo=STOCKHOLM) for link in self.moments]
        return Greatest(*starts) if len(starts) > 1 else starts[0]


@cache
def openly(path: Path) -> Path:
    """The same path between people none of whom is protected (A10): for counts of those whose names one may not know."""
    people = (path.person, path.anchor["child"]) if "child" in path.anchor else (path.person,)
    return replace(path, protected=tuple(dict.fromkeys((*path.protected, *("" if lookup == "pk" else lookup for lookup in people)))))


def _looked_up(rows: QuerySet[Any]) -> Q:
    """Whether there is such a row, asked row by row: as one more join it would cost the planner more than the answer."""
    return Q(Case(When(Exists(rows.values("pk")), then=Value(value=True)), default=Value(value=False), output_field=BooleanField()))


def holds_on(link: str, day: dt.date, window: Window) -> Q:
    """The condition that a dated link holds on a day: half-open, in Stockholm's dates, widened by the window."""
    started = Q(**{_join(link, "starts_on__lte"): day + dt.timedelta(days=window.before)})
    open_end = Q(**{_join(link, "ends_on__isnull"): True})
    return started & (open_end | Q(**{_join(link, "ends_on__gt"): day - dt.timedelta(days=window.after)}))


def _asked(where: Q) -> Iterator[tuple[str, Any]]:
    """What a condition asks of every row: (lookup, value)."""
    if where.negated or where.connector != Q.AND:
        return
    for part in where.children:
        if isinstance(part, Q):
            yield from _asked(part)
        elif isinstance(part, tuple):
            yield part


def _join(link: str, name: str) -> str:
    return f"{link}__{name}" if link else name


# What is known ("children", "group", "years"), and the anchors that are this child.
Known = tuple[str, frozenset[str]]


def few(path: Path, columns: tuple[str, ...], known: Known | None) -> list[Q]:
    """Changes no answer: a path that is told the children begins with them, not with all that the person reaches."""
    if known is None or known[0] == "years":
        return []
    told = [path.anchor[anchor] for anchor in columns if anchor in known[1]]
    members = ArraySubquery(GroupMembership.objects.filter(group=KNOWN).order_by().values("child"))
    return [Q(**{f"{lookup}__among": members if known[0] == "group" else [KNOWN]}) for lookup in told]


@cache
def reached(path: Path, columns: tuple[str, ...], known: Known | None = None) -> Fragment:
    """``SELECT columns`` of everything that one person is connected to on this path."""
    rows = path.in_force(DAY, MOMENT, Q(**{path.person: PERSON}), *few(path, columns, known), me=PERSON)
    wanted = {c: F(path.anchor[c]) for c in columns if c != "school_year"}
    if "school_year" not in columns:
        return _in_place(path, rows, wanted)
    inner = _in_place(path, rows, wanted | {"since": path.since()})
    chosen = ", ".join("y.id" if c == "school_year" else f"a.{c}" for c in columns)
    of_years = known is not None and known[0] == "years"
    sql = _YEARS.format(columns=chosen, rows=inner.sql) + (" WHERE y.id = ANY(%s::bigint[])" if of_years else "")
    return Fragment(sql, (*inner.marks, DAY + _AHEAD, *([[KNOWN]] if of_years else ())))


def _in_place(path: Path, rows: QuerySet[Any], wanted: Mapping[str, Any]) -> Fragment:
    """What is wanted of the rows whose children have their places; these are looked at last.

    In one SELECT with the rest, the planner looks at a group once for each of its members.
    """
    if not path.placed:
        return compiled(rows.values_list(*wanted.values()), tuple(wanted))
    placed = {f"{what}{n}": F(lookup) for n, pair in enumerate(path.placed) for what, lookup in zip(("child", "unit"), pair, strict=True)}
    inner = compiled(rows.values_list(*wanted.values(), *placed.values()))
    place = compiled(path.places(DAY).filter(child=ANCHOR, unit=ANCHOR - 1).values_list("pk"))
    looked = [place.beside({ANCHOR: f"inside.child{n}", ANCHOR - 1: f"inside.unit{n}"}) for n, _ in enumerate(path.placed)]
    where = " AND ".join(f"CASE WHEN EXISTS ({each.sql}) THEN true ELSE false END" for each in looked)
    sql = f"SELECT {listed(wanted)} FROM ({inner.sql} OFFSET 0) inside({listed((*wanted, *placed))}) WHERE {where}"  # noqa: S608 – ours
    return Fragment(sql, sum((each.marks for each in looked), inner.marks))


@cache
def adults_of_known() -> Fragment:
    """``SELECT person`` of everyone who answers for the children ``known(child)``: an index walks through an array in its own order."""
    answering = compiled(Responsible.objects.filter(holds_on("", DAY, TODAY), in_effect=True).order_by().values_list("person"))
    minors = compiled(Person.objects.filter(Q(adult_on__isnull=True) | Q(adult_on__gt=DAY)).order_by().values_list("pk"))
    theirs = f'{minors.sql} AND "register_person"."id" = ANY(ARRAY(SELECT child FROM known))'  # noqa: S608 – ours
    return Fragment(f'{answering.sql} AND "register_responsible"."child_id" = ANY(ARRAY({theirs}))', (*answering.marks, *minors.marks))


@cache
def holding(path: Path, columns: tuple[str, ...]) -> Fragment:
    """``SELECT person`` of everyone whom this path connects to the anchors, which are bound in the order of ``columns``."""
    wanted = [c for c in columns if c != "school_year"]
    anchors = Q(**{path.anchor[c]: ANCHOR - columns.index(c) for c in wanted})
    rows = path.in_force(DAY, MOMENT, anchors)
    if "school_year" not in columns:
        return compiled(rows.values_list(path.person))
    inner = compiled(rows.values_list(path.person, path.since()), ("person", "since"))
    year = ANCHOR - columns.index("school_year")
    return Fragment(_YEARS.format(columns="a.person", rows=inner.sql) + " WHERE y.id = %s", (*inner.marks, DAY + _AHEAD, year))
