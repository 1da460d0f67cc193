"""A new id with a known number: perhaps the same person. Until it is confirmed nothing of either changes (B6)."""

import json
from typing import Any

import pytest

from larka.exchange.actions import Outcome
from larka.register.models import Person, Responsible
from tests.exchange.small_register import Importer, SmallRegister, an_id, by_name, changes, codes, everything, found, the


def renamed(register: SmallRegister, old: str, new: str) -> SmallRegister:
    """The same register where a person has another id."""
    other = register.copy()
    other.files = json.loads(json.dumps(register.files).replace(an_id(old), an_id(new)))
    return other


def test_a_new_id_with_a_known_number_is_proposed_as_the_same_person(imported: Importer, register: SmallRegister) -> None:
    """B6: never applied silently; both stand still until it is confirmed, and then it is one person with its history."""
    elsa = the("elsa")
    anew = renamed(register, "elsa", "elsa-igen")
    proposed = imported(anew)
    assert by_name(proposed) == [("merge_proposed", "Elsa Hägg")]
    assert changes(proposed) == {}
    assert not Person.objects.filter(source_id=an_id("elsa-igen")).exists()
    assert elsa.placements.filter(ends_on=None).count() == 2
    assert elsa.memberships.filter(ends_on=None).count() == 2
    confirmed = imported(anew, codes=codes(proposed))
    assert confirmed.outcome is Outcome.APPLIED
    elsa.refresh_from_db()
    assert str(elsa.source_id) == an_id("elsa-igen")
    assert (elsa.placements.count(), elsa.memberships.count(), elsa.responsibles.count()) == (2, 2, 2)
    assert changes(imported(anew)) == {}


def in_register() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the register's tables."""
    return {table: rows for table, rows in everything().items() if table.startswith("register_")}


@pytest.mark.parametrize("lists", ["the old id", "neither id"])
def test_while_a_new_id_waits_nothing_of_the_known_person_ends(imported: Importer, register: SmallRegister, lists: str) -> None:
    """B6: only persons.json has the new id; the other files still have the old one, or leave the person out."""
    before = in_register()
    anew = register.copy()
    anew.files["persons"] = renamed(register, "elsa", "elsa-igen").files["persons"]
    if lists == "neither id":
        anew.drop("placements", "fritids-elsa")
        for group in ("5A", "5A-ma"):
            anew.row("groups", group)["groupMemberships"].pop(0)
    proposed = imported(anew, allow_ends=False)
    assert (by_name(proposed), changes(proposed)) == ([("merge_proposed", "Elsa Hägg")], {})
    assert in_register() == before


def test_memberships_that_name_the_old_id_go_on_when_the_new_one_is_confirmed(imported: Importer, register: SmallRegister) -> None:
    """B5, B6: the files that lag behind are listed, and end nothing, in that run or the next."""
    anew = register.copy()
    anew.files["persons"] = renamed(register, "elsa", "elsa-igen").files["persons"]
    imported(anew, codes=codes(imported(anew)))
    assert {("groups", an_id("5A"), "groupMemberships.person")} <= found(imported(anew, days=1))
    assert set(the("elsa-igen").memberships.values_list("group__name", "ends_on")) == {("5A", None), ("5A-ma", None)}


def test_a_guardian_with_a_new_id_is_not_told_as_removed(imported: Importer, register: SmallRegister) -> None:
    """B5, B6: while the merge waits the child's adults stay as they are."""
    anew = renamed(register, "elsas-mamma", "mamma-igen")
    assert by_name(imported(anew)) == [("merge_proposed", "Elsas-mamma Hägg")]
    assert Responsible.objects.filter(child=the("elsa"), ends_on=None, in_effect=True).count() == 2
