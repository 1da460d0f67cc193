"""Two entries for one person become one, and two again: nothing is forgotten on the way."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from larka.access.policy import Refused
from larka.accounts.models import Session, User
from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.people.actions.decisions import DecisionError
from larka.people.actions.merging import approve_merge, approve_split, decline_merge, propose_merge, propose_split
from larka.people.models import Merge
from larka.people.pointing import LISTS_OF_OTHERS, LISTS_OF_PEOPLE, STAYS, all_pointers, lists, lists_of_keys, pointers
from larka.register.models import GroupMembership, IdentityNumber, Person, Placement, Profile, Responsible, RoleGrant
from tests.cast import NOON, Cast, actor, opener
from tests.exchange.small_register import everything

pytestmark = pytest.mark.postgres15

START = dt.date(2026, 8, 1)


@pytest.fixture
def twins(cast: Cast) -> Person:
    """Nils came in a second time, while the first entry was missing; Rita administers the register beside Adam."""
    RoleGrant.objects.create(person=cast.rita, role="administrator", unit=cast.municipality, starts_on=START, decision="KS 1")
    twin = Person.objects.create(
        given_name="Nils", family_name=cast.nils.family_name, sort_key="x", birth_date=cast.nils.birth_date, adult_on=cast.nils.adult_on
    )
    Placement.objects.create(child=twin, unit=cast.preschool, school_form="FS", starts_on=START)
    GroupMembership.objects.create(child=twin, group=cast.class_5b, starts_on=START)
    GroupMembership.objects.create(child=twin, group=cast.class_5a, starts_on=START)
    Responsible.objects.create(child=twin, person=cast.nora, relation="guardian", in_effect=True, starts_on=START)
    IdentityNumber.objects.create(person=twin, value="20150414TF01", kind="temporary", recorded_at=NOON)
    Judgement.objects.create(
        child=twin, unit=cast.school, school_form="GR", school_year=cast.year, term=cast.term, syllabus=cast.maths, group=cast.maths_5a,
        text="Kan räkna.", written_by=cast.tess, written_at=NOON, audience=[twin.pk, cast.nora.pk],
    )  # fmt: skip
    return twin


def merged(cast: Cast, twin: Person) -> Merge:
    """Proposed by Adam, approved by Rita."""
    proposed = propose_merge(by=actor(cast.adam), kept=cast.nils, gone=twin, reason="Samma barn, intyg från hemmet")
    return approve_merge(by=actor(cast.rita), merge=proposed)


def test_the_same_is_proposed_once_in_whatever_order(cast: Cast, twins: Person) -> None:
    """B6: two administrators at once make one card."""
    propose_merge(by=actor(cast.adam), kept=cast.nils, gone=twins, reason="Samma barn")
    for kept, gone in ((cast.nils, twins), (twins, cast.nils)):
        with pytest.raises(DecisionError, match="redan"):
            propose_merge(by=actor(cast.rita), kept=kept, gone=gone, reason="Samma barn")
    assert Merge.objects.count() == 1


def rows(*apps: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything but the log and the merge itself."""
    return {table: found for table, found in everything().items() if not table.startswith(("audit_", "people_merge"))}


def test_every_column_that_points_at_a_person_is_moved_or_stays_for_a_reason() -> None:
    """B6: found in the models, so that none can be forgotten; a reason for what is no longer there fails."""
    labels = {pointer.label for pointer in all_pointers()}
    assert STAYS.keys() <= labels
    assert {pointer.label for pointer in pointers()} == labels - STAYS.keys()
    assert lists_of_keys() == LISTS_OF_PEOPLE | LISTS_OF_OTHERS
    assert {pointer.label for pointer in lists()} >= {"assessments.Judgement.audience"}


def test_the_database_knows_no_reference_to_a_person_that_the_models_do_not(db: None) -> None:
    """B6: foreign keys as PostgreSQL has them, the history of rows left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]"
            " WHERE contype = 'f' AND confrelid = 'register_person'::regclass AND conparentid = 0"
        )
        found = set(cursor.fetchall())
    known = {(p.model._meta.db_table, p.model._meta.get_field(p.field).column) for p in all_pointers()}
    assert found <= known


def test_two_become_one_with_everything_that_either_had(cast: Cast, twins: Person) -> None:
    """B3, B6: memberships, placements, adults, texts; what both had ends, the number is history."""
    cast.nils.numbers.all().delete()
    IdentityNumber.objects.create(person=cast.nils, value="201504149812", kind="personnummer", recorded_at=NOON)
    merged(cast, twins)
    open_rows = GroupMembership.objects.filter(child=cast.nils, ends_on=None)
    assert {"5A", "5B"} <= set(open_rows.values_list("group__name", flat=True))
    assert not GroupMembership.objects.filter(child=twins, ends_on=None).exists()
    assert not Responsible.objects.filter(child=twins, ends_on=None).exists()
    assert cast.nils.placements.filter(unit=cast.preschool).exists()
    assert dict(cast.nils.numbers.values_list("value", "replaced_at")) == {"201504149812": None, "20150414TF01": NOON}
    assert Judgement.objects.get(child=cast.nils).audience == sorted([cast.nils.pk, cast.nora.pk])
    assert set(Entry.objects.filter(action__startswith="register.merge").values_list("action", "person_id")) == {
        ("register.merge_proposed_by_person", cast.adam.pk), ("register.merged", cast.rita.pk),
    }  # fmt: skip


def test_a_split_puts_every_row_back_as_it_was(cast: Cast, twins: Person) -> None:
    """B6: within 30 days, by two again; what is written since stays."""
    before = rows()
    merge = merged(cast, twins)
    assert rows() != before
    propose_split(by=actor(cast.adam), merge=merge)
    with pytest.raises(DecisionError):
        approve_split(by=actor(cast.adam), merge=merge)
    approve_split(by=actor(cast.rita), merge=merge)
    assert rows() == before


def test_after_thirty_days_it_stands(cast: Cast, twins: Person) -> None:
    """B6."""
    merge = merged(cast, twins)
    late = NOON + dt.timedelta(days=31)
    with pytest.raises(DecisionError):
        propose_split(by=actor(cast.adam, late), merge=merge)


def test_it_takes_two_with_the_office_and_neither_about_themselves(cast: Cast, twins: Person) -> None:
    """B6, A8: not the same one twice, no rektor, no teacher, nobody's own entries; a declined one is done with."""
    proposed = propose_merge(by=actor(cast.adam), kept=cast.nils, gone=twins, reason="Samma")
    with pytest.raises(DecisionError):
        approve_merge(by=actor(cast.adam), merge=proposed)
    for outsider in (cast.rolf, cast.tess, cast.nora):
        with pytest.raises(Refused):
            approve_merge(by=actor(outsider), merge=proposed)
        with pytest.raises(Refused):
            propose_merge(by=actor(outsider), kept=cast.elsa, gone=cast.bo, reason="Samma")
    for kept, gone, reason in (
        (cast.adam, twins, "Samma"),
        (cast.nils, twins, "Samma"),
        (cast.elsa, cast.elsa, "Samma"),
        (cast.elsa, cast.bo, " "),
    ):
        with pytest.raises(DecisionError):
            propose_merge(by=actor(cast.adam), kept=kept, gone=gone, reason=reason)
    decline_merge(by=actor(cast.rita), merge=proposed)
    with pytest.raises(DecisionError):
        approve_merge(by=actor(cast.rita), merge=proposed)


def test_sessions_end_and_one_account_is_left(cast: Cast, twins: Person, client: Any) -> None:
    """A7, B6: whoever was signed in as either signs in again; protection is the stronger of the two (A10)."""
    Person.objects.filter(pk=twins.pk).update(protection="marked")
    for person in (cast.nils, twins):
        opener(client.__class__(), person)
    merged(cast, twins)
    assert not Session.objects.filter(account__person__in=[cast.nils, twins]).exists()
    assert dict(User.objects.filter(person__in=[cast.nils, twins]).values_list("person", "is_active")) == {
        cast.nils.pk: True,
        twins.pk: False,
    }
    cast.nils.refresh_from_db()
    assert cast.nils.protection == "marked"


def test_what_each_says_of_itself_goes_with_it_and_comes_back(cast: Cast, twins: Person) -> None:
    """B1, B6: a presentation that only one has is moved; where both have one the kept person's holds, and a split finds both."""
    Profile.objects.create(person=twins, presentation="Tvilling")
    merge = merged(cast, twins)
    assert dict(Profile.objects.values_list("person", "presentation")) == {cast.nils.pk: "Tvilling"}
    propose_split(by=actor(cast.adam), merge=merge)
    approve_split(by=actor(cast.rita), merge=merge)
    assert dict(Profile.objects.values_list("person", "presentation")) == {twins.pk: "Tvilling"}


def test_where_both_say_something_of_themselves_the_kept_ones_holds(cast: Cast, twins: Person) -> None:
    """B1, B6: it stops no merge, and nothing is lost by it."""
    both = {twins.pk: "Tvilling", cast.nils.pk: "Nils"}
    for person, text in ((twins, "Tvilling"), (cast.nils, "Nils")):
        Profile.objects.create(person=person, presentation=text)
    merge = merged(cast, twins)
    assert dict(Profile.objects.values_list("person", "presentation")) == both
    propose_split(by=actor(cast.adam), merge=merge)
    approve_split(by=actor(cast.rita), merge=merge)
    assert dict(Profile.objects.values_list("person", "presentation")) == both
