"""Settings of the huvudman: checked, at once in force, logged."""

import datetime as dt
import itertools

import pytest

from larka.access.policies import CHILD_DOCUMENTS
from larka.assessments.access import JUDGEMENT_READ
from larka.assessments.actions import Written, publish_judgements, write_judgements
from larka.audit.models import Entry
from larka.people.actions.settings import SettingError, change_setting, check_setting, map_role_name, move_term_start, unmapped_role_names
from larka.register.actor import Actor
from larka.register.models import Activity, Duty, SchoolYear, Term
from tests.cast import NOON, Cast, actor, readers

pytestmark = pytest.mark.postgres15

OPERATOR = Actor.operator(NOON)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("finns.inte", 1), ("access.own_subjects_only", "ja"), ("access.school_years_back", 2), ("access.school_years_back", True),
        ("register.kept_fields", ["civicNo"]), ("register.kept_fields", "emails"), ("register.largest_share_ended", 1.5),
        ("login.longest_hours", 25), ("login.forbidden_words", ["a1"]), ("login.forbidden_words", "skola"), ("login.forbidden_words", [""]),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_refused(db: None, key: str, value: object) -> None:
    """Q2: and nothing that identifies a person can be dropped by setting (B1)."""
    with pytest.raises(SettingError):
        change_setting(by=OPERATOR, key=key, value=value)


def test_subject_teachers_can_be_narrowed_to_their_own_subjects(cast: Cast) -> None:
    """A6: Per teaches Elsa music and reads her maths only where the huvudman has not narrowed it."""
    maths, member = Activity.objects.get(activity_groups__group=cast.maths_5a), cast.membership(cast.elsa, cast.maths_5a)
    (judgement,) = write_judgements(by=actor(cast.tess), activity=maths, term=cast.term, rows=[Written(member, "Elsa räknar.", 0)])
    publish_judgements(by=actor(cast.tess), activity=maths, term=cast.term, memberships=[member])
    everyone = {"Elsa", "Anna", "Anders", "Tess", "Mats", "Per", "Vera", "Rolf"}
    assert readers(JUDGEMENT_READ, judgement) == everyone
    change_setting(by=OPERATOR, key="access.own_subjects_only", value=True)
    assert readers(JUDGEMENT_READ, judgement) == everyone - {"Per"}
    assert not JUDGEMENT_READ.allows(actor(cast.per), judgement)


def test_how_far_back_a_relation_reaches_can_be_narrowed(db: None) -> None:
    """A5."""
    change_setting(by=OPERATOR, key="access.school_years_back", value=0)
    year = SchoolYear.objects.get(name="2026/27")
    assert year.open_to_relations_until == year.ends_on
    change_setting(by=OPERATOR, key="access.school_years_back", value=1)
    assert SchoolYear.objects.get(name="2026/27").open_to_relations_until == dt.date(2028, 8, 1)


def test_a_role_name_without_a_role_gives_no_rights_until_it_is_mapped(cast: Cast) -> None:
    """A8: what the table does not know is listed and gives nothing."""
    map_role_name(by=OPERATOR, source="duty", name="Rektor", role="")
    assert "Rolf" not in readers(CHILD_DOCUMENTS, cast.elsa)
    assert ("duty", "Rektor", 2) in unmapped_role_names()
    assert map_role_name(by=OPERATOR, source="duty", name="Rektor", role="principal") == 2
    assert "Rolf" in readers(CHILD_DOCUMENTS, cast.elsa)
    assert Duty.objects.get(person=cast.rolf).role == "principal"


@pytest.mark.parametrize(("source", "role"), [("duty", "kejsare"), ("person", "teacher")])
def test_an_unknown_role_or_field_is_refused(db: None, source: str, role: str) -> None:
    """Q2."""
    with pytest.raises(SettingError):
        map_role_name(by=OPERATOR, source=source, name="Lärare", role=role)


def test_a_change_is_logged(db: None) -> None:
    """A11."""
    change_setting(by=OPERATOR, key="register.largest_share_ended", value=0.2)
    check_setting("register.largest_share_ended", 0.2)
    assert Entry.objects.get().details == {"key": "register.largest_share_ended", "value": 0.2}


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("VT 2027", dt.date(2027, 1, 11)),
        ("VT 2027", dt.date(2026, 12, 20)),
        ("HT 2026", dt.date(2026, 8, 17)),
        ("HT 2026", dt.date(2026, 7, 1)),
    ],
)
def test_a_term_begins_on_the_day_that_the_huvudman_says(db: None, name: str, day: dt.date) -> None:
    """A5: terms and school years still follow on each other, so that no record falls between them."""
    move_term_start(by=OPERATOR, name=name, starts_on=day)
    for model in (Term, SchoolYear):
        rows = list(model.objects.order_by("starts_on").values_list("starts_on", "ends_on"))
        assert all(first[1] == second[0] for first, second in itertools.pairwise(rows))
    assert Term.objects.get(name=name).starts_on == day
    years = list(SchoolYear.objects.order_by("starts_on"))
    assert all(year.open_to_relations_until == after.ends_on for year, after in itertools.pairwise(years))


@pytest.mark.parametrize(
    ("name", "day"), [("VT 1827", dt.date(2027, 1, 11)), ("VT 2027", dt.date(2026, 7, 1)), ("VT 2027", dt.date(2027, 9, 1))]
)
def test_a_term_cannot_swallow_another(db: None, name: str, day: dt.date) -> None:
    """Q2."""
    with pytest.raises(SettingError):
        move_term_start(by=OPERATOR, name=name, starts_on=day)
