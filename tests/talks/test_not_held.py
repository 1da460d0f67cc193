"""That a talk was held can be undone while nobody has read what it ended in (C7)."""

import datetime as dt

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.records.kinds import kind_of
from larka.records.models import VersionConflictError
from larka.talks.access.preparations import LOCKED, SHARED
from larka.talks.actions.booking import cancel_talk, move_talk
from larka.talks.actions.holding import hold_talk, note_talk, undo_held
from larka.talks.actions.minutes import publish_minutes
from larka.talks.actions.refusing import TalkError
from larka.talks.models import MinutesVersion, Talk
from larka.talks.queries.lacking import group_rows
from larka.talks.queries.reading import undone
from tests.at_once import at_once
from tests.cast import Cast, actor, make_cast, opener
from tests.talks.endings import HOME, fill, preparation_for, prepared, written
from tests.talks.endings import shown as put_before_all
from tests.talks.rows import early_slot, make_round, make_slot, make_talk, wish
from tests.web.pages import main_text, shown

LATER = dt.timedelta(minutes=5)


def by_mistake(cast: Cast) -> Talk:
    """Mats has said that Elsa's talk with Anna was held, where she was not even there."""
    started = make_round(cast, cast.class_5a, cast.mats)
    talk = make_talk(early_slot(cast, started), cast.elsa, cast.anna)
    return hold_talk(by=actor(cast.mats, cast.at), talk=talk, version=1, took_part=[cast.anna], others="tolk")


def noted(cast: Cast) -> Talk:
    """Mats has typed in a talk beside the rounds."""
    place = cast.membership(cast.elsa, cast.class_5a)
    return note_talk(by=actor(cast.mats, cast.at), membership=place, day=cast.at.date(), took_part=[cast.anna])


@pytest.mark.django_db
def test_a_talk_that_was_not_held_is_booked_as_before(cast: Cast) -> None:
    """C5, C7: it counts no more, is working material again, can be moved and held anew; both are in the log and in its history."""
    talk = by_mistake(cast)
    back = undo_held(by=actor(cast.mats, cast.at + LATER), talk=talk, version=2)
    back.refresh_from_db()
    assert (back.held_at, back.held_by, back.published_at, back.took_part, back.others) == (None, None, None, [], "")
    assert (back.cancelled_at, back.slot == talk.slot, back.version) == (None, True, 3)
    assert kind_of("talk").public_record(back) == "working material"
    assert [row.lacks for row in group_rows(actor(cast.mats), cast.class_5a).rows if row.child_id == cast.elsa.pk] == [True]
    assert Entry.objects.filter(action="talk.not_held", child_ids=[cast.elsa.pk], person_id=cast.mats.pk).count() == 1
    assert [at for at, _gone in undone(back, whole=True)] == [cast.at]
    hold_talk(by=actor(cast.mats, cast.at + LATER), talk=back, version=3, took_part=[cast.anna])
    assert len(undone(Talk.objects.get(), whole=True)) == 1


@pytest.mark.django_db
def test_only_those_who_lead_the_talk_undo_it_and_only_what_they_saw(cast: Cast) -> None:
    """A1, A6, Q4: not the family, other teachers or a mentor of another class; twice is once."""
    talk = by_mistake(cast)
    for who in (cast.anna, cast.anders, cast.elsa, cast.tess, cast.petra, cast.vera, cast.stina):
        with pytest.raises(Refused):
            undo_held(by=actor(who, cast.at), talk=talk, version=2)
    with pytest.raises(VersionConflictError):
        undo_held(by=actor(cast.mats, cast.at), talk=talk, version=1)
    undo_held(by=actor(cast.rolf, cast.at), talk=talk, version=2)
    with pytest.raises(TalkError, match="inte antecknat"):
        undo_held(by=actor(cast.mats, cast.at), talk=talk, version=3)


@pytest.mark.django_db
def test_what_all_have_read_is_not_undone(cast: Cast, client: Client) -> None:
    """C6: neither by the action nor on the page; what is only being written does not stand in the way, and stays."""
    talk = by_mistake(cast)
    minutes = written(cast, talk)
    undo_held(by=actor(cast.mats, cast.at), talk=talk, version=2)
    with pytest.raises(TalkError, match="Anteckna först"):
        publish_minutes(by=actor(cast.mats, cast.at), minutes=minutes, version=1, number=0)
    again = hold_talk(by=actor(cast.mats, cast.at), talk=talk, version=3, took_part=[cast.anna])
    publish_minutes(by=actor(cast.mats, cast.at), minutes=minutes, version=1, number=0)
    with pytest.raises(TalkError, match="redan fått läsa"):
        undo_held(by=actor(cast.mats, cast.at), talk=again, version=4)


@pytest.mark.django_db
def test_what_was_locked_by_it_is_written_in_until_the_talk_is_held(cast: Cast) -> None:
    """C5, C9: the first lock stays as a version of its own."""
    started = prepared(cast)
    talk = make_talk(early_slot(cast, started), cast.elsa, cast.anna)
    held = hold_talk(by=actor(cast.mats, cast.at), talk=talk, version=1, took_part=[cast.anna])
    undo_held(by=actor(cast.mats, cast.at), talk=held, version=2)
    elsas = preparation_for(cast.elsa)
    assert (elsas.stage, elsas.locked_at) == (SHARED, None)
    fill(cast, cast.anna, elsas, {HOME: "Hann jag inte förut"})
    slot = make_slot(started, cast.mats, 16)
    assert move_talk(by=actor(cast.rolf, cast.at), talk=talk, wish=wish(slot), version=3, reason="Fel dag").slot == slot
    hold_talk(by=actor(cast.mats, slot.ends_at), talk=talk, version=4, took_part=[cast.anna])
    elsas = preparation_for(cast.elsa)
    assert (elsas.stage, elsas.snapshots.count()) == (LOCKED, 2)


@pytest.mark.django_db
def test_a_talk_typed_in_by_mistake_says_so_and_counts_no_more(cast: Cast) -> None:
    """C7: it does not vanish, since it was noted; where something is written at it that is emptied first."""
    talk = noted(cast)
    written(cast, talk)
    with pytest.raises(TalkError, match="Töm dem först"):
        undo_held(by=actor(cast.mats, cast.at), talk=talk, version=1)
    written(cast, talk, "", [])
    undo_held(by=actor(cast.mats, cast.at), talk=talk, version=1)
    talk.refresh_from_db()
    assert "Antecknat av misstag" in str(kind_of("talk").document(talk).as_json())
    assert [row.lacks for row in group_rows(actor(cast.mats), cast.class_5a).rows if row.child_id == cast.elsa.pk] == [True]
    with pytest.raises(Refused):
        cancel_talk(by=actor(cast.anna, cast.at), talk=talk, version=2)


@pytest.mark.django_db
def test_the_button_is_there_for_those_who_lead_it_while_it_can_be_undone(cast_today: Cast, client: Client) -> None:
    """C7: what then happens is said first; the history tells both."""
    talk = by_mistake(cast_today)
    page, undo = (reverse(name, args=[talk.public_id]) for name in ("talk", "undo_held"))
    assert "Ångra: samtalet hölls inte" in shown(client, cast_today.mats, page)
    assert "Ångra" not in shown(client, cast_today.anna, page)
    assert opener(client, cast_today.anna).get(undo).status_code == 404
    assert "Samtalet står som bokat igen." in shown(client, cast_today.mats, undo)
    stale = opener(client, cast_today.mats).post(undo, {"version": "1"})
    assert (stale.status_code, 'name="version" value="2"' in stale.content.decode()) == (422, True)
    answer = opener(client, cast_today.mats).post(undo, {"version": "2"}, follow=True)
    assert "Samtalet står inte längre som hållet." in main_text(answer)
    assert "Antecknades som hållet" in shown(client, cast_today.anna, reverse("talk_history", args=[talk.public_id]))
    assert opener(client, cast_today.mats).get(undo).status_code == 404
    again = opener(client, cast_today.mats).post(undo, {"version": "2"}, follow=True)
    assert (again.redirect_chain, "redan" in main_text(again)) == ([(page, 302)], False)
    assert "står redan som inte hållet" in main_text(opener(client, cast_today.rolf).post(undo, {"version": "2"}, follow=True))
    read = put_before_all(cast_today, noted(cast_today)).talk
    assert "Ångra" not in shown(client, cast_today.mats, reverse("talk", args=[read.public_id]))
    assert opener(client, cast_today.mats).get(reverse("undo_held", args=[read.public_id])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_undo_it_and_show_it_at_once_one_wins() -> None:
    """C6: nothing is shown of a talk that was not held, whoever was first."""
    cast = make_cast()
    talk = by_mistake(cast)
    minutes = written(cast, talk)
    mats = actor(cast.mats, cast.at)
    met = at_once(lambda: undo_held(by=mats, talk=talk, version=2), lambda: publish_minutes(by=mats, minutes=minutes, version=1, number=0))
    assert sorted(met) == ["", "TalkError"]
    assert MinutesVersion.objects.exists() == (Talk.objects.get().held_at is not None)
    connections.close_all()
