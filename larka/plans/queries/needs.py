"""What a plan still needs, and of whom: answers of pupil, home and school, and what other kinds have a part in it (C8)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from larka.access.questions import Ids, question
from larka.plans.access import AGREEMENTS, MEASURES
from larka.plans.models import Plan, PlanAnswer
from larka.plans.queries.decisions import in_force, is_demanded
from larka.questionnaires.queries.filling import Told
from larka.questionnaires.queries.templates import shape_for
from larka.questionnaires.shape.parts import Question, Shape
from larka.records.contributions import Contribution, Lacking, contributions
from larka.register.actor import Actor

PUPIL, GUARDIAN, SCHOOL = "pupil", "guardian", "school"
_LAWFUL = (MEASURES, AGREEMENTS)


class Need(NamedTuple):
    """One thing that a plan lacks. of: whose part it is, or the key of the kind; blocks: it is not finalised without."""

    of: str
    what: str
    who: tuple[int, ...] = ()
    begun: bool = False
    blocks: bool = False


@dataclass(slots=True)
class Given:
    """What is answered in one plan: the fields that have a common answer, and whose own answers there are."""

    common: set[str] = field(default_factory=set)
    own: dict[int | str, set[str]] = field(default_factory=dict)

    def has(self, asked: Question, person: int | str | None = None) -> bool:
        """Whether the question has an answer: everybody's, this person's own, or without a person anybody's."""
        if not asked.each:
            return asked.id in self.common
        return any(asked.id in fields for owner, fields in self.own.items() if person in (None, owner))


def given_in(plans: Sequence[Plan]) -> dict[int, Given]:
    """The answers of these plans: one question."""
    found = {plan.pk: Given() for plan in plans}
    for record, asked, owner in _answered(_ANYBODY, list(found)):
        given = found[record]
        (given.common if owner is None else given.own.setdefault(owner, set())).add(str(asked))
    return found


def given_of(answers: Iterable[Told]) -> Given:
    """The same of the answers to one plan that are at hand; its people by public id."""
    given = Given()
    for told in answers:
        if told.value is not None:
            (given.common if told.owner is None else given.own.setdefault(told.owner, set())).add(told.field)
    return given


# What is asked does not depend on who asks, nor on when.
_ANYBODY = Actor.operator(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


@question(Ids)
def _answered(_actor: Actor, plans: Ids) -> QuerySet[Any, Any]:
    rows = PlanAnswer.objects.filter(record__among=plans, value__isnull=False).order_by()
    return rows.values_list("record_id", "field", "owner_id")


def parts_of(role: str, shape: Shape, stage: int) -> list[Question]:
    """What somebody in this role has to write in this step; what a guardian writes in the child's place is the child's."""
    return [
        asked
        for asked in shape.questions()
        if role in asked.writers
        and not (role == GUARDIAN and asked.for_pupil)
        and shape.place(asked.opens, 0) <= stage < shape.place(asked.locks, shape.last)
    ]


def lacks_at_home(asked: Sequence[Question], given: Given, person: int | None = None) -> bool:
    """Whether their part is not begun, or something in it that must be answered is not."""
    answered = [given.has(each, person) for each in asked]
    return bool(asked) and (not any(answered) or any(each.required and not has for each, has in zip(asked, answered, strict=True)))


def needs_of(plans: Sequence[Plan], day: dt.date, *, given: Mapping[int, Given] | None = None, who: bool = True) -> dict[int, list[Need]]:
    """What each plan that is under way lacks, by its key: a question for the answers, one for the decisions, and those of the kinds.

    given: the answers, where they are at hand. who: whether to ask who can write what is lacking.
    """
    under_way = [plan for plan in plans if plan.locked_at is None]
    given, decided = given_in(under_way) if given is None else given, in_force((plan.unit_id for plan in under_way), day)
    demanded = [plan for plan in under_way if is_demanded(plan, decided)]
    of_others, blocking = _of_others(demanded, day, who=who), {plan.pk for plan in demanded}
    asked: dict[tuple[Any, ...], _Asked] = {}
    found: dict[int, list[Need]] = {}
    for plan in under_way:
        alike = (plan.template_version_id, plan.left_out, plan.stage)
        parts = asked.get(alike) or asked.setdefault(alike, _asked_in(shape_for(plan), plan.stage))
        others, own = of_others.get(plan.pk, {}), given[plan.pk]
        found[plan.pk] = [
            *_at_home(plan, own, parts),
            *(need for key, needs in others.items() if key not in _LAWFUL for need in needs),
            *_at_school(plan, own, parts, others, demanded=plan.pk in blocking),
        ]
    return found


class _Asked(NamedTuple):
    """What a form asks for in a step: of pupil and of home, with the words for what lacks; and of school, by now."""

    home: list[tuple[str, str, list[Question]]]
    school: list[Question]


def _asked_in(shape: Shape, stage: int) -> _Asked:
    home = [(role, what, parts_of(role, shape, stage)) for role, what in ((PUPIL, _("Elevens del")), (GUARDIAN, _("Hemmets del")))]
    schools = (asked for asked in shape.questions() if not {"pupil", "guardian"} >= set(asked.writers))
    return _Asked(home, [asked for asked in schools if shape.place(asked.opens, 0) <= stage])


def _at_home(plan: Plan, given: Given, parts: _Asked) -> Iterator[Need]:
    if plan.published_at is not None:  # only school puts it right
        return
    for role, what, asked in parts.home:
        if lacks_at_home(asked, given):
            yield Need(role, what, blocks=False)


def _at_school(plan: Plan, given: Given, parts: _Asked, of_others: Mapping[str, list[Need]], *, demanded: bool) -> Iterator[Need]:
    for asked in parts.school:
        if given.has(asked):
            continue
        if asked.purpose in _LAWFUL:
            if not _stands_elsewhere(plan, asked.purpose, of_others):
                begun = next((need for need in of_others.get(asked.purpose, ()) if need.begun), None)
                yield Need(SCHOOL, begun.what if begun else asked.label, begun=begun is not None, blocks=demanded)
        elif asked.required:
            yield Need(SCHOOL, asked.label, blocks=True)


def _stands_elsewhere(plan: Plan, purpose: str, of_others: Mapping[str, list[Need]]) -> bool:
    """Measures in the programme of action (SL 10:13), agreements in the talk's own record: they need not be repeated."""
    return (purpose == MEASURES and plan.in_programme) or (purpose in of_others and not of_others[purpose])


def _of_others(plans: Sequence[Plan], day: dt.date, *, who: bool) -> dict[int, dict[str, list[Need]]]:
    """What other kinds owe these plans, by plan and kind; an empty list where a kind owes nothing."""
    found: dict[int, dict[str, list[Need]]] = {plan.pk: {} for plan in plans}
    for year, of_year in _by_year(plans):
        by_child: dict[int, list[Plan]] = {}
        for plan in of_year:
            by_child.setdefault(plan.child_id, []).append(plan)
        for part in contributions():
            _enter(part, by_child, part.lacking(list(by_child), year, day, who=who), found)
    return found


def _enter(
    part: Contribution, by_child: Mapping[int, list[Plan]], missing: Iterable[Lacking], found: Mapping[int, dict[str, list[Need]]]
) -> None:
    owed: dict[int, list[Need]] = {child: [] for child in by_child}
    for lacking in missing:
        need = Need(part.key, lacking.what, lacking.who, lacking.begun, blocks=True)
        for child in lacking.children:
            owed[child].append(need)
    for child, plans in by_child.items():
        for plan in plans:
            found[plan.pk][part.key] = owed[child]


def _by_year(plans: Iterable[Plan]) -> Iterator[tuple[Any, list[Plan]]]:
    found: dict[int, list[Plan]] = {}
    for plan in plans:
        found.setdefault(plan.school_year_id, []).append(plan)
    yield from ((of_year[0].school_year, of_year) for of_year in found.values())
