"""Writing: for a whole class at once, individual after that, never over somebody else's text."""

import dataclasses

import pytest
from django.db.models.query import QuerySet

from larka.access.policy import Refused
from larka.assessments.actions import TextsChangedError, Written, publish_judgements, write_judgements
from larka.assessments.models import Judgement, JudgementVersion
from larka.assessments.places import judgement_spot
from larka.assessments.queries import writing_rows
from larka.audit.models import Entry
from larka.records.actions.drafts import save_draft
from larka.records.models import Draft
from larka.register.models import Activity, Substitute, TeachingAssignment
from tests.cast import Cast, actor

TEXT = "Elsa löser uppgifter med bråk och visar hur hon tänker."


@pytest.fixture
def maths(cast: Cast) -> Activity:
    return Activity.objects.get(activity_groups__group=cast.maths_5a)


def written(cast: Cast, child: str, text: str, version: int = 0) -> Written:
    return Written(cast.membership(getattr(cast, child), cast.maths_5a), text, version)


def write(cast: Cast, maths: Activity, by: str, *rows: Written) -> list[Judgement]:
    return write_judgements(by=actor(getattr(cast, by)), activity=maths, term=cast.term, rows=rows)


def test_a_teacher_writes_for_several_pupils_at_once(cast: Cast, maths: Activity) -> None:
    """D1."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT), written(cast, "omar", "Omar räknar säkert."))
    assert dict(Judgement.objects.values_list("child__given_name", "text")) == {"Elsa": TEXT, "Omar": "Omar räknar säkert."}


def test_the_first_text_sent_twice_at_once_is_saved_once(cast: Cast, maths: Activity, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q4: two presses on Spara are no conflict, as long as both say the same; neither saw what the other was saving."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.none())
    assert write(cast, maths, "tess", written(cast, "elsa", TEXT)) == []
    with pytest.raises(TextsChangedError):
        write(cast, maths, "tess", written(cast, "elsa", "Något annat."))
    assert Judgement.objects.get().text == TEXT


def test_a_judgement_belongs_to_the_unit_the_year_and_the_school_form_it_was_written_in(cast: Cast, maths: Activity) -> None:
    """A5: what staff reach later is counted on these."""
    (judgement,) = write(cast, maths, "tess", written(cast, "elsa", TEXT))
    assert (judgement.unit, judgement.school_year, judgement.school_form) == (cast.school, cast.year, "GR")


@pytest.mark.parametrize("by", ["mats", "petra", "viktor", "rolf", "anna", "elsa", "kim", "adam", "stina"])
def test_only_the_subjects_teachers_write(cast: Cast, maths: Activity, by: str) -> None:
    """A6: a mentor, a former teacher, rektor or the family do not write in a subject they do not teach."""
    with pytest.raises(Refused):
        write(cast, maths, by, written(cast, "elsa", TEXT))
    assert not Judgement.objects.exists()


def test_a_substitute_writes_while_the_substitution_lasts(cast: Cast, maths: Activity) -> None:
    """A16."""
    assert write(cast, maths, "vera", written(cast, "elsa", TEXT))
    Substitute.objects.update(ends_at=cast.at)
    with pytest.raises(Refused):
        write(cast, maths, "vera", written(cast, "omar", TEXT))


def test_a_pupil_of_another_group_is_refused(cast: Cast, maths: Activity) -> None:
    """A1: not even when the teacher teaches that pupil something else."""
    other = Written(cast.membership(cast.bo, cast.maths_5b), TEXT, 0)
    with pytest.raises(Refused):
        write(cast, maths, "tess", other)


def test_saving_the_same_text_again_changes_nothing(cast: Cast, maths: Activity) -> None:
    """Q4: a phone that sends twice does no harm."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    assert write(cast, maths, "tess", written(cast, "elsa", TEXT)) == []
    assert Judgement.objects.get().version == 1


def test_a_text_saved_elsewhere_since_is_never_overwritten(cast: Cast, maths: Activity) -> None:
    """Q4: and nothing of the page is half-saved (Q2)."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    write(cast, maths, "tess", written(cast, "elsa", "Nyare text.", 1))
    with pytest.raises(TextsChangedError) as conflict:
        write(cast, maths, "tess", written(cast, "omar", "Omar räknar säkert."), written(cast, "elsa", "Äldre flik.", 1))
    assert conflict.value.places == {cast.membership(cast.elsa, cast.maths_5a).public_id}
    assert list(Judgement.objects.values_list("text", flat=True)) == ["Nyare text."]


def test_another_teachers_unpublished_text_is_neither_shown_nor_overwritten(cast: Cast, maths: Activity) -> None:
    """A6: unpublished text is its author's alone."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    rows = {row.name.split()[0]: row for row in writing_rows(actor(cast.vera), maths, cast.term)}
    assert (rows["Elsa"].text, rows["Elsa"].state, rows["Elsa"].published_text) == (None, "begun", "")
    with pytest.raises(TextsChangedError):
        write(cast, maths, "vera", written(cast, "elsa", "Vera skriver.", 1))


def test_a_published_text_may_be_taken_up_by_the_subjects_other_teacher(cast: Cast, maths: Activity) -> None:
    """A6: what is published is no longer its author's alone."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    publish_judgements(by=actor(cast.tess), activity=maths, term=cast.term, memberships=[cast.membership(cast.elsa, cast.maths_5a)])
    write(cast, maths, "vera", written(cast, "elsa", "Vera skriver vidare.", 1))
    judgement = Judgement.objects.select_related("latest").get()
    assert (judgement.written_by, judgement.latest.text) == (cast.vera, TEXT)  # type: ignore[union-attr]


def test_publishing_freezes_a_version_that_drafting_does_not_touch(cast: Cast, maths: Activity) -> None:
    """C9: each version as it was."""
    everyone = [cast.membership(cast.elsa, cast.maths_5a)]
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    publish_judgements(by=actor(cast.tess), activity=maths, term=cast.term, memberships=everyone)
    write(cast, maths, "tess", written(cast, "elsa", "Ny början.", 1))
    assert Judgement.objects.get().latest.text == TEXT  # type: ignore[union-attr]
    publish_judgements(by=actor(cast.tess), activity=maths, term=cast.term, memberships=everyone)
    assert list(JudgementVersion.objects.order_by("number").values_list("number", "text")) == [(1, TEXT), (2, "Ny början.")]


def test_publishing_twice_makes_one_version(cast: Cast, maths: Activity) -> None:
    """D1: a double click does nothing more."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    for expected in (1, 0):
        members = [cast.membership(cast.elsa, cast.maths_5a)]
        assert len(publish_judgements(by=actor(cast.tess), activity=maths, term=cast.term, memberships=members)) == expected
    assert JudgementVersion.objects.count() == 1


def test_only_own_texts_are_published(cast: Cast, maths: Activity) -> None:
    """A6: a substitute cannot publish what the teacher has begun."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    members = [cast.membership(cast.elsa, cast.maths_5a)]
    assert publish_judgements(by=actor(cast.vera), activity=maths, term=cast.term, memberships=members) == []


def test_a_draft_survives_and_saving_removes_it(cast: Cast, maths: Activity) -> None:
    """Q4, mission 5: what is typed is kept; it is the author's alone."""
    tess = actor(cast.tess)
    place = cast.membership(cast.elsa, cast.maths_5a)
    save_draft(by=tess, spot=judgement_spot(maths, place.public_id, cast.elsa.pk, cast.term), content={"text": "Elsa lö"}, base_version=0)
    rows = {row.child_id: row for row in writing_rows(tess, maths, cast.term)}
    assert rows[cast.elsa.pk].box.text == "Elsa lö"
    assert all(row.box.draft is None for row in writing_rows(actor(cast.vera), maths, cast.term))
    write(cast, maths, "tess", dataclasses.replace(written(cast, "elsa", TEXT), drafts=tuple(rows[cast.elsa.pk].box.drafts)))
    assert not Draft.objects.exists()


def test_writing_ends_the_day_the_teaching_ends(cast: Cast, maths: Activity) -> None:
    """A5: half-open, the same day."""
    TeachingAssignment.objects.filter(activity=maths).update(ends_on=cast.at.date())
    with pytest.raises(Refused):
        write(cast, maths, "tess", written(cast, "elsa", TEXT))


def test_each_written_and_published_text_is_logged_without_its_words(cast: Cast, maths: Activity) -> None:
    """A11: who, what, about whom; no text in the log."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    publish_judgements(by=actor(cast.tess), activity=maths, term=cast.term, memberships=[cast.membership(cast.elsa, cast.maths_5a)])
    rows = list(
        Entry.objects.exclude(action__startswith="notice.").order_by("pk").values_list("action", "person_id", "child_ids", "details")
    )
    tess, elsa = cast.tess.pk, cast.elsa.pk
    assert rows == [("judgement.written", tess, [elsa], {"version": 1}), ("judgement.published", tess, [elsa], {"number": 1})]


def test_a_name_that_is_too_new_for_the_page_is_a_conflict_not_an_error(cast: Cast, maths: Activity) -> None:
    """Q4: a version that never was is treated as changed elsewhere."""
    row = dataclasses.replace(written(cast, "elsa", TEXT), version=7)
    with pytest.raises(TextsChangedError):
        write(cast, maths, "tess", row)


def test_an_emptied_text_lets_go_of_the_pupil(cast: Cast, maths: Activity) -> None:
    """A6, A16: a substitute's slip does not keep the teacher out."""
    write(cast, maths, "vera", written(cast, "elsa", "x"))
    write(cast, maths, "vera", written(cast, "elsa", "", 1))
    row = next(row for row in writing_rows(actor(cast.tess), maths, cast.term) if row.child_id == cast.elsa.pk)
    assert (row.text, row.state) == ("", "missing")
    write(cast, maths, "tess", written(cast, "elsa", TEXT, row.version))
    assert Judgement.objects.get().written_by == cast.tess


def test_a_text_changed_since_it_was_shown_is_not_published(cast: Cast, maths: Activity) -> None:
    """Q4: what goes out is what the page showed."""
    write(cast, maths, "tess", written(cast, "elsa", TEXT))
    members, seen = [cast.membership(cast.elsa, cast.maths_5a)], {cast.elsa.pk: 1}
    write(cast, maths, "tess", written(cast, "elsa", "Ändrad.", 1))
    by = actor(cast.tess)
    assert publish_judgements(by=by, activity=maths, term=cast.term, memberships=members, versions=seen) == []
