"""What a kind adds to the life that all answered records have: it registers this once, and the engine asks for it by kind."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from larka.core.documents import Section
from larka.questionnaires.access import FormKind, form_kind
from larka.questionnaires.models import AnsweredRecord, Round
from larka.questionnaires.shape.checking import Problem
from larka.questionnaires.shape.parts import Shape
from larka.register.actor import Actor


def _no_columns(_by: Actor, _started: Round, _children: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    return {}


def _nobody(_started: Round) -> set[int]:
    return set()


def _no_content(_record: Any) -> dict[str, Any]:
    return {}


def _no_sections(_actor: Actor | None, _record: Any, _content: Mapping[str, Any]) -> tuple[Section, ...]:
    return ()


def _nothing_lacks(_by: Actor, _records: Sequence[Any]) -> dict[int, list[str]]:
    return {}


def _no_problems(_shape: Shape) -> Iterable[Problem]:
    return ()


def _filled_and_done() -> tuple[str, ...]:
    return _("Fylls i"), _("Klart")


@dataclass(frozen=True)
class Extras:
    """What one kind adds.

    begin: further columns of the records that are begun, by child. have: the children who have theirs already, from another round.
    lacking: what the law or the house asks of these records before they are published and is not there, in words, by record.
    excused: whether one of the required questions may be left. frozen: what else its snapshot holds; sections: how that is read, as far
    as this actor may (None: whole). problems: what else is wrong with its templates. examples: templates to begin with, by key.
    steps: those of an empty template.
    """

    begin: Callable[[Actor, Round, Sequence[int]], Mapping[int, dict[str, Any]]] = _no_columns
    have: Callable[[Round], set[int]] = _nobody
    lacking: Callable[[Actor, Sequence[Any]], dict[int, list[str]]] = _nothing_lacks
    excused: Callable[[Any], frozenset[str]] = lambda _record: frozenset()
    frozen: Callable[[Any], dict[str, Any]] = _no_content
    sections: Callable[[Actor | None, Any, Mapping[str, Any]], tuple[Section, ...]] = _no_sections
    problems: Callable[[Shape], Iterable[Problem]] = _no_problems
    examples: Callable[[], Mapping[str, Shape]] = dict
    steps: Callable[[], tuple[str, ...]] = _filled_and_done


_EXTRAS: dict[str, Extras] = {}


def register_extras(kind: FormKind, extras: Extras) -> Extras:
    """Enter what a kind adds."""
    _EXTRAS[kind.key] = extras
    return extras


def extras_of(kind: FormKind | str) -> Extras:
    """What a kind adds; most add nothing."""
    return _EXTRAS.get(kind if isinstance(kind, str) else kind.key, Extras())


def extras_for(record: AnsweredRecord) -> Extras:
    """What the record's kind adds."""
    return extras_of(form_kind(record))
