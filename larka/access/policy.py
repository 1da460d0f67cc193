"""A policy says which paths open a model, through which of its columns and in which state; it adds no rule of its own."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, Case, CharField, Model, Q, Value, When
from django.db.models.query import QuerySet
from django.utils.functional import Promise

from larka.access.assurance import Demand, Need, TooWeakError, lacking
from larka.access.questions import Question
from larka.access.relation import Path
from larka.access.visible import Visible
from larka.register.actor import Actor

M = TypeVar("M", bound=Model)


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
    """One path opens the model ``via`` the anchors named, ``when`` its state is so; ``mine``: only what the actor wrote.

    always: an audience does not narrow it (A17); for those who lead the work that the others take part in.
    """

    path: Path
    via: tuple[str, ...] = ("child",)
    when: Q = field(default_factory=Q)
    mine: bool = False
    always: bool = False


@dataclass(frozen=True, eq=False)
class Policy(Generic[M]):
    """Who may do one thing with a model.

    columns: the model's column for each anchor. author: the column of who wrote it.
    audience: the column of the people it is narrowed to (A17); it never shuts out the author's own (``mine``)
    nor those who are ``always`` let in.
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

    def by_key(self, actor: Actor) -> QuerySet[M]:
        """The same as ``visible_to``, each row fetched by its key: where little else narrows them, many are read and few are wanted."""
        return self.model._default_manager.filter(Visible(self, actor, by_key=True))

    def listed(self, actor: Actor, **asked: Any) -> QuerySet[M]:
        """Those that are as asked, found part by part: where the rows of one way are few among very many, each has its own index."""
        grants = [grant for grant in self.grants if grant.path.is_for(actor.footing)]
        by_way = [tuple(grant for grant in grants if grant.via == via) for via in dict.fromkeys(grant.via for grant in grants)]
        rows = self.model._default_manager
        first, *others = [rows.filter(Visible(self, actor, way), **asked).values("pk") for way in by_way or [()]]
        return rows.filter(pk__in=first.union(*others, all=True) if others else first)

    def among(self, actor: Actor, rows: QuerySet[M], *, children: list[int] | None = None, members_of: int | None = None) -> QuerySet[M]:
        """Those of these few rows that the actor may reach: each row is asked, instead of all that the actor may see.

        Whoever knows that the rows are about these ``children`` only, or about ``members_of`` a group, tells the paths, which are quicker.
        """
        known = ("children", children) if children is not None else ("group", members_of) if members_of is not None else None
        return rows.filter(Visible(self, actor, among=True, known=known))

    def sifted(self, actor: Actor, rows: QuerySet[M], *, years: list[int] | None = None) -> QuerySet[M]:
        """The same where the rows are many and most of what the actor reaches: that is asked for once, and each row looked up in it.

        ``years``: school years that nearly all the rows are of; what is reached in others is asked row by row.
        """
        known = ("years", years) if years is not None else None
        ways = [Visible(self, actor, known=known), *([Visible(self, actor, among=True)] if known else ())]
        may = [When(way, then=Value(value=True)) for way in ways]
        return rows.filter(Case(*may, default=Value(value=False), output_field=BooleanField()))

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
        return self._first(self._opening.dicts(actor, public_id))

    def held(self, actor: Actor) -> M | None:
        """The one that the actor's office is about, with the role; None for whoever does not hold it."""
        return self._first(self._holding.dicts(actor))

    def _first(self, rows: list[dict[str, Any]]) -> M | None:
        for row in rows:
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

    @cached_property
    def _holding(self) -> Question:
        def build(actor: Actor) -> QuerySet[Any, Any]:
            rows = self.visible_to(actor).annotate(access_role=self.role(actor)).order_by("pk")
            return rows.values(*self._columns, "access_role")[:1]

        return Question(build, ())

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


def permitted(actor: Actor, policies: Iterable[Policy[M]], queryset: QuerySet[M]) -> dict[int, frozenset[str]]:
    """Which of the policies each row allows (which buttons to show): one query in all, never one a row."""
    listed = tuple(policies)
    rows = queryset.values_list("pk", *(p.condition(actor) for p in listed))
    return {row[0]: frozenset(p.key for p, allowed in zip(listed, row[1:], strict=True) if allowed) for row in rows}
