"""In which years the law asks for a plan, and what rektor may decide about grades (C8)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.plans.actions.decisions import DecisionError, decide, take_back_decision
from larka.plans.actions.starting import grade_on_request
from larka.plans.models import Plan, PlanDecision
from larka.plans.queries.decisions import in_force, is_demanded
from larka.register.models import Organisation, Placement
from tests.cast import Cast, actor, opener
from tests.plans.plans import lacking, moved_on, plan_of, started, template


def test_where_grades_are_set_the_law_asks_for_no_plan_and_none_is_refused(cast: Cast) -> None:
    """C8: rektor has decided on grades from year 5; what is missing is then no hindrance."""
    started(cast)
    plan = moved_on(cast, plan_of(cast.elsa))
    assert lacking(cast, plan)
    day = cast.at.date()
    decide(by=actor(cast.rolf, cast.at), unit=cast.school, what="first_graded", value=5, starts_on=day, reference="R 2026:1")
    assert moved_on(cast, plan).locked_at is not None


def test_a_decision_that_begins_tomorrow_changes_nothing_today(cast: Cast) -> None:
    """C8: a dated setting."""
    started(cast)
    plan = moved_on(cast, plan_of(cast.elsa))
    tomorrow = cast.at.date() + dt.timedelta(days=1)
    decide(by=actor(cast.rolf, cast.at), unit=cast.school, what="first_graded", value=4, starts_on=tomorrow, reference="R 2026:2")
    assert lacking(cast, plan)


def test_a_pupil_in_year_six_needs_no_plan_by_law(cast: Cast) -> None:
    """C8: grades are set from year 6 where rektor has decided nothing."""
    Placement.objects.filter(child=cast.elsa).update(grade=6)
    started(cast)
    assert moved_on(cast, moved_on(cast, plan_of(cast.elsa))).locked_at is not None


@pytest.mark.parametrize(
    ("form", "decided", "last"),
    [("GR", None, 5), ("SAM", None, 5), ("SP", None, 6), ("GR", 4, 3), ("SAM", 5, 4), ("SP", 4, 4), ("SP", 5, 4), ("GR", 9, 5),
     ("ANPGR", None, 9), ("ANPGR", 4, 9), ("FKLASS", None, None), ("FS", None, None), ("GY", None, None), ("ANPGY", None, None)],
)  # fmt: skip
def test_a_plan_is_demanded_in_the_years_where_the_law_sets_no_grades(form: str, decided: int | None, last: int | None) -> None:
    """C8: grundskola and sameskola years 1–5, specialskola 1–6, anpassad grundskola all; rektor may begin grades two years earlier."""
    in_force = {} if decided is None else {(1, "first_graded", form): decided}
    years = [year for year in range(11) if is_demanded(Plan(unit_id=1, school_form=form, grade=year), in_force)]
    assert max((year for year in years if year < 10), default=None) == last


def test_a_decision_has_a_day_and_a_reference_and_one_in_force_stays(cast: Cast) -> None:
    """C8: one that has not begun can be taken back, one a day about the same; a slip is mended the same day, with its why, logged."""
    rolf, day = actor(cast.rolf, cast.at), cast.at.date()
    slip = decide(by=rolf, unit=cast.school, what="first_graded", value=4, starts_on=day, reference="R 0")
    take_back_decision(by=rolf, unit=cast.school, decision=slip, why="Fel årskurs")
    told = {"unit": cast.school.pk, "what": "first_graded", "value": 4, "starts_on": day.isoformat(), "school_form": "GR"}
    assert Entry.objects.get(action="plan.decision_taken_back").details == told
    held = decide(by=rolf, unit=cast.school, what="first_graded", value=4, starts_on=day, reference="R 1")
    with pytest.raises(DecisionError):
        decide(by=rolf, unit=cast.school, what="first_graded", value=5, starts_on=day, reference="R 2")
    with pytest.raises(DecisionError):
        take_back_decision(by=actor(cast.rolf, cast.at + dt.timedelta(days=1)), unit=cast.school, decision=held, why="Ångrar")
    coming = decide(by=rolf, unit=cast.school, what="first_graded", value=6, starts_on=day + dt.timedelta(days=1), reference="R 3")
    take_back_decision(by=rolf, unit=cast.school, decision=coming, why="Fel dag")
    coming = decide(by=rolf, unit=cast.school, what="first_graded", value=6, starts_on=day + dt.timedelta(days=1), reference="R 5")
    with pytest.raises(Refused):
        take_back_decision(by=actor(cast.rita, cast.at), unit=cast.preschool, decision=coming, why="Inte min")
    kept = PlanDecision.objects.order_by("pk").values_list("reference", "why", "taken_back_by__given_name")
    assert list(kept) == [("R 0", "Fel årskurs", "Rolf"), ("R 1", "", None), ("R 3", "Fel dag", "Rolf"), ("R 5", "", None)]
    for stranger in (cast.mats, cast.rita, cast.adam):
        with pytest.raises(Refused):
            decide(by=actor(stranger, cast.at), unit=cast.school, what="otherwise", value=1, starts_on=day, reference="R 4")


@pytest.mark.parametrize(
    ("value", "days", "field"),
    [(5, -367, "starts_on"), (5, 732, "starts_on"), (7, 0, "value"), (3, 0, "value")],
)
def test_a_decision_that_cannot_be_meant_is_none(cast: Cast, value: int, days: int, field: str) -> None:
    """C8, Q2: a day that is far off, a year that the law has not in the unit's forms of school; preschool has nothing to decide on."""
    rolf, day = actor(cast.rolf, cast.at), cast.at.date()
    with pytest.raises(DecisionError) as refused:
        decide(by=rolf, unit=cast.school, what="first_graded", value=value, starts_on=day + dt.timedelta(days=days), reference="R 1")
    assert refused.value.field == field
    with pytest.raises(DecisionError):
        decide(by=actor(cast.rita, cast.at), unit=cast.preschool, what="first_graded", value=6, starts_on=day, reference="R 1")
    assert not PlanDecision.objects.exists()


@pytest.mark.parametrize("why", ["", "   ", "x" * 301])
def test_a_decision_is_not_taken_back_without_a_reason(cast: Cast, why: str) -> None:
    """C8, Q2: it still holds."""
    rolf, day = actor(cast.rolf, cast.at), cast.at.date()
    slip = decide(by=rolf, unit=cast.school, what="otherwise", value=1, starts_on=day, reference="R 0")
    with pytest.raises(DecisionError) as refused:
        take_back_decision(by=rolf, unit=cast.school, decision=slip, why=why)
    assert refused.value.field == "why"
    assert in_force([cast.school.pk], day) == {(cast.school.pk, "otherwise", ""): 1}


def test_what_is_taken_back_holds_no_more_and_stands_in_the_history_with_the_reason(cast_today: Cast, client: Client) -> None:
    """C8, Q2: on the page, where the reason is asked for at the field."""
    cast, address = cast_today, reverse("unit_plan_decisions", args=[cast_today.school.public_id])
    rolf, day = actor(cast.rolf, cast.at), actor(cast.rolf, cast.at).today
    slip = decide(by=rolf, unit=cast.school, what="first_graded", value=4, starts_on=day, reference="R 0")
    browser, sent = opener(client, cast.rolf), {"take_back": str(slip.public_id), "why": ""}
    assert browser.post(address, sent).status_code == 422
    assert "I dag: betyg från årskurs 4" in browser.get(address).content.decode()
    assert browser.post(address, sent | {"why": "Fel årskurs"}).status_code == 302
    html = browser.get(address).content.decode()
    assert ("I dag: betyg från årskurs 6" in html, "Fel årskurs" in html, "R 0" in html) == (True, True, True)
    assert opener(client, cast.mats).post(address, sent | {"why": "Fel"}).status_code == 404


def both_forms(cast: Cast) -> Organisation:
    """Björkskolan has classes of specialskolan, too."""
    cast.school.school_forms = ["GR", "SP"]
    cast.school.save(update_fields=["school_forms"])
    return cast.school


@pytest.mark.parametrize(
    ("form", "value", "allowed"),
    [("GR", 7, False), ("SP", 7, True), ("SP", 4, False), ("GR", 4, True), ("", 6, False), ("ANPGR", 6, False)],
)
def test_a_year_is_one_of_the_form_of_school_that_it_is_decided_for(cast: Cast, form: str, value: int, allowed: bool) -> None:  # noqa: FBT001 – a parameter
    """C8 (SL 10:15, 12:15): year 7 is specialskolans; what is decided for one form of school changes nothing in the other."""
    unit, rolf, day = both_forms(cast), actor(cast.rolf, cast.at), cast.at.date()
    if allowed:
        decide(by=rolf, unit=unit, what="first_graded", school_form=form, value=value, starts_on=day, reference="R 1")
        assert in_force([unit.pk], day) == {(unit.pk, "first_graded", form): value}
        return
    with pytest.raises(DecisionError) as refused:
        decide(by=rolf, unit=unit, what="first_graded", school_form=form, value=value, starts_on=day, reference="R 1")
    assert (refused.value.field, PlanDecision.objects.count()) == ("value", 0)


def test_each_form_of_school_has_its_own_years_on_the_page(cast_today: Cast, client: Client) -> None:
    """C8, Q2: year 7 for grundskolan is refused at its field; what was decided for all before holds in each."""
    unit, day = both_forms(cast_today), cast_today.at.date()
    address, browser = reverse("unit_plan_decisions", args=[unit.public_id]), opener(client, cast_today.rolf)
    sent = {
        f"first_graded_{form}-{name}": value
        for form in ("GR", "SP")
        for name, value in (("starts_on", day.isoformat()), ("reference", "R 9"))
    }
    assert browser.post(address, sent | {"what": "first_graded_GR", "first_graded_GR-value": "7"}).status_code == 422
    assert browser.post(address, sent | {"what": "first_graded_SP", "first_graded_SP-value": "5"}).status_code == 302
    assert list(PlanDecision.objects.values_list("school_form", "value")) == [("SP", 5)]
    earlier = day - dt.timedelta(days=9)
    PlanDecision.objects.create(
        unit=unit, what="first_graded", value=4, starts_on=earlier, reference="R 1", decided_by=cast_today.rolf, decided_at=cast_today.at
    )
    assert in_force([unit.pk], day) == {(unit.pk, "first_graded", form): value for form, value in (("GR", 4), ("SAM", 4), ("SP", 5))}


@pytest.mark.parametrize(
    ("form", "grade", "demanded"), [("ANPGR", 6, False), ("ANPGR", 9, False), ("ANPGR", 5, True), ("ANPGR", None, True), ("GR", 5, True)]
)
def test_grades_on_request_end_the_duty_only_in_years_six_to_nine_of_anpassad_grundskola(
    form: str,
    grade: int | None,
    demanded: bool,  # noqa: FBT001 – a parameter
) -> None:
    """C8 (SL 11:16, 11:19): where nobody has asked for grades the plan is demanded in every year."""
    plan = Plan(unit_id=1, school_form=form, grade=grade)
    assert is_demanded(plan, {})
    plan.on_request = True
    assert is_demanded(plan, {}) == demanded


def test_the_mentor_says_that_grades_are_set_on_request_and_the_omdomen_are_no_longer_demanded(cast_today: Cast, client: Client) -> None:
    """C8: a tick on the plan's page, of a pupil where the law lets somebody ask; by nobody at home, and not once the plan is finalised."""
    cast = cast_today
    Placement.objects.filter(child__in=[cast.elsa, cast.nils]).update(school_form="ANPGR", grade=7)
    Placement.objects.filter(child=cast.nils).update(grade=4)
    started(cast, version=template(cast, "anpassad-grundskola"))
    plan = moved_on(cast, plan_of(cast.elsa))
    assert {"omdöme i Matematik", "omdöme i Musik", "omdöme i Svenska"} <= lacking(cast, plan)
    address = reverse("plan_on_request", args=[plan.public_id])
    assert opener(client, cast.anna).post(address, {"on_request": "on"}).status_code == 404
    mats = opener(client, cast.mats)
    assert "har begärt det" in mats.get(reverse("plan", args=[plan.public_id])).content.decode()
    assert mats.post(address, {"on_request": "on"}).status_code == 302
    assert moved_on(cast, plan).locked_at is not None
    assert Entry.objects.filter(action="plan.graded_on_request", person_id=cast.mats.pk, child_ids=[cast.elsa.pk]).count() == 1
    assert not plan_of(cast.nils).on_request, "it is said of one pupil's plan of one year"
    for other in (plan, plan_of(cast.nils)):
        with pytest.raises(Refused):
            grade_on_request(by=actor(cast.mats, cast.at), plan=other, on_request=True)
    assert "har begärt det" not in mats.get(reverse("plan", args=[plan_of(cast.nils).public_id])).content.decode()
