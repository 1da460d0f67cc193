"""A time whose booker has lost the right to the child is others' again, and whoever leads the talks is told (A5, A13, A17)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from larka.audit.models import Entry
from larka.notices.models import Recipient
from larka.notices.queries.listed import listed_notices, shown_notices
from larka.register.actor import Actor
from larka.register.models import Person, Responsible, Restriction
from larka.talks.access import TALK_READ
from larka.talks.actions import booking
from larka.talks.actions.losing import free_lost_times, warn_of_known_times
from larka.talks.models import Talk, TalkInvitation, TalkSlot
from larka.talks.queries.losing import known_to_restricted
from larka.talks.queries.times import free_times
from tests.cast import NOON, Cast, actor, opener
from tests.talks.rows import invited, wish
from tests.web.pages import shown

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def book(who: Person, invitation: TalkInvitation, slot: TalkSlot, *, shared: bool = False) -> Talk:
    """Somebody of the family books."""
    return booking.book_talk(by=actor(who), invitation=invitation, wish=wish(slot, shared=shared))


def restrict(child: Person, person: Person, on: dt.datetime = NOON) -> None:
    """By court order, from this day."""
    Restriction.objects.create(child=child, person=person, reference="T 12-26", starts_on=on.date())


def told(kind: str = "talk.changed") -> list[str]:
    """Who has heard that a talk is changed, or the like: each as often as they have."""
    heard = Recipient.objects.filter(notice__kind=kind, notice__abouts__isnull=False)
    return sorted(heard.values_list("person__given_name", flat=True))


def news_of(who: Person) -> list[str]:
    """What stands in somebody's list, asked again as it is whenever it is shown or sent."""
    by = actor(who, NOON + DAY)
    return [row.title for row in shown_notices(by, list(listed_notices(by))) if row.kind in ("talk.changed", "talk.known")]


def test_the_time_of_a_restricted_guardian_is_free_when_the_restriction_takes_effect(
    cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """A17: not before; the mentor hears of it, and nobody of the family; the other guardian's own time stays."""
    lost, kept = book(cast.anders, elsas, slots[0]), book(cast.anna, elsas, slots[1])
    restrict(cast.elsa, cast.anders, NOON + DAY)
    assert free_lost_times(by=Actor.operator(NOON)) == 0
    assert free_lost_times(by=Actor.operator(NOON + DAY)) == 1
    assert free_lost_times(by=Actor.operator(NOON + DAY)) == 0
    lost.refresh_from_db()
    assert (lost.slot, lost.cancelled_at, lost.cancelled_by) == (None, NOON + DAY, None)
    assert told() == ["Mats"]
    assert not TALK_READ.allows(actor(cast.anders, NOON + DAY), lost)
    assert list(Talk.objects.filter(cancelled_at__isnull=True)) == [kept]
    assert slots[0].public_id in {time.public_id for time in free_times(actor(cast.nora), elsas.round, cast.nils.pk)}
    assert Entry.objects.filter(action="talk.called_off", child_ids=[cast.elsa.pk], person_id=None).count() == 1


def test_so_is_the_time_of_one_whose_guardianship_ends_or_whose_child_comes_of_age(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """A5, A13: the same day, without anybody doing anything; a family's shared time is still the family's."""
    book(cast.anders, elsas, slots[0])
    alone = book(cast.nora, nilss, slots[1])
    together = book(cast.anna, elsas, slots[2], shared=True)
    Responsible.objects.filter(child=cast.elsa, person=cast.anders).update(ends_on=NOON.date())
    Person.objects.filter(pk=cast.nils.pk).update(adult_on=NOON.date())
    assert free_lost_times(by=Actor.operator(NOON)) == 2
    alone.refresh_from_db()
    together.refresh_from_db()
    assert (alone.cancelled_at, together.cancelled_at) == (NOON, None)


def test_what_has_begun_or_was_held_is_left_alone(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """C7: what happened, happened."""
    book(cast.anders, elsas, slots[0])
    restrict(cast.elsa, cast.anders)
    assert free_lost_times(by=Actor.operator(slots[0].starts_at)) == 0


def test_the_mentor_is_told_of_a_familys_time_that_a_restricted_adult_can_know(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """A10, A17: until it is moved; a time booked long after is not known, nor is another child's."""
    talk, others = book(cast.anna, elsas, slots[0], shared=True), book(cast.nora, nilss, slots[1], shared=True)
    assert known_to_restricted(actor(cast.mats), [talk, others]) == set()
    restrict(cast.elsa, cast.anders)
    restrict(cast.nils, cast.rut, NOON - 300 * DAY)
    assert known_to_restricted(actor(cast.mats), [talk, others]) == {talk.pk}
    moved = booking.move_talk(by=actor(cast.mats), talk=talk, wish=wish(slots[2]), version=1, reason="Enligt samtal")
    assert known_to_restricted(actor(cast.mats), [moved, others]) == set()


def test_the_pages_say_it_to_those_who_lead_the_talks_alone(today: Cast, client: Client) -> None:
    """A17, A18: the family's pages say nothing of it, and the mentor's name nobody."""
    started = invited_round(today)
    talk = booking.book_talk(by=actor(today.anna, today.at), invitation=started, wish=wish(started.round.slots.earliest("starts_at")))
    restrict(today.elsa, today.anders, today.at)
    page, of_round = reverse("talk", args=[talk.public_id]), reverse("talk_round", args=[started.round.public_id])
    text = shown(client, today.mats, page)
    assert ("Tiden kan vara känd av fel person" in text, "Anders" in text) == (True, False)
    assert "kan känna till den: flytta" in shown(client, today.mats, of_round)
    for who in (today.anna, today.elsa):
        assert "känd" not in shown(client, who, page)
    assert opener(client, today.anders).get(page).status_code == 404


def invited_round(cast: Cast) -> TalkInvitation:
    """Elsa's invitation to 5A's talks of today's cast."""
    return invited(TalkInvitation.objects.get(child=cast.elsa).round, cast.elsa)


def test_a_time_that_was_moved_and_then_freed_is_told_of_once_and_as_it_is(
    cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """A17, F2: the mentor, who has not read that it was moved, hears that it is called off, at the time that it had last."""
    talk = book(cast.anders, elsas, slots[0])
    booking.move_talk(by=actor(cast.rolf), talk=talk, wish=wish(slots[2], shared=False), version=1, reason="Sal 12 är upptagen")
    assert told() == ["Anders", "Mats"]
    restrict(cast.elsa, cast.anders)
    assert free_lost_times(by=Actor.operator(NOON)) == 1
    assert (told(), news_of(cast.mats)) == (["Mats"], ["Inställt utvecklingssamtal: tors 3 dec kl. 15:40"])


def test_those_who_lead_the_talk_are_told_that_a_restricted_adult_can_know_it(
    cast: Cast, elsas: TalkInvitation, nilss: TalkInvitation, slots: list[TalkSlot]
) -> None:
    """A10, A17, A18: the mentor alone, once, and again of who is shut out after it was moved; no name stands in it, and no log tells it."""
    talk, _others = book(cast.anna, elsas, slots[0], shared=True), book(cast.nora, nilss, slots[1], shared=True)
    assert warn_of_known_times(by=Actor.operator(NOON)) == 0
    restrict(cast.elsa, cast.anders)
    assert [warn_of_known_times(by=Actor.operator(NOON)) for _time in range(2)] == [1, 0]
    assert (told("talk.known"), news_of(cast.mats)) == (["Mats"], ["Se över tiden för ett utvecklingssamtal"])
    assert all(news_of(who) == [] for who in (cast.anna, cast.elsa, cast.anders, cast.tess))
    moved = booking.move_talk(by=actor(cast.mats), talk=talk, wish=wish(slots[2]), version=1, reason="Enligt samtal")
    assert news_of(cast.mats) == []
    assert warn_of_known_times(by=Actor.operator(NOON)) == 0
    restrict(cast.elsa, cast.frida, NOON + DAY)
    assert (moved.reason, warn_of_known_times(by=Actor.operator(NOON + DAY))) == ("Enligt samtal", 1)


def test_what_is_lifted_or_over_before_the_talk_is_no_news(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """A17: asked again when it is sent; a wrong registration that is put right the same hour is told to nobody."""
    talk = book(cast.anna, elsas, slots[0], shared=True)
    restrict(cast.elsa, cast.anders)
    warn_of_known_times(by=Actor.operator(NOON))
    assert len(news_of(cast.mats)) == 1
    Restriction.objects.update(ends_on=talk.starts_at.date())
    assert news_of(cast.mats) == []
    Restriction.objects.update(ends_on=None)
    assert len(news_of(cast.mats)) == 1
    booking.call_off_talk(by=actor(cast.rolf), talk=talk, version=1, reason="Enligt samtal")
    assert news_of(cast.mats) == ["Inställt utvecklingssamtal: tors 3 dec kl. 15:00"]


def test_who_is_of_one_alone_is_never_warned_of(cast: Cast, elsas: TalkInvitation, slots: list[TalkSlot]) -> None:
    """A17: the restricted adult could not see the other's own time."""
    book(cast.anna, elsas, slots[0])
    restrict(cast.elsa, cast.anders)
    assert warn_of_known_times(by=Actor.operator(NOON)) == 0
