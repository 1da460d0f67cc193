"""A plan is finalised when what the law asks for is there, stays as it was, and is put right in a new version (C8, C9)."""

import pytest
from django.db import connection

from larka.access.models import Withholding
from larka.access.policy import Refused
from larka.assessments.models import Judgement, JudgementVersion
from larka.plans.access import PLAN_READ
from larka.plans.actions.starting import refer_to_programme
from larka.plans.models import Plan
from larka.questionnaires.actions.filling import AnswersChangedError, StageChangedError, move_on, open_again
from larka.questionnaires.documents import document_for, whole_document
from larka.questionnaires.queries.filling import page_of
from larka.register.models import Person, Term
from tests.cast import Cast, actor, readers
from tests.plans.plans import AGREED, HOME, MEASURES, PROUD, finalised, judged, lacking, moved_on, plan_of, started, talked, template, write
from tests.talks.endings import held, promises, shown


def text_of(cast: Cast, plan: Plan, who: Person) -> str:
    """Everything in the newest version that somebody reads."""
    by = actor(who, cast.at)
    page = page_of(by, plan)
    assert plan.latest is not None
    return str(document_for(by, plan, plan.latest, page.reader, page.names).as_json())


def test_a_plan_is_refused_until_omdomen_measures_and_agreements_are_there(cast: Cast) -> None:
    """C8: with the list of what is missing; nothing is locked meanwhile."""
    started(cast)
    plan = moved_on(cast, plan_of(cast.elsa))
    assert lacking(cast, plan) == {
        "omdöme i Matematik", "omdöme i Musik", "omdöme i Svenska", "Skolans insatser", "Överenskommelser",
    }  # fmt: skip
    judged(cast, cast.elsa, cast.maths, cast.maths_5a)
    write(cast, cast.mats, plan, {MEASURES: "Läxhjälp."})
    assert lacking(cast, plan) == {"omdöme i Musik", "omdöme i Svenska", "Överenskommelser"}
    plan.refresh_from_db()
    assert (plan.stage, plan.locked_at, plan.latest_id) == (1, None, None)


def test_an_omdome_that_is_only_begun_is_still_missing(cast: Cast) -> None:
    """C8: what the family cannot read is not there."""
    plan = talked(cast)
    maths = judged(cast, cast.nils, cast.maths, cast.maths_5a)
    maths.latest = maths.published_at = None
    maths.save()
    write(cast, cast.mats, plan_of(cast.nils), {MEASURES: "Läxhjälp."})
    other = moved_on(cast, plan_of(cast.nils))
    assert "omdöme i Matematik" in lacking(cast, other)
    assert moved_on(cast, plan).locked_at is not None


def test_an_omdome_of_the_autumn_is_there_though_the_springs_is_only_begun(cast: Cast) -> None:
    """C8: once a school year; the next term's draft hides nothing that is published."""
    plan = talked(cast)
    spring = Term.objects.get(school_year=cast.year, starts_on=cast.term.ends_on)
    draft = Judgement(text="Påbörjat", term=spring, child=cast.elsa, unit=cast.school, school_form="GR", school_year=cast.year)
    draft.syllabus, draft.group, draft.written_by, draft.written_at = cast.maths, cast.maths_5a, cast.tess, cast.at
    draft.save()
    assert moved_on(cast, plan).locked_at is not None


def test_measures_that_stand_in_the_programme_of_action_are_not_repeated(cast: Cast) -> None:
    """C8 (SL 10:13): a tick, which the plan then shows in their place."""
    plan = talked(cast)
    write(cast, cast.mats, plan, {MEASURES: None})
    assert lacking(cast, plan) == {"Skolans insatser"}
    refer_to_programme(by=actor(cast.mats, cast.at), plan=plan, in_programme=True)
    plan = moved_on(cast, plan)
    assert "Se åtgärdsprogrammet." in text_of(cast, plan, cast.anna)


def test_a_tick_about_the_programme_is_not_changed_in_a_finalised_plan(cast: Cast) -> None:
    """C8, C9: it stays as it was finalised."""
    plan = finalised(cast)
    with pytest.raises(Refused):
        refer_to_programme(by=actor(cast.mats, cast.at), plan=plan, in_programme=True)
    plan.refresh_from_db()
    assert not plan.in_programme


def test_agreements_that_a_talk_of_the_year_ended_in_need_not_be_written_again(cast: Cast) -> None:
    """C6, C8: another pupil's talk changes nothing; the plan then shows them."""
    plan = talked(cast)
    write(cast, cast.mats, plan, {AGREED: None})
    shown(cast, held(cast, cast.nils))
    assert lacking(cast, plan) == {"Överenskommelser"}
    shown(cast, held(cast))
    plan = moved_on(cast, plan)
    assert promises(cast)[0].what in text_of(cast, plan, cast.anders)


def test_what_was_agreed_with_one_guardian_alone_is_not_enough_for_the_other(cast: Cast) -> None:
    """C5, C8, A17: who may not read the other home's talk has no agreement then; a talk with each is enough, or the plan's own field."""
    plan = talked(cast)
    write(cast, cast.mats, plan, {AGREED: None})
    shown(cast, held(cast, alone=cast.anna))
    assert lacking(cast, plan) == {"Överenskommelser med varje vårdnadshavare"}
    of_anders = promises(cast)[1:]
    shown(cast, held(cast, alone=cast.anders), given=of_anders)
    plan = moved_on(cast, plan)
    hers, both = promises(cast)[0].what, of_anders[0].what
    assert {name: (hers in text, both in text) for name in ("anna", "anders") if (text := text_of(cast, plan, getattr(cast, name)))} == {
        "anna": (True, True), "anders": (False, True),
    }  # fmt: skip


def test_a_guardian_who_is_restricted_is_not_waited_for_in_agreements(cast: Cast) -> None:
    """A17, C8: nor one whose guardianship has ended."""
    plan = talked(cast, cast.nils)
    write(cast, cast.mats, plan, {AGREED: None})
    shown(cast, held(cast, cast.nils, alone=cast.nora))
    assert moved_on(cast, plan).locked_at is not None


def test_a_preschool_plan_has_no_omdomen_and_none_are_asked_for(cast: Cast) -> None:
    """C4: the curriculum sets no results there."""
    started(cast, cast.humlan, who=cast.sussi, version=template(cast, "forskola", unit=cast.preschool, who=cast.rita))
    plan = plan_of(cast.sam)
    by = actor(cast.sussi, cast.at)
    for stage in (0, 1):
        move_on(by=by, forms=[plan], expected=stage)
    plan.refresh_from_db()
    assert plan.locked_at is not None
    assert "Skriftliga omdömen" not in str(whole_document(plan).as_json())


def test_a_finalised_plan_is_locked(cast: Cast) -> None:
    """C8: nobody writes in it, not even whoever led it."""
    plan = finalised(cast)
    for who, key in ((cast.mats, MEASURES), (cast.elsa, PROUD), (cast.mats, AGREED)):
        with pytest.raises(AnswersChangedError) as refused:
            write(cast, who, plan, {key: [] if key == AGREED else "Nytt"})
        assert refused.value.closed == {key}


def test_the_plan_keeps_the_omdomen_of_then(cast: Cast) -> None:
    """C9: references to versions, and the text of those; what is published later stands in its own place."""
    plan = finalised(cast)
    assert plan.latest is not None
    frozen = plan.latest.content["contributions"]["judgement"]
    assert {ref["number"] for ref in frozen} == {1}
    assert "Om matematik" not in str(plan.latest.content)
    maths = cast.elsa, cast.maths
    judgement = JudgementVersion.objects.get(judgement__child=maths[0], judgement__syllabus=maths[1]).judgement
    judgement.latest = JudgementVersion.objects.create(
        judgement=judgement, number=2, text="Nu bättre.", published_at=cast.at, published_by=cast.tess
    )
    judgement.save()
    text = text_of(cast, plan, cast.anna)
    assert "Om matematik." in text
    assert "Nu bättre." not in text


def test_an_omdome_withheld_from_one_guardian_is_not_in_the_plan_that_guardian_reads(cast: Cast) -> None:
    """A17: without trace; the other guardian reads all of it, the archive the whole."""
    plan = finalised(cast)
    maths = JudgementVersion.objects.get(judgement__child=cast.elsa, judgement__syllabus=cast.maths).judgement
    Withholding.objects.create(
        kind="judgement", record_id=maths.pk, person=cast.anders, decision="R 7", decided_by=cast.rolf, starts_on=cast.at.date(),
    )  # fmt: skip
    anders, anna = text_of(cast, plan, cast.anders), text_of(cast, plan, cast.anna)
    assert "Om matematik." not in anders
    assert "Om svenska." in anders
    assert {"Om matematik.", "Om svenska."} <= {part for part in ("Om matematik.", "Om svenska.") if part in anna}
    assert "Om matematik." in str(whole_document(plan).as_json())


def test_where_every_omdome_is_withheld_the_heading_is_gone_too(cast: Cast) -> None:
    """A17: an empty heading would tell of it."""
    plan = finalised(cast)
    for judgement in Judgement.objects.filter(child=cast.elsa):
        Withholding.objects.create(
            kind="judgement", record_id=judgement.pk, person=cast.anders, decision="R 7", decided_by=cast.rolf, starts_on=cast.at.date(),
        )  # fmt: skip
    heads = {name: "Skriftliga omdömen" in text_of(cast, plan, getattr(cast, name)) for name in ("anna", "anders")}
    assert heads == {"anna": True, "anders": False}


def test_what_was_finalised_is_read_by_the_same_people_while_it_is_corrected(cast: Cast) -> None:
    """C9: nobody who could read it loses it because a word is put right."""
    plan = finalised(cast)
    before = readers(PLAN_READ, plan, cast.at)
    open_again(by=actor(cast.mats, cast.at), form=plan, expected=2, reason="Fel datum")
    plan.refresh_from_db()
    assert readers(PLAN_READ, plan, cast.at) == before
    assert "två gånger i veckan" in text_of(cast, plan, cast.tess)


def test_a_correction_is_a_new_version_with_a_reason_and_the_old_one_stays(cast: Cast) -> None:
    """C9: each version as it was."""
    plan = finalised(cast)
    open_again(by=actor(cast.mats, cast.at), form=plan, expected=2, reason="Fel datum")
    write(cast, cast.mats, plan, {MEASURES: "Mindre grupp en gång i veckan."})
    plan = moved_on(cast, plan)
    assert [snapshot.number for snapshot in plan.snapshots.order_by("number")] == [1, 2]
    first, second = (str(snapshot.content) for snapshot in plan.snapshots.order_by("number"))
    assert "två gånger" in first
    assert "två gånger" not in second
    assert [move.reason for move in plan.moves.order_by("pk")] == ["", "", "Fel datum", ""]


def test_finalising_twice_makes_one_version(cast: Cast) -> None:
    """Q4: whoever comes second is told that it is done."""
    plan = talked(cast)
    seen = Plan.objects.get(pk=plan.pk)
    moved_on(cast, plan)
    with pytest.raises(StageChangedError):
        move_on(by=actor(cast.mats, cast.at), forms=[seen], expected=1)
    assert plan.snapshots.count() == 1


def test_exactly_the_family_and_those_who_teach_read_a_finalised_plan(cast: Cast) -> None:
    """A2, A5, A6: no former relation, no restricted guardian, no parallel class, no stranger."""
    assert readers(PLAN_READ, finalised(cast), cast.at) == {"Elsa", "Anna", "Anders", "Tess", "Mats", "Per", "Vera", "Rolf"}
    assert "Rut" not in readers(PLAN_READ, finalised(cast, cast.nils), cast.at)


def test_a_protected_pupils_plan_is_read_by_its_own_only(cast: Cast) -> None:
    """A10: rektor only with a documented need."""
    plan = finalised(cast, cast.omar)
    assert readers(PLAN_READ, plan, cast.at) == {"Omar", "Olga", "Tess", "Mats", "Per", "Vera"}


@pytest.mark.postgres15
def test_the_database_skips_no_step_of_a_plan(cast: Cast) -> None:
    """C8: whoever writes."""
    started(cast)
    plan = plan_of(cast.elsa)
    with pytest.raises(Exception, match="one step to the next"), connection.cursor() as cursor:
        cursor.execute("UPDATE plans_plan SET stage = 2, locked_at = now() WHERE id = %s", [plan.pk])


def test_who_only_teaches_reads_what_pupil_and_home_wrote_when_the_plan_is_published(cast: Cast) -> None:
    """A6: whatever the template says; the mentor reads it from the step that the template names, and school's own fields are there."""
    started(cast)
    plan = plan_of(cast.elsa)
    write(cast, cast.elsa, plan, {PROUD: "Jag läser högt."})
    write(cast, cast.anders, plan, {HOME: "Läxorna tar tid."})

    def read_by(who: Person) -> set[str]:
        page = page_of(actor(who, cast.at), plan)
        values = [each.value for part in page.sections for view in part.fields for each in view.others]
        return {text for text in ("Jag läser högt.", "Läxorna tar tid.") if any(text in str(value) for value in values)}

    both = {"Jag läser högt.", "Läxorna tar tid."}
    assert {name: read_by(getattr(cast, name)) for name in ("mats", "tess", "per", "vera")} == {
        "mats": both, "tess": set(), "per": set(), "vera": set(),
    }  # fmt: skip
    published = finalised(cast)
    assert [text in text_of(cast, published, cast.tess) for text in ("Jag kan bråk.", "Läxorna tar tid.")] == [True, True]
