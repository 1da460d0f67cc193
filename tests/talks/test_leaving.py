"""A child that moves to another unit leaves nothing behind that waits for it, or takes a time (A5, C7)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from larka.notices.models import Recipient
from larka.plans.access import PLAN
from larka.questionnaires.actions.filling import AnswersChangedError
from larka.questionnaires.queries.waiting import forms_waiting
from larka.register.actor import Actor
from larka.register.models import GroupMembership, Person, Placement
from larka.talks.access import TALK_LEAD
from larka.talks.actions import booking
from larka.talks.actions.losing import free_lost_times
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Talk, TalkInvitation, TalkSlot
from larka.talks.queries.booking import booking_page
from larka.talks.queries.rounds import round_now
from larka.talks.queries.times import free_times
from larka.talks.queries.waiting import talks_at_home
from tests.cast import NOON, Cast, actor
from tests.plans.plans import plan_of, started
from tests.talks.endings import HOME, fill, preparation_for, prepared
from tests.talks.rows import wish
from tests.web.pages import shown

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def moves(cast: Cast, child: Person, on: dt.date) -> None:
    """From this day the child goes to another school."""
    GroupMembership.objects.filter(child=child).update(ends_on=on)
    Placement.objects.filter(child=child).update(ends_on=on)
    Placement.objects.create(child=child, unit=cast.gymnasium, school_form="GR", starts_on=on)


def book(who: Person, invitation: TalkInvitation, slot: TalkSlot) -> Talk:
    """For the whole family."""
    return booking.book_talk(by=actor(who), invitation=invitation, wish=wish(slot))


def test_the_time_of_a_child_that_has_left_is_free_and_the_family_is_told(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """A5: from the day it has left, not before; the mentor, whom it concerns no more, sees the time free and a number."""
    talk, others = book(cast.anna, elsas, slots[0]), book(cast.nora, nilss, slots[1])
    moves(cast, cast.elsa, (NOON + DAY).date())
    assert free_lost_times(by=Actor.operator(NOON)) == 0
    assert round_now(actor(cast.mats), elsas.round).left == 0
    assert free_lost_times(by=Actor.operator(NOON + DAY)) == 1
    talk.refresh_from_db()
    assert (talk.cancelled_at, talk.reason) == (NOON + DAY, "Barnet går inte kvar på enheten som bjöd in.")
    told = Recipient.objects.filter(notice__kind="talk.changed").values_list("person__given_name", flat=True)
    assert {"Elsa", "Anna", "Anders"} <= set(told)
    assert not TALK_LEAD.allows(actor(cast.mats, NOON + DAY), talk)
    assert slots[0].public_id in {time.public_id for time in free_times(actor(cast.nora), elsas.round, cast.nils.pk)}
    assert round_now(actor(cast.mats, NOON + DAY), elsas.round).left == 1
    assert list(Talk.objects.filter(cancelled_at__isnull=True)) == [others]


def test_whoever_changes_class_keeps_the_time_but_is_offered_no_others(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7: at the same unit the talk is the school's to move; the old class's times are not for the child any more."""
    book(cast.anna, elsas, slots[0])
    GroupMembership.objects.filter(child=cast.elsa).update(ends_on=NOON.date())
    assert free_lost_times(by=Actor.operator(NOON)) == 0
    assert not booking_page(actor(cast.anders), elsas).may_book
    with pytest.raises(TalkError):
        book(cast.anders, elsas, slots[1])


def test_an_old_invitation_asks_for_nothing(today: Cast, client: Client) -> None:
    """A5: neither on the start page nor on its own."""
    invitation = TalkInvitation.objects.get(child=today.elsa)
    assert "Boka tid för samtal om Elsa Hägg" in shown(client, today.anna, "/")
    moves(today, today.elsa, actor(today.anna, today.at).today)
    assert "Boka tid för samtal" not in shown(client, today.anna, "/")
    text = shown(client, today.anna, reverse("book_talk", args=[invitation.public_id]))
    assert ("Barnet går inte i gruppen längre" in text, "Lediga tider" in text) == (True, False)
    assert "1 inbjudet barn har lämnat enheten" in shown(client, today.mats, reverse("talk_round", args=[invitation.round.public_id]))


def test_an_open_preparation_of_the_old_unit_asks_nobody(cast: Cast) -> None:
    """A5, C5: what nobody at school would read is not written there."""
    prepared(cast)
    of = preparation_for(cast.elsa)
    assert [len(talks_at_home(actor(who)).to_prepare) for who in (cast.elsa, cast.anna)] == [1, 1]
    moves(cast, cast.elsa, NOON.date())
    assert [len(talks_at_home(actor(who)).to_prepare) for who in (cast.elsa, cast.anna)] == [0, 0]
    with pytest.raises(AnswersChangedError):
        fill(cast, cast.anna, of, {HOME: "Läses av ingen"})
    assert len(talks_at_home(actor(cast.nora)).to_prepare) == 1


def test_nor_does_an_open_plan(cast_today: Cast, client: Client) -> None:
    """A5: the plan stays, its page says why it is not to be filled in."""
    cast, family = cast_today, [actor(who, cast_today.at) for who in (cast_today.elsa, cast_today.anna)]
    started(cast)
    plan = plan_of(cast.elsa)
    assert [len(forms_waiting(who, PLAN)) for who in family] == [1, 1]
    moves(cast, cast.elsa, family[0].today)
    assert [len(forms_waiting(who, PLAN)) for who in family] == [0, 0]
    text = shown(client, cast.anna, reverse("plan", args=[plan.public_id]))
    assert ("går inte kvar på enheten" in text, "Här kan du skriva" in text) == (True, False)
