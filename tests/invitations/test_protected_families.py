"""A protected family gets in by an application: decided by whoever may know of the child, and hidden from everybody else (A10, B2)."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client

from larka.access.policy import Refused
from larka.invitations.access import APPLICATION_DECIDE
from larka.invitations.actions.applications import DecisionError, approve_application, match_applications
from larka.invitations.models import Application, ApplicationChild, Invitation
from larka.invitations.queries.applications import unmatched_applications
from larka.people.actions.needs import document_need
from larka.register.models import DutyAssignment, Person, Responsible, Restriction
from larka.web.addresses import url
from tests.cast import Cast, actor, opener, readers
from tests.invitations.papers import applied, give_numbers, received
from tests.web.pages import main_text, shown

WELCOME = "http://testserver/valkommen/"
DAY = dt.timedelta(days=1)


def olgas(cast: Cast) -> Application:
    """Olga applies for Omar, with everything right."""
    numbers = give_numbers(cast)
    return received(cast, applied(_named(cast.olga), numbers["Olga"], (_named(cast.omar), numbers["Omar"])))


def _named(person: Person) -> str:
    return f"{person.given_name} {person.family_name}"


def test_the_mentor_and_rektor_with_a_documented_need_decide_while_they_may_know_of_the_child(cast: Cast) -> None:
    """A10, A5, A17: no other teacher, no office, no rektor without a need."""
    made, today = olgas(cast), cast.at.date()
    assert readers(APPLICATION_DECIDE, made) == {"Mats"}
    document_need(by=actor(cast.rolf), child=cast.omar, decision="SN 5", ends_on=today + 5 * DAY)
    assert readers(APPLICATION_DECIDE, made) == {"Mats", "Rolf"}
    assert readers(APPLICATION_DECIDE, made, cast.at + 5 * DAY) == {"Mats"}
    DutyAssignment.objects.filter(duty__person=cast.mats).update(ends_on=today)
    Restriction.objects.create(child=cast.omar, person=cast.rolf, reference="T 1", starts_on=today)
    assert readers(APPLICATION_DECIDE, made) == set()
    assert set(unmatched_applications(today)) == {made}


def test_a_mentor_decides_nothing_about_children_who_are_not_protected(cast: Cast) -> None:
    """A8: that is the office's."""
    numbers = give_numbers(cast)
    made = received(cast, applied("Anna Lund", numbers["Anna"], ("Elsa Lund", numbers["Elsa"])))
    assert readers(APPLICATION_DECIDE, made) == {"Rolf"}


@pytest.mark.parametrize("guardian", ["none", "marked"])
def test_the_mentor_approves_and_what_is_sent_tells_no_place(cast: Cast, guardian: str) -> None:
    """A10: also where the guardian is protected too; neither letter nor mail has an address or the school's name."""
    made = olgas(cast)
    Person.objects.filter(pk=cast.olga.pk).update(protection=guardian)
    letter = approve_application(by=actor(cast.mats), application=made, way=Invitation.Way.LETTER, address=WELCOME)
    assert letter is not None
    assert (letter.address, letter.unit) == ((), "")
    assert Invitation.objects.get().person == cast.olga
    other = received(cast, applied(_named(cast.olga), made.number, (_named(cast.omar), made.children.get().number)))
    approve_application(by=actor(cast.mats), application=other, way=Invitation.Way.MAIL, address=WELCOME)
    assert "Björkskolan" not in mail.outbox[0].body
    assert "Din ansökan om ett konto i Lärka är godkänd." in mail.outbox[0].body


def test_rektor_with_a_need_approves_an_open_guardian_and_no_protected_one(cast: Cast) -> None:
    """A10: the need is about the child."""
    made = olgas(cast)
    document_need(by=actor(cast.rolf), child=cast.omar, decision="SN 5", ends_on=cast.at.date() + 5 * DAY)
    Person.objects.filter(pk=cast.olga.pk).update(protection="marked")
    with pytest.raises(DecisionError):
        approve_application(by=actor(cast.rolf), application=made, way=Invitation.Way.LETTER, address=WELCOME)
    Person.objects.filter(pk=cast.olga.pk).update(protection="none")
    assert approve_application(by=actor(cast.rolf), application=made, way=Invitation.Way.LETTER, address=WELCOME) is not None


def test_the_mentor_finds_it_and_the_pages_of_others_are_silent(cast_today: Cast, client: Client) -> None:
    """A1, A10: in the list and on its page; 404 for everybody else."""
    made = olgas(cast_today)
    assert _named(cast_today.olga) in shown(client, cast_today.mats, "/ansokningar/")
    page = url("application", made.public_id)
    assert _named(cast_today.omar) in shown(client, cast_today.mats, page)
    assert "Ansökningar om konto" in shown(client, cast_today.mats, "/mer/")
    for other in (cast_today.rolf, cast_today.tess, cast_today.adam, cast_today.anna, cast_today.petra):
        assert opener(Client(), other).get(page).status_code == 404
    with pytest.raises(Refused):
        approve_application(by=actor(cast_today.rolf, cast_today.at), application=made, way=Invitation.Way.LETTER, address=WELCOME)


@pytest.mark.parametrize("who", ["child", "guardian", "number"])
def test_the_offices_list_has_no_name_and_no_number_of_anybody_protected(cast_today: Cast, client: Client, who: str) -> None:
    """A10: where nobody may know of the child; found by the number too, before the child is matched."""
    cast, made = cast_today, olgas(cast_today)
    DutyAssignment.objects.filter(duty__person=cast.mats).update(ends_on=cast.at.date())
    if who == "guardian":
        cast.omar.placements.update(ends_on=cast.at.date())
        Person.objects.filter(pk=cast.omar.pk).update(protection="none")
        Person.objects.filter(pk=cast.olga.pk).update(protection="marked")
    if who == "number":
        ApplicationChild.objects.update(child=None)
    text = shown(client, cast.adam, "/ansokningar/utan-traff/")
    assert "Någon med skyddade personuppgifter" in text
    for hidden in (_named(cast.olga), _named(cast.omar), made.number, made.children.get().number, made.email):
        assert hidden not in text
    Responsible.objects.filter(child=cast.omar).update(ends_on=cast.at.date())
    match_applications(by=actor(cast.adam, cast.at))
    assert _named(cast.omar) not in main_text(client.get("/ansokningar/utan-traff/"))
