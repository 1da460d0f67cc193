"""Plans are started for a class or a whole unit, with the template for its form of school and year, and once (C1, C8)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.jobs.models import Job
from larka.plans.actions.decisions import decide
from larka.plans.actions.starting import start_unit
from larka.plans.examples import EXAMPLES
from larka.plans.models import Plan
from larka.plans.queries.starting import classes_of_unit
from larka.questionnaires.actions.rounds import RoundError
from larka.questionnaires.actions.templates import make_template, problems_of
from larka.questionnaires.models import Round
from larka.questionnaires.queries.filling import page_of
from larka.questionnaires.queries.stages import chosen
from larka.questionnaires.queries.templates import shape_for
from larka.questionnaires.shape.parts import Question, Section, as_json, from_json
from larka.register.models import Duty, Group, GroupMembership, Placement, SchoolYear
from tests.cast import Cast, actor, opener
from tests.plans.plans import IN_FOUR_WEEKS, MEASURES, OTHERWISE, plan_of, started, template, write


@pytest.mark.parametrize("key", list(EXAMPLES))
def test_every_example_can_be_published_as_it_is_and_says_whom_it_is_for(key: str) -> None:
    """C1: what Lärka ships needs no mending, and survives being kept."""
    assert problems_of("plan", EXAMPLES[key]) == []
    assert from_json(as_json(EXAMPLES[key])) == EXAMPLES[key]
    assert EXAMPLES[key].school_forms


def test_the_preschools_example_has_neither_omdomen_nor_goals_nor_the_pupil_as_writer() -> None:
    """C4: nothing there judges a child, and a child of three does not log in."""
    asked = list(EXAMPLES["forskola"].questions())
    assert not [each for each in asked if each.type == "goals" or "pupil" in each.writers or "omdöme" in each.label.lower()]


def test_a_template_that_lacks_what_the_law_asks_for_is_not_published(cast: Cast) -> None:
    """C8: measures and agreements, and for whom it is."""
    by = actor(cast.rolf, cast.at)
    made = make_template(by=by, unit=cast.school, kind="plan", name="Tom")
    step = made.steps.get()
    found = {problem.what for problem in problems_of("plan", from_json(step.content))}
    assert {"school_forms", "sections"} <= found


def test_what_the_law_asks_of_school_is_not_left_to_the_family_to_write() -> None:
    """C1, C8: nor are two fields the same thing."""
    shape = EXAMPLES["arskurs-4-6"]
    measures = shape.question(MEASURES)
    assert measures is not None

    def wrong(*questions: Question) -> set[str]:
        def others(section: Section) -> tuple[Question, ...]:
            return tuple(asked for asked in section.questions if asked.id != MEASURES)

        with_them = (replace(each, questions=others(each) + (questions if measures in each.questions else ())) for each in shape.sections)
        return {problem.what for problem in problems_of("plan", replace(shape, sections=tuple(with_them)))}

    assert wrong(replace(measures, writers=("mentor", "guardian"))) == {"writers"}
    assert wrong(measures, replace(measures, id=OTHERWISE[:-1] + "0")) == {"purpose"}
    assert wrong() == {"sections"}


def test_every_pupil_whom_the_mentor_knows_gets_one_plan_however_often_it_is_pressed(cast: Cast) -> None:
    """C8: one for each child, unit and school year."""
    assert started(cast) == 3
    assert started(cast) == 0
    assert {plan.child.given_name for plan in Plan.objects.all()} == {"Elsa", "Omar", "Nils"}
    assert {(plan.school_form, plan.grade) for plan in Plan.objects.all()} == {("GR", 5)}


def test_rektor_starts_no_plan_for_a_pupil_whom_rektor_may_not_know(cast: Cast) -> None:
    """A10: the mentor gives that pupil its plan, in the same round."""
    assert started(cast, who=cast.rolf) == 2
    assert not Plan.objects.filter(child=cast.omar).exists()
    assert started(cast) == 1


@pytest.mark.parametrize("name", ["Tess", "Petra", "Viktor", "Stina", "Anna", "Kim", "Adam", "Rita"])
def test_nobody_starts_plans_of_a_class_that_is_not_theirs_to_lead(cast: Cast, name: str) -> None:
    """A6, A8: a subject teacher, the parallel class's mentor, a former teacher, families, other staff."""
    version = template(cast)
    with pytest.raises(Refused):
        started(cast, who=cast.people()[name], version=version)
    assert not Plan.objects.exists()


def test_the_template_goes_by_form_of_school_and_year(cast: Cast) -> None:
    """C1: of several that fit, the closest."""
    versions = [template(cast, key) for key in ("arskurs-1-3", "arskurs-4-6", "arskurs-7-9", "forskoleklass")]
    names = {(form, grade): found and found.template.name for form, grade in (("GR", 2), ("GR", 5), ("GR", 9), ("FKLASS", 0), ("GY", 1))
             for found in [chosen(versions, form, grade)]}  # fmt: skip
    assert names == {
        ("GR", 2): "IUP arskurs-1-3", ("GR", 5): "IUP arskurs-4-6", ("GR", 9): "IUP arskurs-7-9", ("FKLASS", 0): "IUP forskoleklass",
        ("GY", 1): None,
    }  # fmt: skip


def test_development_otherwise_is_there_only_where_rektor_has_decided_it(cast: Cast) -> None:
    """C8: the field is absent elsewhere, for everybody; a plan keeps what held when it began."""
    started(cast)
    elsas = plan_of(cast.elsa)
    assert shape_for(elsas).question(OTHERWISE) is None
    with pytest.raises(AssertionError):
        write(cast, cast.mats, elsas, {OTHERWISE: "Tar ansvar."})
    decide(by=actor(cast.rolf, cast.at), unit=cast.school, what="otherwise", value=1, starts_on=cast.at.date(), reference="R 2026:3")
    started(cast, cast.class_5b, who=cast.petra)
    bos = plan_of(cast.bo)
    assert shape_for(bos).question(OTHERWISE) is not None
    fields = {view.asked.id for part in page_of(actor(cast.petra, cast.at), bos).sections for view in part.fields}
    assert {OTHERWISE, MEASURES} <= fields
    assert shape_for(plan_of(cast.elsa)).question(OTHERWISE) is None


def test_a_day_that_cannot_be_meant_is_refused(cast: Cast) -> None:
    """Q2: nothing is started."""
    by, day = actor(cast.rolf, cast.at), cast.at.date()
    for wrong in (day - dt.timedelta(days=1), day + dt.timedelta(days=500)):
        with pytest.raises(RoundError):
            start_unit(by=by, unit=cast.school, last_day=wrong)
    assert not Job.objects.exists()


def test_the_whole_unit_is_started_by_rektor_alone_and_is_one_job(cast: Cast) -> None:
    """A6: the same press twice is the same job; after-school care has no plans, its children have theirs in their classes."""
    template(cast)
    care = Group.objects.create(unit=cast.school, kind="avdelning", name="Fritids", school_form="FTH", starts_on=cast.year.starts_on)
    GroupMembership.objects.create(group=care, child=cast.elsa, starts_on=cast.year.starts_on)
    day = cast.at.date() + IN_FOUR_WEEKS
    with pytest.raises(Refused):
        start_unit(by=actor(cast.mats, cast.at), unit=cast.school, last_day=day)
    jobs = {start_unit(by=actor(cast.rolf, cast.at), unit=cast.school, last_day=day).pk for _press in range(2)}
    assert len(jobs) == 1
    rows = {
        row.group.name: (row.children, row.begun, row.version is not None)
        for row in classes_of_unit(actor(cast.rolf, cast.at), cast.school)
    }
    assert rows == {"5A": (2, 0, True), "5B": (1, 0, True)}


def test_a_pupil_who_comes_later_joins_with_the_template_of_the_class(cast: Cast) -> None:
    """B4, C8: and whoever came from another unit has a plan of this one."""
    started(cast)
    Placement.objects.filter(child=cast.bo).update(grade=4)
    new = cast.membership(cast.bo, cast.class_5b)
    new.group = cast.class_5a
    new.save()
    assert started(cast) == 1
    bos = plan_of(cast.bo)
    assert (bos.grade, bos.round_id) == (4, plan_of(cast.elsa).round_id)


def test_next_year_each_child_has_a_plan_of_its_own_beside_the_earlier_one(cast: Cast) -> None:
    """C9: the earlier year stays as it was."""
    started(cast)
    last_year = SchoolYear.objects.exclude(pk=cast.year.pk).order_by("-starts_on").first() or _last_year()
    Plan.objects.update(school_year=last_year)
    Round.objects.update(school_year=last_year)
    assert started(cast) == 3
    assert Plan.objects.filter(child=cast.elsa).count() == 2


def _last_year() -> SchoolYear:
    return SchoolYear.objects.create(
        name="2025/2026", starts_on=dt.date(2025, 7, 1), ends_on=dt.date(2026, 7, 1), open_to_relations_until=dt.date(2027, 7, 1)
    )


def test_the_job_starts_every_class_once_and_again_starts_nothing(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """C8, A10: idempotent; the protected pupil is left for the mentor, and the job leads back to the unit's page."""
    template(cast_today)
    day = cast_today.at.date() + IN_FOUR_WEEKS
    for _time in range(2):
        start_unit(by=actor(cast_today.rolf, cast_today.at), unit=cast_today.school, last_day=day)
        run_jobs()
        assert {plan.child.given_name for plan in Plan.objects.all()} == {"Elsa", "Nils", "Bo"}
    assert {(job.state, job.error, job.result_address) for job in Job.objects.all()} == {
        ("done", "", f"/planer/enhet/{cast_today.school.public_id}/")
    }


def test_the_job_of_a_rektor_who_has_left_meanwhile_starts_nothing(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """A5: the work asks again, the same day; the job says that it failed."""
    template(cast_today)
    day = cast_today.at.date()
    start_unit(by=actor(cast_today.rolf, cast_today.at), unit=cast_today.school, last_day=day + IN_FOUR_WEEKS)
    Duty.objects.filter(person=cast_today.rolf).update(ends_on=day)
    run_jobs()
    assert (Job.objects.get().state, Plan.objects.count()) == ("failed", 0)


def test_rektor_without_a_template_is_led_to_making_one(cast_today: Cast, client: Client) -> None:
    """C1: nothing is said to be started already; when all have theirs, that is said."""
    address = reverse("start_unit_plans", args=[cast_today.school.public_id])
    page = opener(client, cast_today.rolf).get(address).content.decode()
    assert ("Ingen klass har en mall" in page, "redan planer" in page, reverse("templates") in page) == (True, False, True)
    template(cast_today)
    for group in (cast_today.class_5a, cast_today.class_5b):
        started(cast_today, group, who=cast_today.petra if group == cast_today.class_5b else None)
    page = opener(client, cast_today.rolf).get(address).content.decode()
    assert ("Ingen klass har en mall" in page, "redan planer" in page) == (False, True)


def test_finalising_offers_no_choice_that_changes_nothing(cast_today: Cast, client: Client) -> None:
    """C1: where the template asks for no answer of pupil or home, nobody is asked whether to do without."""
    started(cast_today)
    plan = plan_of(cast_today.elsa)
    address = f"{reverse('move_plans', args=[plan.round.public_id])}?steg={plan.stages - 2}"
    Plan.objects.update(stage=plan.stages - 2)
    page = opener(client, cast_today.mats).get(address).content.decode()
    assert ("Publicera valda" in page, 'name="despite"' in page) == (True, False)
