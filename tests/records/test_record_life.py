"""One life for everything written: what is published never changes, what changed is kept, what left comes back the same."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from larka.assessments.models import Judgement, JudgementVersion
from larka.assessments.records import JUDGEMENT, judgement_document
from larka.records.actions.drafts import forget_seen_drafts, save_draft
from larka.records.models import Draft, audience_of
from larka.records.places import Spot
from larka.records.queries.drafts import drafts_of
from larka.register.models import Activity, Group, Person
from tests.cast import NOON, Cast, actor

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]

HISTORY = Judgement.pgh_event_models["update"]  # type: ignore[attr-defined]


def judgement(cast: Cast, *published: str, text: str = "", **more: Any) -> Judgement:
    """An omdöme with these published versions, one an hour, and a working text that may have gone on."""
    values = {
        "child": cast.elsa, "unit": cast.school, "school_form": "GR", "school_year": cast.year, "term": cast.term, "syllabus": cast.maths,
        "group": cast.maths_5a, "text": text or published[-1], "written_by": cast.tess, "written_at": NOON, "version": len(published) or 1,
    }  # fmt: skip
    made = Judgement.objects.create(**(values | more))
    for number, words in enumerate(published, 1):
        at = NOON + dt.timedelta(hours=number, microseconds=7)
        made.latest = JudgementVersion.objects.create(
            judgement=made, number=number, text=words, published_at=at, published_by=cast.tess if number % 2 else cast.vera
        )
        made.published_at = made.published_at or at
    made.save()
    return made


@pytest.mark.parametrize(
    ("published", "text"),
    [((), "Bara påbörjat."), (("Kan räkna.",), ""), (("Kan räkna.", "Kan räkna bra — 100 %."), "Nästa, ännu inte ute\nåäö")],
)
def test_what_left_as_json_comes_back_the_same(cast: Cast, published: tuple[str, ...], text: str) -> None:
    """H6, mission 3: every field and every published version, into an empty table, through a file."""
    made = judgement(cast, *published, text=text, audience=audience_of(cast.anna, cast.anders, cast.tess))
    left = json.dumps(JUDGEMENT.schema.to_json(JUDGEMENT.key, made), ensure_ascii=False)
    Judgement.objects.update(latest=None, published_at=None)
    Judgement.objects.all().delete()
    assert not JudgementVersion.objects.exists()
    JUDGEMENT.schema.from_json(Judgement, json.loads(left))
    back = Judgement.objects.get()
    assert json.dumps(JUDGEMENT.schema.to_json(JUDGEMENT.key, back), ensure_ascii=False) == left
    assert (back.text, back.audience, back.public_id) == (made.text, made.audience, made.public_id)
    assert [version.text for version in back.versions.order_by("number")] == list(published)


def test_a_record_that_names_somebody_unknown_is_not_taken_in(cast: Cast) -> None:
    """H6: and nothing of it is left."""
    data = JUDGEMENT.schema.to_json(JUDGEMENT.key, judgement(cast, "Kan räkna."))
    Judgement.objects.update(latest=None, published_at=None)
    Judgement.objects.all().delete()
    data["versions"][0]["published_by"] = "01890000-0000-7000-8000-000000000000"
    with pytest.raises(LookupError, match=r"register\.Person"):
        JUDGEMENT.schema.from_json(Judgement, data)
    assert not Judgement.objects.exists()


def test_a_file_of_another_schema_is_not_taken_in(cast: Cast) -> None:
    """H6: a file says which fields it was written with."""
    data = JUDGEMENT.schema.to_json(JUDGEMENT.key, judgement(cast, "Kan räkna."))
    with pytest.raises(LookupError, match="schema 99"):
        JUDGEMENT.schema.from_json(Judgement, {**data, "schema": 99})


def test_no_number_or_name_stands_in_the_file_but_in_the_text(cast: Cast) -> None:
    """B3: people are named by their public id."""
    left = json.dumps(JUDGEMENT.schema.to_json(JUDGEMENT.key, judgement(cast, "Kan räkna.")), ensure_ascii=False)
    assert not [person for person in Person.objects.all() if person.family_name in left]


def test_every_way_of_changing_a_row_leaves_its_history(cast: Cast) -> None:
    """C9: a save, a bulk update, SQL and a removal are all caught by the database, which keeps what stood there before."""
    made = judgement(cast, text="Ett")
    made.text = "Två"
    made.save()
    Judgement.objects.filter(pk=made.pk).update(text=Concat(F("text"), Value("!")))
    Judgement.objects.bulk_update([Judgement(pk=made.pk, text="Tre")], ["text"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_judgement SET text = 'Fyra' WHERE id = %s", [made.pk])
    made.delete()
    kept = HISTORY.objects.order_by("pgh_id").values_list("pgh_label", "text")
    assert list(kept) == [("update", "Ett"), ("update", "Två"), ("update", "Två!"), ("update", "Tre"), ("delete", "Fyra")]


def test_a_change_that_changes_nothing_leaves_none(cast: Cast) -> None:
    """C9: history shows what happened."""
    made = judgement(cast, text="Ett")
    made.save()
    assert not HISTORY.objects.filter(pgh_obj_id=made.pk).exists()


@pytest.mark.parametrize("change", ["text = 'Ändrad'", "number = 2", "published_at = now()"])
def test_what_is_published_never_changes(cast: Cast, change: str) -> None:
    """C9: not by the program, not by SQL; a new text is a new version."""
    made = judgement(cast, "Kan räkna.")
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE assessments_judgementversion SET {change} WHERE judgement_id = %s", [made.pk])
    assert made.versions.get().text == "Kan räkna."


def test_a_published_version_is_not_empty_and_a_published_omdome_has_one(cast: Cast) -> None:
    """D1: the database holds both."""
    made = judgement(cast, text="Ett")
    with pytest.raises(IntegrityError, match="published_judgement_says_something"), transaction.atomic():
        JudgementVersion.objects.create(judgement=made, number=1, text="", published_at=NOON, published_by=cast.tess)
    with pytest.raises(IntegrityError, match="published_judgement_has_a_version"), transaction.atomic():
        Judgement.objects.filter(pk=made.pk).update(published_at=NOON)


def test_a_pupil_has_one_omdome_a_subject_term_and_unit(cast: Cast) -> None:
    """D1, Q4: two who begin at once do not make two."""
    judgement(cast, text="Ett")
    with pytest.raises(IntegrityError, match="pupil_has_one_judgement"), transaction.atomic():
        judgement(cast, text="Två")


def test_the_day_on_paper_is_the_day_in_stockholm(cast: Cast) -> None:
    """A19: half past midnight in Stockholm is the day before in Greenwich."""
    made = judgement(cast, text="Ett")
    night = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)
    made.latest = JudgementVersion.objects.create(judgement=made, number=1, text="Ett", published_at=night, published_by=cast.tess)
    made.published_at = night
    made.save()
    assert "2026-11-24" in str(judgement_document(made))
    assert "2026-11-23" not in str(judgement_document(made))


def taught_in(group: Group) -> Activity:
    """What is taught there."""
    return Activity.objects.get(activity_groups__group=group)


def test_a_draft_is_its_authors_alone(cast: Cast) -> None:
    """A6: not the co-teacher's, not rektor's; and each place has its own."""
    place, subject = cast.membership(cast.elsa, cast.maths_5a).public_id, taught_in(cast.maths_5a).public_id
    tess, vera = actor(cast.tess), actor(cast.vera)
    save_draft(by=tess, spot=Spot("judgement", place, subject), content={"text": "Halvfärdig"}, base_version=0)
    assert drafts_of(tess, "judgement", [place])[place].content == {"text": "Halvfärdig"}
    assert drafts_of(vera, "judgement", [place]) == {}
    assert drafts_of(tess, "plan", [place]) == {}
    save_draft(by=vera, spot=Spot("judgement", place, subject), content={"text": "Annan"}, base_version=0)
    assert drafts_of(tess, "judgement", [place])[place].content == {"text": "Halvfärdig"}


def test_the_newest_draft_stands_and_is_forgotten_by_its_author(cast: Cast) -> None:
    """Mission 5, H1: kept while one types, gone when it is saved for good."""
    place, subject = cast.membership(cast.elsa, cast.maths_5a).public_id, taught_in(cast.maths_5a).public_id
    tess, vera = actor(cast.tess), actor(cast.vera)
    for text in ("Ett", "Ett två"):
        save_draft(by=tess, spot=Spot("judgement", place, subject), content={"text": text}, base_version=3)
    forget_seen_drafts(by=vera, drafts=Draft.objects.all())
    kept = Draft.objects.get()
    assert (kept.content, kept.base_version) == ({"text": "Ett två"}, 3)
    forget_seen_drafts(by=tess, drafts=Draft.objects.all())
    assert not Draft.objects.exists()
