"""Search finds only what I may know of."""

from typing import Any
from urllib.parse import quote

from django.test import Client

from larka.audit.models import Entry
from larka.core.swedish import swedish_sort_key
from tests.cast import Cast, opener
from tests.web.pages import main_text, more_children, named_on, shown


def found(cast: Cast, client: Client, who: str, question: str) -> set[str]:
    person = getattr(cast, who)
    return named_on(shown(client, person, f"/sok/?q={quote(question)}"), cast)


def test_a_guardian_finds_own_children_classmates_and_their_guardians(cast_today: Cast, client: Client) -> None:
    """A3."""
    assert found(cast_today, client, "anna", "Elsa") == {"Elsa"}
    assert found(cast_today, client, "anna", "Nils") == {"Nils"}
    assert found(cast_today, client, "anna", "Nora") == {"Nora"}


def test_nobody_finds_a_child_without_a_relation(cast_today: Cast, client: Client) -> None:
    """A1, A5: stranger, former guardian, former teacher, administrator, parent of the parallel class."""
    for who in ("stina", "frida", "viktor", "adam", "berit", "gosta", "annika"):
        assert found(cast_today, client, who, "Elsa") == set(), who
        assert "Inget hittades" in shown(client, getattr(cast_today, who), "/sok/?q=Elsa")


def test_a_protected_child_is_found_by_family_and_teaching_staff_alone(cast_today: Cast, client: Client) -> None:
    """A10."""
    cast = cast_today
    finders = {short for short, person in cast.people().items() if "Omar" in named_on(shown(client, person, "/sok/?q=Omar"), cast)}
    assert finders == {"Omar", "Olga", "Tess", "Mats", "Per", "Vera"}


def test_protected_staff_are_found_by_working_name_and_never_by_name(cast_today: Cast, client: Client) -> None:
    """A10: a hit on the real name would give it away."""
    cast = cast_today
    assert "Personal 4821" in shown(client, cast.anna, "/sok/?q=4821")
    assert "Inget hittades" in shown(client, cast.anna, f"/sok/?q={quote(cast.per.family_name)}")


def test_groups_and_pages_are_found_too(cast_today: Cast, client: Client) -> None:
    """4-pages: people and pages I may see."""
    text = shown(client, cast_today.anna, "/sok/?q=5A")
    assert "5A Matematik" in text
    assert "5B" not in text
    assert "5A Matematik" in shown(client, cast_today.anna, "/sok/?q=5a-mat"), "as people are: however it is written together"
    assert "Barnen" in shown(client, cast_today.anna, "/sok/?q=barnen")


def test_an_empty_or_strange_question_is_met_kindly(cast_today: Cast, client: Client) -> None:
    """Q2."""
    opener(client, cast_today.anna)
    for question in ("", " ", "e", "%00", "%25", "_%25_", "'%3B--", "%F0%9F%90%A6", "a" * 900, "x%20" * 200):
        response = client.get(f"/sok/?q={question}")
        assert response.status_code == 200, question
        assert named_on(main_text(response), cast_today) == set(), question


def test_what_was_typed_is_shown_and_never_run(cast_today: Cast, client: Client) -> None:
    """Q2."""
    page = opener(client, cast_today.anna).get("/sok/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_log_names_those_who_were_found(cast_today: Cast, client: Client) -> None:
    """A11."""
    opener(client, cast_today.mats).get("/sok/?q=Elsa")
    assert Entry.objects.latest("pk").child_ids == [cast_today.elsa.pk]


def test_search_pages_and_asks_a_fixed_number_of_questions(cast_today: Cast, client: Client, django_assert_num_queries: Any) -> None:
    """Speed; lists over 50 rows page; no total is told."""
    opener(client, cast_today.mats).get("/sok/?q=extra")
    more_children(cast_today, cast_today.class_5a, 3)
    with django_assert_num_queries(5):
        client.get("/sok/?q=extra")
    more_children(cast_today, cast_today.class_5a, 60)
    with django_assert_num_queries(5):
        page = client.get("/sok/?q=extra").content.decode()
    assert page.count("Extra</a>") == 50
    assert "?q=extra&amp;sida=2" in page
    assert "63" not in main_text(client.get("/sok/?q=extra"))


def test_a_name_is_found_however_it_is_spelt(cast_today: Cast, client: Client) -> None:
    """Capitals, accents and hyphens are no hindrance; å, ä and ö are letters of their own; protected staff by working names alike (A10)."""
    cast = cast_today
    rename(cast.elsa, given_name="André-Åsa", family_name="von Öst")
    for question in ("andre", "ANDRÉ", "Åsa", "andré-åsa", "von öst", "åsa andre", "ÖST"):
        assert found(cast, client, "anna", question) == {"André-Åsa"}, question
    for question in ("asa", "ost", "andre vonn", "---"):
        assert found(cast, client, "anna", question) == set(), question
    rename(cast.per, working_name="Åke Ö-ström 4821")
    for question in ("åke", "öström", "4821", "Ö-STRÖM åke"):
        assert "Åke Ö-ström 4821" in shown(client, cast.anna, f"/sok/?q={quote(question)}"), question


def rename(person: Any, **names: str) -> None:
    """The name, and the key it is sorted by, as the register would bring them."""
    for name, value in names.items():
        setattr(person, name, value)
    person.sort_key = swedish_sort_key(person.family_name, person.given_name)
    person.save()
