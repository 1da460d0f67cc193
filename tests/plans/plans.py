"""Plans of the cast: a template of Björkskolan made from Lärka's example, started for 5A, filled in and finalised."""

import datetime as dt
from typing import Any

import pytest

from larka.assessments.models import Judgement, JudgementVersion
from larka.plans.access import KIND
from larka.plans.actions.starting import start_class
from larka.plans.examples.parts import stable
from larka.plans.models import Plan
from larka.questionnaires.actions.filling import Answered, LackingError, move_on, save_answers
from larka.questionnaires.actions.templates import make_template, publish_template
from larka.questionnaires.models import TemplateVersion
from larka.questionnaires.queries.filling import answers_of, held, own_answer
from larka.questionnaires.queries.templates import shape_for, work_on
from larka.register.models import Group, Organisation, Person, Syllabus
from tests.cast import Cast, actor

PROUD, HOME, TALK, MEASURES, AGREED, NOTES = (
    stable(name) for name in ("mel-bra", "mel-hem-1", "mel-hem-2", "mel-insatser", "mel-overens", "mel-egna-text")
)
OTHERWISE = stable("mel-ovrigt-text")
AGREEMENT = [{"who": "Mats", "what": "övar bråk med Elsa", "by": "2026-12-15"}]
IN_FOUR_WEEKS = dt.timedelta(days=28)


def template(cast: Cast, example: str = "arskurs-4-6", *, unit: Organisation | None = None, who: Person | None = None) -> TemplateVersion:
    """One of Lärka's examples, published as it is: by Rolf for Björkskolan unless told otherwise."""
    by = actor(who or cast.rolf, cast.at)
    made = make_template(by=by, unit=unit or cast.school, kind=KIND, name=f"IUP {example}", example=example)
    work = work_on(made)
    assert work is not None
    return publish_template(by=by, template=made, seen=work.step)


def started(cast: Cast, group: Group | None = None, *, who: Person | None = None, version: TemplateVersion | None = None) -> int:
    """Mats starts plans for 5A; how many."""
    version = version or TemplateVersion.objects.filter(template__kind=KIND).first() or template(cast)
    day = cast.at.date() + IN_FOUR_WEEKS
    return start_class(by=actor(who or cast.mats, cast.at), group=group or cast.class_5a, version=version, last_day=day)


def plan_of(child: Person) -> Plan:
    """The child's plan."""
    return Plan.objects.get(child=child)


def write(cast: Cast, who: Person, plan: Plan, answers: dict[str, Any], *, shared: bool = False) -> None:
    """Somebody saves these answers, having seen what is there."""
    by = actor(who, cast.at)
    shape, reader, told = shape_for(plan), held(by, plan), answers_of(plan)
    given = []
    for key, value in answers.items():
        asked = shape.question(key)
        assert asked is not None
        before = own_answer(asked, reader, told)
        given.append(Answered(key, value, before.version if before else 0, shared))
    save_answers(by=by, form=plan, answers=given)


def judged(cast: Cast, child: Person, subject: Syllabus, group: Group, *, text: str = "Kan räkna.", who: Person | None = None) -> Judgement:
    """A published omdöme."""
    by = who or cast.tess
    made = Judgement.objects.create(
        child=child, unit=cast.school, school_form="GR", school_year=cast.year, term=cast.term, syllabus=subject, group=group,
        text=text, written_by=by, written_at=cast.at,
    )  # fmt: skip
    made.latest = JudgementVersion.objects.create(judgement=made, number=1, text=text, published_at=cast.at, published_by=by)
    made.published_at = cast.at
    made.save()
    return made


def judged_in_all(cast: Cast, child: Person) -> list[Judgement]:
    """Published in every subject that 5A is taught."""
    taught = ((cast.maths, cast.maths_5a), (cast.swedish, cast.swedish_5a), (cast.music, cast.music_5a))
    return [judged(cast, child, subject, group, text=f"Om {subject.name.lower()}.") for subject, group in taught]


def moved_on(cast: Cast, plan: Plan, *, despite_missing: bool = False) -> Plan:
    """Mats takes it one step on."""
    plan.refresh_from_db()
    move_on(by=actor(cast.mats, cast.at), forms=[plan], expected=plan.stage, despite_missing=despite_missing)
    plan.refresh_from_db()
    return plan


def talked(cast: Cast, child: Person | None = None) -> Plan:
    """Elsa's plan with everything in it, in the step of the talk."""
    if not Plan.objects.exists():
        started(cast)
    plan = plan_of(child or cast.elsa)
    write(cast, plan.child, plan, {PROUD: "Jag kan bråk."})
    write(cast, cast.mats, plan, {MEASURES: "Mindre grupp i matematik två gånger i veckan."})
    moved_on(cast, plan)
    write(cast, cast.mats, plan, {AGREED: AGREEMENT})
    judged_in_all(cast, plan.child)
    plan.refresh_from_db()
    return plan


def lacking(cast: Cast, plan: Plan) -> set[str]:
    """What finalising is refused for."""
    with pytest.raises(LackingError) as refused:
        moved_on(cast, plan)
    return set(refused.value.lacking[plan.pk])


def finalised(cast: Cast, child: Person | None = None) -> Plan:
    """Elsa's plan, locked and published."""
    return moved_on(cast, talked(cast, child))
