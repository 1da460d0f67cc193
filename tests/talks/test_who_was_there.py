"""A talk that was held without the home is no talk: one who answers for the child, or the pupil of age, was there (C7)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from larka.register.models import Group, Person
from larka.talks.actions.holding import note_talk
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Talk
from tests.cast import NOON, Cast, actor, opener
from tests.talks.rows import early_slot, make_round, make_talk
from tests.talks.test_lost_times import restrict
from tests.web.pages import main_text, shown

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 12)


def note(cast: Cast, child: Person, *there: Person, group: Group | None = None, others: str = "") -> Talk:
    """The mentor types in that the child's talk was held with these."""
    mentor = cast.petra if group else cast.mats
    place = cast.membership(child, group or cast.class_5a)
    return note_talk(by=actor(mentor), membership=place, day=DAY, took_part=there, others=others)


def test_a_talk_that_nobody_from_home_was_at_is_not_typed_in(cast: Cast) -> None:
    """C7, C8: nor one with the child and the mentor alone, a former guardian, one who waits for a decision or one who is restricted."""
    for child, there in (
        (cast.elsa, []), (cast.elsa, [cast.elsa, cast.mats]), (cast.elsa, [cast.frida]), (cast.elsa, [cast.annika]),
        (cast.nils, [cast.rut]),
    ):  # fmt: skip
        with pytest.raises(TalkError, match="Kryssa för minst en vårdnadshavare") as refused:
            note(cast, child, *there, others="tolk")
        assert refused.value.field == "people"
    assert not Talk.objects.exists()
    assert [note(cast, cast.elsa, adult).took_part for adult in (cast.anna, cast.anders)] == [[cast.anna.pk], [cast.anders.pk]]


def test_a_god_man_speaks_for_the_home_and_a_pupil_of_age_for_themselves(cast: Cast) -> None:
    """C7, A4: whoever answers for the child by a decision; from 18 the pupil."""
    assert note(cast, cast.bo, cast.dag, group=cast.class_5b).took_part == [cast.dag.pk]
    Person.objects.filter(pk=cast.elsa.pk).update(adult_on=NOON.date())
    assert note(cast, cast.elsa, cast.elsa).took_part == [cast.elsa.pk]


def test_where_nobody_from_home_stands_in_the_list_it_is_written_who_was_there(cast: Cast) -> None:
    """C7, A17: a child whose guardians are shut out has its talk with somebody whom the list does not name."""
    restrict(cast.nils, cast.nora)
    with pytest.raises(TalkError, match="Skriv vem som var med") as refused:
        note(cast, cast.nils, cast.nils, others=" ")
    assert refused.value.field == "others"
    assert note(cast, cast.nils, cast.nils, others="socialsekreterare").took_part == [cast.nils.pk]


def test_the_pages_say_so_at_the_field_and_keep_what_was_typed(cast_today: Cast, client: Client) -> None:
    """C7, C8, Q2: beside the rounds and of a booked talk; the child still has had none."""
    started = make_round(cast_today, cast_today.class_5a, cast_today.mats)
    talk = make_talk(early_slot(cast_today, started), cast_today.elsa, cast_today.anna)
    note_page = reverse("note_talk", args=[cast_today.membership(cast_today.nils, cast_today.class_5a).public_id])
    typed = {"day": cast_today.at.date().isoformat(), "others": "kurator", "version": "1"}
    for address in (note_page, reverse("hold_talk", args=[talk.public_id])):
        answer = opener(client, cast_today.mats).post(address, typed | {"people": [cast_today.mats.public_id]})
        text, page = main_text(answer), answer.content.decode()
        assert (answer.status_code, "Kryssa för minst en vårdnadshavare" in text, 'value="kurator"' in page) == (422, True, True)
        assert f'value="{cast_today.mats.public_id}" checked' in page
    assert not Talk.objects.filter(held_at__isnull=False).exists()
    listed = shown(client, cast_today.mats, reverse("group_talks", args=[cast_today.class_5a.public_id]))
    assert "3 har inte haft samtal" in listed


def test_the_list_of_the_class_says_the_day_and_no_clock(cast_today: Cast, client: Client) -> None:
    """C7: of a talk that was typed in nobody has said when on the day it was."""
    place, day = cast_today.membership(cast_today.elsa, cast_today.class_5a), cast_today.at.date() - dt.timedelta(days=3)
    note_talk(by=actor(cast_today.mats, cast_today.at), membership=place, day=day, took_part=[cast_today.anna])
    row = shown(client, cast_today.mats, reverse("group_talks", args=[cast_today.class_5a.public_id])).split("Elsa Hägg")[1]
    assert (f"haft {day.day} " in row, "12:00" in row) == (True, False)
