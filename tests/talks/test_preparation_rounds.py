"""A group's preparations on the pages of all forms: they are followed there, and shared and locked by their own actions alone (C5)."""

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.questionnaires.actions.filling import move_on, open_again
from larka.questionnaires.models import Round
from larka.register.models import GroupMembership
from larka.talks.access.preparations import LOCKED, PREPARED, SHARED
from larka.talks.actions.holding import hold_talk
from larka.talks.actions.preparing import lock_again, share_preparation
from larka.talks.models import Preparation
from tests.cast import Cast, actor, opener
from tests.talks.endings import HOME, PROUD, SHOWS, fill, preparation_for, prepared
from tests.talks.rows import early_slot, make_slot, make_talk
from tests.web.pages import main_text, named_on, shown

pytestmark = pytest.mark.django_db


def corrected(cast: Cast) -> Preparation:
    """Elsa's talk was held, and Mats has opened what was locked by it to put something right."""
    started = prepared(cast)
    talk = make_talk(early_slot(cast, started), cast.elsa, cast.anna)
    hold_talk(by=actor(cast.mats, cast.at), talk=talk, version=1, took_part=[cast.anna])
    open_again(by=actor(cast.mats, cast.at), form=preparation_for(cast.elsa), expected=LOCKED, reason="Fel namn")
    return preparation_for(cast.elsa)


@pytest.mark.parametrize("name", ["change_round", "move_forms"])
def test_no_page_of_all_forms_shares_locks_or_moves_preparations(cast_today: Cast, client: Client, name: str) -> None:
    """C5: nor does the page of the group lead to one; whoever leads it still sees who has answered."""
    prepared(cast_today)
    started = Round.objects.get(kind="preparation")
    for answer in (
        opener(client, cast_today.mats).get(reverse(name, args=[started.public_id])),
        opener(client, cast_today.mats).post(reverse(name, args=[started.public_id]), {"elev": preparation_for(cast_today.elsa).public_id}),
        opener(client, cast_today.mats).post(reverse(name, args=[started.public_id]), {"remove": "1"}),
    ):
        assert answer.status_code == 404
    page = opener(client, cast_today.mats).get(reverse("form_round", args=[started.public_id]))
    assert reverse(name, args=[started.public_id]) not in page.content.decode()
    assert "Elsa Hägg" in main_text(page)
    assert set(Preparation.objects.values_list("stage", flat=True)) == {PREPARED}


def test_whoever_leads_them_moves_none_by_hand_either(cast: Cast) -> None:
    """C5: the action of all forms refuses what its pages do not offer."""
    prepared(cast)
    with pytest.raises(Refused):
        move_on(by=actor(cast.mats), forms=[preparation_for(cast.elsa)], expected=PREPARED)
    assert preparation_for(cast.elsa).stage == PREPARED


def test_who_came_to_the_group_later_is_given_one_on_the_groups_page(cast_today: Cast, client: Client) -> None:
    """C5: with the round's own moment to be shared."""
    started = prepared(cast_today)
    GroupMembership.objects.create(group=cast_today.class_5a, child=cast_today.bo, starts_on=cast_today.at.date())
    address = reverse("form_round", args=[Round.objects.get(kind="preparation").public_id])
    assert opener(client, cast_today.mats).post(address).status_code == 302
    assert preparation_for(cast_today.bo).talk_round == started


def test_what_was_opened_to_be_put_right_is_locked_again_as_it_now_is(cast: Cast) -> None:
    """C5, C9: by those who lead it; the first version stays, and twice changes nothing."""
    elsas = corrected(cast)
    fill(cast, cast.anna, elsas, {HOME: "Rättat"})
    for who in (cast.anna, cast.elsa, cast.tess, cast.petra):
        with pytest.raises(Refused):
            lock_again(by=actor(who), preparation=elsas)
    assert [lock_again(by=actor(cast.mats), preparation=elsas) for _press in range(2)] == [True, False]
    elsas = preparation_for(cast.elsa)
    assert (elsas.stage, elsas.latest and elsas.latest.number, elsas.snapshots.count()) == (LOCKED, 2, 2)


def test_what_waits_for_a_talk_is_locked_by_it_and_by_nothing_else(cast: Cast) -> None:
    """C5: what was never locked, and what another talk with the child still needs."""
    elsas = corrected(cast)
    coming = make_talk(make_slot(elsas.talk_round, cast.mats, 16), cast.elsa, cast.anders, shared=False, audience=[cast.anders.pk])
    assert not lock_again(by=actor(cast.mats), preparation=elsas)
    assert not lock_again(by=actor(cast.mats), preparation=preparation_for(cast.nils))
    share_preparation(by=actor(cast.mats), preparation=preparation_for(cast.omar))
    assert not lock_again(by=actor(cast.mats), preparation=preparation_for(cast.omar)), "shared, but no talk has been held"
    assert (preparation_for(cast.elsa).stage, preparation_for(cast.nils).stage) == (SHARED, PREPARED)
    hold_talk(by=actor(cast.mats, coming.ends_at), talk=coming, version=1, took_part=[cast.anders])
    assert preparation_for(cast.elsa).stage == LOCKED


def test_the_page_offers_to_lock_it_again_to_those_who_lead_it(cast_today: Cast, client: Client) -> None:
    """C5."""
    elsas = corrected(cast_today)
    address, lock = (reverse(name, args=[elsas.public_id]) for name in ("preparation", "lock_preparation"))
    assert "öppet för att rättas" in shown(client, cast_today.anna, address)
    assert "Lås igen" not in shown(client, cast_today.anna, address)
    assert "Lås igen" in shown(client, cast_today.mats, address)
    assert opener(client, cast_today.anna).post(lock).status_code == 404
    assert opener(client, cast_today.mats).post(lock, follow=True).status_code == 200
    text = shown(client, cast_today.mats, address)
    assert ("Lås igen" in text, "underlaget låst" in text) == (False, True)


def test_who_can_see_the_pupils_and_the_mentors_answers_names_the_guardians_too(cast_today: Cast, client: Client) -> None:
    """A18, C5: both guardians read them once they are shared; what a guardian writes is not the other's unless it is shared."""
    prepared(cast_today)
    form = preparation_for(cast_today.elsa)
    share_preparation(by=actor(cast_today.mats, cast_today.at), preparation=form)
    for field, seen in ((PROUD, {"Anna", "Anders"}), (SHOWS, {"Anna", "Anders"}), (HOME, set())):
        text = shown(client, cast_today.anna, reverse("preparation_holders", args=[form.public_id, field]))
        assert named_on(text, cast_today) & {"Anna", "Anders"} == seen, field


def test_preparations_are_offered_for_removal_only_while_nobody_has_written(cast_today: Cast, client: Client) -> None:
    """C5: no button that can only refuse."""
    address = reverse("round_preparation", args=[prepared(cast_today).public_id])
    assert "Ta bort förberedelserna" in shown(client, cast_today.mats, address)
    fill(cast_today, cast_today.anna, preparation_for(cast_today.elsa), {HOME: "Läxorna"})
    assert "Ta bort förberedelserna" not in shown(client, cast_today.mats, address)
