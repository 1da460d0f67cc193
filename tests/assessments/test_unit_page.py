"""Rektor's page: which classes have omdömen left to write."""

import re
from typing import Any

from django.test import Client

from larka.audit.models import Entry
from larka.register.models import Person
from larka.web.addresses import url
from tests.cast import Cast, opener
from tests.web.pages import main_text, more_children, named_on, shown, write_for


def table(client: Client, person: Person, address: str) -> dict[str, tuple[int, ...]]:
    """Class → pupils, missing, begun, published, in the order of the page."""
    page = opener(client, person).get(address).content.decode()
    rows = re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a></th>(.*?)</tr>', page, re.DOTALL)
    return {name: tuple(int(n) for n in re.findall(r"<td[^>]*>(\d+)</td>", cells)) for name, cells in rows}


def test_rektor_sees_which_classes_have_most_left_in_numbers_that_equal_the_class_page(cast_today: Cast, client: Client) -> None:
    """A6, A10: numbers and classes only; the protected pupil, whom rektor is not shown, is not counted."""
    cast = cast_today
    address = url("unit_status", cast.school.public_id)
    before = table(client, cast.rolf, address)
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    write_for(cast, cast.tess, cast.maths_5a, [cast.omar], publish=False)
    after = table(client, cast.rolf, address)
    assert set(after) == set(before) == {"5A", "5B"}
    assert (after["5A"][2:], after["5B"]) == ((0, 1), before["5B"])
    assert sum(after["5A"][1:]) == sum(before["5A"][1:])
    said = shown(client, cast.rolf, url("class_status", cast.class_5a.public_id))
    assert f"{after['5A'][1]} saknas 0 påbörjade 1 publicerat" in said
    assert named_on(shown(client, cast.rolf, address), cast) == set()


def test_the_page_is_for_the_units_rektor_and_nobody_else(cast_today: Cast, client: Client) -> None:
    """A1, A8: administering, teaching or leading another unit does not open it; the refusal is logged."""
    cast = cast_today
    address = url("unit_status", cast.school.public_id)
    opened = {short for short, person in cast.people().items() if opener(client, person).get(address).status_code == 200}
    assert opened == {"Rolf"}
    assert Entry.objects.filter(kind=Entry.Kind.REFUSED, action__startswith="judgement.unit").count() == len(cast.people()) - 1


def test_the_page_asks_the_same_number_of_questions_whatever_the_rows(
    cast_today: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    """Speed."""
    cast = cast_today
    address = url("unit_status", cast.school.public_id)
    opener(client, cast.rolf).get(address)
    for extra in (0, 3):
        more_children(cast, cast.class_5a, extra)
        with django_assert_num_queries(8):
            page = client.get(address)
    assert "5A" in main_text(page)


def test_printing_is_offered_when_something_is_published(cast_today: Cast, client: Client) -> None:
    """4-pages: a button that can only fail is not there; the page says why."""
    address, button = url("unit_status", cast_today.school.public_id), "Skriv ut alla omdömen för terminen"
    nothing = shown(client, cast_today.rolf, address)
    assert button not in nothing
    assert "finns inget att skriva ut" in nothing
    write_for(cast_today, cast_today.tess, cast_today.maths_5a, [cast_today.elsa])
    assert button in shown(client, cast_today.rolf, address)
