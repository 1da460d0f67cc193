"""What becomes of plans and goals when a child moves, an adult's right ends or a school year is long gone (H4, A5)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.models import Transfer
from larka.plans.access import GOAL_READ, PLAN_LEAD, PLAN_READ
from larka.plans.actions.receipts import confirm_plan
from larka.plans.models import Goal, Plan
from larka.plans.queries.yearly import years_of
from larka.questionnaires.actions.filling import open_again
from larka.questionnaires.documents import whole_document
from larka.register.choices import Role
from larka.register.models import Duty, DutyAssignment, Group, GroupMembership, Organisation, Person, Placement, Responsible, SchoolYear
from tests.cast import NOON, Cast, actor, opener, readers
from tests.plans.goals import goal_in
from tests.plans.plans import HOME, MEASURES, finalised, plan_of, started, template, write

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FAMILY = {"Elsa", "Anna", "Anders"}
SCHOOL = {"Tess", "Mats", "Per", "Vera", "Rolf"}


def moves(cast: Cast, child: Person, to: Group) -> None:
    """From today the child goes to another class, of another unit; Rita leads that unit."""
    today = actor(cast.mats, cast.at).today
    GroupMembership.objects.filter(child=child).update(ends_on=today)
    Placement.objects.filter(child=child).update(ends_on=today)
    Placement.objects.create(child=child, unit=to.unit, school_form="GR", grade=5, starts_on=today)
    GroupMembership.objects.create(child=child, group=to, starts_on=today)
    Duty.objects.create(person=cast.rita, unit=to.unit, role_name="Rektor", role=Role.PRINCIPAL, starts_on=today)


def handed_over(child: Person, by: Organisation, to: Organisation, *kinds: str, decided_by: Person) -> None:
    """One unit hands these kinds over to another."""
    Transfer.objects.create(
        child=child, kinds=list(kinds), from_unit=by, to_unit=to, legal_basis="3 kap. 12 j §", decided_by=decided_by,
        starts_on=NOON.date() - DAY,
    )  # fmt: skip


def test_the_plan_of_the_former_unit_is_the_familys_until_it_is_handed_over(cast: Cast) -> None:
    """A5, H4, H5: the old staff lose it the same day, the new read what is handed over; leading it is nobody's any more."""
    plan, goal = finalised(cast), goal_in(cast, "ongoing")
    assert readers(PLAN_READ, plan) == FAMILY | SCHOOL
    moves(cast, cast.elsa, cast.na3)
    assert (readers(PLAN_READ, plan), readers(GOAL_READ, goal), readers(PLAN_LEAD, plan)) == (FAMILY, FAMILY, set())
    handed_over(cast.elsa, cast.school, cast.gymnasium, "plan", decided_by=cast.rolf)
    assert (readers(PLAN_READ, plan), readers(GOAL_READ, goal)) == (FAMILY | {"Gösta", "Rita"}, FAMILY)
    assert readers(PLAN_LEAD, plan) == set()


def test_a_plan_that_was_not_finalised_goes_along_to_nobody(cast: Cast) -> None:
    """A5, A6: what is being written is not handed over, though the kind is."""
    started(cast)
    moves(cast, cast.elsa, cast.na3)
    handed_over(cast.elsa, cast.school, cast.gymnasium, "plan", "goal", decided_by=cast.rolf)
    assert readers(PLAN_READ, plan_of(cast.elsa)) == FAMILY


def test_the_family_reads_the_old_plan_as_it_was_beside_the_new_units(cast_today: Cast, client: Client) -> None:
    """H4, C9: with its history, on paper and as data; the new mentor has the new plan alone."""
    cast = cast_today
    old = finalised(cast)
    moves(cast, cast.elsa, cast.na3)
    started(cast, cast.na3, who=cast.gosta, version=template(cast, unit=cast.gymnasium, who=cast.rita))
    new = Plan.objects.get(child=cast.elsa, unit=cast.gymnasium)
    seen = {
        who: {row["pk"] for row in years_of(actor(getattr(cast, who), cast.at), cast.elsa)} for who in ("elsa", "anna", "gosta", "mats")
    }
    assert seen == {"elsa": {old.pk, new.pk}, "anna": {old.pk, new.pk}, "gosta": {new.pk}, "mats": set()}
    pages = [reverse(name, args=[old.public_id]) for name in ("plan", "plan_history", "plan_pdf", "plan_json")]
    answers = {
        who: {opener(client, getattr(cast, who)).get(page).status_code for page in pages} for who in ("anna", "gosta", "mats", "rolf")
    }
    assert answers == {"anna": {200}, "gosta": {404}, "mats": {404}, "rolf": {404}}
    text = opener(client, cast.anna).get(pages[0]).content.decode()
    assert ("två gånger i veckan" in text, "Här kan du skriva" in text) == (True, False)


def test_the_family_confirms_a_plan_that_was_finalised_before_the_move(cast: Cast) -> None:
    """H4: it is still theirs to read; nobody at the old school follows it any more."""
    plan = finalised(cast)
    moves(cast, cast.elsa, cast.na3)
    confirm_plan(by=actor(cast.anna), plan=plan, number=1)
    assert list(plan.receipts.values_list("person", flat=True)) == [cast.anna.pk]
    assert not PLAN_LEAD.allows(actor(cast.mats), plan)


def test_in_the_unit_staff_reach_this_years_and_last_years_plans_and_the_family_all(cast: Cast) -> None:
    """A5, H4: the class and its mentor are this year's; rektor, who has been there for two years, reaches a year before that."""
    plan, goal = finalised(cast), goal_in(cast, "fulfilled")
    years = list(SchoolYear.objects.filter(starts_on__lte=cast.year.starts_on).order_by("-starts_on")[:3])
    reached = []
    for year in years:
        Plan.objects.filter(pk=plan.pk).update(school_year=year)
        Goal.objects.filter(pk=goal.pk).update(school_year=year)
        plan.refresh_from_db()
        goal.refresh_from_db()
        reached.append((readers(PLAN_READ, plan), readers(GOAL_READ, goal)))
    assert [of_plan == of_goal for of_plan, of_goal in reached] == [True, True, True]
    # Vera stands in for a day of this year, as the class's mentor does for the year.
    assert [of_plan for of_plan, _of_goal in reached] == [FAMILY | SCHOOL, FAMILY | SCHOOL, FAMILY | {"Rolf"}]


def test_who_takes_the_class_over_leads_the_plans_and_who_left_it_does_not(cast: Cast) -> None:
    """A5, A6: also of a plan that the former mentor finalised, and what the former mentor wrote stays in it."""
    plan = finalised(cast)
    DutyAssignment.objects.filter(group=cast.class_5a).update(ends_on=cast.at.date())
    kim = Duty.objects.get(person=cast.kim)
    DutyAssignment.objects.create(duty=kim, group=cast.class_5a, role_name="Mentor", role=Role.MENTOR, starts_on=cast.at.date())
    assert readers(PLAN_LEAD, plan) == {"Kim", "Rolf"}
    by = actor(cast.kim)
    open_again(by=by, form=plan, expected=2, reason="Ny mentor")
    write(cast, cast.kim, plan, {MEASURES: "Läxhjälp på torsdagar."})
    assert "två gånger i veckan" in str(whole_document(plan).as_json())


def test_a_guardian_whose_guardianship_has_ended_has_no_page_of_what_they_wrote_themselves(cast_today: Cast, client: Client) -> None:
    """A5, A17, H4: plan, paper, data, history, goals, the child's pages; what was said stays in the record, not for the other to read."""
    cast = cast_today
    started(cast)
    write(cast, cast.anna, plan_of(cast.elsa), {HOME: "Elsa oroar sig för skolskjutsen."})
    plan, goal = finalised(cast), goal_in(cast, "new", who=cast.anna)
    pages = [reverse(name, args=[plan.public_id]) for name in ("plan", "plan_history", "plan_pdf", "plan_json")]
    pages += [reverse(name, args=[goal.public_id]) for name in ("goal", "goal_pdf", "goal_json")]
    pages += [reverse(name, args=[cast.elsa.public_id]) for name in ("child_plans", "child_goals")]
    browser = opener(client, cast.anna)
    assert {browser.get(page).status_code for page in pages} == {200}
    Responsible.objects.filter(child=cast.elsa, person=cast.anna).update(ends_on=actor(cast.anna, cast.at).today)
    assert {page: browser.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
    said = {who: "skolskjutsen" in opener(client, getattr(cast, who)).get(pages[0]).content.decode() for who in ("mats", "anders", "elsa")}
    assert said == {"mats": True, "anders": False, "elsa": False}
    assert "skolskjutsen" in str(whole_document(plan).as_json())


def test_a_protected_pupils_old_plan_goes_only_where_it_is_handed_over_and_not_to_rektor(cast: Cast) -> None:
    """A5, A10, H5: by name to those who mentor or teach the pupil now; neither unit's rektor without a documented need."""
    plan, goal = finalised(cast, cast.omar), goal_in(cast, "fulfilled", cast.omar)
    moves(cast, cast.omar, cast.na3)
    assert [readers(GOAL_READ, goal), readers(PLAN_READ, plan)] == [{"Omar", "Olga"}] * 2
    handed_over(cast.omar, cast.school, cast.gymnasium, "plan", "goal", decided_by=cast.rolf)
    assert [readers(GOAL_READ, goal), readers(PLAN_READ, plan)] == [{"Omar", "Olga", "Gösta"}] * 2


def test_a_substitute_reads_plans_and_goals_as_long_as_the_hours_last(cast: Cast) -> None:
    """A5, A16, H4: neither the minute before nor the one after; and never what another unit handed over."""
    plan, goal = finalised(cast), goal_in(cast, "ongoing")
    first, last = NOON - dt.timedelta(hours=4), NOON + dt.timedelta(hours=5)
    minute = dt.timedelta(minutes=1)
    seen = [
        ("Vera" in readers(PLAN_READ, plan, at), "Vera" in readers(GOAL_READ, goal, at))
        for at in (first - minute, first, last - minute, last)
    ]
    assert seen == [(False, False), (True, True), (True, True), (False, False)]
    Plan.objects.filter(pk=plan.pk).update(unit=cast.gymnasium)
    handed_over(cast.elsa, cast.gymnasium, cast.school, "plan", decided_by=cast.rolf)
    plan.refresh_from_db()
    assert readers(PLAN_READ, plan) == FAMILY | SCHOOL - {"Vera"}
