"""A documented need of one who teaches a protected child: address, phone and unit, for a time, and everybody can see that it is so."""

import datetime as dt

import pytest
from django.test import Client

from larka.access.models import DocumentedNeed
from larka.access.policies import CHILD_READ, PROTECTED_CONTACT
from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.people.actions.decisions import DecisionError
from larka.people.actions.needs import document_need, end_given_need, give_need
from larka.register.choices import Protection, Role
from larka.register.models import ContactDetails, Person, Responsible, Restriction, RoleGrant, TeachingAssignment
from larka.web.addresses import url
from tests.access.everyone import reached_by
from tests.cast import NOON, Cast, actor, opener
from tests.web.pages import main_text, named_on, shown

TODAY, DAY = NOON.date(), dt.timedelta(days=1)
STREET, PHONE = "Hemliga gatan 17", "070-555 19 33"


def living(child: Person) -> None:
    """The register has the child's address, phone and e-mail."""
    ContactDetails.objects.filter(person=child).update(
        addresses=[{"streetAddress": STREET, "postalCode": "461 99", "locality": "Gömstad"}], phones=[{"value": PHONE, "mobile": True}]
    )


def officer(cast: Cast) -> Person:
    """Stina is the data protection officer."""
    RoleGrant.objects.create(
        person=cast.stina, role=Role.DATA_PROTECTION_OFFICER, unit=cast.municipality, starts_on=cast.at.date() - DAY, decision="KS 2"
    )
    return cast.stina


def test_those_who_teach_a_protected_child_know_its_name_until_a_need_is_documented(cast: Cast) -> None:
    """A10: the need opens address, phone and unit for one of them, until its last day; nobody else, and no other child."""
    assert reached_by(PROTECTED_CONTACT, cast.omar) == set()
    before = reached_by(CHILD_READ, cast.omar)
    give_need(by=actor(cast.rolf), child=cast.omar, person=cast.mats, decision=" SN 9 ", ends_on=TODAY + 3 * DAY)
    assert reached_by(PROTECTED_CONTACT, cast.omar) == {"Mats"}
    assert reached_by(PROTECTED_CONTACT, cast.omar, NOON + 2 * DAY) == {"Mats"}
    assert reached_by(PROTECTED_CONTACT, cast.omar, NOON + 3 * DAY) == set()
    assert reached_by(CHILD_READ, cast.omar) == before, "it opens nothing else"
    assert reached_by(PROTECTED_CONTACT, cast.elsa) == set(), "an unprotected child has no such page"
    assert (made := Entry.objects.get(action="need.given")).child_ids == [cast.omar.pk]
    assert "Omar" not in str(made.details)
    document_need(by=actor(cast.rolf), child=cast.omar, decision="SN 10", ends_on=TODAY + DAY)
    assert reached_by(PROTECTED_CONTACT, cast.omar) == {"Mats", "Rolf"}


def test_the_need_ends_with_the_relation_it_stands_on(cast: Cast) -> None:
    """A5, A10, A17: with the teaching, a restriction, the protection, or when rektor says so; twice changes nothing."""
    for person in (cast.mats, cast.tess, cast.per, cast.vera):
        give_need(by=actor(cast.rolf), child=cast.omar, person=person, decision="SN 9", ends_on=TODAY + 3 * DAY)
    assert reached_by(PROTECTED_CONTACT, cast.omar) == {"Mats", "Tess", "Per", "Vera"}
    assert reached_by(PROTECTED_CONTACT, cast.omar, NOON + dt.timedelta(hours=6)) == {"Mats", "Tess", "Per"}, "the substitute has gone home"
    TeachingAssignment.objects.filter(duty__person=cast.tess).update(ends_on=TODAY)
    Restriction.objects.create(child=cast.omar, person=cast.per, reference="T 1", starts_on=TODAY)
    assert reached_by(PROTECTED_CONTACT, cast.omar) == {"Mats", "Vera"}
    for _twice in range(2):
        end_given_need(by=actor(cast.rolf), child=cast.omar, person=cast.mats)
    assert reached_by(PROTECTED_CONTACT, cast.omar) == {"Vera"}
    assert Entry.objects.filter(action="need.ended").count() == 1
    Person.objects.filter(pk=cast.omar.pk).update(protection=Protection.NONE)
    assert reached_by(PROTECTED_CONTACT, cast.omar) == set()


def test_a_colleagues_need_makes_nobody_rektor_of_the_child(cast: Cast) -> None:
    """A10: a need of a teacher who becomes rektor opens what it was given for, while the teaching lasts."""
    give_need(by=actor(cast.rolf), child=cast.omar, person=cast.tess, decision="SN 9", ends_on=TODAY + 3 * DAY)
    cast.tess.duties.update(role=Role.PRINCIPAL)
    TeachingAssignment.objects.filter(duty__person=cast.tess).update(ends_on=TODAY)
    assert "Tess" not in reached_by(CHILD_READ, cast.omar) | reached_by(PROTECTED_CONTACT, cast.omar)


def test_only_the_childs_rektor_gives_a_need_and_only_to_those_who_teach_or_mentor_the_child(cast: Cast) -> None:
    """A10, Q2: with a reference and an end within a year."""
    for stranger in (cast.rita, cast.mats, cast.adam, cast.olga, cast.kim):
        with pytest.raises(Refused):
            give_need(by=actor(stranger), child=cast.omar, person=cast.mats, decision="x", ends_on=TODAY + DAY)
    for person in (cast.kim, cast.petra, cast.viktor, cast.olga, cast.anna, cast.rolf):
        with pytest.raises(DecisionError):
            give_need(by=actor(cast.rolf), child=cast.omar, person=person, decision="x", ends_on=TODAY + DAY)
    for child, decision, days in ((cast.elsa, "x", 3), (cast.omar, " ", 3), (cast.omar, "x", 0), (cast.omar, "x", 900)):
        with pytest.raises(DecisionError):
            give_need(by=actor(cast.rolf), child=child, person=cast.mats, decision=decision, ends_on=TODAY + days * DAY)
    assert not DocumentedNeed.objects.exists()


def test_the_page_holds_address_phone_and_unit_and_the_childs_page_leads_there(cast_today: Cast, client: Client) -> None:
    """A10: before it, the teacher's page of the child has the name and what they teach it; no unit, no address."""
    cast = cast_today
    living(cast.omar)
    page, contact = url("child", cast.omar.public_id), url("protected_contact", cast.omar.public_id)
    text = shown(client, cast.mats, page)
    assert "Omar" in text
    assert "Björkskolan" not in text
    assert "årskurs" not in text
    assert client.get(contact).status_code == 404
    give_need(
        by=actor(cast.rolf, dt.datetime.now(dt.UTC)), child=cast.omar, person=cast.mats, decision="SN 9", ends_on=cast.at.date() + DAY
    )
    assert contact in client.get(page).content.decode()
    text = main_text(client.get(contact))
    for fact in (STREET, "461 99 Gömstad", PHONE, "Björkskolan"):
        assert fact in text
    assert "@" not in text
    assert "SN 9" not in text
    for person in (cast.tess, cast.rolf, cast.olga, cast.anna, cast.adam):
        assert opener(client, person).get(contact).status_code == 404


def test_rektor_gives_and_ends_it_on_the_childs_page_of_needs(cast_today: Cast, client: Client) -> None:
    """A10, Q2: by name among staff; what is wrong stands at the field; the page names the child to nobody who may not see it."""
    cast, address = cast_today, url("child_needs", cast_today.omar.public_id)
    opener(client, cast.rolf)
    assert address in client.get(url("child_decisions", cast.omar.public_id)).content.decode()
    last = str(cast.at.date() + 5 * DAY)
    for wrong in ({"who": "Kim"}, {"who": "Olga"}, {"decision": ""}, {"last_day": "2000-01-01"}):
        answer = client.post(address, {"act": "give", "who": "Mats", "decision": "SN 9", "last_day": last, **wrong})
        assert answer.status_code == 422, wrong
        assert not named_on(main_text(answer), cast) & {"Omar", "Olga"}
    assert client.post(address, {"act": "give", "who": "Mats", "decision": "SN 9", "last_day": last}).status_code == 302
    for where in (address, url("unit_decisions", cast.school.public_id)):
        text = main_text(client.get(where))
        assert "SN 9" in text
        assert named_on(text, cast) >= {"Mats"}
        assert not named_on(text, cast) & {"Omar", "Olga"}, where
    client.post(address, {"act": "end", "row": str(cast.mats.public_id)})
    assert "SN 9" not in main_text(client.get(address))
    assert "SN 9" not in shown(client, cast.rolf, url("unit_decisions", cast.school.public_id))


def test_the_officer_and_the_family_see_that_it_was_documented_and_read(cast_today: Cast, client: Client) -> None:
    """A10, A11, A12: the officer without the child's name; the family with who has read, and other families nothing."""
    cast, now = cast_today, dt.datetime.now(dt.UTC)
    living(cast.omar)
    give_need(by=actor(cast.rolf, now), child=cast.omar, person=cast.mats, decision="SN 9", ends_on=cast.at.date() + DAY)
    text = shown(client, officer(cast), "/nodatkomst/behov/")
    assert "SN 9" in text
    assert named_on(text, cast) == {"Mats", "Rolf"}
    for person in (cast.rolf, cast.mats, cast.adam, cast.olga):
        assert opener(client, person).get("/nodatkomst/behov/").status_code == 404
    readings = url("child_readings", cast.omar.public_id)
    text = shown(client, cast.olga, readings)
    assert "Dokumenterade att en kollega behöver se" in text
    assert "Läste ett skyddat barns adress" not in text
    opener(client, cast.mats).get(url("protected_contact", cast.omar.public_id))
    text = shown(client, cast.olga, readings)
    assert "Läste ett skyddat barns adress, telefon och enhet" in text
    assert "Mats" in named_on(text, cast)
    assert "skyddat barns" not in shown(client, cast.anna, url("child_readings", cast.elsa.public_id))


def test_the_familys_page_of_the_child_says_where_it_goes_to_school(cast_today: Cast, client: Client) -> None:
    """A10: also to a guardian who is the child's mentor."""
    cast = cast_today
    assert "Björkskolan" in shown(client, cast.olga, url("child", cast.omar.public_id))
    Responsible.objects.create(child=cast.omar, person=cast.mats, relation="guardian", in_effect=True, starts_on=cast.at.date() - DAY)
    assert "Björkskolan" in shown(client, cast.mats, url("child", cast.omar.public_id))
