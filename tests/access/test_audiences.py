""" "Vem kan se detta?" for many: the same people as the relation holds, as far as the viewer may know; counts that equal the lists."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from larka.access.audiences import Audience
from larka.access.holders import holders, named, told_now
from larka.access.models import EmergencyAccess, Withholding
from larka.access.policies import EVERYONE_AT
from larka.access.policy import Policy
from larka.assessments.access import JUDGEMENT_READ, KIND
from larka.assessments.models import Judgement
from larka.records.models import audience_of
from larka.register.choices import Protection, Relation
from larka.register.models import Person, Placement, Responsible
from larka.web.access import PRESENTATION_READ
from tests.access.everyone import standing
from tests.access.test_judgement_policies import judgement_of
from tests.cast import NOON, Cast, actor
from tests.web.pages import more_children

pytestmark = pytest.mark.django_db
EVERYBODY = 1000


def known_to(viewer: Person, policy: Policy[Any], obj: Model) -> set[tuple[str, str]]:
    """Everyone in the list of this viewer, with the role; the counts must be the same."""
    audience = Audience.of(standing(actor(viewer)), policy, obj)
    found = audience.names("", [], 0, EVERYBODY)
    assert audience.count == len(found), "A10: every count equals the rows that the viewer is shown"
    for role in audience.roles:
        assert role.count == len(audience.names(role.key, [], 0, EVERYBODY)) > 0
    return {(holder.name, holder.role) for holder in found}


def names_for(viewer: Person, policy: Policy[Any], obj: Model) -> set[str]:
    return {name.split()[0] for name, _role in known_to(viewer, policy, obj)}


def as_the_relation_says(viewer: Person, policy: Policy[Any], obj: Model) -> set[tuple[str, str]]:
    """The long way: everyone in Python, then those of them whom the viewer may know."""
    found: Any = holders(policy, obj, NOON)
    if isinstance(obj, Judgement):
        found = told_now(actor(viewer), obj.child_id, found)
    return {(holder.name, holder.role) for holder in named(actor(viewer), policy, found)}


def test_the_quick_list_says_what_the_relation_says_to_everybody(cast: Cast) -> None:
    """A18: an omdöme with each sort of narrowing, a presentation and a unit, as everyone of the cast would see them."""
    withheld = judgement_of(cast, cast.elsa)
    Withholding.objects.create(
        kind=KIND,
        record_id=withheld.pk,
        person=cast.anders,
        reason="Hot",
        decision="SN 2026-1",
        decided_by=cast.rolf,
        starts_on=NOON.date(),
    )
    things: list[tuple[Policy[Any], Model]] = [
        (JUDGEMENT_READ, withheld),
        (JUDGEMENT_READ, judgement_of(cast, cast.omar)),
        (JUDGEMENT_READ, judgement_of(cast, cast.nils, audience=audience_of(cast.nora, cast.tess))),
        (JUDGEMENT_READ, judgement_of(cast, cast.bo, published=False)),
        (PRESENTATION_READ, cast.mats),
        (EVERYONE_AT, cast.school),
    ]
    for viewer in cast.people().values():
        for policy, thing in things:
            assert known_to(viewer, policy, thing) == as_the_relation_says(viewer, policy, thing), f"{viewer.given_name}: {policy.key}"


@pytest.mark.postgres15
def test_what_is_written_to_a_unit_reaches_its_pupils_their_guardians_and_its_staff(cast: Cast) -> None:
    """F1, A10, A17, A18: for rektor all but the protected child and its guardian; neither the restricted, the former nor the waiting."""
    school = {"Elsa", "Nils", "Bo", "Anna", "Anders", "Nora", "Berit", "Tess", "Mats", "Personal", "Petra", "Kim", "Rolf"}
    assert names_for(cast.rolf, EVERYONE_AT, cast.school) == school
    assert names_for(cast.tess, EVERYONE_AT, cast.school) == school - {"Berit"} | {"Omar", "Olga"}
    assert names_for(cast.anna, EVERYONE_AT, cast.school) == school - {"Bo", "Berit"}
    assert names_for(cast.stina, EVERYONE_AT, cast.school) == set()


@pytest.mark.postgres15
def test_what_is_written_to_the_municipality_reaches_the_units_beneath(cast: Cast) -> None:
    """F1: and the names are still only those that the reader has to do with."""
    here = names_for(cast.anna, EVERYONE_AT, cast.school) | names_for(cast.anna, EVERYONE_AT, cast.preschool)
    assert names_for(cast.anna, EVERYONE_AT, cast.municipality) == here
    assert "Sussi" in here
    assert names_for(cast.adam, EVERYONE_AT, cast.municipality) == {"Adam"}


def test_a_sender_is_told_how_many_it_goes_to_and_nobody_protected_is_in_the_number(cast: Cast) -> None:
    """F1, A10: Omar, Olga and Per are in no number but that of those who know them."""

    def reached(sender: Person) -> int:
        return Audience.expected(standing(actor(sender)), EVERYONE_AT, {"pk": cast.school.pk}).reached()

    open_to_all = {"Elsa", "Nils", "Bo", "Anna", "Anders", "Nora", "Berit", "Tess", "Mats", "Petra", "Kim", "Rolf"}
    assert reached(cast.adam) == len(open_to_all)
    assert reached(cast.rolf) == len(open_to_all | {"Per"}), "colleagues know him by his working name"
    assert reached(cast.tess) == len(open_to_all | {"Per", "Omar", "Olga"}), "she teaches Omar"
    Person.objects.filter(pk=cast.elsa.pk).update(protection=Protection.MARKED)
    assert reached(cast.adam) == len(open_to_all - {"Elsa", "Anna", "Anders"}), "her guardians would tell where she is"


def test_a_bonus_parent_is_in_no_number_of_people_whom_one_may_not_name(cast: Cast) -> None:
    """A18: Berit and Bo are no secret to the administrator; that Bo has a god man is."""
    by_adam = Audience.of(standing(actor(cast.adam)), JUDGEMENT_READ, judgement_of(cast, cast.bo))
    before = by_adam.reached()
    Responsible.objects.create(
        child=cast.bo, person=cast.gun, relation=Relation.OTHER, in_effect=True, decision="SN 2026-2", starts_on=NOON.date(),
        ends_on=NOON.date() + dt.timedelta(days=30),
    )  # fmt: skip
    assert by_adam.reached() == before > 0
    assert "Gun" in names_for(cast.petra, JUDGEMENT_READ, judgement_of(cast, cast.bo, syllabus=cast.swedish)), "who teaches Bo knows"


@pytest.mark.postgres15
def test_an_emergency_that_is_told_later_is_in_no_list_but_rektors_and_its_own(cast: Cast) -> None:
    """A8: the family learns of it on the day that the officer has decided."""
    judgement = judgement_of(cast, cast.elsa)
    EmergencyAccess.objects.create(
        child=cast.elsa, person=cast.kim, unit=cast.school, reason="Oro", starts_at=NOON - dt.timedelta(hours=1),
        ends_at=NOON + dt.timedelta(hours=1), notice_delayed_until=NOON.date() + dt.timedelta(days=5), delay_decision="DSO 3",
    )  # fmt: skip
    told = {name for name in ("anna", "mats", "rolf", "kim") if "Kim" in names_for(getattr(cast, name), JUDGEMENT_READ, judgement)}
    assert told == {"rolf", "kim"}
    EmergencyAccess.objects.update(notice_delayed_until=None)
    assert "Kim" in names_for(cast.anna, JUDGEMENT_READ, judgement)


@pytest.mark.postgres15
def test_a_long_list_comes_fifty_at_a_time_and_is_narrowed_by_role_and_name(cast: Cast) -> None:
    """Pages: each person once, in name order, on one page only; what the address asks is kept by its neighbours."""
    more_children(cast, cast.class_5a, 120)
    viewer = standing(actor(cast.rolf))
    audience = Audience.of(viewer, EVERYONE_AT, cast.school)
    pages = [audience.shown({"sida": str(number)}, "/x/").page for number in (1, 2, 3, 4)]
    assert [len(page.rows) for page in pages] == [50, 50, audience.count - 100, 0]
    listed = [holder.person_id for page in pages for holder in page.rows]
    assert len(set(listed)) == len(listed) == audience.count == 133
    narrowed = audience.shown({"roll": "pupil", "namn": "barn1 EXTRA", "tema": "x"}, "/x/").page
    assert {holder.name for holder in narrowed.rows} == {
        "Barn1 Extra",
        *(f"Barn1{n} Extra" for n in range(10)),
        *(f"Barn1{n:02} Extra" for n in range(20)),
    }
    assert audience.shown({"roll": "pupil"}, "/x/").page.next == "?roll=pupil&sida=2"
    assert audience.shown({"namn": "100%"}, "/x/").page.rows == [], "a sign of the database's is a sign"
    assert audience.shown({"roll": "'; drop"}, "/x/").page.rows == []


def test_it_costs_three_questions_however_many_there_are(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Speed: the thing, the counts, the names."""
    viewer = standing(actor(cast.rolf))
    for more in (0, 60):
        more_children(cast, cast.class_5a, more)
        with django_assert_num_queries(3):
            audience = Audience.of(viewer, EVERYONE_AT, cast.school)
            assert audience.count == len(audience.names("", [], 0, EVERYBODY)) == 13 + more


@pytest.mark.postgres15
def test_what_ends_today_is_gone_today(cast: Cast) -> None:
    """A5, A13: a place in the unit that has ended, and guardians of a pupil of age."""
    Placement.objects.filter(child=cast.nils).update(ends_on=NOON.date())
    assert {"Nils", "Nora"} & names_for(cast.tess, EVERYONE_AT, cast.school) == set()
    assert names_for(cast.gosta, EVERYONE_AT, cast.gymnasium) == {"Gösta", "Agnes", "Ture"}


def test_nothing_that_is_gone_has_an_audience(cast: Cast) -> None:
    """A1: as of a thing that was removed meanwhile."""
    gone = Judgement(pk=987_654)
    assert known_to(cast.rolf, JUDGEMENT_READ, gone) == set()
