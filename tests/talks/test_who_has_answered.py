"""The mentor sees who has written before a talk and who has not, and reminds with one tap; never what is written (C5)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.notices.models import Recipient
from larka.questionnaires.models import Round
from larka.register.models import GroupMembership, Placement, Responsible
from larka.talks.actions.preparing import share_preparation
from larka.talks.actions.reminding import remind_of_preparations
from larka.talks.models import Preparation
from larka.talks.queries.answered import answering
from tests.cast import Cast, actor, opener
from tests.talks.endings import HOME, PROUD, fill, preparation_for, prepared
from tests.talks.test_lost_times import restrict
from tests.web.pages import shown

pytestmark = pytest.mark.django_db


def reminded() -> set[str]:
    """The given names of those who have been."""
    return {name for (name,) in Recipient.objects.filter(notice__kind="preparation.wanted").values_list("person__given_name")}


def told(cast: Cast) -> dict[str, tuple[list[str], list[str]]]:
    """By child, who has written and who has not."""
    by = actor(cast.mats, cast.at)
    return {row.name.split()[0]: (row.wrote, row.waits) for row in answering(by, Preparation.objects.all()[0].talk_round)}


def test_each_of_the_family_and_the_school_stands_by_itself(cast: Cast) -> None:
    """C5, A18: a former guardian is not there, nor one who is restricted."""
    prepared(cast)
    restrict(cast.nils, cast.nora)
    fill(cast, cast.anna, preparation_for(cast.elsa), {HOME: "Läxorna"})
    fill(cast, cast.elsa, preparation_for(cast.elsa), {PROUD: "Bråk"})
    assert told(cast) == {
        "Elsa": (["Anna Lind", "Elsa Hägg"], ["Anders Hägg", "Skolan"]),
        "Nils": ([], ["Nils Rosén", "Skolan"]),
        "Omar": ([], ["Olga Haddad", "Omar Haddad", "Skolan"]),
    }


def test_one_tap_reminds_those_at_home_who_have_written_nothing_once_a_day(cast: Cast) -> None:
    """F2, A19: of one child, then of the rest; tomorrow again."""
    started = prepared(cast)
    elsas = preparation_for(cast.elsa)
    fill(cast, cast.anna, elsas, {HOME: "Läxorna"})
    mats = actor(cast.mats, cast.at)
    assert remind_of_preparations(by=mats, started=started, only=[str(elsas.public_id)]) == 2
    assert reminded() == {"Elsa", "Anders"}
    count = remind_of_preparations(by=mats, started=started)
    assert (count, reminded() & {"Anna"}) == (len(reminded()) - 2, set())
    assert remind_of_preparations(by=mats, started=started) == 0
    assert remind_of_preparations(by=actor(cast.mats, cast.at + dt.timedelta(days=1)), started=started) == count + 2
    assert Entry.objects.filter(action="preparation.reminded", person_id=cast.mats.pk).count() == 4


def test_whoever_has_left_or_lost_the_right_is_not_reminded(cast: Cast) -> None:
    """A5: nor is anybody of what is locked or of another class; only those who lead the talks remind."""
    started = prepared(cast)
    Placement.objects.filter(child=cast.nils).update(ends_on=cast.at.date())
    Responsible.objects.filter(child=cast.elsa, person=cast.anders).update(ends_on=cast.at.date())
    for who in (cast.anna, cast.elsa, cast.tess, cast.petra, cast.vera):
        with pytest.raises(Refused):
            remind_of_preparations(by=actor(who, cast.at), started=started)
    share_preparation(by=actor(cast.mats, cast.at), preparation=preparation_for(cast.elsa))
    remind_of_preparations(by=actor(cast.mats, cast.at), started=started)
    assert reminded() & {"Nils", "Nora", "Anders", "Frida"} == set()
    assert {"Anna", "Elsa"} <= reminded()


def test_the_page_names_them_reminds_and_gives_to_who_came_later(cast_today: Cast, client: Client) -> None:
    """C5, Q1: forms that work without JavaScript; no text of anybody's stands there."""
    started = prepared(cast_today)
    fill(cast_today, cast_today.anna, preparation_for(cast_today.elsa), {HOME: "Läxorna tar tid"})
    page, remind, add = (
        reverse(name, args=[started.public_id]) for name in ("round_preparation", "remind_of_preparations", "add_preparations")
    )
    GroupMembership.objects.create(group=cast_today.class_5a, child=cast_today.bo, starts_on=cast_today.at.date())
    text = shown(client, cast_today.mats, page)
    assert ("Anna Lind" in text, "Läxorna tar tid" in text, "1 barn i gruppen har inget underlag" in text) == (True, False, True)
    mats, elsas = opener(client, cast_today.mats), {"preparation": preparation_for(cast_today.elsa).public_id}
    assert "har fått en påminnelse" in mats.post(remind, elsas, follow=True).content.decode()
    assert "redan påminda" in mats.post(remind, elsas, follow=True).content.decode()
    assert "1 underlag tillagt" in mats.post(add, follow=True).content.decode()
    assert preparation_for(cast_today.bo).talk_round == started
    of_all = reverse("preparation_round", args=[Round.objects.get(kind="preparation").public_id])
    assert f'href="{of_all}"' in mats.get(reverse("preparation", args=[preparation_for(cast_today.elsa).public_id])).content.decode()
    assert (mats.get(of_all)["Location"], opener(client, cast_today.tess).get(of_all).status_code) == (page, 404)
    mats = opener(client, cast_today.mats)
    for address in (remind, add):
        assert (mats.get(address).status_code, opener(client, cast_today.tess).post(address).status_code) == (405, 404)
