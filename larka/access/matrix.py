"""Who sees what, as a document: generated from the policies themselves, so that it cannot say anything else than what holds."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import override

from larka.access.policy import Grant, Policy
from larka.access.relation import Path

ROLES = (
    "self", "guardian", "other_responsible", "adult_consent", "teacher", "mentor", "preschool_staff", "leisure_staff", "substitute",
    "principal", "unit_staff", "emergency", "proxy", "administrator",
)  # fmt: skip
HEAD = """# Who sees what

Generated from the policies by `larka manage access_matrix`; a test fails when it is stale. Do not edit it by hand.
No role opens anything by itself: every mark below is a dated relation in force at the moment (A1, A5), narrowed by registered
restrictions (A17), protected identity (A10) and coming of age (A13) as the list of relations at the end says.
A setting of the huvudman can narrow this and never widen it.
"""
LEGEND = """
| mark | meaning |
|---|---|
| ● | every one about the child, group or unit that the relation leads to |
| u | only what belongs to the unit that the relation is in (A5) |
| y | only of this and the previous school year, counted from when the relation began, and later (A5) |
| s | only in the subjects of the relation (A6) |
| h | what another unit has handed over (A5, H5) |
| w | only what the person wrote (A6) |
| a | also where it is narrowed to an audience that the person is not in (A17) |
| c | only in a certain state: see the conditions below the table |
"""
_DEMANDS = {
    "own": "one's own pages, names and lists, which a password opens",
    "documentation": "strong log-in, for pupils a password, where the huvudman has decided nothing else",
    "sensitive": "a fresh second factor for staff, strong log-in for others, where the huvudman has decided nothing else",
}


def all_policies() -> list[Policy[Any]]:
    """Every policy of the installed apps, by app and in the order they are written."""
    found: dict[str, Policy[Any]] = {}
    for module in _modules():
        for value in vars(import_module(module)).values():
            if isinstance(value, Policy):
                found.setdefault(value.key, value)
    return list(found.values())


def _modules() -> Iterator[str]:
    yield "larka.access.policies"
    for app in apps.get_app_configs():
        if app.name.startswith("larka.") and app.name != "larka.access" and find_spec(f"{app.name}.access"):
            yield f"{app.name}.access"


def matrix() -> str:
    """The whole document, in Markdown, with the labels in Swedish."""
    with override("sv"):
        policies = all_policies()
        parts = [HEAD, _table(policies), LEGEND, _others(policies), _conditions(policies), _demands(policies), _relations(policies)]
    return "\n".join(parts).rstrip() + "\n"


def _table(policies: Iterable[Policy[Any]]) -> str:
    labels = {grant.path.key: str(grant.path.label) for policy in policies for grant in policy.grants}
    shown = [role for role in ROLES if role in labels]
    lines = ["## Policies and roles", "", "| policy | about | " + " | ".join(labels[role] for role in shown) + " |"]
    lines.append("|" + "---|" * (len(shown) + 2))
    for policy in policies:
        cells = [_cell(grant for grant in policy.grants if grant.path.key == role) for role in shown]
        about = str(policy.model._meta.verbose_name)
        lines.append(f"| {policy.label} (`{policy.key}`) | {about} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(grants: Iterable[Grant]) -> str:
    return ", ".join(sorted({_mark(grant) for grant in grants}))


def _mark(grant: Grant) -> str:
    """The letters of one grant."""
    handed_over = "from_unit" in grant.path.anchor.get("unit", "")
    letters = "h" if handed_over else "u" if "unit" in grant.via and "child" in grant.via else ""
    letters += "y" if "school_year" in grant.via else ""
    letters += "s" if "subject" in grant.via else ""
    letters += "w" if grant.mine else ""
    letters += "a" if grant.always else ""
    return (letters or "●") + ("c" if grant.when else "")


def _others(policies: Iterable[Policy[Any]]) -> str:
    """Ways in that are not roles: names within a family or class, members of a group."""
    lines = ["## Other ways in", ""]
    for policy in policies:
        keys = dict.fromkeys(f"{g.path.label} (`{g.path.key}`)" for g in policy.grants if g.path.key not in ROLES)
        if keys:
            lines.append(f"- {policy.label}: {', '.join(keys)}")
    return "\n".join([*lines, ""])


def _conditions(policies: Iterable[Policy[Any]]) -> str:
    lines = ["## Conditions and what narrows single records", ""]
    for policy in policies:
        said = dict.fromkeys(_said(grant.when) for grant in policy.grants if grant.when)
        said |= {f"narrowed by `{policy.audience}` (A17)": None} if policy.audience else {}
        said |= {f"single records of the kind `{policy.kind}` can be withheld from a person (A17)": None} if policy.kind else {}
        if said:
            lines.append(f"- {policy.label}: {'; '.join(said)}")
    return "\n".join([*lines, ""])


def _demands(policies: Iterable[Policy[Any]]) -> str:
    """How surely the session must know who it is (A14)."""
    lines = ["## What a password opens, and what it does not (A14)", ""]
    for demand, meaning in _DEMANDS.items():
        keys = [f"`{policy.key}`" for policy in policies if policy.demands == demand]
        if keys:
            lines.append(f"- {meaning}: {', '.join(keys)}")
    return "\n".join([*lines, ""])


def _said(when: Q) -> str:
    parts = [_said(part) if isinstance(part, Q) else _told(part) for part in when.children]
    joined = f" {when.connector.lower()} ".join(parts)
    return f"not ({joined})" if when.negated else joined


def _told(part: object) -> str:
    if isinstance(part, tuple):
        return f"`{part[0]} = {part[1]}`"
    return f"the setting `{getattr(part, 'key', part)}` is on"


def _relations(policies: Iterable[Policy[Any]]) -> str:
    """Each relation: its dated chain and what narrows it."""
    lines = ["## Relations", "", "| relation | rows | dated links | by the moment | child has a place | cut by restriction | ends for |"]
    lines.append("|" + "---|" * 7)
    paths = dict.fromkeys(grant.path for policy in policies for grant in policy.grants)
    return "\n".join([*lines, *dict.fromkeys(_relation(path) for path in paths)])


def _relation(path: Path) -> str:
    ends = ["protected identity"] if path.protected else []
    ends += ["pupils of age"] if path.until_adult else []
    ends += ["pupils not of age"] if path.from_adult else []
    dated = " → ".join(_link(path, link) for link in path.dated) or "always"
    moments = ", ".join(_link(path, link) for link in path.moments) or "–"
    placed = "yes" if path.placed or path.rows._meta.model_name == "placement" else "–"
    cut = "yes" if path.between else "–"
    cells = (f"{path.label} (`{path.key}`)", path.rows._meta.model_name, dated, moments, placed, cut, ", ".join(ends) or "–")
    return f"| {' | '.join(map(str, cells))} |"


def _link(path: Path, link: str) -> str:
    """The last model of a link: what holds from one day to another."""
    return link.rsplit("__", 1)[-1] if link else str(path.rows._meta.model_name)
