"""The limits of a round hold to the second; what one wishes is looked at on the server (C7)."""

import datetime as dt

import pytest

from larka.access.policy import Refused
from larka.notices.models import Level, Notice
from larka.talks.actions import booking
from larka.talks.actions.refusing import TalkError
from larka.talks.actions.slots import Place, add_slots, reserve_slot
from larka.talks.models import TalkInvitation, TalkRound, TalkSlot
from larka.talks.patterns import Span
from larka.talks.queries.booking import booking_page
from larka.talks.queries.times import free_times
from tests.cast import Cast, actor
from tests.talks.rows import clock, invited, make_round, make_slot, offered, wish

pytestmark = pytest.mark.django_db
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


def test_booking_is_open_from_its_first_second_and_closed_from_its_last(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7."""
    opens, closes = cast.at + SECOND, cast.at + DAY
    TalkRound.objects.filter(pk=elsas.round_id).update(opens_at=opens, closes_at=closes)
    elsa, nils = invited(elsas.round, cast.elsa), invited(elsas.round, cast.nils)
    for moment, words in ((opens - SECOND, "inte öppnat"), (closes, "stängt")):
        with pytest.raises(TalkError, match=words):
            booking.book_talk(by=actor(cast.anna, moment), invitation=elsa, wish=wish(slots[0]))
    assert booking.book_talk(by=actor(cast.anna, opens), invitation=elsa, wish=wish(slots[0]))
    assert booking.book_talk(by=actor(cast.nora, closes - SECOND), invitation=nils, wish=wish(slots[1]))


def test_a_young_pupil_books_for_the_family_whatever_is_asked_for(cast: Cast) -> None:
    """C7, A17: a talk that the parents do not know of cannot be booked by one who is not of age."""
    started = make_round(cast, cast.te1, cast.gosta, pupil_books=True)
    slot = make_slot(started, cast.gosta, 15)
    talk = booking.book_talk(by=actor(cast.ture), invitation=invited(started, cast.ture), wish=wish(slot, shared=False))
    assert (talk.shared, talk.audience) == (True, [])


def test_so_many_hours_before_it_a_time_is_booked_changed_and_cancelled_no_more(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """C7: to the second, and the page offers what the action takes."""
    last = slots[0].starts_at - DAY
    TalkRound.objects.filter(pk=elsas.round_id).update(closes_at=clock(18))
    elsa, nils = invited(elsas.round, cast.elsa), invited(nilss.round, cast.nils)
    for moment, offered_now in ((last - SECOND, True), (last, False)):
        times = free_times(actor(cast.anna, moment), elsa.round, cast.elsa.pk)
        assert (slots[0].public_id in {time.public_id for time in times}) is offered_now
    with pytest.raises(TalkError, match="för sent"):
        booking.book_talk(by=actor(cast.nora, last), invitation=nils, wish=wish(slots[0]))
    talk = booking.book_talk(by=actor(cast.anna, last - SECOND), invitation=elsa, wish=wish(slots[0]))
    with pytest.raises(TalkError, match="24 timmar"):
        booking.cancel_talk(by=actor(cast.anna, last), talk=talk, version=1)
    late = booking.book_talk(by=actor(cast.nora, last - SECOND), invitation=nils, wish=wish(slots[3]))
    with pytest.raises(TalkError, match="för sent"):
        booking.change_talk(by=actor(cast.nora, slots[2].starts_at - DAY), talk=late, wish=wish(slots[2]), version=1)
    assert booking.cancel_talk(by=actor(cast.anna, last - SECOND), talk=talk, version=1).slot is None


def test_the_next_time_is_not_taken_along_where_the_break_before_it_is_long(cast: Cast) -> None:
    """C7: with an interpreter one does not wait half an hour in the middle of the talk."""
    started = offered(cast)
    slots = list(started.slots.order_by("starts_at"))
    slots[1].delete()
    elsas = invited(started, cast.elsa)
    with pytest.raises(TalkError, match="40 minuter"):
        booking.book_talk(by=actor(cast.anna, cast.at), invitation=elsas, wish=wish(slots[0], interpreter="arabiska"))
    assert booking.book_talk(by=actor(cast.anna, cast.at), invitation=elsas, wish=wish(slots[2], interpreter="arabiska"))


def test_what_is_moved_at_short_notice_hurries(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """F2: two days before it does, earlier it does not."""
    talk = booking.book_talk(by=actor(cast.anna), invitation=elsas, wish=wish(slots[0]))
    levels = []
    for number, days in enumerate((4, 1), 1):
        by = actor(cast.mats, slots[0].starts_at - days * DAY)
        booking.move_talk(by=by, talk=talk, wish=wish(slots[number]), version=number, reason="Kurs")
        levels.append(Notice.objects.filter(kind="talk.changed").latest("pk").level)
    assert levels == [Level.INFORMATION, Level.URGENT]


def test_times_are_for_the_groups_mentors_and_held_for_its_own_children(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """A6: nobody is given times in another's calendar, nor a child of another round one of these."""
    span = Span(clock(18), clock(18, 20))
    with pytest.raises(Refused):
        add_slots(by=actor(cast.mats), started=elsas.round, mentor=cast.petra, spans=[span], place=Place(["room"]))
    bos = invited(offered(cast, cast.class_5b, by=cast.petra), cast.bo)
    with pytest.raises(Refused):
        reserve_slot(by=actor(cast.mats), slot=slots[0], invitation=bos)
    with pytest.raises(Refused):
        reserve_slot(by=actor(cast.rolf), slot=slots[0], invitation=bos)


def test_a_siblings_time_fits_only_if_one_need_not_wait_long(cast: Cast, elsas: TalkInvitation) -> None:
    """C7, A7: an hour and more between two talks is no help."""
    humlan = offered(cast, cast.humlan, by=cast.sussi)
    booking.book_talk(by=actor(cast.anna), invitation=invited(humlan, cast.sam), wish=wish(humlan.slots.earliest("starts_at")))
    add_slots(by=actor(cast.mats), started=elsas.round, mentor=cast.mats, spans=[Span(clock(17), clock(17, 20))], place=Place(["room"]))
    offers = [offer for _day, own in booking_page(actor(cast.anna), elsas).days for offer in own]
    assert [bool(offer.fits) for offer in offers] == [False, False, True, True, False]
