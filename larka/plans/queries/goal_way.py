"""The way that goals have gone: each step and each wording, with who, when and in what words (C4, C9). Page, paper and data have it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F

from larka.plans.goal_words import ROLES, WORDED, move_words
from larka.plans.models.goals import Goal, GoalMove, GoalWording
from larka.questionnaires.queries.filling import names_known
from larka.register.actor import Actor


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened with a goal. who: by name where the reader may know it; said: in their own words."""

    at: dt.datetime
    words: str
    who: str
    role: str
    said: str = ""
    text: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Steps and wordings, by goal."""

    moves: Mapping[int, list[dict[str, Any]]]
    wordings: Mapping[int, list[dict[str, Any]]]

    @property
    def people(self) -> set[str]:
        """The public ids of everybody who has taken a step, worded or answered."""
        rows = [row for of in (self.moves, self.wordings) for rows in of.values() for row in rows]
        return {str(row[key]) for row in rows for key in ("by", "answerer") if row.get(key)}

    def events(self, goal: int, names: Mapping[str, str]) -> list[Event]:
        """One goal's way, the oldest first. names: of those who may be told, by public id."""
        wordings = self.wordings.get(goal, [])
        events = _with_first_words([_of_move(row, names) for row in self.moves.get(goal, [])], wordings)
        events += [event for row in wordings for event in _of_wording(row, names)]
        return sorted(events, key=lambda event: event.at)


def ways_of(goals: Sequence[int]) -> Ways:
    """Two questions, however many goals."""
    moves: dict[int, list[dict[str, Any]]] = {}
    for row in GoalMove.objects.filter(goal__in=goals).order_by("number").values("goal_id", *_MOVE, by=F("moved_by__public_id")):
        moves.setdefault(row["goal_id"], []).append(row)
    wordings: dict[int, list[dict[str, Any]]] = {}
    said = GoalWording.objects.filter(goal__in=goals).order_by("number")
    for row in said.values("goal_id", *_WORDING, by=F("written_by__public_id"), answerer=F("answered_by__public_id")):
        wordings.setdefault(row["goal_id"], []).append(row)
    return Ways(moves, wordings)


def time_line(actor: Actor, goal: Goal) -> list[Event]:
    """The goal's way as this reader may know it: three questions."""
    ways = ways_of([goal.pk])
    return ways.events(goal.pk, names_known(actor, ways.people))


_MOVE = ("from_state", "to_state", "role", "moved_at", "comment", "childs_word")
_WORDING = ("number", "text", "how", "standing", "role", "written_at", "answered_role", "answered_at", "answer")


def _with_first_words(events: list[Event], wordings: Sequence[Mapping[str, Any]]) -> list[Event]:
    """What a goal that now says something else said when it was set (C9)."""
    if not events or len(wordings) < 2:  # noqa: PLR2004 – one wording stands above the time line
        return events
    return [replace(events[0], text=wordings[0]["text"], how=wordings[0]["how"]), *events[1:]]


def _of_move(row: dict[str, Any], names: Mapping[str, str]) -> Event:
    words = move_words(row["from_state"], row["to_state"], childs_word=row["childs_word"])
    return Event(row["moved_at"], words, names.get(str(row["by"]), ""), _role(row["role"]), row["comment"])


def _of_wording(row: dict[str, Any], names: Mapping[str, str]) -> Iterable[Event]:
    asked = row["answered_at"] is not None or row["standing"] == GoalWording.Standing.ASKED
    who = names.get(str(row["by"]), "")
    if asked:
        yield Event(row["written_at"], str(WORDED["asked"]), who, _role(row["role"]), text=row["text"], how=row["how"])
    elif row["number"] > 1:
        yield Event(row["written_at"], str(WORDED["reworded"]), who, _role(row["role"]), text=row["text"], how=row["how"])
    if row["answered_at"] is not None:
        words = WORDED["accepted" if row["standing"] == GoalWording.Standing.IN_FORCE else "declined"]
        yield Event(row["answered_at"], str(words), names.get(str(row["answerer"]), ""), _role(row["answered_role"]), row["answer"])


def _role(key: str) -> str:
    return str(ROLES.get(key, ""))
