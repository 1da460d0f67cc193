"""Records shared by several children: whoever is connected to one of those who take part (A4, A17)."""

from typing import Any

from django.db.models import Model, Q

from larka.access.relation import Path
from larka.register.models import AdultPupilConsent, GroupMembership, Person, Placement, Responsible

_LINKS: dict[type[Model], str] = {
    Responsible: "child__responsibles",
    AdultPupilConsent: "child__adult_consents",
    GroupMembership: "child__memberships",
    Placement: "child__placements",
    Person: "child",
}


def of_participants(path: Path, participation: type[Model]) -> Path:
    """The same path, started from a record's Participation rows: its anchor ``record`` is the record that the child takes part in.

    A child that leaves the record takes its family's and its teachers' sight of it along.
    """
    link = _LINKS[path.rows]

    def moved(lookup: str) -> str:
        return "__".join(filter(None, (link, "" if lookup == "pk" else lookup)))

    return Path(
        path.key,
        path.label,
        participation,
        person=moved(path.person),
        anchor={"record": "record"} | {name: moved(lookup) for name, lookup in path.anchor.items()},
        dated=tuple(moved(lookup) for lookup in path.dated),
        moments=tuple(moved(lookup) for lookup in path.moments),
        where=_moved(path.where, moved),
        placed=tuple((moved(child), moved(unit)) for child, unit in path.placed),
        between=tuple((moved(child), moved(adult)) for child, adult in path.between),
        protected=tuple(map(moved, path.protected)),
        until_adult=tuple(map(moved, path.until_adult)),
        from_adult=tuple(map(moved, path.from_adult)),
        window=path.window,
    )


def _moved(where: Q, moved: Any) -> Q:
    """The same condition, further away."""
    parts = [_moved(part, moved) if isinstance(part, Q) else (moved(part[0]), part[1]) for part in where.children]  # type: ignore[index]
    return Q(*parts, _connector=where.connector, _negated=where.negated)
