"""However many press at once, a time is one family's (C7): with a connection each, as the clients have."""

from collections.abc import Callable

import pytest
from django.db import connections

from larka.notices.models import Recipient
from larka.register.actor import Actor
from larka.register.models import Person, Responsible, Restriction
from larka.talks.actions import booking
from larka.talks.actions.losing import free_lost_times
from larka.talks.actions.minutes import publish_minutes
from larka.talks.actions.refusing import TalkError
from larka.talks.actions.slots import reserve_slot
from larka.talks.models import MinutesVersion, Talk, TalkInvitation, TalkMinutes, TalkRound, TalkSlot
from larka.talks.queries.times import free_times
from tests.at_once import at_once, told_at_once, while_held
from tests.cast import NOON, Cast, actor, make_cast
from tests.talks.endings import held, written
from tests.talks.rows import invited, offered, wish
from tests.web.pages import more_children

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres15]

CLIENTS = 50


def families(cast: Cast, count: int) -> list[tuple[Person, Person]]:
    """So many children of 5A, each with a guardian."""
    children = more_children(cast, cast.class_5a, count)
    adults = Person.objects.bulk_create(
        Person(given_name=f"Vuxen{n}", family_name="Extra", sort_key=f"extra!vuxen{n:03}") for n in range(count)
    )
    Responsible.objects.bulk_create(
        Responsible(child=child, person=adult, relation="guardian", in_effect=True, starts_on=cast.year.starts_on)
        for child, adult in zip(children, adults, strict=True)
    )
    return list(zip(children, adults, strict=True))


def press_at_once(started: TalkRound, asked: list[tuple[Person, Person, TalkSlot]], **given: bool) -> list[str]:
    """What each is told: "" for whoever got the time."""
    rows = TalkInvitation.objects.select_related("round__group__unit", "child").filter(round=started)
    invited = {row.child_id: row for row in rows}

    def press(child: Person, adult: Person, slot: TalkSlot) -> Callable[[], object]:
        by = actor(adult, NOON)
        return lambda: booking.book_talk(by=by, invitation=invited[child.pk], wish=wish(slot, **given))

    return told_at_once(*(press(*each) for each in asked))


def test_of_fifty_who_press_the_same_time_at_once_exactly_one_gets_it() -> None:
    """C7: all others are told so, and see the times that are left."""
    cast = make_cast()
    pairs = families(cast, CLIENTS)
    started = offered(cast)
    slot = started.slots.order_by("starts_at")[1]
    said = press_at_once(started, [(child, adult, slot) for child, adult in pairs])
    assert sorted(said) == ["", *["Tiden hann bli upptagen. Välj en av tiderna som är lediga nu."] * (CLIENTS - 1)]
    assert Talk.objects.get().slot == slot
    loser = next(pair for pair, words in zip(pairs, said, strict=True) if words)
    assert len(free_times(actor(loser[1]), started, loser[0].pk)) == started.slots.count() - 1
    connections.close_all()


def test_two_guardians_who_book_for_the_family_at_once_get_one_time() -> None:
    """C7: one shared talk for the child; the other is told that there is one."""
    cast = make_cast()
    started = offered(cast)
    slots = list(started.slots.order_by("starts_at"))
    said = press_at_once(started, [(cast.elsa, cast.anna, slots[0]), (cast.elsa, cast.anders, slots[2])])
    assert sorted(said) == ["", "Ni har redan en gemensam tid. Ändra den, eller boka en egen om skolan tillåter det."]
    assert Talk.objects.count() == 1
    connections.close_all()


def test_a_time_that_is_being_held_for_one_child_is_not_booked_for_another() -> None:
    """C7: whoever books meanwhile waits for it, and is told that it is taken."""
    cast = make_cast()
    started = offered(cast)
    slot, elsas, nilss = started.slots.earliest("starts_at"), invited(started, cast.elsa), invited(started, cast.nils)

    def too_late() -> None:
        with pytest.raises(TalkError, match="hann bli upptagen"):
            booking.book_talk(by=actor(cast.anna, NOON), invitation=elsas, wish=wish(slot))

    while_held(lambda: reserve_slot(by=actor(cast.mats, NOON), slot=slot, invitation=nilss), too_late)
    assert not Talk.objects.exists()
    connections.close_all()


def test_a_time_is_not_freed_of_whoever_has_got_the_right_back_meanwhile() -> None:
    """A17: a restriction that was registered by mistake is lifted while the times are looked through."""
    cast = make_cast()
    started = offered(cast)
    first, other = started.slots.order_by("starts_at")[:2]
    talk = booking.book_talk(by=actor(cast.anders, NOON), invitation=invited(started, cast.elsa), wish=wish(first, shared=False))
    Restriction.objects.create(child=cast.elsa, person=cast.anders, reference="T 12-26", starts_on=NOON.date())

    def put_right() -> None:
        Restriction.objects.update(ends_on=NOON.date())
        booking.move_talk(by=actor(cast.mats, NOON), talk=talk, wish=wish(other, shared=False), version=1, reason="Sal 12 är upptagen")

    freed: list[int] = []
    while_held(put_right, lambda: freed.append(free_lost_times(by=Actor.operator(NOON))))
    talk.refresh_from_db()
    assert (freed, talk.cancelled_at, talk.slot) == ([0], None, other)
    connections.close_all()


def test_of_two_who_show_what_a_talk_ended_in_at_once_one_does() -> None:
    """C6, Q4: mentor and rektor; one version, the family is asked once, and the other is told that it is done."""
    cast = make_cast()
    minutes = written(cast, held(cast))

    def press(who: Person) -> Callable[[], object]:
        by, seen = actor(who, cast.at), TalkMinutes.objects.get(pk=minutes.pk)
        return lambda: publish_minutes(by=by, minutes=seen, version=1, number=0)

    assert sorted(at_once(press(cast.mats), press(cast.rolf))) == ["", "VersionConflictError"]
    assert MinutesVersion.objects.count() == 1
    asked = Recipient.objects.filter(notice__kind="minutes.published").values_list("person__given_name", flat=True)
    assert sorted(asked) == ["Anders", "Anna", "Elsa"]
    connections.close_all()
