"""What plans add to the engine of forms: what is known when they begin, what the law asks before they are finalised, and what is frozen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from larka.access.relation import TODAY, holds_on
from larka.core.documents import Paragraph, Section
from larka.plans.access import MEASURES, OTHERWISE, PLAN
from larka.plans.examples import examples
from larka.plans.models import Plan
from larka.plans.queries.classes import JUDGEMENT
from larka.plans.queries.decisions import What, in_force
from larka.plans.queries.needs import needs_of
from larka.questionnaires.extras import Extras, register_extras
from larka.questionnaires.models import Round
from larka.questionnaires.shape.checking import Problem
from larka.questionnaires.shape.parts import FAMILY, Shape
from larka.records.contributions import contributions
from larka.register.actor import Actor
from larka.register.models import Placement


def _begin(by: Actor, started: Round, children: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    """Form of school and year from the placement, and whether rektor has decided on development otherwise: two questions."""
    unit = started.group.unit_id
    otherwise = bool(in_force([unit], by.today).get((unit, What.OTHERWISE, ""), 0))
    placed = Placement.objects.filter(holds_on("", by.today, TODAY), unit=unit, child__in=list(children)).order_by("-pk")
    found: dict[int, dict[str, Any]] = {child: {"otherwise": otherwise} for child in children}
    for child, school_form, grade in placed.values_list("child_id", "school_form", "grade"):
        found[child] |= {"school_form": school_form, "grade": grade}
    return found


def _have(started: Round) -> set[int]:
    plans = Plan.objects.filter(unit=started.group.unit_id, school_year=started.school_year_id)
    return set(plans.order_by().values_list("child_id", flat=True))


def _lacking(by: Actor, plans: Sequence[Plan]) -> dict[int, list[str]]:
    """What must be there first: omdömen, measures, agreements. What pupil and home owe is asked of the template (C8)."""
    needs = needs_of(plans, by.today, who=False)
    blocking = {plan: [_worded(need.of, need.what) for need in of_plan if need.blocks] for plan, of_plan in needs.items()}
    return {plan: what for plan, what in blocking.items() if what}


def _worded(of: str, what: str) -> str:
    return _("omdöme i %(subject)s") % {"subject": what} if of == JUDGEMENT else what


def _excused(plan: Plan) -> frozenset[str]:
    return frozenset({MEASURES}) if plan.in_programme else frozenset()


def _frozen(plan: Plan) -> dict[str, Any]:
    """Which versions of omdömen, goals and agreements stood in it: ids and numbers, no text (C9)."""
    found = {part.key: part.references([plan.child_id], plan.school_year).get(plan.child_id, []) for part in contributions()}
    return {"contributions": {key: refs for key, refs in found.items() if refs}, "in_programme": plan.in_programme}


def _sections(actor: Actor | None, _plan: Plan, content: Mapping[str, Any]) -> tuple[Section, ...]:
    """Those versions, as far as the actor reads each of them now; the heading too is there only for who reads something under it."""
    programme = Section(_("Skolans insatser"), (Paragraph(_("Se åtgärdsprogrammet.")),))
    frozen = content.get("contributions", {})
    read = ((part.label, part.sections(actor, frozen[part.key])) for part in contributions() if frozen.get(part.key))
    of_others = tuple(Section(str(label), sections) for label, sections in read if sections)
    return ((programme,) if content.get("in_programme") else ()) + of_others


def _problems(shape: Shape) -> Iterator[Problem]:
    """A plan says for whom it is, and which of its fields are what the law asks for; what is school's, school writes."""
    if not shape.school_forms:
        yield Problem("", "school_forms", _("Välj vilka skolformer planen är för."))
    asked = [question for question in shape.questions() if question.purpose]
    for purpose, label in PLAN.purposes.items():
        of_it = [question for question in asked if question.purpose == purpose]
        if len(of_it) > 1:
            yield Problem(of_it[1].id, "purpose", _("Två frågor är %(what)s. Bara en kan vara det.") % {"what": str(label).lower()})
        if not of_it and purpose != OTHERWISE:
            text = _("Ingen fråga är %(what)s. Säg i frågan vad den är i planen.") % {"what": str(label).lower()}
            yield Problem("", "sections", text)
    for question in asked:
        if FAMILY & set(question.writers):
            yield Problem(question.id, "writers", _("Det här skriver skolan."))


register_extras(
    PLAN,
    Extras(
        begin=_begin, have=_have, lacking=_lacking, excused=_excused, frozen=_frozen, sections=_sections, problems=_problems,
        examples=examples,
    ),
)  # fmt: skip
