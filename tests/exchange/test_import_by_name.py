"""What is listed by name, and waits: removed guardians, weaker protection, changed numbers, the same person with a new id (B5, B6)."""

import datetime as dt

import pytest

from larka.access.policies import CHILD_READ
from larka.audit.models import Entry
from larka.exchange.actions import Outcome
from larka.people.models import PendingChange
from larka.register.actor import Actor
from larka.register.models import IdentityNumber, Responsible
from tests.cast import NOON
from tests.exchange.small_register import Importer, SmallRegister, an_id, by_name, changes, codes, found, number, ref, the

DAY = dt.date(2026, 11, 23)


def adults(child: str) -> set[tuple[str, str, bool]]:
    """Who answers for a child on the day: name, relation, with rights or not."""
    rows = Responsible.objects.filter(child=the(child)).exclude(ends_on__lte=DAY)
    return {(r.person.given_name, r.relation, r.in_effect) for r in rows.select_related("person")}


BOTH = {("Elsas-mamma", "guardian", True), ("Elsas-pappa", "guardian", True)}


@pytest.mark.postgres15
def test_a_guardian_whom_the_childs_row_no_longer_has_waits_to_be_confirmed(imported: Importer, register: SmallRegister) -> None:
    """B5: listed by name; --yes does not end it; the code does, the same day."""
    register.row("persons", "elsa")["responsibles"].pop()
    first = imported(register)
    assert by_name(first) == [("guardian_removed", "Elsa Hägg")]
    assert adults("elsa") == BOTH
    second = imported(register)
    assert (codes(second), changes(second)) == (codes(first), {})
    assert PendingChange.objects.filter(decided_at=None).count() == 1
    confirmed = imported(register, codes=codes(first))
    assert changes(confirmed) == {"persons": (0, 1, 0)}
    assert adults("elsa") == {("Elsas-mamma", "guardian", True)}
    assert PendingChange.objects.get().decision == "confirmed"
    assert Entry.objects.get(action="register.guardian_removed_confirmed").child_ids == [the("elsa").pk]
    assert changes(imported(register)) == {}


def test_a_missing_child_or_guardian_never_ends_a_guardian_relation(imported: Importer, register: SmallRegister) -> None:
    """B5: not when the child's row is missing, nor the guardian's, nor when the relation's row cannot be read."""
    register.drop("persons", "elsa")
    register.drop("persons", "nils-pappa")
    register.row("persons", "bo")["responsibles"][0]["relationType"] = "Moster"
    register.row("persons", "omar")["givenName"] = ""
    register.row("persons", "omar")["responsibles"] = []
    result = imported(register, days=1)
    assert by_name(result) == []
    assert Responsible.objects.filter(ends_on=None, in_effect=True).count() == 10


def test_a_missing_person_ends_placements_memberships_and_duties(imported: Importer, register: SmallRegister) -> None:
    """B5: as of the day, also where their own rows are still in the files; documentation and history stay."""
    register.drop("persons", "elsa")
    register.drop("persons", "tess")
    result = imported(register)
    assert result.difference is not None
    assert result.difference.counts["persons"]["ended"] == 2
    elsa, tess = the("elsa"), the("tess")
    assert (elsa.missing_since, tess.missing_since) == (DAY, DAY)
    assert set(elsa.placements.values_list("ends_on", flat=True)) == {DAY}
    assert set(elsa.memberships.values_list("ends_on", flat=True)) == {DAY}
    assert set(tess.duties.values_list("ends_on", flat=True)) == {DAY}
    again = imported(register, days=1)
    assert again.difference is not None
    assert again.difference.counts["persons"]["ended"] == 0


def test_a_person_who_comes_back_begins_anew_and_history_stays(imported: Importer, register: SmallRegister) -> None:
    """B5: a new dated row; the days between stay empty."""
    whole = register.copy()
    for file, key in (("persons", "elsa"), ("placements", "fritids-elsa"), ("duties", "tjänst-tess"), ("groups", "5A")):
        register.drop(file, key)
    imported(register)
    back = imported(whole, days=10)
    assert back.difference is not None
    assert back.difference.counts["persons"] == {"created": 0, "changed": 1, "ended": 0, "unchanged": 18}
    first, later = dt.date(2026, 8, 1), DAY + dt.timedelta(days=10)
    elsa = the("elsa")
    school, fritids = elsa.placements.filter(school_form="GR"), elsa.placements.filter(school_form="FTH")
    for rows in (school, fritids, the("tess").duties, elsa.memberships.filter(group__name="5A")):
        assert list(rows.order_by("starts_on").values_list("starts_on", "ends_on")) == [(first, DAY), (later, None)]
    assert elsa.missing_since is None
    assert changes(imported(whole, days=11)) == {}


def test_a_file_mended_the_same_day_leaves_no_gap(imported: Importer, register: SmallRegister) -> None:
    """B5: a wrong file followed by the right one is as if the wrong one had never been."""
    whole = register.copy()
    register.drop("duties", "tjänst-tess")
    imported(register)
    imported(whole)
    assert list(the("tess").duties.values_list("starts_on", "ends_on")) == [(dt.date(2026, 8, 1), None)]


def test_new_or_stronger_protection_holds_at_once_and_is_listed(imported: Importer, register: SmallRegister) -> None:
    """A10, B5."""
    register.row("persons", "omar")["securityMarking"] = "Sekretessmarkering"
    result = imported(register)
    assert by_name(result) == [("protection_stronger", "Omar Haddad")]
    assert (codes(result), the("omar").protection) == ([], "marked")
    register.row("persons", "omar")["securityMarking"] = "Skyddad folkbokföring"
    assert by_name(imported(register)) == [("protection_stronger", "Omar Haddad")]
    assert the("omar").protection == "registered"
    assert Entry.objects.filter(action="register.protection_stronger", child_ids=[the("omar").pk]).count() == 2


@pytest.mark.parametrize("marking", ["Ingen", "Sekretessmarkering", None])
def test_weaker_protection_waits_to_be_confirmed(importing: Importer, register: SmallRegister, marking: str | None) -> None:
    """A10, B5: a mistake in a register must not give anybody away."""
    register.row("persons", "omar")["securityMarking"] = "Skyddad folkbokföring"
    importing(register)
    register.row("persons", "omar")["securityMarking"] = marking
    waiting = importing(register)
    assert by_name(waiting) == [("protection_weaker", "Omar Haddad")]
    assert the("omar").protection == "registered"
    importing(register, codes=codes(waiting))
    assert the("omar").protection == ("marked" if marking == "Sekretessmarkering" else "none")
    assert changes(importing(register)) == {}


def test_a_protection_that_cannot_be_read_counts_as_protected(importing: Importer, register: SmallRegister) -> None:
    """A10: listed, and strict until it is mended."""
    register.row("persons", "omar")["securityMarking"] = "Hemlig"
    result = importing(register)
    assert found(result) == {("persons", an_id("omar"), "securityMarking")}
    assert the("omar").protection == "marked"


def test_a_changed_number_waits_and_the_old_one_becomes_history(importing: Importer, register: SmallRegister) -> None:
    """B3, B5: a temporary number becomes a personnummer without loss of history; a first number is set at once."""
    register.row("persons", "elsa")["civicNo"]["value"] = "20150410TF01"
    del register.row("persons", "bo")["civicNo"]
    importing(register)
    real = number("2015-04-10", 985)
    register.row("persons", "elsa")["civicNo"]["value"] = real
    register.row("persons", "bo")["civicNo"] = {"value": number("2015-04-13", 987)}
    waiting = importing(register)
    assert by_name(waiting) == [("number_changed", "Elsa Hägg")]
    assert the("elsa").numbers.get(replaced_at=None).value == "20150410TF01"
    assert the("bo").numbers.get().kind == "personnummer"
    importing(register, codes=codes(waiting))
    assert list(the("elsa").numbers.order_by("pk").values_list("value", "kind", "replaced_at")) == [
        ("20150410TF01", "temporary", NOON), (real, "personnummer", None),
    ]  # fmt: skip
    assert changes(importing(register)) == {}


def test_a_number_that_the_register_forgets_is_kept(imported: Importer, register: SmallRegister) -> None:
    """B3: numbers change without loss of history, and never by silence."""
    del register.row("persons", "elsa")["civicNo"]
    assert changes(imported(register)) == {}
    assert the("elsa").numbers.get().replaced_at is None


def test_two_with_one_number_are_both_listed_and_never_merged(imported: Importer, register: SmallRegister) -> None:
    """B3, B6: the one who has it keeps it; the new one waits, and cannot be confirmed while both are there."""
    register.person("elsa-igen", "Hägg", "2015-04-10")["civicNo"] = register.row("persons", "elsa")["civicNo"]
    result = imported(register)
    assert found(result) == {("persons", an_id(key), "civicNo") for key in ("elsa", "elsa-igen")}
    assert by_name(result) == [("merge_proposed", "Elsa Hägg")]
    assert imported(register, codes=codes(result)).outcome is Outcome.UNKNOWN_CODES
    assert the("elsa").numbers.get().replaced_at is None


def test_two_new_ones_with_one_number_come_in_without_it(importing: Importer, register: SmallRegister) -> None:
    """B3: neither is silently taken for the other."""
    register.row("persons", "bo")["civicNo"] = register.row("persons", "elsa")["civicNo"]
    result = importing(register)
    assert found(result) == {("persons", an_id(key), "civicNo") for key in ("elsa", "bo")}
    assert not IdentityNumber.objects.filter(person__in=[the("elsa"), the("bo")]).exists()


def test_a_number_that_is_somebody_elses_is_not_taken(imported: Importer, register: SmallRegister) -> None:
    """B3: a changed number that another person still has is listed, not proposed."""
    taken = register.row("persons", "elsa")["civicNo"]["value"]
    del register.row("persons", "elsa")["civicNo"]
    register.row("persons", "bo")["civicNo"]["value"] = taken
    result = imported(register)
    assert (found(result), by_name(result)) == ({("persons", an_id("bo"), "civicNo")}, [])
    assert the("elsa").numbers.get().value == taken


def test_other_adults_arrive_waiting_without_rights(imported: Importer, register: SmallRegister) -> None:
    """A9: and are listed."""
    register.person("faster", "Hägg", "1970-01-01")
    register.row("persons", "elsa")["responsibles"].append({"person": ref("faster"), "relationType": "Annan ansvarig"})
    result = imported(register)
    assert by_name(result) == [("responsible_waiting", "Elsa Hägg")]
    assert adults("elsa") == BOTH | {("Faster", "other", False)}
    assert changes(imported(register)) == {}


def test_a_guardian_told_as_another_adult_keeps_the_rights_until_it_is_confirmed(imported: Importer, register: SmallRegister) -> None:
    """A9, B5: then the guardianship ends and the other relation waits for its decision."""
    register.row("persons", "elsa")["responsibles"][0]["relationType"] = "God man"
    waiting = imported(register)
    assert (by_name(waiting), adults("elsa")) == ([("guardian_removed", "Elsa Hägg")], BOTH)
    imported(register, codes=codes(waiting))
    assert adults("elsa") == {("Elsas-mamma", "good_man", False), ("Elsas-pappa", "guardian", True)}
    assert changes(imported(register)) == {}


def test_another_adult_who_becomes_guardian_has_the_rights_at_once(imported: Importer, register: SmallRegister) -> None:
    """B5: a new guardian is an ordinary change."""
    register.person("faster", "Hägg", "1970-01-01")
    entry = {"person": ref("faster"), "relationType": "Annan ansvarig"}
    register.row("persons", "elsa")["responsibles"].append(entry)
    imported(register)
    entry["relationType"] = "Vårdnadshavare"
    assert by_name(imported(register)) == []
    assert adults("elsa") == BOTH | {("Faster", "guardian", True)}


def test_what_the_register_no_longer_wants_waits_no_longer(imported: Importer, register: SmallRegister) -> None:
    """B5: a guardian who is back in the file is not ended by an old code."""
    whole = register.copy()
    register.row("persons", "elsa")["responsibles"].pop()
    old = codes(imported(register))
    imported(whole)
    assert PendingChange.objects.get().decision == "lapsed"
    assert imported(whole, codes=old).outcome is Outcome.UNKNOWN_CODES
    assert adults("elsa") == BOTH


def test_protected_staff_get_a_working_name_that_says_nothing(importing: Importer, register: SmallRegister) -> None:
    """A10: random, one each; protected families get none."""
    for key in ("tess", "mats", "omar"):
        register.row("persons", key)["securityMarking"] = "Sekretessmarkering"
    importing(register)
    names = [the(key).working_name for key in ("tess", "mats")]
    assert len(set(names)) == 2
    assert all(name.startswith("Personal ") for name in names)
    assert (the("tess").display_name, the("omar").working_name) == (names[0], "")
    importing(register)
    assert the("tess").working_name == names[0]


def test_a_removed_guardian_still_reads_until_confirmed_and_not_after(imported: Importer, register: SmallRegister) -> None:
    """A5, B5: a right ends with its relation, the same day."""
    mother = Actor(person_id=the("elsas-mamma").pk, at=NOON)
    register.row("persons", "elsa")["responsibles"].pop(0)
    waiting = imported(register)
    assert CHILD_READ.allows(mother, the("elsa"))
    imported(register, codes=codes(waiting))
    assert not CHILD_READ.allows(mother, the("elsa"))
