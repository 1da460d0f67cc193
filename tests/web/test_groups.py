"""Groups and units: counts equal rows, protected children are absent."""

import re
from typing import Any

from django.test import Client

from larka.access.policies import GROUP_READ
from larka.audit.models import Entry
from larka.register.models import Group, Organisation, Responsible
from larka.web.addresses import url
from tests.cast import Cast, opener, readers
from tests.web.pages import main_text, more_children, named_on, rows_on, shown


def test_families_see_classmates_and_their_guardians_but_no_protected_child(cast_today: Cast, client: Client) -> None:
    """A3, A10, A17: Omar and Olga are absent, so is the restricted guardian, the former and the waiting one."""
    text = shown(client, cast_today.anna, url("group", cast_today.class_5a.public_id))
    assert named_on(text, cast_today) == {"Elsa", "Nils", "Anna", "Anders", "Nora", "Mats"}


def test_the_mentor_sees_the_protected_child_too(cast_today: Cast, client: Client) -> None:
    """A10."""
    text = shown(client, cast_today.mats, url("group", cast_today.class_5a.public_id))
    assert named_on(text, cast_today) == {"Elsa", "Nils", "Omar", "Anna", "Anders", "Nora", "Olga", "Mats"}


def test_a_mentor_who_has_a_child_in_the_class_sees_the_same_class(cast_today: Cast, client: Client) -> None:
    """A3, A10: work alone opens the page, so being a guardian besides adds nothing to it and takes nothing away."""
    address = url("group", cast_today.class_5a.public_id)
    before = shown(client, cast_today.mats, address)
    Responsible.objects.create(child=cast_today.nils, person=cast_today.mats, relation="guardian", starts_on=cast_today.at.date())
    after = shown(client, cast_today.mats, address)
    assert named_on(after, cast_today) == named_on(before, cast_today) == {"Elsa", "Nils", "Omar", "Anna", "Anders", "Nora", "Olga", "Mats"}
    assert rows_on(client.get(address).content.decode()) == 3


def test_a_protected_pupil_sees_the_class_and_itself(cast_today: Cast, client: Client) -> None:
    """A10: they can use the system."""
    text = shown(client, cast_today.omar, url("group", cast_today.class_5a.public_id))
    assert {"Omar", "Elsa", "Nils"} <= named_on(text, cast_today)


def test_the_teacher_of_the_parallel_class_sees_names_only(cast_today: Cast, client: Client) -> None:
    """A6, A10: other staff of the unit; neither guardians nor the protected pupil."""
    text = shown(client, cast_today.petra, url("group", cast_today.class_5a.public_id))
    assert named_on(text, cast_today) == {"Elsa", "Nils", "Mats"}


def test_the_page_opens_for_exactly_those_whom_the_policy_lets_in(cast_today: Cast, client: Client) -> None:
    """A1, A5, A9, A16."""
    address = url("group", cast_today.class_5a.public_id)
    opened = {short for short, person in cast_today.people().items() if opener(client, person).get(address).status_code == 200}
    assert opened == readers(GROUP_READ, cast_today.class_5a, cast_today.at)
    assert not opened & {"Frida", "Annika", "Rut", "Viktor", "Stina", "Adam", "Berit", "Rita"}


def test_every_count_equals_the_rows_that_the_reader_is_shown(cast_today: Cast, client: Client) -> None:
    """A10: on my groups, on the unit's page and in search, for everyone who has such a page."""
    cast = cast_today
    for person in (cast.anna, cast.olga, cast.elsa, cast.omar, cast.mats, cast.tess, cast.petra, cast.kim, cast.rolf, cast.vera):
        opener(client, person)
        for address in ("/grupper/", url("unit", cast.school.public_id), "/sok/?q=5A"):
            page = client.get(address).content.decode()
            for group, count in re.findall(r'<li><a href="(/grupper/[^"]+)">.*?(\d+) elev', page, re.DOTALL):
                assert rows_on(client.get(group).content.decode()) == int(count), f"{person.given_name}: {group} on {address}"


def test_children_are_in_preschool_and_pupils_in_school(cast_today: Cast, client: Client) -> None:
    """6-words: a unit with both has both; a group whose school form the register does not say, too."""
    cast = cast_today
    assert "Avdelning · Lärkans förskola · 1 barn" in shown(client, cast.sussi, "/grupper/")
    assert "1 barn 1 grupp" in shown(client, cast.rita, url("unit", cast.preschool.public_id))
    assert "Barn Namn" in shown(client, cast.sussi, url("group", cast.humlan.public_id))
    school = url("unit", cast.school.public_id)
    assert "3 elever 6 grupper" in shown(client, cast.rolf, school)
    assert "Klass · 2 elever" in shown(client, cast.rolf, school)
    assert "Elever Namn" in shown(client, cast.rolf, url("group", cast.class_5a.public_id))
    Organisation.objects.filter(pk=cast.school.pk).update(school_forms=["FS", "GR"])
    Group.objects.filter(pk=cast.class_5a.pk).update(school_form="")
    assert "3 barn och elever" in shown(client, cast.rolf, school)
    assert "Klass · 2 barn och elever" in shown(client, cast.rolf, school)


def test_my_groups_are_those_i_work_with_am_in_or_have_children_in(cast_today: Cast, client: Client) -> None:
    """4-pages; a former teacher and a stranger have none of them (A5)."""
    cast = cast_today
    expected = {
        "anna": {"5A", "5A Matematik", "5A Musik", "5A Svenska", "Humlan"},
        "tess": {"5A Matematik"},
        "mats": {"5A", "5A Svenska"},
        "vera": {"5A", "5A Matematik"},
        "bo": {"5B", "5B Matematik"},
        "viktor": set(),
        "rolf": set(),
    }
    for key, groups in expected.items():
        page = opener(client, getattr(cast, key)).get("/grupper/").content.decode()
        assert set(re.findall(r'<li><a href="/grupper/[^"]+">([^<]+)</a>', page)) == groups, key


def test_a_unit_is_for_those_who_work_there(cast_today: Cast, client: Client) -> None:
    """A1, A6."""
    address = url("unit", cast_today.school.public_id)
    opened = {short for short, person in cast_today.people().items() if opener(client, person).get(address).status_code == 200}
    assert opened == {"Tess", "Mats", "Per", "Petra", "Kim", "Rolf"}


def test_one_unit_opens_at_once(cast_today: Cast, client: Client) -> None:
    """Fewest possible steps."""
    response = opener(client, cast_today.rolf).get("/enheter/", follow=True)
    assert response.redirect_chain == [(url("unit", cast_today.school.public_id), 302)]
    assert "Du har ingen enhet i dag" in main_text(opener(client, cast_today.anna).get("/enheter/"))


def test_a_long_list_is_paged_without_telling_how_long_it_is(cast_today: Cast, client: Client) -> None:
    """4-pages: lists over 50 rows page."""
    more_children(cast_today, cast_today.class_5a, 60)
    address = url("group", cast_today.class_5a.public_id)
    first = opener(client, cast_today.mats).get(address).content.decode()
    second = client.get(f"{address}?sida=2").content.decode()
    assert (rows_on(first), rows_on(second)) == (50, 13)
    assert "?sida=2" in first
    assert "?sida=3" not in second
    for strange in ("0", "-1", "x", "9" * 900, ""):
        assert client.get(f"{address}?sida={strange}").status_code == 200


def test_the_log_names_exactly_the_children_that_were_shown(cast_today: Cast, client: Client) -> None:
    """A11."""
    cast = cast_today
    opener(client, cast.anna).get(url("group", cast.class_5a.public_id))
    entry = Entry.objects.latest("pk")
    assert set(entry.child_ids) == {cast.elsa.pk, cast.nils.pk}
    assert entry.role == "members_guardian"


def test_group_pages_ask_the_same_number_of_questions_with_three_rows_and_with_thirty(
    cast_today: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    """Speed."""
    cast = cast_today
    addresses = {url("group", cast.class_5a.public_id): 6, "/grupper/": 4, url("unit", cast.school.public_id): 6}
    opener(client, cast.mats)
    for address, most in addresses.items():
        client.get(address)
        with django_assert_num_queries(most):
            client.get(address)
    more_children(cast, cast.class_5a, 27)
    for address, most in addresses.items():
        with django_assert_num_queries(most):
            client.get(address)


def test_mentor_and_rektor_reach_the_class_status_from_the_class(cast_today: Cast, client: Client) -> None:
    """4-pages: two steps from the start page; nobody else is offered a way that would end in 404."""
    cast = cast_today
    address = url("group", cast.class_5a.public_id)
    there = url("class_status", cast.class_5a.public_id)
    offered = {key for key in ("mats", "rolf", "tess", "petra", "vera", "anna", "elsa") if there in opened_page(cast, client, key, address)}
    assert offered == {"mats", "rolf"}


def opened_page(cast: Cast, client: Client, key: str, address: str) -> str:
    return opener(client, getattr(cast, key)).get(address).content.decode()


def test_whom_a_whole_unit_reaches_is_counted_and_named_for_those_who_work_there(cast_today: Cast, client: Client) -> None:
    """A18, F1: rektor's number is that of rektor's list; whoever does not work there has no such page (A1)."""
    cast = cast_today
    address = url("unit_everyone", cast.school.public_id)
    page = shown(client, cast.rolf, address)
    assert "Det som skrivs till hela enheten når 13 personer." in page
    assert "Alla 13 Barn och elever på enheten 3 Vårdnadshavare på enheten 4 Personal på enheten 6" in page
    assert named_on(page, cast) == {"Elsa", "Nils", "Bo", "Anna", "Anders", "Nora", "Berit", "Tess", "Mats", "Petra", "Kim", "Rolf"}
    assert {short for short, person in cast.people().items() if opener(client, person).get(address).status_code == 200} == {
        "Tess", "Mats", "Per", "Petra", "Kim", "Rolf",
    }  # fmt: skip
    of_the_whole = shown(client, cast.adam, url("unit_everyone", cast.municipality.public_id))
    assert "Det som skrivs till hela enheten når 20 personer. Du ser namnen på dem som du har med att göra." in of_the_whole
    assert named_on(of_the_whole, cast) == {"Adam"}


def test_a_long_list_of_receivers_is_paged_and_searched_without_javascript(cast_today: Cast, client: Client) -> None:
    """Pages, Q1: the address of each page is the page's own; fetched into another page its links fetch."""
    cast = cast_today
    more_children(cast, cast.class_5a, 60)
    address = url("unit_everyone", cast.school.public_id)
    plain = opener(client, cast.rolf).get(address, {"roll": "pupil"}).content.decode()
    assert f'href="{address}?roll=pupil&amp;sida=2"' in plain
    assert "hx-get" not in plain.split("<main")[1]
    assert 'name="namn"' in plain
    fetched = client.get(address, {"roll": "pupil"}, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{address}?roll=pupil&amp;sida=2"' in fetched
    assert 'name="namn"' not in fetched, "a form within another page's form would be sent with it"
    assert "Barn7 Extra" in main_text(client.get(address, {"namn": "barn7"}))
    assert "Ingen i listan heter så." in main_text(client.get(address, {"namn": "xyzzy"}))
