"""What stands above what: an organisation never above itself."""

import pytest

from larka.register.models import Organisation
from tests.exchange.small_register import Importer, SmallRegister, an_id, changes, found, ref

CIRCLES = {
    "itself": {"skola": "skola"},
    "two": {"skola": "skola2", "skola2": "skola"},
    "three": {"kommun": "skola", "skola": "skola2", "skola2": "kommun"},
}


def above(key: str) -> str | None:
    """The name of what stands above an organisation."""
    return Organisation.objects.values_list("parent__name", flat=True).get(source_id=an_id(key))


@pytest.mark.parametrize("circle", CIRCLES.values(), ids=CIRCLES)
def test_an_organisation_above_itself_is_listed_and_comes_in_without_one(
    importing: Importer, register: SmallRegister, circle: dict[str, str]
) -> None:
    """B5: each organisation of the circle, the others as they stand; the same files again change nothing."""
    for below, parent in circle.items():
        register.row("organisations", below)["parentOrganisation"] = ref(parent)
    result = importing(register)
    assert found(result) == {("organisations", an_id(below), "parentOrganisation") for below in circle}
    whole = {"skola", "skola2"} - set(circle)
    assert {key: above(key) for key in (*circle, *whole)} == dict.fromkeys(circle) | dict.fromkeys(whole, "Lärköpings kommun")
    assert changes(importing(register, days=1)) == {}


def test_a_circle_through_a_row_that_was_left_out_is_found(imported: Importer, register: SmallRegister) -> None:
    """B5: a row that cannot be read stands where it stood."""
    register.row("organisations", "kommun")["parentOrganisation"] = ref("skola")
    register.row("organisations", "skola")["displayName"] = None
    result = imported(register, days=1)
    assert found(result) == {("organisations", an_id("skola"), "displayName"), ("organisations", an_id("kommun"), "parentOrganisation")}
    assert (above("kommun"), above("skola")) == (None, "Lärköpings kommun")
