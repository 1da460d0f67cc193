"""The condition of a policy for one actor, in SQL."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Expression, F, Q

from larka.access.fragments import KNOWN, Fragment
from larka.access.probing import probe
from larka.access.relation import Known, Path, adults_of_known, reached
from larka.register.actor import Actor

if TYPE_CHECKING:
    from larka.access.policy import Grant, Policy

Branch = tuple[str, list[Any]]


class Visible(Expression):
    """The condition of a policy for one actor, usable wherever Django takes a boolean expression."""

    conditional = True

    def __init__(
        self,
        policy: "Policy[Any]",
        actor: Actor,
        grants: "tuple[Grant, ...] | None" = None,
        *,
        among: bool = False,
        by_key: bool = False,
        child: int | None = None,
        known: tuple[str, Any] | None = None,
    ) -> None:
        super().__init__(output_field=BooleanField())
        self.policy, self.actor, self.among, self.by_key, self.child, self.known = policy, actor, among, by_key, child, known
        asked = policy.grants if grants is None else grants
        self.groups = group_grants(policy, _widest([grant for grant in asked if grant.path.is_for(actor.footing)]))
        self.names = _columns_needed(policy, self.groups)
        self.parts: list[Any] = [F(name) for name in self.names]
        self.parts += [_state(policy, when, actor, mine=mine) for (_, when, mine, _) in self.groups]

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
            others = _any(branch for branch, (_, _, mine, always) in zip(branches, self.groups, strict=True) if not (mine or always))
            own = _any(branch for branch, (_, _, mine, always) in zip(branches, self.groups, strict=True) if mine or always)
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

    def _reached(self, grants: Sequence["Grant"], columns: Mapping[str, str]) -> Branch:
        """All that the actor is connected to, as one set."""
        left = ", ".join(columns[self.policy.columns[anchor]] for anchor in grants[0].via)
        bases, adults = self._asked_once(grants)
        rows = [self._bound(reached(grant.path, grant.via, self._known(grant))) for grant in grants if grant.path not in (*bases, *adults)]
        is_in = "({}) = ANY(ARRAY({}))" if self.by_key and len(self.groups) == len(grants[0].via) == 1 else "({}) IN ({})"
        if not adults:
            return is_in.format(left, _together(rows)), _bound_to(rows)
        children = [self._bound(reached(path, ("child",))) for path in bases]
        rows = [("SELECT child FROM known", []), self._bound(adults_of_known()), *rows]
        known = f"WITH known(child) AS MATERIALIZED (SELECT DISTINCT child FROM ({_together(children)}) each(child))"  # noqa: S608 – ours
        return is_in.format(left, f"{known} {_together(rows)}"), [*_bound_to(children), *_bound_to(rows)]

    def _asked_once(self, grants: Sequence["Grant"]) -> tuple[list[Path], list[Path]]:
        """The paths to children whose adults are asked for beside them, and those adults' paths: the children are found once for both."""
        asked = [] if self.known else [grant.path for grant in grants if len(grant.via) == 1]
        adults = [path for path in asked if path.adults_of in asked]
        return [path for path in asked if any(each.adults_of is path for each in adults)], adults

    def _probed(self, grants: Sequence["Grant"], columns: Mapping[str, str]) -> Branch:
        """Path after path until one connects the actor to this row."""
        return _any(self._bound(probe(grant.path, self._anchors(grant, columns), self._known(grant))) for grant in grants)

    def _known(self, grant: "Grant") -> Known | None:
        return (self.known[0], frozenset(anchor for anchor in grant.via if self._is_child(anchor))) if self.known else None

    def _anchors(self, grant: "Grant", columns: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
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


def _together(rows: Sequence[Branch]) -> str:
    return " UNION ALL ".join(sql for sql, _ in rows)


def _bound_to(rows: Sequence[Branch]) -> list[Any]:
    return [param for _, params in rows for param in params]


def _any(branches: Iterable[Branch]) -> Branch:
    listed = list(branches)
    sql = " OR ".join(sql for sql, _ in listed) or "FALSE"
    return (f"({sql})" if len(listed) > 1 else sql), [p for _, ps in listed for p in ps]


def _widest(grants: Sequence["Grant"]) -> list["Grant"]:
    """Without those that open nothing beyond what another opens by the wider path."""
    return [grant for grant in grants if not grant.path.within or replace(grant, path=grant.path.within) not in grants]


GroupKey = tuple[tuple[str, ...], Q, bool, bool]


def group_grants(policy: "Policy[Any]", grants: Iterable["Grant"]) -> dict[GroupKey, list["Grant"]]:
    """Grants through the same columns in the same state become one ``IN (… UNION ALL …)``, which the planner handles best."""
    groups: dict[GroupKey, list[Grant]] = {}
    for grant in grants:
        columns = tuple(policy.columns[anchor] for anchor in grant.via)
        groups.setdefault((columns, grant.when, grant.mine, grant.always), []).append(grant)
    return groups


def _columns_needed(policy: "Policy[Any]", groups: Iterable[GroupKey]) -> list[str]:
    names = [column for columns, _, _, _ in groups for column in columns]
    names += [policy.audience] if policy.audience else []
    names += ["pk"] if policy.kind else []
    return list(dict.fromkeys(names))


def _state(policy: "Policy[Any]", when: Q, actor: Actor, *, mine: bool) -> Q | None:
    state = when & Q(**{policy.author: actor.person_id}) if mine else when
    return state or None
