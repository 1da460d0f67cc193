""" "Vem kan se detta?" for however many: the count and the roles at once, names a page at a time (A18).

Everything that is counted is what the viewer may know, so that no count says more than its list (A10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model

from larka.access import paths
from larka.access.holders import Holder, row_of
from larka.access.models import EmergencyAccess, Withholding
from larka.access.paging import Page, page_of
from larka.access.policies import NAME_READ
from larka.access.policy import Grant, Policy
from larka.access.questions import like
from larka.access.relation import TODAY, Path, holding, holds_on, openly
from larka.register.actor import Actor

Sql = tuple[str, list[Any]]
_MOST_WORDS = 6
_ASKED = ("roll", "namn", "sida")
# Whose being there is nobody's business but the family's and the school's: never in a count of people whose names one may not know.
_DISCREET = (paths.OTHER_RESPONSIBLE, paths.ADULT_CONSENT, paths.PROXY, paths.PROXY_DOCUMENTS, paths.EMERGENCY)
_LISTED = (
    "SELECT p.id, p.display_name, t.rank FROM told t JOIN register_person p ON p.id = t.person"
    " WHERE t.rank = ANY(%s) AND p.display_name ILIKE ALL(%s::text[]) ORDER BY p.display_sort_key, p.id"
)
_COUNTED = "SELECT t.rank, count(*) FROM told t GROUP BY 1"


@dataclass(frozen=True, slots=True)
class RoleCount:
    """One role of an audience, and how many have it as their strongest."""

    key: str
    label: str
    count: int


class Audience:
    """Those who reach a thing, as far as the viewer may know of them: ``of`` what is there, ``expected`` of what is to be written."""

    def __init__(self, viewer: Actor, policy: Policy[Any], values: Mapping[str, Any], grants: Sequence[Grant], pk: int | None) -> None:
        self.viewer, self.policy, self.values, self.grants, self.pk = viewer, policy, values, grants, pk

    @classmethod
    def of(cls, viewer: Actor, policy: Policy[Any], obj: Model) -> "Audience":
        """Whoever reaches this thing as it is now."""
        values = row_of(policy, obj) or {"open": [False] * len(policy.grants)}
        grants = [grant for grant, is_open in zip(policy.grants, values["open"], strict=True) if is_open]
        return cls(viewer, policy, values, grants, obj.pk)

    @classmethod
    def expected(cls, viewer: Actor, policy: Policy[Any], values: Mapping[str, Any]) -> "Audience":
        """Whoever would reach a thing with these columns once it is in the state that opens it: asked before it is written."""
        return cls(viewer, policy, values, [grant for grant in policy.grants if not grant.mine], None)

    @cached_property
    def roles(self) -> list[RoleCount]:
        """How many in each role, strongest first; roles that nobody has whom the viewer may know are left out."""
        counted: dict[str, int] = {}
        for rank, count in sorted(_rows(*self._asked(self._known_only(), _COUNTED, []))):
            key = self.grants[rank].path.key
            counted[key] = counted.get(key, 0) + count
        labels = {grant.path.key: str(grant.path.label) for grant in self.grants}
        return [RoleCount(key, labels[key], count) for key, count in counted.items()]

    @property
    def count(self) -> int:
        """How many there are whom the viewer may know: as many as the pages of names have rows."""
        return sum(role.count for role in self.roles)

    def shown(self, question: Mapping[str, str], here: str, *, embedded: bool = False) -> "Shown":
        """What the page at the address ``here`` shows: fifty by name; ``roll`` and ``namn`` in the address narrow them."""
        role, words = question.get("roll", ""), question.get("namn", "").replace("\0", " ").split()[:_MOST_WORDS]
        page = page_of(_Names(self, role, words), {key: value for key, value in question.items() if key in _ASKED})
        return Shown(self, page, here, role, " ".join(words), embedded)

    def names(self, role: str, words: Sequence[str], skip: int, most: int) -> list[Holder]:
        """So many by name from so far on, of one role ("" for all) and with all these words in the name."""
        ranks = [rank for rank, grant in enumerate(self.grants) if role in ("", grant.path.key)]
        found = _rows(*self._asked(self._known_only(), f"{_LISTED} LIMIT %s OFFSET %s", [ranks, like(words), most, skip]))
        paths_of = [self.grants[rank].path for _pk, _name, rank in found]
        return [Holder(pk, name, path.key, str(path.label)) for (pk, name, _rank), path in zip(found, paths_of, strict=True)]

    def reached(self) -> int:
        """ "Går till N personer" (F1): those whom the viewer may know, and all others of whom nothing is to be hidden.

        Only for those who may write to all of these: whoever merely reads is told of those they may know, and of no more (A1).
        """
        known, params = self._known_only()
        plain = [self._found(grant, openly(grant.path), rank) for rank, grant in enumerate(self.grants) if grant.path not in _DISCREET]
        within = f"{known} OR t.person IN (SELECT person FROM ({_union(plain)}) seen(person, rank))"  # noqa: S608 – compiled by Django
        counts = _rows(*self._asked((within, [*params, *_params(plain)]), _COUNTED, []))
        return sum(count for _rank, count in counts)

    def _known_only(self) -> Sql:
        sql, params = NAME_READ.visible_to(self.viewer).values("pk").query.sql_with_params()
        return f"t.person IN ({sql})", list(params)

    def _asked(self, within: Sql, wanted: str, params: list[Any]) -> Sql:
        """The statement: everyone found by each way, each with the strongest; then those within; then what is wanted of them."""
        found = [self._found(grant, grant.path, rank) for rank, grant in enumerate(self.grants)]
        waiting = self._told_later()
        sql = (
            f"WITH found(person, rank) AS MATERIALIZED ({_union(found)}),"  # noqa: S608 – compiled by Django
            f" strongest(person, rank) AS (SELECT f.person, min(f.rank) FROM found f WHERE {waiting[0]} GROUP BY 1),"
            f" told(person, rank) AS MATERIALIZED (SELECT t.person, t.rank FROM strongest t WHERE {within[0]}) {wanted}"
        )
        return sql, [*_params(found), *waiting[1], *within[1], *params]

    def _found(self, grant: Grant, path: Path, rank: int) -> Sql:
        """Whom one way leads to this thing, but for those from whom it is narrowed or withheld (A17)."""
        anchors = [self.values[self.policy.columns[anchor]] for anchor in grant.via]
        if any(anchor is None for anchor in anchors):
            return "SELECT NULL::bigint, 0 WHERE FALSE", []
        fragment = holding(path, grant.via)
        sql = f"SELECT DISTINCT x.person, {rank} FROM ({fragment.sql}) x(person)"  # noqa: S608 – compiled by Django
        narrowed, params = self._narrowed(grant)
        return f"{sql} WHERE {narrowed}", [*fragment.bind(0, self.viewer.today, self.viewer.at, anchors), *params]

    def _narrowed(self, grant: Grant) -> Sql:
        conditions: list[Sql] = [("x.person IS NOT NULL", [])]
        if grant.mine:
            conditions.append(("x.person = %s", [self.values[self.policy.author]]))
        elif not grant.always and self.policy.audience and self.values.get(self.policy.audience) is not None:
            conditions.append(("x.person = ANY(%s)", [list(self.values[self.policy.audience])]))
        if self.policy.kind and self.pk is not None:
            kept = Withholding.objects.filter(
                holds_on("", self.viewer.today, TODAY), kind=self.policy.kind, record_id=self.pk, field__in=["", *self.policy.whole]
            )
            sql, params = kept.values("person").query.sql_with_params()
            conditions.append((f"x.person NOT IN ({sql})", list(params)))
        return " AND ".join(sql for sql, _ in conditions), _params(conditions)

    def _told_later(self) -> Sql:
        """Leaves out the emergency access that is told later (A8); rektor is told at once, and whoever took it knows."""
        emergency = [rank for rank, grant in enumerate(self.grants) if grant.path is paths.EMERGENCY]
        if not emergency:
            return "TRUE", []
        leading = [rank for rank, grant in enumerate(self.grants) if grant.path.key == paths.PRINCIPAL.key]
        held = EmergencyAccess.objects.filter(
            child=self.values[self.policy.columns["child"]],
            starts_at__lte=self.viewer.at, ends_at__gt=self.viewer.at, notice_delayed_until__gt=self.viewer.today,
        ).exclude(person=self.viewer.person_id)  # fmt: skip
        sql, params = held.values("person").query.sql_with_params()
        leads = "EXISTS (SELECT FROM found r WHERE r.person = %s AND r.rank = ANY(%s))"
        return f"(f.rank <> ALL(%s) OR f.person NOT IN ({sql}) OR {leads})", [emergency, *params, self.viewer.person_id, leading]


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of an audience. ``embedded``: fetched into another page, whose addresses are not its own."""

    audience: Audience
    page: Page
    here: str
    role: str
    words: str
    embedded: bool

    @property
    def narrowed(self) -> bool:
        """Whether a role or a name narrows the list."""
        return bool(self.role or self.words)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of an audience, a part at a time, as ``page_of`` asks."""

    audience: Audience
    role: str
    words: list[str]

    def __getitem__(self, wanted: slice) -> list[Holder]:
        return self.audience.names(self.role, self.words, wanted.start, wanted.stop - wanted.start)


def _union(parts: Sequence[Sql]) -> str:
    return " UNION ALL ".join(sql for sql, _ in parts) or "SELECT NULL::bigint, 0 WHERE FALSE"


def _params(parts: Sequence[Sql]) -> list[Any]:
    return [param for _, params in parts for param in params]


def _rows(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
