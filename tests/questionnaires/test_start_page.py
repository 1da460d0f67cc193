"""What waits on the start page: only what I may write in and have not answered."""

from django.test import Client

from larka.questionnaires.models import Questionnaire
from larka.questionnaires.queries.waiting import forms_waiting
from larka.register.models import Person
from tests.cast import Cast, actor, opener
from tests.questionnaires.forms import FEELS, HOME, WISH, moved_on, write


def left(cast: Cast, person: Person) -> dict[str, int]:
    """Of each child, how many questions wait for this person."""
    return {row.name: row.left for row in forms_waiting(actor(person, cast.at))}


def test_each_sees_how_many_questions_wait_for_them(begun: Cast, elsas: Questionnaire) -> None:
    """C2, A10, A17: for school's people, strangers and whoever is shut out nothing waits."""
    assert left(begun, begun.elsa) == {"Elsa Hägg": 2}
    assert left(begun, begun.anna) == {"Elsa Hägg": 2}
    assert left(begun, begun.olga) == {"Omar Haddad": 2}
    for person in (begun.mats, begun.stina, begun.rut, begun.frida, begun.annika, begun.berit):
        assert left(begun, person) == {}
    write(begun, begun.elsa, elsas, {WISH: "Bråk", FEELS: 4})
    write(begun, begun.anders, elsas, {HOME: "Hemma"})
    assert (left(begun, begun.elsa), left(begun, begun.anna), left(begun, begun.anders)) == ({}, {"Elsa Hägg": 1}, {})
    moved_on(begun, elsas)
    assert left(begun, begun.anna) == {"Elsa Hägg": 2}


def test_the_start_page_leads_to_the_form_in_one_step(begun: Cast, elsas: Questionnaire, client: Client) -> None:
    """4-pages: what do I need to do?"""
    html = opener(client, begun.anna).get("/").content.decode()
    assert f"/formular/{elsas.public_id}/" in html
    assert "Fyll i Inför samtalet om Elsa Hägg" in html
