"""Start pages by role."""

import re
from typing import Any

from django.test import Client

from larka.register.choices import Role
from larka.register.models import Duty, Responsible, RoleGrant
from larka.web.addresses import url
from larka.web.tabs import JUDGEMENTS_PAGE
from tests.cast import Cast, opener
from tests.web.pages import more_children, named_on, shown, write_for
from tests.web.test_frame import entries_on


def test_a_guardian_finds_new_omdomen_first_and_all_children_whatever_unit(cast_today: Cast, client: Client) -> None:
    """A7, 4-pages: to do first, all children of all units."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.nils])
    text = shown(client, cast.anna, "/")
    assert named_on(text, cast) == {"Elsa", "Sam"}
    assert text.index("Läs omdömena för Elsa") < text.index("Björkskolan")
    assert "Lärkans förskola" in text
    assert "1 nytt ämne" in text


def test_an_omdome_that_is_read_is_no_longer_to_do(cast_today: Cast, client: Client) -> None:
    """4-pages: what is done moves down."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    opener(client, cast.anna).get(url(JUDGEMENTS_PAGE, cast.elsa.public_id))
    text = shown(client, cast.anna, "/")
    assert "Läs omdömena" not in text
    assert "Omdömen för Elsa" in text
    assert "Läs omdömena för Elsa" in shown(client, cast.anders, "/"), "the other guardian has not read (A12)"


def test_a_published_change_is_new_again(cast_today: Cast, client: Client) -> None:
    """What is published after I read it waits for me again."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    opener(client, cast.anna).get(url(JUDGEMENTS_PAGE, cast.elsa.public_id))
    write_for(cast, cast.mats, cast.swedish_5a, [cast.elsa])
    assert "1 nytt ämne" in shown(client, cast.anna, "/")


def test_unpublished_text_is_not_announced(cast_today: Cast, client: Client) -> None:
    """A6: before publication the family knows nothing of it."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa], publish=False)
    for person in (cast.anna, cast.elsa):
        text = shown(client, person, "/")
        assert "Läs omdömena" not in text
        assert "Inget nytt än" in text


def test_those_who_are_out_see_nobody_on_their_start_page(cast_today: Cast, client: Client) -> None:
    """A5, A9, A13, A17: former, waiting, restricted and of age."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.nils])
    for person in (cast.frida, cast.annika, cast.rut, cast.gun, cast.viktor, cast.adam):
        assert named_on(shown(client, person, "/"), cast) == set(), person.given_name


def test_a_pupil_sees_own_news_only(cast_today: Cast, client: Client) -> None:
    """A2: never a classmate's."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.nils])
    text = shown(client, cast.elsa, "/")
    assert "Läs dina omdömen" in text
    assert named_on(text, cast) == set(), "the pupil is not told their own name"


def test_a_teacher_sees_how_far_each_group_has_come(cast_today: Cast, client: Client) -> None:
    """4-pages: what do I need to do? The numbers are of the pupils the page for writing shows."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    write_for(cast, cast.tess, cast.maths_5a, [cast.nils], publish=False)
    text = shown(client, cast.tess, "/")
    assert "Matematik 5A Matematik · 3 elever 1 saknas 1 påbörjat 1 publicerat" in text
    assert named_on(text, cast) == set()


def test_a_mentor_sees_the_class_in_all_subjects(cast_today: Cast, client: Client) -> None:
    """A6: missing, begun, published; three pupils in three subjects."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    write_for(cast, cast.tess, cast.maths_5a, [cast.nils], publish=False)
    assert "5A Björkskolan · 3 elever 7 saknas 1 påbörjat 1 publicerat" in shown(client, cast.mats, "/")


def test_rektor_starts_from_the_unit(cast_today: Cast, client: Client) -> None:
    """4-pages: nothing but what there is to do, and the way to the unit, whose page has the numbers."""
    cast = cast_today
    text = shown(client, cast.rolf, "/")
    assert "Enheten Björkskolan" in text
    assert not re.search(r"\d+ (grupp|publicerat|publicerade)", text)
    text = shown(client, cast.rolf, url("unit", cast.school.public_id))
    assert "3 elever" in text
    assert "6 grupper" in text


def test_whoever_holds_an_office_alone_starts_from_what_they_look_after(cast_today: Cast, client: Client) -> None:
    """4-pages: the administrator is not told to ask the administrator."""
    text = shown(client, cast_today.adam, "/")
    assert "Det du sköter Registret Behörigheter Mallar" in text
    assert "Här är det tomt" not in text


def test_someone_who_is_guardian_and_teacher_sees_both_the_family_first(cast_today: Cast, client: Client) -> None:
    """4-pages: one account, both sides."""
    cast = cast_today
    Duty.objects.create(person=cast.anna, unit=cast.gymnasium, role_name="Lärare", role=Role.TEACHER, starts_on=cast.year.starts_on)
    text = shown(client, cast.anna, "/")
    assert text.index("Att göra") < text.index("Omdömen att skriva")


def test_the_start_page_asks_the_same_number_of_questions_whatever_the_rows(
    cast_today: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    """Speed: at most twelve queries."""
    cast = cast_today
    for person, most in ((cast.anna, 11), (cast.elsa, 10), (cast.tess, 7), (cast.mats, 10), (cast.rolf, 7)):
        opener(client, person).get("/")
        with django_assert_num_queries(most):
            client.get("/")
    more_children(cast, cast.maths_5a, 3)
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.nils, cast.omar])
    for person, most in ((cast.anna, 11), (cast.elsa, 10), (cast.tess, 7), (cast.mats, 10), (cast.rolf, 7)):
        opener(client, person)
        with django_assert_num_queries(most):
            client.get("/")


def test_who_is_not_signed_in_is_led_to_the_log_in_page(cast_today: Cast, client: Client) -> None:
    """A1."""
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/logga-in/")


def test_an_office_given_by_decision_shows_at_once_whatever_else_one_is(cast_today: Cast, client: Client) -> None:
    """A8, 4-pages: on the start page and in the navigation; what has no room there stands under Mer."""
    cast, day = cast_today, cast_today.at.date()
    Responsible.objects.create(child=cast.bo, person=cast.gosta, relation="guardian", in_effect=True, starts_on=day)
    before = shown(client, cast.gosta, "/")
    assert "Det du sköter" not in before
    for role in (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER):
        RoleGrant.objects.create(person=cast.gosta, role=role, unit=cast.municipality, decision="KS 1", starts_on=day)
    assert "Det du sköter Registret Behörigheter Mallar Loggen Nödåtkomst" in shown(client, cast.gosta, "/")
    side = entries_on(client.get("/").content.decode())
    assert side == ["Hem", "Barnen", "Mina grupper", "Omdömen", "Registret", "Mer"]
    more = shown(client, cast.gosta, "/mer/")
    assert [label in more for label in ("Behörigheter", "Loggen", "Nödåtkomst")] == [True] * 3
