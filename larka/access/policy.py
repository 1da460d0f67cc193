"""A policy says which paths open a model, through which of its columns and in which state; it adds no rule of its own."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, Case, CharField, Expression, F, Model, Q, Value, When
from django.db.models.query import QuerySet
from django.utils.functional import Promise

from larka.access.assurance import Demand, Need, TooWeakError, lacking
from larka.access.probing import probe
from larka.access.questions import Question
from larka.access.relation import KNOWN, Fragment, Known, Path, reached
from larka.register.actor import Actor

M = TypeVar("M", bound=Model)

Branch = tuple[str, list[Any]]


def _nothing_beside(_actor: Actor) -> Mapping[str, Any]:
    return {}


class Refused(Exception):  # noqa: N818
    """The actor may not do this. Seen from outside it is as if the thing did not exist (A1)."""

    def __init__(self, policy: "Policy[Any]", about: Model | None = None) -> None:
        super().__init__(policy.key)
        self.policy = policy
        self.about = about


@dataclass(frozen=True)
class Grant:
    """One path opens the model ``via`` the anchors named, ``when`` its state is so; ``mine``: only what the actor wrote."""

    path: Path
    via: tuple[str, ...] = ("child",)
    when: Q = field(default_factory=Q)
    mine: bool = False


@dataclass(frozen=True, eq=False)
class Policy(Generic[M]):
    """Who may do one thing with a model.

    columns: the model's column for each anchor. author: the column of who wrote it.
    audience: the column of the people it is narrowed to (A17); it never shuts out the author's own (``mine``).
    kind: the record kind, whose single records may be withheld from a person; whole: fields without which nothing of a record is left,
    so that withholding one of them withholds it all. demands: how surely the session must know who it is (A14).
    beside: what is fetched together with one that is opened, by name: expressions for this actor.
    """

    key: str
    model: type[M]
    label: str | Promise
    grants: tuple[Grant, ...]
    columns: Mapping[str, str]
    author: str = ""
    audience: str = ""
    kind: str = ""
    whole: tuple[str, ...] = ()
    demands: Demand = "documentation"
    beside: Callable[[Actor], Mapping[str, Any]] = _nothing_beside

    def visible_to(self, actor: Actor, *, children: list[int] | None = None) -> QuerySet[M]:
        """Everything this actor may reach, or what is about these children of it: for lists, and for fetching one by key."""
        if children is None:
            return self.model._default_manager.filter(Visible(self, actor))
        about = {f"{self.columns['child']}__among": children}
        return self.model._default_manager.filter(Visible(self, actor, known=("children", children)), **about)

    def listed(self, actor: Actor) -> QuerySet[M]:
        """The same as ``visible_to``, found part by part: where the rows of one way are few among very many, each has its own index."""
        asked = [grant for grant in self.grants if grant.path.is_for(actor.footing)]
        by_way = [tuple(grant for grant in asked if grant.via == via) for via in dict.fromkeys(grant.via for grant in asked)]
        rows = self.model._default_manager
        first, *others = [rows.filter(Visible(self, actor, grants)).values("pk") for grants in by_way or [()]]
        return rows.filter(pk__in=first.union(*others, all=True) if others else first)

    def among(self, actor: Actor, rows: QuerySet[M], *, children: list[int] | None = None, members_of: int | None = None) -> QuerySet[M]:
        """Those of these few rows that the actor may reach: each row is asked, instead of all that the actor may see.

        Whoever knows that the rows are about these ``children`` only, or about ``members_of`` a group, tells the paths, which are quicker.
        """
        known = ("children", children) if children is not None else ("group", members_of) if members_of is not None else None
        return rows.filter(Visible(self, actor, among=True, known=known))

    def about(self, actor: Actor, child: int, rows: QuerySet[M]) -> QuerySet[M]:
        """Those of the rows about this one child that the actor may reach: the child is told to every path, and each is asked once."""
        return rows.filter(Visible(self, actor, among=True, child=child), **{self.columns["child"]: child})

    def condition(self, actor: Actor) -> "Visible":
        """The same as an expression, to annotate rows with."""
        return Visible(self, actor, among=True)

    def only(self, *paths: Path) -> "Policy[M]":
        """The same, by these of its paths alone: for pages that only those come to, a smaller question to the database."""
        return replace(self, grants=tuple(grant for grant in self.grants if grant.path in paths))

    def follows_from(self, other: "Policy[Any]", actor: Actor) -> bool:
        """Whether this opens every child whom a row of the other policy opens to the actor: by the same paths, in any state."""
        unconditional = {grant.path for grant in self.grants if grant.via == ("child",) and not grant.when and not grant.mine}
        asked = [grant for grant in other.grants if grant.path.is_for(actor.footing)]
        return not self.audience and not self.kind and all(grant.path in unconditional and "child" in grant.via for grant in asked)

    def role(self, actor: Actor) -> Case:
        """The key of the first path that opens a row: in which role it is read."""
        open_to = [grant for grant in self.grants if grant.path.is_for(actor.footing)]
        cases = [When(Visible(self, actor, (grant,), among=True), then=Value(grant.path.key)) for grant in open_to]
        return Case(*cases, default=Value(""), output_field=CharField())

    def open(self, actor: Actor, public_id: uuid.UUID) -> M | None:
        """The one with this id, with the role it is read in as ``access_role`` and what stands ``beside`` it; None out of reach."""
        for row in self._opening.dicts(actor, public_id):
            if row["access_role"]:
                obj: M = self.model.from_db(DEFAULT_DB_ALIAS, self._columns, [row.pop(name) for name in self._columns])
                vars(obj).update(row)
                return obj
        return None

    @cached_property
    def _columns(self) -> list[str]:
        return [field.attname for field in self.model._meta.concrete_fields]

    @cached_property
    def _opening(self) -> Question:
        def build(actor: Actor, public_id: uuid.UUID) -> QuerySet[Any, Any]:
            rows = self.model._default_manager.filter(public_id=public_id).annotate(access_role=self.role(actor))
            return rows.values(*self._columns, "access_role", **self.beside(actor))

        return Question(build, (uuid.UUID,))

    def allows(self, actor: Actor, obj: M) -> bool:
        """May this actor reach this one?"""
        return obj.pk is not None and self._allowing(actor, obj.pk) != []

    @cached_property
    def _allowing(self) -> Question:
        def build(actor: Actor, pk: int) -> QuerySet[Any, Any]:
            return self.among(actor, self.model._default_manager.filter(pk=pk)).order_by().values_list("pk")

        return Question(build, (int,))

    def lacking(self, actor: Actor, role: str = "") -> Need | None:
        """What the session lacks to open anything by this policy, in this role or in any that the actor may have; None: nothing."""
        roles = [role] if role else [grant.path.key for grant in self.grants if grant.path.is_for(actor.footing)]
        return lacking(actor, self.demands, roles)

    def require(self, actor: Actor, obj: M) -> None:
        """Raise Refused unless the actor may, and TooWeakError where the session does not know surely enough that it is them."""
        if not self.allows(actor, obj):
            raise Refused(self, obj)
        if need := self.lacking(actor):
            raise TooWeakError(need)


class Visible(Expression):
    """The condition of a policy for one actor, usable wherever Django takes a boolean expression."""

    conditional = True

    def __init__(
        self,
        policy: Policy[Any],
        actor: Actor,
        grants: tuple[Grant, ...] | None = None,
        *,
        among: bool = False,
        child: int | None = None,
        known: tuple[str, Any] | None = None,
    ) -> None:
        super().__init__(output_field=BooleanField())
        self.policy, self.actor, self.among, self.child, self.known = policy, actor, among, child, known
        asked = policy.grants if grants is None else grants
        self.groups = group_grants(policy, _widest([grant for grant in asked if grant.path.is_for(actor.footing)]))
        self.names = _columns_needed(policy, self.groups)
        self.parts: list[Any] = [F(name) for name in self.names]
        self.parts += [_state(policy, when, actor, mine=mine) for (_, when, mine) in self.groups]

    def get_source_expressions(self) -> list[Any]:
        return self.parts

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.parts = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002 – Django's signature
        if self.actor.person_id is None or not self.groups:
            return "FALSE", []
        columns = {name: compiler.compile(part)[0] for name, part in zip(self.names, self.parts, strict=False)}
        branches = self._branches(compiler, columns)
        sql, params = _any(branches)
        if self.policy.audience:
            column = columns[self.policy.audience]
            others = _any(branch for branch, (_, _, mine) in zip(branches, self.groups, strict=True) if not mine)
            own = _any(branch for branch, (_, _, mine) in zip(branches, self.groups, strict=True) if mine)
            sql = f"(({others[0]} AND ({column} IS NULL OR %s = ANY({column}))) OR {own[0]})"
            params = [*others[1], self.actor.person_id, *own[1]]
        if self.policy.kind:
            sql, params = f"({sql} AND {columns['pk']} NOT IN ({_WITHHELD}))", [*params, *self._withheld()]
        return sql, params

    def _withheld(self) -> list[Any]:
        return [self.actor.person_id, self.policy.kind, ["", *self.policy.whole], self.actor.today, self.actor.today]

    def _branches(self, compiler: Any, columns: Mapping[str, str]) -> list[Branch]:
        branches = []
        for state, grants in zip(self.parts[len(self.names) :], self.groups.values(), strict=True):
            branch, params = self._probed(grants, columns) if self.among else self._reached(grants, columns)
            if state is not None:
                state_sql, state_params = compiler.compile(state)
                branch, params = f"({state_sql} AND {branch})", [*state_params, *params]
            branches.append((branch, params))
        return branches

    def _is_told(self, anchor: str) -> bool:
        return self.child is not None and self._is_child(anchor)

    def _is_child(self, anchor: str) -> bool:
        return self.policy.columns[anchor] == self.policy.columns["child"]

    def _reached(self, grants: Sequence[Grant], columns: Mapping[str, str]) -> Branch:
        """All that the actor is connected to, as one set."""
        left = ", ".join(columns[self.policy.columns[anchor]] for anchor in grants[0].via)
        rows = [self._bound(reached(grant.path, grant.via, self._known(grant))) for grant in grants]
        return f"({left}) IN ({' UNION ALL '.join(sql for sql, _ in rows)})", [p for _, ps in rows for p in ps]

    def _probed(self, grants: Sequence[Grant], columns: Mapping[str, str]) -> Branch:
        """Path after path until one connects the actor to this row."""
        return _any(self._bound(probe(grant.path, self._anchors(grant, columns), self._known(grant))) for grant in grants)

    def _known(self, grant: Grant) -> Known | None:
        return (self.known[0], frozenset(anchor for anchor in grant.via if self._is_child(anchor))) if self.known else None

    def _anchors(self, grant: Grant, columns: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple((anchor, "" if self._is_told(anchor) else columns[self.policy.columns[anchor]]) for anchor in grant.via)

    def _bound(self, fragment: Fragment) -> Branch:
        told = [self.child or 0] * _MOST_ANCHORS
        params = fragment.bind(self.actor.person_id or 0, self.actor.today, self.actor.at, told)
        return fragment.sql, [self.known[1] if self.known and param in (KNOWN, [KNOWN]) else param for param in params]


_MOST_ANCHORS = 8
_WITHHELD = (
    "SELECT record_id FROM access_withholding WHERE person_id = %s AND kind = %s AND field = ANY(%s)"
    " AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)"
)


def _any(branches: Iterable[Branch]) -> Branch:
    listed = list(branches)
    sql = " OR ".join(sql for sql, _ in listed) or "FALSE"
    return (f"({sql})" if len(listed) > 1 else sql), [p for _, ps in listed for p in ps]


def _widest(grants: Sequence[Grant]) -> list[Grant]:
    """Without those that open nothing beyond what another opens by the wider path."""
    return [grant for grant in grants if not grant.path.within or replace(grant, path=grant.path.within) not in grants]


GroupKey = tuple[tuple[str, ...], Q, bool]


def group_grants(policy: Policy[Any], grants: Iterable[Grant]) -> dict[GroupKey, list[Grant]]:
    """Grants through the same columns in the same state become one ``IN (… UNION ALL …)``, which the planner handles best."""
    groups: dict[GroupKey, list[Grant]] = {}
    for grant in grants:
        columns = tuple(policy.columns[anchor] for anchor in grant.via)
        groups.setdefault((columns, grant.when, grant.mine), []).append(grant)
    return groups


def _columns_needed(policy: Policy[Any], groups: Iterable[GroupKey]) -> list[str]:
    names = [column for columns, _, _ in groups for column in columns]
    names += [policy.audience] if policy.audience else []
    names += ["pk"] if policy.kind else []
    return list(dict.fromkeys(names))


def _state(policy: Policy[Any], when: Q, actor: Actor, *, mine: bool) -> Q | None:
    state = when & Q(**{policy.author: actor.person_id}) if mine else when
    return state or None


def permitted(actor: Actor, policies: Iterable[Policy[M]], queryset: QuerySet[M]) -> dict[int, frozenset[str]]:
    """Which of the policies each row allows (which buttons to show): one query in all, never one a row."""
    listed = tuple(policies)
    rows = queryset.values_list("pk", *(p.condition(actor) for p in listed))
    return {row[0]: frozenset(p.key for p, allowed in zip(listed, row[1:], strict=True) if allowed) for row in rows}
