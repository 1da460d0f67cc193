"""Booking, changing and cancelling: within the limits, each once, and nothing of it known to whom it does not concern (C7)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from larka.access.policy import Refused
from larka.notices.models import Notice, Recipient
from larka.records.models import VersionConflictError
from larka.register.models import GroupMembership, Restriction
from larka.talks.access import TALK_READ
from larka.talks.actions import booking
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Talk, TalkInvitation, TalkRound, TalkSlot
from larka.talks.queries.booking import booking_page
from larka.talks.queries.times import free_times
from larka.talks.queries.waiting import talks_coming, talks_to_book
from tests.cast import Cast, actor
from tests.talks.rows import clock, invited, offered, wish

pytestmark = pytest.mark.django_db


def book(cast: Cast, invitation: TalkInvitation, who: str, slot: TalkSlot, **given: object) -> Talk:
    """Somebody of the family books."""
    return booking.book_talk(by=actor(getattr(cast, who), cast.at), invitation=invitation, wish=wish(slot, **given))


def told(kind: str) -> set[str]:
    """Who has a notice of this kind."""
    return set(Recipient.objects.filter(notice__kind=kind).values_list("person__given_name", flat=True))


def test_booking_opens_for_those_who_book_and_for_nobody_else(cast: Cast, started: TalkRound) -> None:
    """C7, A17: the restricted guardian, the former one and one who waits for a decision hear nothing."""
    assert told("talk.open") == {"Anna", "Anders", "Olga", "Nora"}
    assert [row.name for row in talks_to_book(actor(cast.anna))] == ["Elsa Hägg"]
    assert talks_to_book(actor(cast.rut)) == talks_to_book(actor(cast.frida)) == []


def test_a_shared_time_is_booked_for_the_family_and_leaves_the_list(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7: both guardians and the pupil see it and are reminded the day before; neither has anything left to book."""
    talk = book(cast, elsas, "anna", slots[1])
    assert told("talk.remember") == {"Elsa", "Anna", "Anders"}
    assert Notice.objects.get(kind="talk.remember").remember_on == dt.date(2026, 12, 2)
    assert talks_to_book(actor(cast.anders)) == []
    assert [row.public_id for row in talks_coming(actor(cast.anders))] == [talk.public_id]
    assert slots[1].public_id not in {time.public_id for time in free_times(actor(cast.nora), elsas.round, cast.nils.pk)}


def test_one_who_books_alone_leaves_no_trace_for_the_other(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7, A17: the other is not told, still has a time to book, and sees a time that is merely not free."""
    book(cast, elsas, "anna", slots[1], shared=False, word="Vi bråkar om läxorna")
    assert told("talk.remember") == {"Anna"}
    assert talks_to_book(actor(cast.anna)) == []
    assert [row.name for row in talks_to_book(actor(cast.anders))] == ["Elsa Hägg"]
    assert talks_coming(actor(cast.anders)) == talks_coming(actor(cast.elsa)) == []
    page = booking_page(actor(cast.anders), elsas)
    assert (page.mine, page.may_book, page.only_alone) == ([], True, False)
    shown = [offer.time.public_id for _day, offers in page.days for offer in offers]
    assert shown == [slot.public_id for slot in slots if slot != slots[1]]
    theirs = book(cast, elsas, "anders", slots[2], shared=False)
    assert list(TALK_READ.visible_to(actor(cast.anders))) == [theirs]


def test_the_other_guardian_may_take_an_own_time_beside_a_shared_one(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7: where the round lets them have one each; a second shared one is refused."""
    book(cast, elsas, "anna", slots[0])
    page = booking_page(actor(cast.anders), elsas)
    assert (page.may_book, page.only_alone) == (True, True)
    with pytest.raises(TalkError, match="gemensam"):
        book(cast, elsas, "anders", slots[1])
    assert book(cast, elsas, "anders", slots[1], shared=False).audience == [cast.anders.pk]
    with pytest.raises(TalkError, match="redan en tid"):
        book(cast, elsas, "anna", slots[2], shared=False)


def test_where_a_child_has_one_time_it_is_always_shared(cast: Cast) -> None:
    """C7: the round's setting; whoever sends another choice gets the same."""
    started = offered(cast, one_each=False)
    talk = book(cast, invited(started, cast.elsa), "anna", started.slots.first(), shared=False)
    assert (talk.shared, talk.audience) == (True, [])
    assert not booking_page(actor(cast.anders), invited(started, cast.elsa)).may_book


def test_a_taken_time_is_refused_and_so_is_one_that_is_held_for_another(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """C7: in the same words, which say nothing of who has it."""
    book(cast, elsas, "anna", slots[0], shared=False)
    TalkSlot.objects.filter(pk=slots[1].pk).update(reserved_for=cast.omar)
    said = set()
    for slot in slots[:2]:
        with pytest.raises(TalkError) as refused:
            book(cast, nilss, "nora", slot)
        said.add(str(refused.value))
    assert said == {"Tiden hann bli upptagen. Välj en av tiderna som är lediga nu."}
    assert book(cast, invited(elsas.round, cast.omar), "olga", slots[1]).slot == slots[1]


def test_only_the_childs_own_book(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """A1, A5, A17: strangers, the former guardian, the restricted one, other parents, the pupil herself and the teachers."""
    nils = invited(elsas.round, cast.nils)
    for who in ("stina", "frida", "berit", "nora", "elsa", "tess", "vera", "annika"):
        with pytest.raises(Refused):
            book(cast, elsas, who, slots[0])
    with pytest.raises(Refused):
        book(cast, nils, "rut", slots[0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"opens_at": clock(8, day=dt.date(2026, 11, 25))}, "inte öppnat"),
        ({"opens_at": clock(8, day=dt.date(2026, 11, 1)), "closes_at": clock(11, day=dt.date(2026, 11, 23))}, "stängt"),
        ({"change_hours": 24 * 14}, "för sent"),
    ],
)
def test_outside_the_rounds_days_nothing_is_booked(
    cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot], change: dict, words: str
) -> None:
    """C7: before it opens, after it closes, and too near the talk."""
    TalkRound.objects.filter(pk=elsas.round_id).update(**change)
    with pytest.raises(TalkError, match=words):
        book(cast, invited(elsas.round, cast.elsa), "anna", slots[0])
    assert not Talk.objects.exists()


def test_a_time_that_has_been_is_nobodys(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7: for the mentor neither."""
    late = actor(cast.mats, clock(15, 5))
    with pytest.raises(TalkError, match="för sent"):
        booking.book_talk_for(by=late, invitation=elsas, wish=wish(slots[0]), adult=None)
    assert [time.public_id for time in free_times(late, elsas.round, cast.elsa.pk, leads=True)] == [slot.public_id for slot in slots[1:]]


def test_a_child_that_has_left_the_class_has_no_times_there(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """A5: the guardians still are its guardians."""
    GroupMembership.objects.filter(child=cast.elsa, group=cast.class_5a).update(ends_on=cast.at.date())
    with pytest.raises(TalkError, match="går inte i gruppen"):
        book(cast, elsas, "anna", slots[0])


def test_ways_to_meet_and_times_that_do_not_exist_are_refused(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """Q2: bad input."""
    TalkSlot.objects.filter(pk=slots[0].pk).update(modes=["phone"])
    with pytest.raises(TalkError, match="annat sätt"):
        book(cast, elsas, "anna", slots[0])
    other = offered(cast, cast.class_5b, by=cast.petra)
    with pytest.raises(TalkError, match="finns inte"):
        book(cast, elsas, "anna", other.slots.first())


def test_a_talk_with_an_interpreter_takes_the_next_time_too(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """C7: by the round's setting; where the next is taken the time is not long enough."""
    talk = book(cast, elsas, "anna", slots[1], interpreter="arabiska")
    assert talk.ends_at == slots[2].ends_at
    assert [time.public_id for time in free_times(actor(cast.nora), elsas.round, cast.nils.pk)] == [slots[0].public_id, slots[3].public_id]
    assert [time.with_interpreter for time in free_times(actor(cast.nora), elsas.round, cast.nils.pk)] == [False, False]
    with pytest.raises(TalkError, match="40 minuter"):
        book(cast, nilss, "nora", slots[0], interpreter="polska")
    with pytest.raises(TalkError, match="upptagen"):
        book(cast, nilss, "nora", slots[2])


def test_changing_frees_the_old_time_and_moves_the_reminder(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """C7: the other guardian and the mentor hear of it; a second change from an old page is refused (Q4)."""
    talk = book(cast, elsas, "anna", slots[0])
    later = wish(slots[2], mode="phone", word="Vi kommer båda")
    changed = booking.change_talk(by=actor(cast.anna), talk=talk, wish=later, version=talk.version)
    assert (changed.slot, changed.mode, changed.room, changed.starts_at) == (slots[2], "phone", "", slots[2].starts_at)
    assert told("talk.changed") == {"Elsa", "Anders", "Mats"}
    assert Notice.objects.get(kind="talk.remember").expires_at == slots[2].ends_at
    assert book(cast, nilss, "nora", slots[0]).slot == slots[0]
    with pytest.raises(VersionConflictError):
        booking.change_talk(by=actor(cast.anders), talk=talk, wish=wish(slots[3]), version=1)


def test_another_guardian_changes_a_shared_time_but_not_the_word_of_the_first(
    cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """C7: the word stands between its writer and the mentor."""
    talk = book(cast, elsas, "anna", slots[0], word="Han är ledsen")
    changed = booking.change_talk(by=actor(cast.anders), talk=talk, wish=wish(slots[1], word="Hej"), version=1)
    assert (changed.word, changed.word_by, changed.slot) == ("Han är ledsen", cast.anna, slots[1])


def test_one_can_share_what_was_ones_own_and_the_other_then_sees_it(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7: only whoever booked it."""
    talk = book(cast, elsas, "anna", slots[0], shared=False)
    with pytest.raises(Refused):
        booking.change_talk(by=actor(cast.anders), talk=talk, wish=wish(slots[0]), version=1)
    shared = booking.change_talk(by=actor(cast.anna), talk=talk, wish=wish(slots[0], shared=True), version=1)
    assert TALK_READ.allows(actor(cast.anders), shared)
    assert told("talk.changed") == set()
    assert sorted(Recipient.objects.filter(notice__kind="talk.remember").values_list("person__given_name", flat=True)) == [
        "Anders", "Anna", "Elsa",
    ]  # fmt: skip


def test_cancelling_gives_the_time_back_within_the_limit(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """C7: after it one rings the school; whoever had cancelled may book again."""
    talk = book(cast, elsas, "anna", slots[0])
    late = actor(cast.anna, slots[0].starts_at - dt.timedelta(hours=23))
    with pytest.raises(TalkError, match="24 timmar"):
        booking.cancel_talk(by=late, talk=talk, version=1)
    booking.cancel_talk(by=actor(cast.anders), talk=talk, version=1)
    assert book(cast, nilss, "nora", slots[0]).slot == slots[0]
    assert book(cast, elsas, "anna", slots[1]).slot == slots[1]
    with pytest.raises(Refused):
        booking.cancel_talk(by=actor(cast.anna), talk=talk, version=2)


def test_a_restricted_guardian_has_lost_the_booking_and_the_mentor_can_free_it(
    cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """A17: nothing is told to whom it was."""
    talk = book(cast, elsas, "anders", slots[0], shared=False)
    Restriction.objects.create(child=cast.elsa, person=cast.anders, reference="T 12-26", starts_on=cast.at.date())
    for act in (booking.cancel_talk, lambda **given: booking.change_talk(wish=wish(slots[1]), **given)):
        with pytest.raises(Refused):
            act(by=actor(cast.anders), talk=talk, version=1)
    booking.call_off_talk(by=actor(cast.mats), talk=talk, version=1, reason="Fel tid")
    assert told("talk.changed") == set()


def test_the_mentor_books_moves_and_calls_off_for_a_family(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7: for all of it or for one adult alone; with a reason, which they are told of."""
    by = actor(cast.mats)
    talk = booking.book_talk_for(by=by, invitation=elsas, wish=wish(slots[0], shared=False), adult=cast.anders)
    assert (talk.booked_for, talk.shared, talk.audience) == (cast.anders, False, [cast.anders.pk])
    moved = booking.move_talk(by=by, talk=talk, wish=wish(slots[1]), version=1, reason="Jag är på kurs")
    assert (moved.reason, moved.shared, told("talk.changed")) == ("Jag är på kurs", False, {"Anders"})
    off = booking.call_off_talk(by=by, talk=moved, version=2, reason="Sjuk")
    assert (off.slot, off.cancelled_by, off.reason) == (None, cast.mats, "Sjuk")
    for who in (cast.petra, cast.tess, cast.anna):
        with pytest.raises(Refused):
            booking.book_talk_for(by=actor(who), invitation=elsas, wish=wish(slots[0]), adult=None)
    with pytest.raises(TalkError, match="inte rätt"):
        booking.book_talk_for(by=by, invitation=elsas, wish=wish(slots[0]), adult=cast.nora)


def test_siblings_are_shown_what_fits_and_what_clashes(
    cast: Cast, slots: list[TalkSlot], django_assert_num_queries: Callable[[int], Any]
) -> None:
    """C7, A7: Sam's preschool talks the same afternoon, elsewhere: ten minutes to walk. Five questions with siblings as without."""
    humlan = offered(cast, cast.humlan, by=cast.sussi)
    sams, elsas = invited(humlan, cast.sam), invited(TalkRound.objects.get(group=cast.class_5a), cast.elsa)
    anna = actor(cast.anna)
    with django_assert_num_queries(5):
        page = booking_page(anna, elsas)
    fits = [offer.fits for _day, offers in page.days for offer in offers]
    assert fits[0] == "Passar ihop: Sam kan få kl. 15:40"
    book(cast, sams, "anna", humlan.slots.order_by("starts_at")[1])
    offers = [offer for _day, own in booking_page(actor(cast.anna), elsas).days for offer in own]
    assert [(bool(offer.fits), bool(offer.clashes)) for offer in offers] == [(False, False), (False, True), (False, False), (True, False)]
    alone = [offer for _day, own in booking_page(actor(cast.nora), invited(elsas.round, cast.nils)).days for offer in own]
    assert not any(offer.fits or offer.clashes for offer in alone)
