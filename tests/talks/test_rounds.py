"""Rounds, times and letters, as those make them who lead the talks (C7)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.notices.models import Recipient
from larka.register.models import GroupMembership, Profile, Substitute
from larka.talks.actions import booking, paper, rounds, slots
from larka.talks.actions.opening import open_round, tell_families
from larka.talks.actions.refusing import TalkError
from larka.talks.actions.rounds import RoundGiven
from larka.talks.actions.slots import Place, add_slots
from larka.talks.models import TalkInvitation, TalkRound, TalkSlot
from larka.talks.patterns import Span
from tests.cast import NOON, Cast, actor, opener
from tests.talks.rows import GIVEN, clock, invited, make_round, offered, wish
from tests.web.pages import shown

pytestmark = pytest.mark.django_db


def told() -> set[str]:
    """Who has heard that booking is open."""
    return set(Recipient.objects.filter(notice__kind="talk.open").values_list("person__given_name", flat=True))


def given(**change: Any) -> RoundGiven:
    """A round's rules."""
    return RoundGiven(**({"opens_at": NOON, "closes_at": clock(12)} | GIVEN | change))


def test_mentors_preschool_staff_and_rektor_make_rounds_and_nobody_else(cast: Cast) -> None:
    """C7, A16: not a teacher, a substitute for the day, the parallel class's mentor, a guardian."""
    for who, group in ((cast.mats, cast.class_5a), (cast.rolf, cast.class_5a), (cast.sussi, cast.humlan)):
        assert rounds.make_round(by=actor(who), group=group, given=given()).made_by == who
    for who in (cast.tess, cast.vera, cast.petra, cast.anna, cast.rita, cast.viktor):
        with pytest.raises(Refused):
            rounds.make_round(by=actor(who), group=cast.class_5a, given=given())
    Substitute.objects.all().delete()


def test_two_presses_on_make_are_one_round(cast: Cast) -> None:
    """Q4."""
    token = cast.elsa.public_id
    made = [rounds.make_round(by=actor(cast.mats), group=cast.class_5a, given=given(), token=token) for _ in range(2)]
    assert made[0] == made[1]


def test_a_round_does_not_open_years_ago(cast: Cast) -> None:
    """C7: a slip in the year."""
    with pytest.raises(TalkError, match="högst ett år bakåt"):
        rounds.make_round(by=actor(cast.mats), group=cast.class_5a, given=given(opens_at=NOON - dt.timedelta(days=401)))


def test_nobody_hears_before_booking_opens_and_then_once(cast: Cast, run_jobs: Any) -> None:
    """C7: invited at noon, open on Wednesday; the work that waits for it asks again."""
    started = offered(cast, opens_at=clock(8, day=dt.date(2026, 11, 25)))
    assert told() == set()
    tell_families(by=actor(cast.mats), started=started)
    assert told() == set()
    for _ in range(2):
        tell_families(by=actor(cast.mats, clock(9, day=dt.date(2026, 11, 25))), started=started)
    assert told() == {"Anna", "Anders", "Olga", "Nora"}
    assert Recipient.objects.filter(notice__kind="talk.open").count() == 4
    open_round(started.pk)
    open_round(0)
    assert Recipient.objects.filter(notice__kind="talk.open").count() == 4


def test_a_child_who_comes_later_is_invited_by_pressing_again(cast: Cast) -> None:
    """C7: only the new family hears."""
    started = offered(cast)
    GroupMembership.objects.create(child=cast.bo, group=cast.class_5a, starts_on=NOON.date())
    assert rounds.invite_to_round(by=actor(cast.mats), started=started) == 1
    assert told() == {"Anna", "Anders", "Olga", "Nora", "Berit", "Dag"}
    assert rounds.invite_to_round(by=actor(cast.mats), started=started) == 0


def test_rektor_invites_those_whom_rektor_knows_of(cast: Cast) -> None:
    """A10: the protected child's family is invited by the mentor."""
    made = rounds.make_round(by=actor(cast.rolf), group=cast.class_5a, given=given())
    assert rounds.invite_to_round(by=actor(cast.rolf), started=made) == 2
    assert rounds.invite_to_round(by=actor(cast.mats), started=made) == 1


def test_a_mentors_times_never_lie_over_each_other_in_whatever_round(cast: Cast) -> None:
    """C7: nor have they been, nor are they a stranger's."""
    started = offered(cast)
    other = make_round(cast, cast.class_5a, cast.mats)
    span = Span(clock(15, 10), clock(15, 30))
    for mentor, spans, words in (
        (cast.mats, [span], "krockar"),
        (cast.mats, [], "minst en"),
        (cast.mats, [Span(clock(9, day=dt.date(2062, 12, 3)), clock(10, day=dt.date(2062, 12, 3)))], "högst ett år"),
        (cast.mats, [Span(clock(9, day=dt.date(2026, 11, 20)), clock(10, day=dt.date(2026, 11, 20)))], "har redan varit"),
    ):
        with pytest.raises(TalkError, match=words):
            add_slots(by=actor(cast.mats), started=other, mentor=mentor, spans=spans, place=Place(["room"]))
    for who, mentor in ((cast.mats, cast.petra), (cast.tess, cast.tess), (cast.petra, cast.petra)):
        with pytest.raises(Refused):
            add_slots(by=actor(who), started=other, mentor=mentor, spans=[span], place=Place(["room"]))
    assert slots.clashes(cast.mats.pk, [span]) == {span}
    assert started.slots.count() == 4


def test_a_time_is_taken_away_or_held_only_while_nobody_has_it(cast: Cast, elsas: TalkInvitation, slots_of: list[TalkSlot]) -> None:
    """C7: held for a child of the round."""
    by = actor(cast.mats)
    booking.book_talk(by=actor(cast.anna), invitation=elsas, wish=wish(slots_of[0]))
    with pytest.raises(TalkError, match="är bokad"):
        slots.remove_slots(by=by, started=elsas.round, slots=slots_of[:2])
    with pytest.raises(TalkError, match="redan bokad"):
        slots.reserve_slot(by=by, slot=slots_of[0], invitation=elsas)
    slots.reserve_slot(by=by, slot=slots_of[1], invitation=invited(elsas.round, cast.omar))
    foreign = invited(offered(cast, cast.class_5b, by=cast.petra), cast.bo)
    with pytest.raises(Refused):
        slots.reserve_slot(by=by, slot=slots_of[1], invitation=foreign)
    assert slots.remove_slots(by=by, started=elsas.round, slots=slots_of[1:]) == 3


@pytest.fixture
def slots_of(started: TalkRound) -> list[TalkSlot]:
    """The times, in order."""
    return list(started.slots.order_by("starts_at"))


def test_a_round_is_changed_and_undone_only_while_nothing_is_booked(cast: Cast, elsas: TalkInvitation, slots_of: list[TalkSlot]) -> None:
    """C7."""
    by = actor(cast.mats)
    assert rounds.change_round(by=by, started=elsas.round, given=given(name="Nytt namn")).name == "Nytt namn"
    booking.book_talk(by=actor(cast.anna), invitation=elsas, wish=wish(slots_of[0]))
    with pytest.raises(TalkError, match="redan bokat"):
        rounds.remove_round(by=by, started=elsas.round)
    other = offered(cast, cast.class_5b, by=cast.petra)
    rounds.remove_round(by=actor(cast.petra), started=other)
    assert not TalkRound.objects.filter(pk=other.pk).exists()


def test_letters_tell_each_adult_what_is_theirs(cast: Cast, elsas: TalkInvitation, slots_of: list[TalkSlot]) -> None:
    """C7, A17: Anna's own time stands in hers; Anders's has the times that are free, and says nothing of hers."""
    booking.book_talk(by=actor(cast.anna), invitation=elsas, wish=wish(slots_of[0], shared=False))
    chosen = {cast.anna.public_id, cast.anders.public_id, cast.olga.public_id, cast.frida.public_id}
    letters = {letter.name: letter for letter in paper.print_talk_letters(by=actor(cast.mats), started=elsas.round, chosen=chosen)}
    assert set(letters) == {"Anna Lind", "Anders Hägg"}, "the protected family's is made alone"
    annas, anderss = letters["Anna Lind"].about[0], letters["Anders Hägg"].about[0]
    assert (len(annas.talks), annas.times) == (1, [])
    assert (anderss.talks, len(anderss.times)) == ([], 3)
    (olgas,) = paper.print_talk_letters(by=actor(cast.mats), started=elsas.round, chosen={cast.olga.public_id})
    assert (olgas.unit, olgas.address) == ("", ())
    with pytest.raises(Refused):
        paper.print_talk_letters(by=actor(cast.tess), started=elsas.round, chosen=chosen)


def test_a_letter_has_the_shared_talk_beside_ones_own(cast: Cast, elsas: TalkInvitation, slots_of: list[TalkSlot]) -> None:
    """C7, C10: as the adult's own page would list them, however they were booked; the other guardian's letter has the shared one alone."""
    own = booking.book_talk(by=actor(cast.anna), invitation=elsas, wish=wish(slots_of[2], shared=False))
    both = booking.book_talk(by=actor(cast.anders), invitation=elsas, wish=wish(slots_of[0]))
    chosen = {cast.anna.public_id, cast.anders.public_id}
    letters = paper.print_talk_letters(by=actor(cast.mats), started=elsas.round, chosen=chosen)
    assert {letter.name: letter.about[0].talks for letter in letters} == {"Anna Lind": [both, own], "Anders Hägg": [both]}


def test_letters_and_the_list_become_pdfs(today: Cast, client: Client) -> None:
    """C10: those who have chosen paper are ticked; the list has everybody's time."""
    started = TalkRound.objects.get()
    Profile.objects.update_or_create(person=today.anna, defaults={"reached_by": "paper"})
    address = reverse("talk_letters", args=[started.public_id])
    page = opener(client, today.mats).get(address).content.decode()
    assert page.count(" checked") == 1
    sent = client.post(address, {"person": [today.anna.public_id, today.anders.public_id]})
    assert sent.content.startswith(b"%PDF")
    assert client.post(address, {"person": ["x"]}).status_code == 302
    assert client.get(reverse("talk_list_pdf", args=[started.public_id])).content.startswith(b"%PDF")
    assert "Inget brev gjordes" in shown(client, today.mats, address)


def test_nothing_in_the_log_says_more_than_ids_and_numbers(cast: Cast, elsas: TalkInvitation, slots_of: list[TalkSlot]) -> None:
    """A11: no name, no word, no language."""
    talk = booking.book_talk(by=actor(cast.anna), invitation=elsas, wish=wish(slots_of[0], word="Hemligt", interpreter="arabiska"))
    booking.call_off_talk(by=actor(cast.mats), talk=talk, version=1, reason="Sjuk")
    kept = str(list(Entry.objects.values_list("action", "details")))
    assert not [word for word in ("Hemligt", "arabiska", "Sjuk", "Elsa", "Anna") if word in kept]


def test_what_begins_at_nought_is_filled_in_from_the_start(today: Cast, client: Client) -> None:
    """Q2: a mentor who wants no pause between the talks need not say so."""
    started = TalkRound.objects.get(group=today.class_5a)
    page = opener(client, today.mats).get(reverse("talk_times", args=[started.public_id])).content.decode()
    assert 'name="pause" type="number" value="0"' in page
