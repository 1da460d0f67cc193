"""A talk that was held without the home is no talk: one who answers for the child, or the pupil of age, was there (C7)."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from larka.register.models import Group, Person, Responsible
from larka.talks.actions.holding import note_talk, say_who_was_there
from larka.talks.actions.minutes import publish_minutes
from larka.talks.actions.refusing import TalkError
from larka.talks.contribution import lacking_agreements
from larka.talks.models import Talk
from tests.cast import Cast, actor, opener
from tests.talks.endings import held, written
from tests.talks.endings import shown as put_before_all
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
    Person.objects.filter(pk=cast.elsa.pk).update(adult_on=DAY)
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


def old_row(cast: Cast, **given: Any) -> Talk:
    """A talk as it was saved before somebody from home had to be there."""
    talk = held(cast)
    Talk.objects.filter(pk=talk.pk).update(with_home=False, **given)
    talk.refresh_from_db()
    return talk


def test_a_talk_that_nobody_from_home_is_noted_at_counts_when_the_mentor_says_who_was(cast_today: Cast, client: Client) -> None:
    """C7, C8: until then the list names it, and what was written at it is put before nobody."""
    talk = old_row(cast_today, took_part=[cast_today.elsa.pk])
    minutes = written(cast_today, talk)
    listed = reverse("group_talks", args=[cast_today.class_5a.public_id])
    page, who = (reverse(name, args=[talk.public_id]) for name in ("talk", "hold_talk"))
    row = shown(client, cast_today.mats, listed).split("Elsa Hägg")[1]
    assert "hållet utan hemmet Komplettera" in row
    assert "hållet utan hemmet" in shown(client, cast_today.rolf, reverse("unit_talks", args=[cast_today.school.public_id]))
    assert "Räknas inte som ett samtal än" in shown(client, cast_today.mats, page)
    assert "Räknas inte" not in shown(client, cast_today.anna, page)
    with pytest.raises(TalkError, match="vem från hemmet"):
        publish_minutes(by=actor(cast_today.mats, cast_today.at), minutes=minutes, version=1, number=0)
    assert opener(client, cast_today.anna).get(who).status_code == 404
    mats = opener(client, cast_today.mats)
    assert mats.post(who, {"version": "1", "people": [cast_today.elsa.public_id]}).status_code == 422
    answer = mats.post(who, {"version": "1", "people": [cast_today.elsa.public_id, cast_today.anna.public_id]}, follow=True)
    assert "Nu står det vilka som var med" in main_text(answer)
    assert "haft" in shown(client, cast_today.mats, listed).split("Elsa Hägg")[1][:40]
    assert mats.get(who).status_code == 404
    with pytest.raises(TalkError, match="står redan"):
        say_who_was_there(by=actor(cast_today.mats, cast_today.at), talk=talk, version=2, took_part=[cast_today.anna])


def test_what_was_agreed_where_nobody_from_home_was_is_no_agreement_of_the_plan(cast: Cast) -> None:
    """C8: until the mentor has said who was there."""
    talk = put_before_all(cast).talk
    today = cast.at.date()
    for with_home, lacks in ((True, []), (False, [cast.elsa.pk])):
        Talk.objects.filter(pk=talk.pk).update(with_home=with_home)
        assert [child for each in lacking_agreements([cast.elsa.pk], cast.year, today) for child in each.children] == lacks


def test_who_spoke_for_the_home_is_judged_by_that_day(cast: Cast) -> None:
    """C7, A5: a guardian since then did not, and whoever has been one meanwhile is written beside the list."""
    Responsible.objects.filter(child=cast.elsa, person=cast.anna).update(starts_on=DAY + dt.timedelta(days=1))
    Responsible.objects.filter(child=cast.elsa, person=cast.anders).update(starts_on=DAY, ends_on=DAY + dt.timedelta(days=1))
    with pytest.raises(TalkError, match="Skriv vem som var med från hemmet") as refused:
        note(cast, cast.elsa, cast.anna, cast.anders)
    assert refused.value.field == "others"
    assert note(cast, cast.elsa, cast.elsa, others="pappa").others == "pappa"


@pytest.mark.parametrize(("there", "others", "counts"), [("anna", "", True), ("frida", "", False), ("elsa", "tolk", False)])
def test_the_migration_judges_old_rows_by_the_relations_of_their_day(cast: Cast, there: str, others: str, counts: bool) -> None:  # noqa: FBT001 – a parameter
    """C7: a guardian of that day; not a former one, nor the child with an interpreter."""
    talk = old_row(cast, took_part=[getattr(cast, there).pk], others=others)
    with connection.cursor() as cursor:
        cursor.execute(import_module("larka.talks.migrations.0006_who_called_off_and_who_was_there").WITH_HOME)
    talk.refresh_from_db()
    assert (talk.with_home, talk.lacks_home) == (counts, not counts)
