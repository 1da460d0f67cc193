"""A child's page: who opens it, and whom it names."""

import re
from typing import Any

import pytest
from django.test import Client

from larka.access.policies import CHILD_READ
from larka.audit.models import Entry
from larka.register.models import Person
from larka.web.addresses import url
from larka.web.tabs import JUDGEMENTS_PAGE
from tests.cast import Cast, opener, readers
from tests.web.pages import main_text, named_on, shown


def page(child: Person) -> str:
    return url("child", child.public_id)


def openers(cast: Cast, client: Client, child: Person) -> set[str]:
    return {short for short, person in cast.people().items() if opener(client, person).get(page(child)).status_code == 200}


def test_the_page_opens_for_exactly_those_with_a_relation_today(cast_today: Cast, client: Client) -> None:
    """A1: the page agrees with the policy, and the policy with the rules."""
    cast = cast_today
    expected = {"Elsa", "Anna", "Anders", "Tess", "Mats", "Per", "Vera", "Petra", "Kim", "Rolf"}
    assert openers(cast, client, cast.elsa) == expected
    assert readers(CHILD_READ, cast.elsa, cast.at) == expected


def test_a_protected_child_opens_only_for_family_and_teaching_staff(cast_today: Cast, client: Client) -> None:
    """A10."""
    assert openers(cast_today, client, cast_today.omar) == {"Omar", "Olga", "Tess", "Mats", "Per", "Vera"}


def test_a_guardian_sees_school_staff_and_the_other_guardian(cast_today: Cast, client: Client) -> None:
    """A3: names of staff by what they are; the waiting and the former adult are not there (A5, A9)."""
    text = shown(client, cast_today.anna, page(cast_today.elsa))
    assert named_on(text, cast_today) == {"Elsa", "Anna", "Anders", "Tess", "Mats"}
    assert "Lärare: Matematik" in text
    assert "Björkskolan, årskurs 5" in text


def test_staff_with_several_roles_stand_once(cast_today: Cast, client: Client) -> None:
    """4-pages: Mats is mentor and teaches Swedish, on the child's page and on the group's."""
    for address in (page(cast_today.elsa), url("group", cast_today.class_5a.public_id)):
        text = shown(client, cast_today.anna, address)
        assert text.count("Mats") == 1
        assert "Mats Lundqvist Mentor" in text
    assert "Mentor · Lärare: Svenska" in shown(client, cast_today.anna, page(cast_today.elsa))


def test_every_page_of_a_child_has_the_same_head(cast_today: Cast, client: Client) -> None:
    """4-pages: name, class, and for a guardian of several the way to the other children."""
    cast = cast_today
    for person in (cast.anna, cast.elsa, cast.mats, cast.rolf):
        heads = set()
        for name in ("child", JUDGEMENTS_PAGE):
            html = opener(client, person).get(url(name, cast.elsa.public_id)).content.decode()
            switcher = re.search(r'<nav class="switcher" aria-label="Välj barn">.*?</nav>', html, re.DOTALL)
            head = re.search(r'<div class="child-head">.*?</p></div>', html, re.DOTALL)
            assert head
            heads.add((" ".join(head.group().split()), " ".join(switcher.group().split()) if switcher else ""))
        ((head, switcher),) = heads
        assert '<p class="muted">5A</p>' in head
        assert bool(switcher) is (person is cast.anna)


def test_the_page_of_omdomen_asks_few_questions(cast_today: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    """Speed."""
    for person in (cast_today.anna, cast_today.elsa, cast_today.mats):
        opener(client, person).get(url(JUDGEMENTS_PAGE, cast_today.elsa.public_id))
        with django_assert_max_num_queries(7):
            client.get(url(JUDGEMENTS_PAGE, cast_today.elsa.public_id))


def test_protected_staff_appear_by_working_name(cast_today: Cast, client: Client) -> None:
    """A10."""
    text = shown(client, cast_today.anna, page(cast_today.elsa))
    assert "Personal 4821 Lärare: Musik" in text
    assert "Per " not in text


def test_other_staff_of_the_unit_see_name_and_groups_only(cast_today: Cast, client: Client) -> None:
    """A6: no guardians, and no tab to documents."""
    text = shown(client, cast_today.kim, page(cast_today.elsa))
    assert named_on(text, cast_today) == {"Elsa", "Tess", "Mats"}
    assert "Omdömen" not in text
    assert "Vårdnadshavare" not in text


def test_a_restricted_guardian_is_named_to_nobody(cast_today: Cast, client: Client) -> None:
    """A17: out everywhere at once, for the other guardian and for staff."""
    for person in (cast_today.nora, cast_today.mats, cast_today.tess):
        assert "Rut" not in named_on(shown(client, person, page(cast_today.nils)), cast_today)


def test_a_pupil_of_age_stands_alone_on_the_page(cast_today: Cast, client: Client) -> None:
    """A13: no guardians any more."""
    text = shown(client, cast_today.agnes, page(cast_today.agnes))
    assert named_on(text, cast_today) == {"Agnes", "Gösta"}


def test_the_family_switcher_offers_all_children_by_first_name(cast_today: Cast, client: Client) -> None:
    """4-pages: a guardian with several children switches by tapping the name."""
    response = opener(client, cast_today.anna).get(page(cast_today.elsa))
    html = response.content.decode()
    assert f'<a href="{page(cast_today.sam)}">Sam</a>' in html
    assert f'<a href="{page(cast_today.elsa)}" aria-current="page">Elsa</a>' in html
    assert "Välj barn" not in opener(client, cast_today.olga).get(page(cast_today.omar)).content.decode()


def test_tabs_are_only_those_that_exist_for_the_reader(cast_today: Cast, client: Client) -> None:
    """4-pages; C4: preschool sets no results, so it has no tab for them."""
    assert url(JUDGEMENTS_PAGE, cast_today.elsa.public_id) in opener(client, cast_today.anna).get(page(cast_today.elsa)).content.decode()
    assert url(JUDGEMENTS_PAGE, cast_today.sam.public_id) not in opener(client, cast_today.anna).get(page(cast_today.sam)).content.decode()


def test_missing_and_forbidden_are_the_same_bytes(cast_today: Cast, client: Client) -> None:
    """A1: a stranger cannot tell a child from nothing."""
    opener(client, cast_today.stina)
    forbidden = client.get(page(cast_today.elsa))
    missing = client.get("/barn/01900000-0000-7000-8000-000000000000/")
    elsewhere = client.get("/finns-inte")
    assert forbidden.status_code == missing.status_code == elsewhere.status_code == 404
    assert forbidden.content == missing.content == elsewhere.content
    assert "Sidan finns inte, eller så har du inte tillgång till den." in main_text(missing)


def test_a_pupil_reaches_the_own_page_by_a_fixed_address(cast_today: Cast, client: Client) -> None:
    """4-pages."""
    response = opener(client, cast_today.elsa).get("/jag/", follow=True)
    assert response.redirect_chain == [(page(cast_today.elsa), 302)]


def test_opening_the_page_is_logged_with_child_and_role(cast_today: Cast, client: Client) -> None:
    """A11."""
    opener(client, cast_today.mats).get(page(cast_today.elsa))
    entry = Entry.objects.latest("pk")
    assert (entry.person_id, entry.role, entry.child_ids, entry.action) == (cast_today.mats.pk, "mentor", [cast_today.elsa.pk], "child")


def test_the_page_asks_a_fixed_number_of_questions(cast_today: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    """Speed."""
    opener(client, cast_today.anna).get(page(cast_today.elsa))
    with django_assert_max_num_queries(9):
        client.get(page(cast_today.elsa))


def tabs_of(html: str) -> str:
    """The tabs of the page."""
    return "".join(re.findall(r'<nav class="tabs".*?</nav>', html, re.DOTALL))


@pytest.mark.parametrize("name", ["child", "child_plans", "child_forms", "child_talks", "child_readings", "proxies", "child_judgements"])
def test_preschool_has_no_tab_of_omdomen_on_any_page_about_the_child(cast_today: Cast, client: Client, name: str) -> None:
    """C4: nor for rektor; a pupil has it on each."""
    has = {
        child.given_name: url(JUDGEMENTS_PAGE, child.public_id)
        in tabs_of(opener(client, cast_today.anna).get(url(name, child.public_id)).content.decode())
        for child in (cast_today.elsa, cast_today.sam)
    }
    assert has == {"Elsa": True, "Sam": False}
    page = opener(client, cast_today.rita).get(url("child_decisions", cast_today.sam.public_id)).content.decode()
    assert url(JUDGEMENTS_PAGE, cast_today.sam.public_id) not in page
