"""Preparations: kept apart until their time, and one home from the other for good (C5)."""

import datetime as dt

import pytest

from larka.notices.models import Recipient
from larka.people.actions.settings import change_setting
from larka.questionnaires.actions.filling import AnswersChangedError
from larka.questionnaires.actions.templates import make_template
from larka.questionnaires.actions.templates import problems_of as faults
from larka.questionnaires.documents import document_for
from larka.questionnaires.queries.filling import names_known, page_of
from larka.questionnaires.queries.templates import work_on
from larka.questionnaires.shape.parts import Question, Section, Shape, Stage
from larka.records.kinds import kind_of
from larka.register.actor import Actor
from larka.register.models import Person, Responsible, Restriction
from larka.talks.access.preparations import LOCKED, PREPARATION_READ, PREPARED, SHARED
from larka.talks.actions.holding import hold_talk
from larka.talks.actions.preparing import change_sharing, remove_preparations, share_due, share_preparation, start_preparations
from larka.talks.actions.refusing import TalkError
from larka.talks.examples import examples
from larka.talks.models import Preparation, TalkRound
from larka.talks.queries.waiting import talks_at_home
from tests.cast import NOON, Cast, actor, readers
from tests.talks.endings import HOME, HOME_GOES, NOTES, PROUD, SHOWS, fill, preparation_for, prepared, template
from tests.talks.rows import early_slot, make_round, make_slot, make_talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_5a(cast: Cast) -> TalkRound:
    """Mats has started the preparations, to be shared in a week."""
    return prepared(cast)


@pytest.fixture
def elsas(cast: Cast, round_5a: TalkRound) -> Preparation:
    """Elsa's, which she, both her guardians and Mats have answered."""
    of = preparation_for(cast.elsa)
    fill(cast, cast.elsa, of, {PROUD: "Elsas bråk"})
    fill(cast, cast.anna, of, {HOME: "Annas fråga"})
    fill(cast, cast.anders, of, {HOME: "Anders fråga"})
    fill(cast, cast.mats, of, {SHOWS: "Mats vill prata", NOTES: "Mats stödord"})
    of.refresh_from_db()
    return of


def read_by(who: Person, of: Preparation, at: dt.datetime = NOON) -> set[str]:
    """Every answer that somebody reads on the page."""
    page = page_of(actor(who, at), Preparation.objects.get(pk=of.pk))
    told = [each for part in page.sections for view in part.fields for each in (*view.others, *([view.mine] if view.mine else []))]
    return {str(each.value) for each in told}


def left(*people: Person) -> list[list[int]]:
    """How many questions wait for each in what they are asked to prepare."""
    return [[row.left for row in talks_at_home(actor(person)).to_prepare] for person in people]


def test_each_child_gets_its_preparation_and_the_whole_family_hears_of_it(cast: Cast, round_5a: TalkRound) -> None:
    """C5, A10, F2: by the mentor also the protected child; a restricted guardian hears nothing."""
    assert set(Preparation.objects.values_list("child__given_name", flat=True)) == {"Elsa", "Omar", "Nils"}
    told = Recipient.objects.filter(notice__kind="preparation.opened").values_list("person__given_name", flat=True)
    assert set(told) == {"Elsa", "Omar", "Nils", "Anna", "Anders", "Olga", "Nora"}
    assert [row.name for row in talks_at_home(actor(cast.anna)).to_prepare] == [cast.elsa.display_name]


def test_it_waits_for_each_until_their_own_questions_are_answered(cast: Cast, round_5a: TalkRound) -> None:
    """C5: what one home or the pupil answers is not the other's; once it is locked nothing waits."""
    of = preparation_for(cast.elsa)
    assert left(cast.elsa, cast.anna, cast.anders) == [[4], [2], [2]]
    fill(cast, cast.anna, of, {HOME: "Annas fråga"})
    fill(cast, cast.elsa, of, {PROUD: "Bråk"})
    assert left(cast.elsa, cast.anna, cast.anders) == [[3], [1], [2]]
    fill(cast, cast.anna, of, {HOME_GOES: "Bra"})
    share_preparation(by=actor(cast.mats), preparation=of)
    assert left(cast.elsa, cast.anna, cast.anders) == [[3], [], [2]]
    hold_talk(by=actor(cast.mats), talk=make_talk(early_slot(cast, round_5a), cast.elsa, cast.anna), version=1, took_part=[cast.anna])
    assert left(cast.elsa, cast.anna, cast.anders) == [[], [], []]


def test_until_its_time_each_reads_only_their_own(cast: Cast, elsas: Preparation) -> None:
    """C5."""
    assert read_by(cast.elsa, elsas) == {"Elsas bråk"}
    assert read_by(cast.anna, elsas) == {"Annas fråga"}
    assert read_by(cast.anders, elsas) == {"Anders fråga"}
    assert read_by(cast.mats, elsas) == {"Mats vill prata", "Mats stödord"}


def test_at_its_time_the_others_read_it_but_one_home_never_the_other(cast: Cast, elsas: Preparation) -> None:
    """C5: and staff's own notes stay their own."""
    assert share_due(by=Actor.operator(NOON + dt.timedelta(days=7, seconds=-1))) == 0
    assert share_due(by=Actor.operator(NOON + dt.timedelta(days=7))) == 3
    assert read_by(cast.elsa, elsas) == {"Elsas bråk", "Mats vill prata"}
    assert read_by(cast.anna, elsas) == {"Annas fråga", "Elsas bråk", "Mats vill prata"}
    assert read_by(cast.anders, elsas) == {"Anders fråga", "Elsas bråk", "Mats vill prata"}
    assert read_by(cast.mats, elsas) == {"Annas fråga", "Anders fråga", "Elsas bråk", "Mats vill prata", "Mats stödord"}
    told = Recipient.objects.filter(notice__kind="preparation.shared").values_list("person__given_name", flat=True)
    assert set(told) == {"Elsa", "Omar", "Nils", "Anna", "Anders", "Olga", "Nora"}
    assert share_due(by=Actor.operator(NOON + dt.timedelta(days=8))) == 0


def test_what_a_guardian_chooses_to_share_the_other_reads_when_it_is_time(cast: Cast, elsas: Preparation) -> None:
    """C5: not before."""
    fill(cast, cast.anna, elsas, {HOME: "Annas fråga"}, shared=True, version=1)
    assert read_by(cast.anders, elsas) == {"Anders fråga"}
    share_preparation(by=actor(cast.mats), preparation=elsas)
    assert read_by(cast.anders, elsas) == {"Anders fråga", "Elsas bråk", "Mats vill prata", "Annas fråga"}
    assert "Anders fråga" not in read_by(cast.anna, elsas)


def test_the_mentor_shares_one_childs_early_and_whoever_is_late_still_answers(cast: Cast, round_5a: TalkRound) -> None:
    """C5: twice changes nothing; the others' wait for their time."""
    elsas, nils = preparation_for(cast.elsa), preparation_for(cast.nils)
    assert share_preparation(by=actor(cast.mats), preparation=elsas) is True
    assert share_preparation(by=actor(cast.mats), preparation=elsas) is False
    nils.refresh_from_db()
    assert nils.stage == PREPARED
    elsas.refresh_from_db()
    fill(cast, cast.anna, elsas, {HOME: "Sent men klart"})
    assert "Sent men klart" in read_by(cast.mats, elsas)


def test_it_is_locked_when_the_last_of_the_childs_talks_is_held(cast: Cast, round_5a: TalkRound, elsas: Preparation) -> None:
    """C5, C7: two homes have one talk each."""
    first = make_talk(early_slot(cast, round_5a), cast.elsa, cast.anna, shared=False, audience=[cast.anna.pk])
    second = make_talk(make_slot(round_5a, cast.mats, 16), cast.elsa, cast.anders, shared=False, audience=[cast.anders.pk])
    hold_talk(by=actor(cast.mats), talk=first, version=1, took_part=[cast.anna])
    assert not Preparation.objects.get(pk=elsas.pk).locked_at
    hold_talk(by=actor(cast.mats, second.ends_at), talk=second, version=1, took_part=[cast.anders])
    elsas.refresh_from_db()
    assert (elsas.stage, elsas.latest is not None) == (LOCKED, True)
    with pytest.raises(AnswersChangedError):
        fill(cast, cast.anna, elsas, {HOME: "För sent"}, version=1)
    assert preparation_for(cast.nils).stage == PREPARED
    assert not Recipient.objects.filter(notice__kind="preparation.published").exists()


@pytest.mark.parametrize("who", ["anna", "anders"])
def test_the_locked_document_has_nothing_of_the_other_home(cast: Cast, round_5a: TalkRound, elsas: Preparation, who: str) -> None:
    """C5, C9: PDF, JSON and history are made of this tree; the names of those who wrote are as hidden."""
    mine, others = sorted(("Annas fråga", "Anders fråga"), key=lambda text: not text.lower().startswith(who))
    hold_talk(by=actor(cast.mats), talk=make_talk(early_slot(cast, round_5a), cast.elsa, cast.anna), version=1, took_part=[cast.anna])
    elsas.refresh_from_db()
    reader = actor(getattr(cast, who))
    page = page_of(reader, elsas)
    names = names_known(reader, (told.by for told in page.answers))
    assert elsas.latest is not None
    text = str(document_for(reader, elsas, elsas.latest, page.reader, names).as_json())
    assert (mine in text, others in text, "Mats stödord" in text) == (True, False, False)
    assert (cast.anna.display_name in text, cast.anders.display_name in text) == (who == "anna", who == "anders")


def test_it_exists_for_nobody_outside(cast: Cast, elsas: Preparation) -> None:
    """A1, A5, A17: former guardian and teacher, waiting adult, stranger, other families, and staff with nothing in it."""
    assert readers(PREPARATION_READ, elsas) == {"Elsa", "Anna", "Anders", "Mats", "Rolf"}
    assert readers(PREPARATION_READ, preparation_for(cast.omar)) == {"Omar", "Olga", "Mats"}
    assert readers(PREPARATION_READ, preparation_for(cast.nils)) == {"Nils", "Nora", "Mats", "Rolf"}


def test_a_guardian_who_is_restricted_or_whose_guardianship_ends_loses_it_the_same_day(cast: Cast, elsas: Preparation) -> None:
    """A5, A17."""
    Restriction.objects.create(child=cast.elsa, person=cast.anders, reference="T 12-26", starts_on=NOON.date())
    Responsible.objects.filter(child=cast.elsa, person=cast.anna).update(ends_on=NOON.date())
    assert readers(PREPARATION_READ, elsas) == {"Elsa", "Mats", "Rolf"}


def test_it_is_started_once_and_undone_only_while_nothing_is_written(cast: Cast, round_5a: TalkRound) -> None:
    """Q2."""
    mats, week = actor(cast.mats), NOON + dt.timedelta(days=7)
    with pytest.raises(TalkError):
        start_preparations(by=mats, started=round_5a, version=template(cast, example="samtal-gymnasieskola"), shared_at=week)
    fill(cast, cast.elsa, preparation_for(cast.elsa), {PROUD: "Bråk"})
    with pytest.raises(TalkError):
        remove_preparations(by=mats, started=round_5a)
    Preparation.objects.get(child=cast.elsa).answers.all().delete()
    remove_preparations(by=mats, started=round_5a)
    assert not Preparation.objects.exists()
    assert not TalkRound.objects.filter(preparation__isnull=False).exists()


def test_the_time_is_moved_ahead_and_never_into_the_past(cast: Cast, round_5a: TalkRound) -> None:
    """C5, F2: the family's reminder follows."""
    change_sharing(by=actor(cast.mats), started=round_5a, shared_at=NOON + dt.timedelta(days=3))
    assert share_due(by=Actor.operator(NOON + dt.timedelta(days=3))) == 3
    assert set(Preparation.objects.values_list("last_day", flat=True)) == {NOON.date() + dt.timedelta(days=3)}
    for moment in (NOON, NOON + dt.timedelta(days=500)):
        with pytest.raises(TalkError):
            change_sharing(by=actor(cast.mats), started=round_5a, shared_at=moment)


def test_rektor_does_not_start_it_for_a_child_they_may_not_know(cast: Cast) -> None:
    """A10: the mentor is asked to."""
    started = make_round(cast, cast.class_5a, cast.rolf)
    start_preparations(by=actor(cast.rolf), started=started, version=template(cast), shared_at=NOON + dt.timedelta(days=7))
    assert set(Preparation.objects.values_list("child__given_name", flat=True)) == {"Elsa", "Nils"}
    told = Recipient.objects.filter(notice__kind="questionnaire.pupil_waits").values_list("person__given_name", flat=True)
    assert set(told) == {"Mats"}


def test_own_notes_are_working_material_unless_the_huvudman_keeps_them(cast: Cast, round_5a: TalkRound) -> None:
    """C5, TF 2:12: what home hands in is received; what school shares is sent."""
    state, of = kind_of("preparation").public_record, preparation_for(cast.nils)
    fill(cast, cast.mats, of, {NOTES: "Mats stödord"})
    share_preparation(by=actor(cast.mats), preparation=of)
    hold_talk(by=actor(cast.mats), talk=make_talk(early_slot(cast, round_5a), cast.nils, cast.nora), version=1, took_part=[cast.nora])
    of.refresh_from_db()
    document = kind_of("preparation").document
    assert (state(of), "Mats stödord" in str(document(of).as_json())) == ("working material", False)
    change_setting(by=Actor.operator(NOON), key="talks.staff_notes_are_records", value=True)
    assert (state(of), "Mats stödord" in str(document(of).as_json())) == ("public record", True)
    elsas = preparation_for(cast.elsa)
    fill(cast, cast.anna, elsas, {HOME: "Annas fråga"})
    assert state(elsas) == "received"


def test_a_template_never_lets_one_home_write_in_the_others_answer_nor_stops_the_talk(cast: Cast) -> None:
    """C5: three steps, each their own, nothing required; the shipped ones hold to it."""
    question = Question("00000000-0000-4000-8000-000000000001", "long", "Hur?", writers=("guardian",), readers=("mentor",), required=True)
    stages = (Stage("00000000-0000-4000-8000-000000000002", "Fylls i"), Stage("00000000-0000-4000-8000-000000000003", "Klart"))
    shape = Shape("Inför", stages=stages, sections=(Section("00000000-0000-4000-8000-000000000004", "Ett", questions=(question,)),))
    assert {problem.what for problem in faults("preparation", shape)} == {"stages", "each", "required"}
    assert [fault for shape in examples().values() for fault in faults("preparation", shape)] == []
    assert SHARED == PREPARED + 1


def test_an_empty_template_begins_with_its_three_steps(cast: Cast) -> None:
    """C5: a form's have two."""
    steps = {}
    for kind in ("preparation", "questionnaire"):
        made = make_template(by=actor(cast.rolf), unit=cast.school, kind=kind, name="Tom")
        work = work_on(made)
        assert work is not None
        steps[kind] = [stage.name for stage in work.shape.stages]
        assert "stages" not in {problem.what for problem in faults(kind, work.shape)}
    assert steps == {"preparation": ["Förbereds", "Delat", "Låst"], "questionnaire": ["Fylls i", "Klart"]}
