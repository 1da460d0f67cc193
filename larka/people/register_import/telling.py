"""What a run found, as data to keep and show: ids and counts, and names only where a change is listed by name (B5)."""

from typing import Any

from larka.people.register_import.by_name import ByName
from larka.people.register_import.difference import Difference, Ends
from larka.people.register_import.staging import Problem


def told(difference: Difference) -> dict[str, Any]:
    """The whole difference."""
    return {
        "by_name": [{**by_name_told(change), "person": change.person, "text": change.text} for change in difference.by_name],
        "problems": [problem_told(problem) for problem in difference.problems],
        "samples": difference.samples,
        "moved": difference.moved,
        "ends": [end_told(end) for end in difference.ends if end.ended],
    }


def problem_told(problem: Problem) -> dict[str, str]:
    """One thing that is wrong in a file."""
    return {"file": problem.file, "id": problem.id, "field": problem.field, "message": problem.message}


def end_told(end: Ends) -> dict[str, Any]:
    """How much of one thing would end."""
    return {"what": end.what, "ended": end.ended, "of": end.of}


def by_name_told(change: ByName) -> dict[str, Any]:
    """One change that is listed by name; ``confirm`` is its code where it waits."""
    return {
        "kind": str(change.kind),
        "id": change.source,
        "name": change.name,
        "other_name": change.other_name,
        "confirm": change.code,
        "obstacle": change.obstacle,
    }
