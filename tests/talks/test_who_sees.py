"""Whom a talk exists for, and what the database itself refuses (C7, A17)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from larka.access.models import Proxy, Withholding
from larka.register.models import Responsible, Restriction, SchoolYear
from larka.talks.access import (
    INVITATION_BOOK,
    INVITATION_LEAD,
    MINUTES_AGREE,
    MINUTES_READ,
    MINUTES_WRITE,
    ROUND_LEAD,
    TALK_LEAD,
    TALK_READ,
    TALK_REBOOK,
)
from larka.talks.actions.minutes import publish_minutes, write_minutes
from larka.talks.models import Talk, TalkInvitation, TalkRound
from tests.cast import NOON, Cast, actor, readers
from tests.talks.endings import held
from tests.talks.endings import shown as put_before_all
from tests.talks.rows import make_round, make_slot, make_talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(cast: Cast) -> TalkRound:
    """5A's talks, by the mentor."""
    return make_round(cast, cast.class_5a, cast.mats)


def test_a_shared_talk_is_seen_by_the_family_and_those_who_lead_the_talks(cast: Cast, started: TalkRound) -> None:
    """C7, A2: not by the former guardian, other teachers, or anybody in the class."""
    talk = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anna)
    assert readers(TALK_READ, talk) == {"Elsa", "Anna", "Anders", "Mats", "Rolf"}
    assert readers(TALK_LEAD, talk) == {"Mats", "Rolf"}
    assert readers(TALK_REBOOK, talk) == {"Anna", "Anders"}


def test_the_unit_asks_for_all_its_talks_at_once_and_finds_the_same(cast: Cast, started: TalkRound) -> None:
    """A2, A5, A10, A17: in the years that are told and in others, to whoever asks; what is withheld is so there, too."""
    before = SchoolYear.objects.get(name="2024/25")
    children = (cast.elsa, cast.nils, cast.omar, cast.bo)
    talks = [make_talk(make_slot(started, cast.mats, 8 + n), child, cast.anna) for n, child in enumerate(children)]
    Talk.objects.filter(pk=talks[1].pk).update(school_year=before)
    Withholding.objects.create(
        person=cast.rolf, kind="talk", record_id=talks[3].pk, decided_by=cast.rolf, reason="Skäl", decision="Dnr 1", starts_on=NOON.date()
    )
    rows = Talk.objects.filter(pk__in=[talk.pk for talk in talks])
    for who in (cast.rolf, cast.mats, cast.tess, cast.anna, cast.elsa, cast.rita):
        seen = {*TALK_READ.among(actor(who), rows)}
        for years in ([cast.year.pk], [before.pk], [cast.year.pk, before.pk]):
            assert {*TALK_READ.sifted(actor(who), rows, years=years)} == seen
    assert talks[0] in {*TALK_READ.sifted(actor(cast.rolf), rows, years=[before.pk])}
    assert talks[3] not in {*TALK_READ.sifted(actor(cast.rolf), rows, years=[cast.year.pk])}


def test_what_one_guardian_books_alone_does_not_exist_for_the_other_nor_for_the_child(cast: Cast, started: TalkRound) -> None:
    """C7, A17: not even that there is a booking; those who lead the talks see it."""
    talk = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anna, shared=False, audience=[cast.anna.pk])
    assert readers(TALK_READ, talk) == {"Anna", "Mats", "Rolf"}
    assert readers(TALK_REBOOK, talk) == {"Anna"}
    assert not TALK_READ.visible_to(actor(cast.anders)).exists()
    assert not TALK_READ.allows(actor(cast.anders), talk)
    assert TALK_READ.visible_to(actor(cast.mats)).get() == talk


def test_a_colleague_who_is_asked_by_name_sees_that_talk_alone(cast: Cast, started: TalkRound) -> None:
    """A17: the participants of a talk; the counsellor at the unit, and a teacher of another subject."""
    asked = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anna, audience=[cast.kim.pk, cast.tess.pk])
    make_talk(make_slot(started, cast.mats, 16), cast.nils, cast.nora)
    assert readers(TALK_READ, asked) == {"Elsa", "Anna", "Anders", "Mats", "Rolf", "Kim", "Tess"}
    assert list(TALK_READ.visible_to(actor(cast.kim))) == [asked]


def test_whoever_is_asked_but_does_not_belong_to_the_child_sees_nothing(cast: Cast, started: TalkRound) -> None:
    """A1, A5: being named is no way in: a stranger, a former guardian, a former teacher."""
    asked = [cast.stina.pk, cast.frida.pk, cast.viktor.pk, cast.annika.pk]
    talk = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anna, shared=False, audience=asked)
    assert readers(TALK_READ, talk) == {"Mats", "Rolf"}


def test_a_restricted_guardian_loses_the_booking_the_same_day(cast: Cast, started: TalkRound) -> None:
    """A17: court order, LVU or custody."""
    talk = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anders, shared=False, audience=[cast.anders.pk])
    assert TALK_REBOOK.allows(actor(cast.anders), talk)
    Restriction.objects.create(child=cast.elsa, person=cast.anders, reference="T 12-26", starts_on=NOON.date())
    assert not TALK_REBOOK.allows(actor(cast.anders), talk)
    assert readers(TALK_READ, talk) == {"Mats", "Rolf"}


def test_a_new_guardian_sees_a_shared_talk_and_one_whose_guardianship_ends_does_not(cast: Cast, started: TalkRound) -> None:
    """A5: the same day."""
    talk = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anders)
    Responsible.objects.filter(child=cast.elsa, person=cast.anders).update(ends_on=NOON.date())
    Responsible.objects.create(child=cast.elsa, person=cast.stina, relation="guardian", in_effect=True, starts_on=NOON.date())
    assert readers(TALK_READ, talk) == {"Elsa", "Anna", "Stina", "Mats", "Rolf"}


def test_the_mentor_alone_leads_the_talks_of_a_protected_child(cast: Cast, started: TalkRound) -> None:
    """A10: rektor does not know of the child without a documented need."""
    invited = TalkInvitation.objects.get(round=started, child=cast.omar)
    talk = make_talk(make_slot(started, cast.mats, 15), cast.omar, cast.olga)
    assert readers(TALK_READ, talk) == {"Omar", "Olga", "Mats"}
    assert readers(INVITATION_LEAD, invited) == {"Mats"}
    assert readers(INVITATION_BOOK, invited) == {"Olga"}


def test_a_round_is_led_by_the_groups_mentor_and_rektor_and_booked_by_guardians(cast: Cast, started: TalkRound) -> None:
    """C7: other teachers, substitutes and those who are restricted have nothing there."""
    assert readers(ROUND_LEAD, started) == {"Mats", "Rolf"}
    assert readers(INVITATION_BOOK, TalkInvitation.objects.get(round=started, child=cast.elsa)) == {"Anna", "Anders"}
    assert readers(INVITATION_BOOK, TalkInvitation.objects.get(round=started, child=cast.nils)) == {"Nora"}
    assert readers(INVITATION_LEAD, TalkInvitation.objects.get(round=started, child=cast.nils)) == {"Mats", "Rolf"}


def test_a_round_that_is_being_prepared_does_not_exist_for_families(cast: Cast) -> None:
    """C7: nobody is invited yet."""
    started = make_round(cast, cast.class_5a, cast.mats, invited_at=None)
    assert readers(INVITATION_BOOK, TalkInvitation.objects.get(round=started, child=cast.elsa)) == set()


def test_a_pupil_of_age_books_and_a_younger_one_where_the_round_says_so(cast: Cast) -> None:
    """A13: the parents of a pupil of 18 do not; one whom the pupil lets in reads."""
    na3, te1 = make_round(cast, cast.na3, cast.gosta), make_round(cast, cast.te1, cast.gosta)
    assert readers(INVITATION_BOOK, TalkInvitation.objects.get(round=na3, child=cast.agnes)) == {"Agnes"}
    invited = TalkInvitation.objects.get(round=te1, child=cast.ture)
    assert readers(INVITATION_BOOK, invited) == {"Stina"}
    TalkRound.objects.filter(pk=te1.pk).update(pupil_books=True)
    assert readers(INVITATION_BOOK, invited) == {"Stina", "Ture"}
    talk = make_talk(make_slot(na3, cast.gosta, 15), cast.agnes, cast.agnes)
    assert {"Agnes", "Göran"} <= readers(TALK_READ, talk)
    assert "Gun" not in readers(TALK_READ, talk)
    assert readers(TALK_REBOOK, talk) == {"Agnes"}


def test_a_mentor_books_for_families_in_the_talks_of_the_own_class_alone(cast: Cast) -> None:
    """C7: Elsa's family, asked to another class's talks by mistake, is not 5A's mentor's to book for there."""
    other = make_round(cast, cast.class_5b, cast.petra)
    asked = TalkInvitation.objects.create(round=other, child=cast.elsa, invited_at=NOON)
    assert readers(INVITATION_LEAD, asked) == {"Rolf"}


def test_whoever_a_pupil_of_age_lets_in_reads_and_agrees_to_nothing(cast: Cast) -> None:
    """A9, A13, C6: and a talk is not for whoever acts for a guardian, documents ticked or not."""
    by, talk = actor(cast.gosta), held(cast, cast.agnes, mentor=cast.gosta, unit=cast.gymnasium)
    minutes = write_minutes(by=by, talk=talk, text="Agnes vill läsa vidare.", promises=[], version=0)
    publish_minutes(by=by, minutes=minutes, version=1, number=0)
    assert "Göran" in readers(MINUTES_READ, minutes)
    assert readers(MINUTES_AGREE, minutes) == {"Agnes", "Gösta"}
    Proxy.objects.create(child=cast.elsa, giver=cast.anna, person=cast.annika, scopes=["documents"], starts_on=dt.date(2026, 9, 1))
    elsas = put_before_all(cast)
    assert "Annika" not in readers(TALK_READ, elsas.talk) | readers(MINUTES_READ, elsas)


def test_nothing_is_written_at_a_talk_that_is_called_off(cast: Cast, started: TalkRound) -> None:
    """C6: those who lead it write while it is booked."""
    talk = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anna)
    assert readers(MINUTES_WRITE, talk) == {"Mats", "Rolf"}
    Talk.objects.update(slot=None, cancelled_at=NOON)
    assert readers(MINUTES_WRITE, talk) == set()


def refuses(constraint: str) -> object:
    """The database says no by the rule of this name."""
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.postgres15
def test_the_database_refuses_every_double_booking(cast: Cast, started: TalkRound) -> None:
    """C7: one live talk in a time, one for each adult and one shared for the child in a round, one at a time for a mentor."""
    first, second = make_slot(started, cast.mats, 15), make_slot(started, cast.mats, 16)
    talk = make_talk(first, cast.elsa, cast.anna)
    with refuses("slot_id"), transaction.atomic():
        make_talk(first, cast.nils, cast.nora)
    with refuses("adult_has_one_talk_in_a_round"), transaction.atomic():
        make_talk(second, cast.elsa, cast.anna, shared=False)
    with refuses("family_has_one_shared_talk_in_a_round"), transaction.atomic():
        make_talk(second, cast.elsa, cast.anders)
    with refuses("mentor_holds_one_talk_at_a_time"), transaction.atomic():
        make_talk(second, cast.nils, cast.nora, starts_at=first.starts_at + dt.timedelta(minutes=10))
    with refuses("mentor_offers_one_talk_at_a_time"), transaction.atomic():
        make_slot(make_round(cast, cast.class_5b, cast.mats), cast.mats, 15, 10)
    Talk.objects.filter(pk=talk.pk).update(slot=None, cancelled_at=NOON)
    assert make_talk(first, cast.elsa, cast.anna).slot == first


@pytest.mark.postgres15
def test_the_database_refuses_a_talk_that_is_half_cancelled(cast: Cast, started: TalkRound) -> None:
    """C7: what is cancelled leaves its time and was not held; nothing is booked without saying how one meets."""
    talk = make_talk(make_slot(started, cast.mats, 15), cast.elsa, cast.anna)
    with refuses("cancelled_talk_has_no_slot"), transaction.atomic():
        Talk.objects.filter(pk=talk.pk).update(cancelled_at=NOON)
    with refuses("talk_in_a_round_is_booked"), transaction.atomic():
        Talk.objects.filter(pk=talk.pk).update(mode="")
    with refuses("talk_says_who_is_asked_by_name"), transaction.atomic():
        Talk.objects.filter(pk=talk.pk).update(audience=None)
