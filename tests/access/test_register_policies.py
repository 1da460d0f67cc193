"""Who of the cast reaches which child, name, membership, placement, group and unit: the exact sets."""

import datetime as dt

import pytest

from larka.access.policies import CHILD_DOCUMENTS, CHILD_READ, GROUP_READ, MEMBER_READ, NAME_READ, PLACEMENT_READ, UNIT_READ
from larka.register.actor import Actor
from larka.register.choices import GroupKind, PlacementKind, Protection, SchoolForm
from larka.register.models import Group, GroupMembership, Organisation, Person, Placement, Responsible, Restriction
from tests.access.everyone import reached_by
from tests.cast import NOON, Cast

TODAY = NOON.date()
UNIT_STAFF = {"Tess", "Mats", "Per", "Petra", "Kim", "Rolf"}
TEACHING_5A = {"Tess", "Mats", "Per", "Vera"}
ELSAS_FAMILY = {"Elsa", "Anna", "Anders"}

pytestmark = pytest.mark.django_db


def test_a_child_is_reached_by_family_and_unit_and_its_documents_by_family_those_who_teach_and_rektor(cast: Cast) -> None:
    """A1, A2, A6: other staff of the unit see the name and the groups, not what is written."""
    assert reached_by(CHILD_READ, cast.elsa) == ELSAS_FAMILY | UNIT_STAFF | {"Vera"}
    assert reached_by(CHILD_DOCUMENTS, cast.elsa) == ELSAS_FAMILY | TEACHING_5A | {"Rolf"}


def test_a_protected_child_is_reached_by_itself_its_guardian_and_those_who_teach_it(cast: Cast) -> None:
    """A10: neither rektor, counsellor nor the parallel class's teacher."""
    for policy in (CHILD_READ, CHILD_DOCUMENTS, NAME_READ):
        assert reached_by(policy, cast.omar) == {"Omar", "Olga"} | TEACHING_5A


def test_a_restricted_guardian_reaches_nothing_of_the_child(cast: Cast) -> None:
    """A17: Rut is out everywhere at once."""
    assert reached_by(CHILD_READ, cast.nils) == {"Nils", "Nora"} | UNIT_STAFF | {"Vera"}
    assert reached_by(CHILD_DOCUMENTS, cast.nils) == {"Nils", "Nora"} | TEACHING_5A | {"Rolf"}


def test_a_child_of_the_parallel_class_has_other_teachers(cast: Cast) -> None:
    """A2, A9: Dag by decision; Tess, Mats and Per teach 5A and see only the name."""
    assert reached_by(CHILD_READ, cast.bo) == {"Bo", "Berit", "Dag"} | UNIT_STAFF
    assert reached_by(CHILD_DOCUMENTS, cast.bo) == {"Bo", "Berit", "Dag", "Petra", "Rolf"}


def test_siblings_are_reached_unit_by_unit(cast: Cast) -> None:
    """A7, A5: the guardians reach both children; each unit's staff their own."""
    assert reached_by(CHILD_READ, cast.sam) == {"Sam", "Anna", "Anders", "Sussi", "Rita"}
    assert reached_by(CHILD_DOCUMENTS, cast.sam) == {"Sam", "Anna", "Anders", "Sussi", "Rita"}


@pytest.mark.postgres15
def test_a_pupil_of_age_and_whom_it_lets_in(cast: Cast) -> None:
    """A13: Gun is out, Göran is let in by Agnes."""
    for policy in (CHILD_READ, CHILD_DOCUMENTS):
        assert reached_by(policy, cast.agnes) == {"Agnes", "Göran", "Gösta"}
    assert reached_by(CHILD_DOCUMENTS, cast.ture) == {"Ture", "Stina"}


def test_a_child_without_a_placement_is_reached_by_its_family_alone(cast: Cast) -> None:
    """A5: the class and its teaching go on in the register; without a place in the unit they open nothing."""
    Placement.objects.filter(child=cast.elsa).update(ends_on=TODAY)
    for policy in (CHILD_READ, CHILD_DOCUMENTS, NAME_READ):
        assert reached_by(policy, cast.elsa) == ELSAS_FAMILY
    assert reached_by(MEMBER_READ, cast.membership(cast.elsa, cast.class_5a)) == ELSAS_FAMILY
    assert "Elsa" not in reached_by(GROUP_READ, cast.class_5a)


def test_a_child_that_moves_is_left_by_the_old_unit_the_same_day(cast: Cast) -> None:
    """A5: the memberships at the old unit are still open; the place decides."""
    Placement.objects.filter(child=cast.elsa).update(ends_on=TODAY)
    Placement.objects.create(child=cast.elsa, unit=cast.gymnasium, school_form=SchoolForm.GR, starts_on=TODAY)
    assert reached_by(CHILD_READ, cast.elsa) == ELSAS_FAMILY | {"Gösta"}
    assert reached_by(CHILD_READ, cast.elsa, NOON - dt.timedelta(days=1)) == ELSAS_FAMILY | UNIT_STAFF


def test_a_protected_child_that_is_marked_today_is_gone_from_the_lists_today(cast: Cast) -> None:
    """A10: no job runs in between."""
    Person.objects.filter(pk=cast.elsa.pk).update(protection=Protection.REGISTERED)
    assert reached_by(CHILD_READ, cast.elsa) == ELSAS_FAMILY | TEACHING_5A
    assert reached_by(MEMBER_READ, cast.membership(cast.elsa, cast.class_5a)) == ELSAS_FAMILY | TEACHING_5A


def test_names_in_a_class_are_known_to_its_families_and_the_unit(cast: Cast) -> None:
    """A3, A10: classmates and their guardians; not the restricted one, not other classes' families."""
    assert reached_by(NAME_READ, cast.elsa) == ELSAS_FAMILY | UNIT_STAFF | {"Vera", "Omar", "Olga", "Nils", "Nora"}


def test_a_guardian_is_named_for_the_class_the_other_guardian_and_those_who_teach(cast: Cast) -> None:
    """A3, A9, A10, A18: a protected child's guardian, one who waits and one who is restricted are not given away."""
    known = {name: reached_by(NAME_READ, getattr(cast, name)) for name in ("anna", "olga", "rut", "frida", "annika", "dag", "gun", "goran")}
    assert known == {
        "anna": {"Anna", "Anders", "Elsa", "Sam", "Omar", "Olga", "Nils", "Nora", "Sussi", "Rita", "Rolf"} | TEACHING_5A,
        "olga": {"Olga", "Omar"} | TEACHING_5A,
        "rut": {"Rut", "Nils", "Rolf"} | TEACHING_5A,
        "frida": {"Frida"},
        "annika": {"Annika"},
        "dag": {"Dag", "Bo", "Petra", "Rolf"},
        "gun": {"Gun"},
        "goran": {"Göran", "Agnes"},
    }


def test_staff_are_named_for_colleagues_and_the_families_they_work_for(cast: Cast) -> None:
    """A3, A10, A16: protected staff by working name; a substitute while standing in; who has left is named no more."""
    class_5a = ELSAS_FAMILY | {"Omar", "Olga", "Nils", "Nora"}
    known = {name: reached_by(NAME_READ, getattr(cast, name)) for name in ("tess", "per", "vera", "viktor", "gosta", "adam", "sussi")}
    assert known == {
        "tess": UNIT_STAFF | {"Vera"} | class_5a | {"Bo", "Berit", "Dag"},
        "per": UNIT_STAFF | {"Vera"} | class_5a | {"Bo", "Berit", "Dag"},
        "vera": UNIT_STAFF | {"Vera"} | class_5a,
        "viktor": {"Viktor"},
        "gosta": {"Gösta", "Agnes", "Ture", "Stina"},
        "adam": {"Adam"},
        "sussi": {"Sussi", "Rita", "Sam", "Anna", "Anders"},
    }


def test_protected_staff_without_a_working_name_are_named_to_nobody(cast: Cast) -> None:
    """A10: rather no name than the real one."""
    Person.objects.filter(pk=cast.per.pk).update(working_name="")
    assert reached_by(NAME_READ, cast.per) == {"Per"}


def test_a_teacher_from_another_unit_is_named_for_the_families_taught(cast: Cast) -> None:
    """A18: who reads is told by name, wherever the duty is."""
    cast.tess.duties.update(unit=cast.gymnasium)
    assert reached_by(NAME_READ, cast.tess) >= ELSAS_FAMILY | {"Omar", "Olga", "Nils", "Nora"}
    assert not reached_by(NAME_READ, cast.tess) & {"Bo", "Berit", "Stina", "Rut"} - {"Stina"}


@pytest.mark.postgres15
def test_a_place_in_a_class_is_known_to_the_class_and_the_unit(cast: Cast) -> None:
    """A3, A6, A10: who is in the same group; a protected child in nobody's list but its own and its teachers'."""
    everybody = ELSAS_FAMILY | UNIT_STAFF | {"Vera", "Omar", "Olga", "Nils", "Nora"}
    assert reached_by(MEMBER_READ, cast.membership(cast.elsa, cast.class_5a)) == everybody
    assert reached_by(MEMBER_READ, cast.membership(cast.omar, cast.class_5a)) == {"Omar", "Olga"} | TEACHING_5A


def test_classmates_do_not_learn_which_other_groups_a_child_is_in(cast: Cast) -> None:
    """A3: only the groups they share; a special group is a secret of the child's."""
    assert reached_by(MEMBER_READ, _in_a_group_of(cast.elsa, cast.school)) == ELSAS_FAMILY | UNIT_STAFF | {"Vera"}


def test_staff_do_not_learn_of_groups_in_other_units(cast: Cast) -> None:
    """A5, A10: a group tells the unit; the staff of one unit see the groups of theirs."""
    assert reached_by(MEMBER_READ, _in_a_group_of(cast.elsa, cast.gymnasium)) == ELSAS_FAMILY
    assert reached_by(MEMBER_READ, _in_a_group_of(cast.omar, cast.gymnasium)) == {"Omar", "Olga"}


def _in_a_group_of(child: Person, unit: Organisation) -> GroupMembership:
    first = dt.date(2026, 8, 1)
    group = Group.objects.create(
        name="Liten grupp", sort_key="liten grupp", unit=unit, kind=GroupKind.OTHER, school_form=SchoolForm.GR, starts_on=first
    )
    return GroupMembership.objects.create(group=group, child=child, starts_on=first)


def test_a_placement_is_known_to_the_family_and_within_the_unit(cast: Cast) -> None:
    """A5, A10, B4: what was before, or is elsewhere, is not told to the staff of this unit; least of all about a protected child."""
    now = Placement.objects.get(child=cast.elsa)
    assert reached_by(PLACEMENT_READ, now) == ELSAS_FAMILY | UNIT_STAFF | {"Vera"}
    earlier = Placement.objects.create(
        child=cast.elsa, unit=cast.preschool, school_form=SchoolForm.FS, starts_on=dt.date(2018, 8, 1), ends_on=dt.date(2022, 8, 1)
    )
    assert reached_by(PLACEMENT_READ, earlier) == ELSAS_FAMILY
    elsewhere = Placement.objects.create(
        child=cast.omar, unit=cast.preschool, school_form=SchoolForm.GR, kind=PlacementKind.EXTRA, starts_on=dt.date(2026, 8, 1)
    )
    assert reached_by(PLACEMENT_READ, elsewhere) == {"Omar", "Olga"}


@pytest.mark.postgres15
def test_a_group_is_open_to_its_members_their_guardians_and_the_unit(cast: Cast) -> None:
    """A3, A6, A17: not to the restricted guardian, and not to the parallel class's families."""
    families = ELSAS_FAMILY | {"Omar", "Olga", "Nils", "Nora"}
    assert reached_by(GROUP_READ, cast.class_5a) == families | UNIT_STAFF | {"Vera"}
    assert reached_by(GROUP_READ, cast.music_5a) == families | UNIT_STAFF
    assert reached_by(GROUP_READ, cast.humlan) == {"Sam", "Anna", "Anders", "Sussi", "Rita"}
    assert reached_by(GROUP_READ, cast.na3) == {"Agnes", "Gösta"}


def test_a_unit_is_open_to_those_who_work_there(cast: Cast) -> None:
    """A6, A8: administering the register opens no unit."""
    assert reached_by(UNIT_READ, cast.school) == UNIT_STAFF
    assert reached_by(UNIT_READ, cast.municipality) == {"Adam"}


def test_a_restricted_adult_with_another_child_in_the_class_does_not_see_the_first(cast: Cast) -> None:
    """A17: out everywhere at once, the class list included."""
    cast.membership(cast.bo, cast.class_5b).delete()
    GroupMembership.objects.create(child=cast.bo, group=cast.class_5a, starts_on=dt.date(2026, 8, 1))
    Responsible.objects.create(child=cast.bo, person=cast.rut, relation="guardian", in_effect=True, starts_on=dt.date(2024, 8, 1))
    assert "Rut" in reached_by(NAME_READ, cast.elsa)
    for obj in (cast.nils, cast.nora):
        assert "Rut" not in reached_by(NAME_READ, obj) - {"Rut"}
    assert "Rut" not in reached_by(MEMBER_READ, cast.membership(cast.nils, cast.class_5a))


def test_a_restricted_member_of_staff_reaches_nothing_of_the_child(cast: Cast) -> None:
    """A17: whoever is kept away is so as teacher, mentor and colleague too."""
    for person in (cast.tess, cast.mats, cast.kim, cast.rolf, cast.vera):
        Restriction.objects.create(child=cast.elsa, person=person, reference="Beslut 1", starts_on=TODAY)
    assert reached_by(CHILD_READ, cast.elsa) == ELSAS_FAMILY | {"Per", "Petra"}


@pytest.mark.postgres15
def test_a_substitute_comes_and_goes_by_the_clock(cast: Cast) -> None:
    """A16, A19: from 8 up to and not including 17, Stockholm time."""
    day = NOON.replace(hour=0)
    there = {hour for hour in range(24) if CHILD_READ.allows(Actor(cast.vera.pk, day.replace(hour=hour)), cast.elsa)}
    assert there == set(range(8, 17))
    assert "Vera" in reached_by(CHILD_READ, cast.elsa, day.replace(hour=8))
    assert "Vera" not in reached_by(CHILD_READ, cast.elsa, day.replace(hour=17))


def test_a_consent_given_before_the_eighteenth_birthday_opens_nothing(cast: Cast) -> None:
    """A13: a pupil who is not of age cannot let anybody in."""
    cast.ture.adult_consents.create(person=cast.frida, starts_on=dt.date(2024, 8, 1))
    assert reached_by(CHILD_READ, cast.ture) == {"Ture", "Stina", "Gösta"}
