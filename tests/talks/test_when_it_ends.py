"""Whom talks, preparations and minutes exist for when a relation ends, the child moves, or is handed over (A5, A8, A10, A16, H4, H5)."""

import datetime as dt
from typing import Any

import pytest

from larka.access.models import EmergencyAccess, Transfer
from larka.register.models import DutyAssignment, GroupMembership, Placement, SchoolYear
from larka.talks.access import (
    AGREEMENT_FOLLOW,
    INVITATION_BOOK,
    INVITATION_LEAD,
    MINUTES_AGREE,
    MINUTES_LEAD,
    MINUTES_READ,
    MINUTES_WRITE,
    PREPARATION_LEAD,
    PREPARATION_READ,
    ROUND_LEAD,
    TALK_LEAD,
    TALK_NOTE,
    TALK_READ,
    TALK_REBOOK,
)
from larka.talks.models import Talk, TalkMinutes
from tests.cast import NOON, Cast, readers
from tests.talks.endings import held, preparation_for, prepared, shown, written
from tests.talks.rows import invited, make_round, make_slot, make_talk

pytestmark = pytest.mark.django_db
FAMILY = {"Elsa", "Anna", "Anders"}
STAFF = {"Mats", "Rolf"}


def hand_over(cast: Cast, *kinds: str) -> None:
    """Elsa's old unit hands these over to Björkskolan."""
    Transfer.objects.create(
        child=cast.elsa, kinds=list(kinds), from_unit=cast.gymnasium, to_unit=cast.school, legal_basis="SL 3:12 j", decided_by=cast.rolf,
        starts_on=dt.date(2026, 8, 1),
    )  # fmt: skip


def elsewhere(rows: Any) -> None:
    """They belong to another unit, in the year before."""
    rows.update(unit_id=Placement.objects.get(child__given_name="Agnes").unit_id, school_year=SchoolYear.objects.earliest("starts_on"))


def test_of_another_units_talks_those_that_were_held_are_handed_over(cast: Cast) -> None:
    """A5, H5: never a mere booking, nor one that was called off; what is handed over of talks opens no minutes."""
    talk, coming = held(cast), make_talk(make_slot(make_round(cast, cast.class_5a, cast.mats), cast.mats, 15), cast.elsa, cast.anna)
    minutes = shown(cast, talk)
    elsewhere(Talk.objects.all())
    elsewhere(TalkMinutes.objects.all())
    assert (readers(TALK_READ, talk), readers(MINUTES_READ, minutes)) == (FAMILY, FAMILY)
    hand_over(cast, "talk")
    assert (readers(TALK_READ, talk), readers(TALK_READ, coming)) == (FAMILY | STAFF, FAMILY)
    assert (readers(TALK_LEAD, talk), readers(MINUTES_READ, minutes)) == (set(), FAMILY)


def test_of_another_units_minutes_those_that_all_could_read_are_handed_over(cast: Cast) -> None:
    """A5, H5: never what was only being written; and to read, not to lead."""
    minutes, draft = shown(cast), written(cast, held(cast), "Bara påbörjat")
    elsewhere(TalkMinutes.objects.all())
    hand_over(cast, "minutes")
    assert (readers(MINUTES_READ, minutes), readers(MINUTES_READ, draft)) == (FAMILY | STAFF, set())
    assert readers(MINUTES_LEAD, minutes) == set()


def test_an_emergency_opens_what_was_held_and_published_alone(cast: Cast) -> None:
    """A8: not a booking, not what is being written, and not after its hours."""
    talk, coming = held(cast), make_talk(make_slot(make_round(cast, cast.class_5a, cast.mats), cast.mats, 15), cast.elsa, cast.anna)
    minutes, draft = shown(cast, talk), written(cast, held(cast), "Bara påbörjat")
    EmergencyAccess.objects.create(
        child=cast.elsa, person=cast.kim, unit=cast.school, reason="Oro", starts_at=NOON, ends_at=NOON + dt.timedelta(hours=1)
    )
    things = (TALK_READ, talk), (TALK_READ, coming), (MINUTES_READ, minutes), (MINUTES_READ, draft)
    assert ["Kim" in readers(policy, thing) for policy, thing in things] == [True, False, True, False]
    later = NOON + dt.timedelta(hours=2)
    assert ["Kim" in readers(policy, thing, later) for policy, thing in things] == [False] * 4
    assert "Kim" not in readers(TALK_LEAD, talk) | readers(MINUTES_LEAD, minutes) | readers(MINUTES_WRITE, talk)


def test_a_mentor_who_leaves_the_class_leads_nothing_from_that_day(cast: Cast) -> None:
    """A5: the mentor who comes instead has the talks of the year, and what was only being written."""
    started = prepared(cast)
    talk, draft = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anna), written(cast, held(cast))
    minutes, of = shown(cast), preparation_for(cast.elsa)
    DutyAssignment.objects.filter(duty__person=cast.mats, group=cast.class_5a).update(ends_on=NOON.date())
    duty = DutyAssignment.objects.filter(duty__person=cast.petra).first()
    assert duty is not None
    DutyAssignment.objects.create(duty=duty.duty, group=cast.class_5a, role_name="Mentor", role="mentor", starts_on=NOON.date())
    place = cast.membership(cast.elsa, cast.class_5a)
    led = (
        (ROUND_LEAD, started), (INVITATION_LEAD, invited(started, cast.elsa)), (TALK_LEAD, talk), (TALK_NOTE, place), (MINUTES_WRITE, talk),
        (MINUTES_LEAD, draft), (AGREEMENT_FOLLOW, minutes.agreements.first()), (PREPARATION_LEAD, of),
    )  # fmt: skip
    assert [readers(policy, thing) & {"Mats", "Petra"} for policy, thing in led] == [{"Petra"}] * len(led)


def test_a_child_that_has_moved_is_its_familys_alone(cast: Cast) -> None:
    """A5, H4: the same day; all that it could read it goes on reading, and agrees to."""
    started = prepared(cast)
    talk, minutes, of = held(cast), shown(cast), preparation_for(cast.elsa)
    draft = written(cast, talk)
    invitation, place = invited(started, cast.elsa), cast.membership(cast.elsa, cast.class_5a)
    GroupMembership.objects.filter(child=cast.elsa).update(ends_on=NOON.date())
    Placement.objects.filter(child=cast.elsa).update(ends_on=NOON.date())
    for policy, thing in ((TALK_READ, talk), (MINUTES_READ, minutes), (MINUTES_AGREE, minutes), (PREPARATION_READ, of)):
        assert readers(policy, thing) == FAMILY
    for policy, thing in (
        (TALK_LEAD, talk), (MINUTES_LEAD, minutes), (MINUTES_READ, draft), (PREPARATION_LEAD, of), (INVITATION_LEAD, invitation),
        (TALK_NOTE, place),
    ):  # fmt: skip
        assert readers(policy, thing) == set()


def test_earlier_years_are_read_by_the_family_and_those_whose_time_reaches_back(cast: Cast) -> None:
    """A5, H4: the class is this year's, rektor and the child have been there longer."""
    talk, minutes = held(cast), shown(cast)
    years = list(SchoolYear.objects.filter(starts_on__lt=cast.year.starts_on).order_by("-starts_on"))
    found = []
    for year in years[:3]:
        Talk.objects.update(school_year=year)
        TalkMinutes.objects.update(school_year=year)
        found.append((readers(TALK_READ, talk), readers(MINUTES_READ, minutes)))
    assert found[0] == (FAMILY | STAFF, FAMILY | STAFF | {"Tess", "Per", "Vera"})
    assert found[2] == (FAMILY | {"Rolf"}, FAMILY | {"Rolf"})


def test_a_substitute_leads_no_talks(cast: Cast) -> None:
    """A16: for hours in the class, Vera reads a talk that she is asked to by name, and what all agreed; only while she stands in."""
    started = prepared(cast)
    asked = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anna, audience=[cast.vera.pk])
    other, minutes = make_talk(make_slot(started, cast.mats, 16), cast.nils, cast.nora), shown(cast)
    seen = (TALK_READ, asked), (TALK_READ, other), (MINUTES_READ, minutes), (PREPARATION_READ, preparation_for(cast.elsa))
    assert ["Vera" in readers(policy, thing) for policy, thing in seen] == [True, False, True, False]
    assert not any("Vera" in readers(policy, thing, NOON + dt.timedelta(days=1)) for policy, thing in seen)
    for policy, thing in (
        (TALK_LEAD, asked),
        (ROUND_LEAD, started),
        (MINUTES_WRITE, asked),
        (INVITATION_LEAD, invited(started, cast.elsa)),
    ):
        assert readers(policy, thing) == STAFF


def test_a_protected_childs_talk_is_led_by_its_mentor_and_booked_by_its_own(cast: Cast) -> None:
    """A10: rektor, who has no documented need, and every other family know of none of it."""
    started = prepared(cast)
    talk, of = make_talk(make_slot(started, cast.mats, 15), cast.omar, cast.olga), preparation_for(cast.omar)
    minutes = shown(cast, held(cast, cast.omar))
    invitation = invited(started, cast.omar)
    assert [readers(policy, thing) for policy, thing in ((TALK_LEAD, talk), (INVITATION_LEAD, invitation))] == [{"Mats"}] * 2
    assert [readers(policy, thing) for policy, thing in ((TALK_REBOOK, talk), (INVITATION_BOOK, invitation))] == [{"Olga"}] * 2
    assert readers(TALK_READ, talk) == readers(PREPARATION_READ, of) == {"Omar", "Olga", "Mats"}
    assert readers(PREPARATION_LEAD, of) == readers(MINUTES_LEAD, minutes) == {"Mats"}
