"""The contact list of a group: each person as that person chose, and nobody who is protected or kept away."""

import re
from typing import Any

import pytest
from django.test import Client

from larka.audit.models import Entry
from larka.people.actions.profile import change_profile
from larka.register.choices import Protection
from larka.register.models import ContactDetails, GroupMembership, Person, Placement, Responsible, Restriction
from larka.web.access import CONTACTS_READ
from larka.web.addresses import url
from tests.cast import Cast, actor, opener, readers
from tests.web.pages import main_text, more_children, named_on, rows_on, shown


@pytest.fixture
def cast(cast_today: Cast) -> Cast:
    """Everybody has an e-mail, a phone and an address in the register."""
    phones, addresses = [{"value": "070-123 45 67"}], [{"streetAddress": "Hemliga gatan 1", "locality": "Lärköping"}]
    ContactDetails.objects.update(phones=phones, addresses=addresses)
    return cast_today


def shows(cast: Cast, *people: Person, phone: bool = False, presentation: str = "") -> None:
    """These choose to show their e-mail, and perhaps the phone."""
    for person in people:
        own = ContactDetails.objects.get(person=person)
        phones = [row["value"] for row in own.phones] if phone else []
        emails = [row["value"] for row in own.emails]
        change_profile(by=actor(person, cast.at), presentation=presentation, emails=emails, phones=phones, version=0)


def everybody(cast: Cast) -> list[Person]:
    return list(cast.people().values())


def addresses_on(text: str) -> set[str]:
    """Whose e-mail stands on the page."""
    return set(re.findall(r"(\w+)@hem\.example", text))


def listed(cast: Cast) -> str:
    return url("contacts", cast.class_5a.public_id)


def test_nothing_but_names_stands_there_until_somebody_chooses(cast: Cast, client: Client) -> None:
    """A3: names of pupils, guardians and staff; Omar and Olga are not among them, nor Rut, Frida and Annika (A9, A10, A17)."""
    text = shown(client, cast.anna, listed(cast))
    assert named_on(text, cast) == {"Elsa", "Nils", "Anna", "Anders", "Nora", "Mats"}
    assert "Vera" not in text  # a substitute by the hour is no contact
    assert not addresses_on(text)
    assert "070" not in text


def test_each_is_shown_as_each_chose_and_no_address_ever(cast: Cast, client: Client) -> None:
    """A3: of separated guardians one shows e-mail and phone, the other nothing; neither decides for the other."""
    shows(cast, cast.anna, phone=True)
    shows(cast, cast.nils, cast.mats)
    for reader in (cast.anders, cast.nora, cast.elsa, cast.tess, cast.mats):
        group = cast.maths_5a if reader == cast.tess else cast.class_5a
        text = shown(client, reader, url("contacts", group.public_id))
        assert addresses_on(text) == ({"anna", "nils"} if reader == cast.tess else {"anna", "nils", "mats"}), reader.given_name
        assert text.count("070-123 45 67") == 1
        assert "Hemliga gatan" not in text


def test_protected_and_restricted_people_are_absent_for_every_reader_whatever_they_chose(cast: Cast, client: Client) -> None:
    """A10, A17: staff who teach the protected pupil do not find it in the list that is printed, either; nor does its own family."""
    shows(cast, *everybody(cast))
    for reader in (cast.anna, cast.elsa, cast.omar, cast.olga, cast.nora, cast.mats, cast.vera):
        text = shown(client, reader, listed(cast))
        assert named_on(text, cast) == {"Elsa", "Nils", "Anna", "Anders", "Nora", "Mats"}, reader.given_name
        assert addresses_on(text) == {"elsa", "nils", "anna", "anders", "nora", "mats"}, reader.given_name
    music = shown(client, cast.anna, url("contacts", cast.music_5a.public_id))
    assert "Personal 4821" not in music
    assert addresses_on(music) == {"elsa", "nils", "anna", "anders", "nora"}


def test_a_protected_guardian_of_an_unprotected_child_is_absent(cast: Cast, client: Client) -> None:
    """A10: the child stands there with its other guardian alone."""
    shows(cast, cast.anders)
    Person.objects.filter(pk=cast.anders.pk).update(protection=Protection.MARKED)
    text = shown(client, cast.mats, listed(cast))
    assert named_on(text, cast) == {"Elsa", "Nils", "Anna", "Nora", "Mats"}
    assert not addresses_on(text)


def test_a_choice_ends_with_the_relation(cast: Cast, client: Client) -> None:
    """A5, A17: the same day."""
    shows(cast, cast.anders, cast.nils)
    Responsible.objects.filter(person=cast.anders, child=cast.elsa).update(ends_on=cast.at.date())
    GroupMembership.objects.filter(child=cast.nils, group=cast.class_5a).update(ends_on=cast.at.date())
    text = shown(client, cast.anna, listed(cast))
    assert named_on(text, cast) == {"Elsa", "Anna", "Mats"}
    assert not addresses_on(text)


def test_a_guardian_who_becomes_restricted_leaves_the_list_and_loses_it(cast: Cast, client: Client) -> None:
    """A17: out everywhere at once."""
    shows(cast, cast.anders)
    assert "anders" in addresses_on(shown(client, cast.nora, listed(cast)))
    Restriction.objects.create(child=cast.elsa, person=cast.anders, reference="T 1-26", starts_on=cast.at.date())
    assert "Anders" not in shown(client, cast.nora, listed(cast))
    assert opener(client, cast.anders).get(listed(cast)).status_code == 404


def test_what_changes_in_the_register_is_shown_when_it_is_chosen_again(cast: Cast, client: Client) -> None:
    """A3: a new address was never chosen; the old one is no longer the person's."""
    shows(cast, cast.anna)
    ContactDetails.objects.filter(person=cast.anna).update(emails=[{"value": "ny@hem.example"}])
    assert not addresses_on(shown(client, cast.nora, listed(cast)))


def test_the_list_opens_for_the_groups_pupils_guardians_and_staff_alone(cast: Cast, client: Client) -> None:
    """A1, A3: not for others at the unit, rektor included; it stands behind a button on the group's page for those alone."""
    opened = {short for short, person in cast.people().items() if opener(client, person).get(listed(cast)).status_code == 200}
    assert opened == readers(CONTACTS_READ, cast.class_5a, cast.at)
    assert opened == {"Elsa", "Omar", "Nils", "Anna", "Anders", "Olga", "Nora", "Mats", "Vera"}
    page = url("group", cast.class_5a.public_id)
    assert listed(cast) in opener(client, cast.anna).get(page).content.decode()
    assert listed(cast) not in opener(client, cast.rolf).get(page).content.decode()


def test_the_paper_says_that_it_is_not_to_be_shared(cast: Cast, client: Client) -> None:
    """F5, C10."""
    page = opener(client, cast.mats).get(listed(cast)).content.decode()
    assert "Endast för behöriga – får ej delas" in re.sub(r'<(\w+)[^>]*class="[^"]*no-print.*?</\1>', "", page, flags=re.DOTALL)


def test_every_link_in_the_list_opens(cast: Cast, client: Client) -> None:
    """A3: names lead to what people say of themselves, for all who see the list."""
    shows(cast, *everybody(cast), presentation="Jag spelar fotboll.")
    for reader in (cast.anna, cast.elsa, cast.omar, cast.olga, cast.mats, cast.vera):
        page = opener(client, reader).get(listed(cast)).content.decode()
        links = set(re.findall(r'href="(/personer/[^"]+)"', page))
        assert len(links) == 6, reader.given_name
        assert {client.get(link).status_code for link in links} == {200}, reader.given_name


def test_the_log_names_the_children_that_were_shown(cast: Cast, client: Client) -> None:
    """A11."""
    opener(client, cast.anna).get(listed(cast))
    entry = Entry.objects.latest("pk")
    assert (entry.action, set(entry.child_ids)) == ("contacts", {cast.elsa.pk, cast.nils.pk})


def test_a_long_list_is_paged(cast: Cast, client: Client) -> None:
    """4-pages: over fifty rows."""
    more_children(cast, cast.class_5a, 60)
    first = opener(client, cast.mats).get(listed(cast)).content.decode()
    second = client.get(f"{listed(cast)}?sida=2").content.decode()
    assert (rows_on(first), rows_on(second)) == (50, 12)


def test_the_list_asks_as_many_questions_with_two_rows_as_with_thirty(
    cast: Cast, client: Client, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    """Speed: at most eight."""
    shows(cast, *everybody(cast))
    opener(client, cast.mats).get(listed(cast))
    with django_assert_max_num_queries(8) as asked:
        client.get(listed(cast))
    few = len(asked)
    more_children(cast, cast.class_5a, 27)
    with django_assert_num_queries(few):
        client.get(listed(cast))


def test_an_empty_group_says_so(cast: Cast, client: Client) -> None:
    """4-pages."""
    Placement.objects.all().delete()
    assert "Ingen är i gruppen i dag" in main_text(opener(client, cast.mats).get(listed(cast)))
