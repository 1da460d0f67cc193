"""Who of the cast writes, sees the state of, and reads an omdöme in each of its states: the exact sets."""

import datetime as dt
from typing import Any

import pytest

from larka.access.models import Transfer, Withholding
from larka.access.policies import CHILD_DOCUMENTS
from larka.assessments.access import (
    CLASS_JUDGEMENTS,
    JUDGE,
    JUDGE_ACTIVITY,
    JUDGEMENT_EDIT,
    JUDGEMENT_READ,
    JUDGEMENT_STATE,
    KIND,
)
from larka.assessments.models import Judgement, JudgementVersion
from larka.core.dates import STOCKHOLM
from larka.records.models import audience_of
from larka.register.models import Activity, Person, Placement, Restriction, SchoolYear, Substitute
from tests.access.everyone import reached_by
from tests.cast import NOON, Cast

FAMILY = {"Elsa", "Anna", "Anders"}
ALL_WHO_READ = FAMILY | {"Mats", "Tess", "Per", "Vera", "Rolf"}

pytestmark = pytest.mark.django_db


def judgement_of(cast: Cast, child: Person, *, published: bool = True, **more: Any) -> Judgement:
    """Tess's omdöme in maths of this term, unless told otherwise."""
    values = {
        "child": child, "unit": cast.school, "school_form": "GR", "school_year": cast.year, "term": cast.term, "syllabus": cast.maths,
        "group": cast.maths_5a, "text": "Kan räkna.", "written_by": cast.tess, "written_at": NOON,
    }  # fmt: skip
    judgement = Judgement.objects.create(**(values | more))
    if published:
        version = JudgementVersion.objects.create(
            judgement=judgement, number=1, text=judgement.text, published_at=NOON, published_by=judgement.written_by
        )
        Judgement.objects.filter(pk=judgement.pk).update(latest=version, published_at=NOON)
        judgement.refresh_from_db()
    return judgement


def test_an_unpublished_omdome_is_its_authors_alone(cast: Cast) -> None:
    """A6: mentor, rektor and those who also have the subject see only that it is begun."""
    judgement = judgement_of(cast, cast.elsa, published=False)
    assert reached_by(JUDGEMENT_EDIT, judgement) == {"Tess"}
    assert reached_by(JUDGEMENT_STATE, judgement) == {"Tess", "Vera", "Mats", "Rolf"}
    assert reached_by(JUDGEMENT_READ, judgement) == set()


def test_a_published_omdome_is_read_by_the_family_and_those_who_teach_mentor_or_lead(cast: Cast) -> None:
    """A2, A6: neither the parallel class, the counsellor, the administrator nor those who have left."""
    assert reached_by(JUDGEMENT_READ, judgement_of(cast, cast.elsa)) == ALL_WHO_READ


def test_a_protected_childs_omdome_is_read_by_those_who_teach_it_and_its_family(cast: Cast) -> None:
    """A10: not by rektor, to whom the child is not shown."""
    judgement = judgement_of(cast, cast.omar)
    assert reached_by(JUDGEMENT_READ, judgement) == {"Omar", "Olga", "Mats", "Tess", "Per", "Vera"}
    assert reached_by(JUDGEMENT_STATE, judgement) == {"Mats", "Tess", "Vera"}


def test_a_restricted_guardian_does_not_read_the_omdome(cast: Cast) -> None:
    """A17: Rut is Nils's guardian in the register."""
    assert reached_by(JUDGEMENT_READ, judgement_of(cast, cast.nils)) == {"Nils", "Nora", "Mats", "Tess", "Per", "Vera", "Rolf"}


def test_a_pupil_of_age_decides_which_parent_reads(cast: Cast) -> None:
    """A13: Göran was let in, Gun not."""
    more = {"unit": cast.gymnasium, "school_form": "GY", "syllabus": cast.maths_gy, "group": cast.maths_na3, "written_by": cast.gosta}
    assert reached_by(JUDGEMENT_READ, judgement_of(cast, cast.agnes, **more)) == {"Agnes", "Göran", "Gösta"}


@pytest.mark.postgres15
def test_a_narrowed_omdome_is_read_and_listed_by_its_audience_alone(cast: Cast) -> None:
    """A17: Anna only; the author keeps her working text."""
    judgement = judgement_of(cast, cast.elsa, audience=audience_of(cast.anna))
    assert reached_by(JUDGEMENT_READ, judgement) == {"Anna"}
    assert reached_by(JUDGEMENT_STATE, judgement) == {"Tess"}
    assert reached_by(JUDGEMENT_EDIT, judgement) == {"Tess"}


def test_an_audience_opens_nothing_by_itself(cast: Cast) -> None:
    """A1, A17: Stina is named and still has no relation to the child."""
    judgement = judgement_of(cast, cast.elsa, audience=audience_of(cast.stina, cast.mats))
    assert reached_by(JUDGEMENT_READ, judgement) == {"Mats"}


def test_an_empty_audience_is_nobody(cast: Cast) -> None:
    """A17: narrowed to no one is not the same as not narrowed."""
    assert reached_by(JUDGEMENT_READ, judgement_of(cast, cast.elsa, audience=[])) == set()


@pytest.mark.parametrize("field", ["", "text"])
def test_a_withheld_omdome_does_not_exist_for_that_guardian(cast: Cast, field: str) -> None:
    """A17, OSL 12:3: an omdöme without its text is nothing, so that withholding the one field withholds it all."""
    judgement = judgement_of(cast, cast.elsa)
    _withhold(cast, judgement, cast.anders, field=field)
    assert reached_by(JUDGEMENT_READ, judgement) == ALL_WHO_READ - {"Anders"}
    assert reached_by(CHILD_DOCUMENTS, cast.elsa) >= FAMILY


@pytest.mark.postgres15
def test_a_withholding_ends_by_its_date_and_is_for_one_record(cast: Cast) -> None:
    """A17: yesterday's decision holds no more, and another record was never meant."""
    first, second = judgement_of(cast, cast.elsa), judgement_of(cast, cast.elsa, syllabus=cast.music)
    _withhold(cast, first, cast.anders, ends_on=NOON.date())
    _withhold(cast, second, cast.anders)
    assert "Anders" in reached_by(JUDGEMENT_READ, first)
    assert "Anders" not in reached_by(JUDGEMENT_READ, second)


def _withhold(cast: Cast, judgement: Judgement, person: Person, **more: Any) -> None:
    Withholding.objects.create(
        kind=KIND, record_id=judgement.pk, person=person, reason="Menbedömning", decision="BUN 2026-7", decided_by=cast.rolf,
        **{"starts_on": dt.date(2026, 11, 1), **more},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("years_back", "staff"),
    [(0, {"Mats", "Tess", "Per", "Vera", "Rolf"}), (1, {"Mats", "Tess", "Per", "Vera", "Rolf"}), (2, {"Rolf"}), (3, {"Rolf"}), (4, set())],
)
def test_staff_read_this_and_the_school_year_before_they_came(cast: Cast, years_back: int, staff: set[str]) -> None:
    """A5: the class is this year's; rektor and the child have been there since 2024 and so reach back to 2023."""
    year = SchoolYear.objects.get(starts_on=dt.date(2026 - years_back, 8, 1))
    judgement = judgement_of(cast, cast.elsa, school_year=year, term=year.terms.first())
    assert reached_by(JUDGEMENT_READ, judgement) == FAMILY | staff
    assert reached_by(JUDGEMENT_STATE, judgement) == staff - {"Per"}


@pytest.mark.postgres15
def test_a_substitute_from_midnight_reaches_back_from_that_day_in_stockholm(cast: Cast) -> None:
    """A5, A16, A19: in Greenwich it is still July and another school year, which would reach one year further back."""
    midnight = dt.datetime(2027, 8, 1, tzinfo=STOCKHOLM)
    Substitute.objects.create(
        person=cast.stina, group=cast.class_5a, starts_at=midnight, ends_at=midnight + dt.timedelta(hours=1), decided_by=cast.rolf
    )
    years = {year.starts_on.year: year for year in SchoolYear.objects.filter(starts_on__gte="2025-01-01", starts_on__lt="2027-01-01")}
    before, longer = (judgement_of(cast, cast.elsa, school_year=years[n], term=years[n].terms.first()) for n in (2026, 2025))
    assert "Stina" in reached_by(JUDGEMENT_READ, before, midnight)
    assert "Stina" not in reached_by(JUDGEMENT_READ, longer, midnight)


@pytest.mark.postgres15
def test_another_units_omdome_is_read_when_it_is_handed_over(cast: Cast) -> None:
    """A5, H5: not before, not by the substitute, not of other kinds, and not when the handing over has ended."""
    judgement = judgement_of(
        cast, cast.elsa, unit=cast.preschool, written_by=cast.sussi, school_year=SchoolYear.objects.earliest("starts_on")
    )
    assert reached_by(JUDGEMENT_READ, judgement) == FAMILY
    transfer = Transfer.objects.create(
        child=cast.elsa, kinds=["plan"], from_unit=cast.preschool, to_unit=cast.school, legal_basis="SL 3:12 j", decided_by=cast.rita,
        starts_on=dt.date(2026, 8, 1),
    )  # fmt: skip
    assert reached_by(JUDGEMENT_READ, judgement) == FAMILY
    Transfer.objects.filter(pk=transfer.pk).update(kinds=["plan", KIND])
    assert reached_by(JUDGEMENT_READ, judgement) == FAMILY | {"Mats", "Tess", "Per", "Rolf"}
    Transfer.objects.filter(pk=transfer.pk).update(ends_on=NOON.date())
    assert reached_by(JUDGEMENT_READ, judgement) == FAMILY


def test_what_is_handed_over_about_one_child_opens_no_other(cast: Cast) -> None:
    """A5: a transfer names its child, and the unit that it goes to."""
    Transfer.objects.create(
        child=cast.elsa, kinds=[KIND], from_unit=cast.preschool, to_unit=cast.gymnasium, legal_basis="SL 3:12 j", decided_by=cast.rita,
        starts_on=dt.date(2026, 8, 1),
    )  # fmt: skip
    for child in (cast.elsa, cast.nils):
        assert not reached_by(JUDGEMENT_READ, judgement_of(cast, child, unit=cast.preschool)) & {"Mats", "Tess", "Rolf", "Gösta"}


def test_a_child_that_has_moved_is_read_by_the_family_alone(cast: Cast) -> None:
    """A5: a right ends with its relation, the same day, also for the author."""
    judgement = judgement_of(cast, cast.elsa)
    Placement.objects.filter(child=cast.elsa).update(ends_on=NOON.date())
    assert reached_by(JUDGEMENT_READ, judgement) == FAMILY
    assert reached_by(JUDGEMENT_EDIT, judgement) == set()
    assert reached_by(JUDGEMENT_STATE, judgement) == set()


def test_an_omdome_is_written_by_those_who_have_the_subject_with_the_group(cast: Cast) -> None:
    """A6, A16: the teacher and the day's substitute; not the mentor, and not who taught it before."""
    assert reached_by(JUDGE_ACTIVITY, _activity(cast.maths_5a)) == {"Tess", "Vera"}
    assert reached_by(JUDGE_ACTIVITY, _activity(cast.music_5a)) == {"Per"}
    assert reached_by(JUDGE, cast.membership(cast.elsa, cast.maths_5a)) == {"Tess", "Vera"}
    assert reached_by(JUDGE, cast.membership(cast.omar, cast.maths_5a)) == {"Tess", "Vera"}
    assert reached_by(JUDGE, cast.membership(cast.elsa, cast.class_5a)) == set()


def test_an_activity_that_has_ended_is_written_in_by_nobody(cast: Cast) -> None:
    """A5, A16: not by the substitute of the group either."""
    Activity.objects.filter(pk=_activity(cast.maths_5a).pk).update(ends_on=NOON.date())
    assert reached_by(JUDGE_ACTIVITY, _activity(cast.maths_5a)) == set()
    assert reached_by(JUDGE, cast.membership(cast.elsa, cast.maths_5a)) == set()


def test_a_teacher_who_is_restricted_does_not_write_about_the_child(cast: Cast) -> None:
    """A17: but about the others in the group."""
    Restriction.objects.create(child=cast.elsa, person=cast.tess, reference="Beslut 2", starts_on=NOON.date())
    assert reached_by(JUDGE, cast.membership(cast.elsa, cast.maths_5a)) == {"Vera"}
    assert reached_by(JUDGE, cast.membership(cast.nils, cast.maths_5a)) == {"Tess", "Vera"}


def test_the_classs_omdomen_are_for_its_mentor_and_rektor(cast: Cast) -> None:
    """A6: what the page then shows is asked omdöme by omdöme."""
    assert reached_by(CLASS_JUDGEMENTS, cast.class_5a) == {"Mats", "Rolf"}
    assert reached_by(CLASS_JUDGEMENTS, cast.humlan) == {"Rita"}


def _activity(group: Any) -> Activity:
    return Activity.objects.get(activity_groups__group=group)
