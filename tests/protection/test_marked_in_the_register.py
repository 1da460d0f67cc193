"""A child is marked in the register during the year: the import takes it away from everybody's pages at once (A10, B5)."""

import datetime as dt

import pytest

from larka.access.policies import CHILD_READ, NAME_READ
from larka.audit.models import Entry
from larka.people.models import ImportRun, PendingChange
from larka.register.choices import Protection
from larka.register.models import Person
from larka.web.queries.overviews import unit_sizes, with_members
from larka.web.queries.people import matching_people
from tests.cast import NOON, actor
from tests.exchange.small_register import Importer, SmallRegister, by_name, codes, number, the


def seen_by(key: str, child: Person, days: int) -> dict[str, bool | int]:
    """What this person is shown of the child, in names and in numbers."""
    by = actor(the(key), NOON + dt.timedelta(days=days))
    group = {"pk": child.memberships.get(group__name="5A").group_id}
    unit = {"pk": child.placements.order_by("pk").first().unit_id}  # type: ignore[union-attr]
    return {
        "page": CHILD_READ.allows(by, child),
        "name": NAME_READ.allows(by, child),
        "found": len(matching_people(by, ["oma"])[0:9]),
        "in the class": with_members(by, [group])[0]["members"],
        "in the unit": unit_sizes(by, [unit])[0]["pupil_count"],
    }


def test_a_child_marked_during_the_year_is_gone_from_every_count_and_search(imported: Importer, register: SmallRegister) -> None:
    """A10: for rektor, other staff and other families; the own family and those who teach go on as before."""
    omar, keys = the("omar"), ("rolf", "sara", "nils", "nilss-mamma", "tess", "mats", "omar", "omars-mamma")
    before = {key: seen_by(key, omar, 1) for key in keys}
    assert before["rolf"] == {"page": True, "name": True, "found": before["rolf"]["found"], "in the class": 5, "in the unit": 5}
    register.row("persons", "omar")["securityMarking"] = "Sekretessmarkering"
    imported(register, days=1)
    assert Person.objects.get(pk=omar.pk).protection == Protection.MARKED
    after = {key: seen_by(key, omar, 2) for key in keys}
    for key in ("rolf", "sara", "nils", "nilss-mamma"):
        assert not after[key]["page"], key
        assert not after[key]["name"], key
        assert after[key]["found"] == 0, key
        assert after[key]["in the class"] == int(before[key]["in the class"]) - 1, key
    assert [after[key]["in the unit"] for key in ("rolf", "sara", "nils", "nilss-mamma")] == [4, 4, 1, 1], "a family counts its own"
    for key in ("tess", "mats", "omar", "omars-mamma"):
        same = {fact: value for fact, value in before[key].items() if fact != "found"}
        assert {fact: value for fact, value in after[key].items() if fact != "found"} == same, key
        assert after[key]["found"], key


def test_the_register_alone_makes_nobody_less_protected(imported: Importer, register: SmallRegister) -> None:
    """A10, B5: it waits to be confirmed by name; until then nothing changes."""
    register.row("persons", "omar")["securityMarking"] = "Sekretessmarkering"
    imported(register, days=1)
    del register.row("persons", "omar")["securityMarking"]
    waiting = imported(register, days=2)
    assert by_name(waiting) == [("protection_weaker", "Omar Haddad")]
    assert Person.objects.get(pk=the("omar").pk).protection == Protection.MARKED
    assert not NAME_READ.allows(actor(the("rolf"), NOON + dt.timedelta(days=3)), the("omar"))
    imported(register, days=3, codes=codes(waiting))
    assert the("omar").protection == Protection.NONE


@pytest.mark.parametrize("change", ["number", "guardian"])
def test_what_a_run_keeps_and_logs_of_a_protected_child(imported: Importer, register: SmallRegister, change: str) -> None:
    """A10, B3, B5: the log holds no name and no number; the run names whom somebody must decide about, until that is disposed of."""
    register.row("persons", "omar")["securityMarking"] = "Sekretessmarkering"
    imported(register, days=1)
    if change == "number":
        register.row("persons", "omar")["civicNo"] = {"value": number("2015-04-11", 999)}
    else:
        del register.row("persons", "omar")["responsibles"][1]
    imported(register, days=2)
    assert PendingChange.objects.filter(decided_at=None).count() == 1
    assert "Omar" in str(ImportRun.objects.order_by("-at").values_list("report", flat=True)[0])
    logged = str(list(Entry.objects.values_list("action", "details")))
    assert not [text for text in ("Omar", "Haddad", "201504", "150411") if text in logged]
