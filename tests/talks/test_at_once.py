"""However many press at once, a time is one family's (C7): with a connection each, as the clients have."""

import threading

import pytest
from django.db import connection, connections

from larka.register.models import Person, Responsible
from larka.talks.actions import booking
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Talk, TalkInvitation, TalkRound, TalkSlot
from larka.talks.queries.times import free_times
from tests.cast import NOON, Cast, actor, make_cast
from tests.talks.rows import offered, wish
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
    barrier, said = threading.Barrier(len(asked)), [""] * len(asked)

    def press(number: int, child: Person, adult: Person, slot: TalkSlot) -> None:
        try:
            by = actor(adult, NOON)
            barrier.wait(30)
            booking.book_talk(by=by, invitation=invited[child.pk], wish=wish(slot, **given))
        except TalkError as error:
            said[number] = str(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(number, *each)) for number, each in enumerate(asked)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


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
