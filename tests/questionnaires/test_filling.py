"""Answering, and the way through the steps."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.questionnaires.access import FORM_READ
from larka.questionnaires.actions.filling import (
    Answered,
    AnswersChangedError,
    MissingAnswersError,
    ReasonError,
    StageChangedError,
    move_on,
    open_again,
    save_answers,
)
from larka.questionnaires.actions.rounds import RoundError, add_children, start_round
from larka.questionnaires.models import Questionnaire, QuestionnaireSnapshot
from larka.questionnaires.places import ANSWER_PLACE, HOME_ANSWER_PLACE
from larka.questionnaires.queries.filling import answers_of
from larka.questionnaires.queries.rounds import children_without, forms_of
from larka.questionnaires.shape.parts import Question
from larka.records.actions.drafts import save_draft
from larka.records.kinds import kind_of
from larka.records.models import Draft
from larka.register.models import GroupMembership
from tests.cast import Cast, actor, readers
from tests.questionnaires.forms import (
    AGREED,
    AGREEMENT,
    FEELS,
    HEALTH,
    HOME,
    NOTES,
    WISH,
    filled,
    form_of,
    key,
    moved_on,
    published,
    started,
    talk_shape,
    write,
)


def told(form: Questionnaire) -> dict[str, object]:
    """What is answered, by question and whose own."""
    return {f"{t.field[-1]}{'' if t.owner is None else '!'}": t.value for t in answers_of(form)}


def test_every_pupil_of_the_class_gets_the_form_and_who_comes_later_too(cast: Cast) -> None:
    """C1, B4: once each, however often."""
    begun = started(cast)
    mats = actor(cast.mats, cast.at)
    assert {row.name for row in forms_of(mats, begun)} == {"Elsa Hägg", "Omar Haddad", "Nils Rosén"}
    assert add_children(by=mats, started=begun) == []
    GroupMembership.objects.create(child=cast.bo, group=cast.class_5a, starts_on=cast.at.date())
    assert children_without(mats, begun) == [cast.bo.pk]
    assert [form.child_id for form in add_children(by=mats, started=begun)] == [cast.bo.pk]


def test_only_mentor_and_rektor_start_it_and_only_with_the_units_own_templates(cast: Cast) -> None:
    """A6, A8."""
    version = published(cast)
    for person in (cast.tess, cast.petra, cast.adam, cast.anna, cast.kim):
        with pytest.raises(Refused):
            start_round(by=actor(person, cast.at), group=cast.class_5a, version=version, last_day=cast.at.date())
    with pytest.raises(Refused):
        start_round(by=actor(cast.sussi, cast.at), group=cast.humlan, version=version, last_day=cast.at.date())
    with pytest.raises(RoundError):
        start_round(by=actor(cast.mats, cast.at), group=cast.class_5a, version=version, last_day=cast.at.date().replace(year=2025))


def test_the_mentor_sees_who_owes_what_and_no_answer(cast: Cast) -> None:
    """C1: counted by the questions that must be answered."""
    begun = started(cast)
    write(cast, cast.elsa, form_of(cast.elsa), {WISH: "Bråk"})
    rows = {row.name: row.missing for row in forms_of(actor(cast.mats, cast.at), begun)}
    both = {"Eleven eller vårdnadshavare": 1, "Vårdnadshavare": 1}
    assert rows == {"Elsa Hägg": {"Vårdnadshavare": 1}, "Omar Haddad": both, "Nils Rosén": both}


def test_nobody_writes_in_a_field_that_is_another_roles(cast: Cast) -> None:
    """C1, A1: it is as if it were not there, also by an id that no form has."""
    started(cast)
    form = form_of(cast.elsa)
    for person, field in (
        (cast.anna, NOTES),
        (cast.elsa, HOME),
        (cast.tess, WISH),
        (cast.rolf, HEALTH),
        (cast.mats, key(99)),
        (cast.stina, WISH),
    ):
        with pytest.raises(Refused):
            write(cast, person, form, {field: "Får inte"})
    assert answers_of(form) == []


def test_two_who_write_in_the_same_field_never_overwrite_each_other(cast: Cast) -> None:
    """Q4: and nothing of what the second sent is saved (Q2)."""
    started(cast)
    form = form_of(cast.elsa)
    write(cast, cast.anna, form, {WISH: "Annas ord"})
    with pytest.raises(AnswersChangedError) as refused:
        write(cast, cast.anders, form, {WISH: "Anders ord", HOME: "Hemma"})
    assert (refused.value.changed, refused.value.closed) == ({WISH}, set())
    assert told(form) == {"1": "Annas ord"}
    write(cast, cast.anders, form, {WISH: "Annas ord", HOME: "Hemma"})
    assert told(form) == {"1": "Annas ord", "3!": "Hemma"}


def test_a_field_opens_and_locks_with_the_step_and_says_so(cast: Cast) -> None:
    """C1, Q2: what was typed comes back with a word about it, instead of a page that is not there."""
    started(cast)
    form = form_of(cast.elsa)
    with pytest.raises(AnswersChangedError) as early:
        write(cast, cast.mats, form, {AGREED: [{"who": "Mats", "what": "x", "by": ""}]})
    assert early.value.closed == {AGREED}
    form = moved_on(cast, filled_again(cast, form))
    with pytest.raises(AnswersChangedError) as late:
        write(cast, cast.elsa, form, {FEELS: 2})
    assert late.value.closed == {FEELS}


def filled_again(cast: Cast, form: Questionnaire) -> Questionnaire:
    """The same form, with what must be answered."""
    write(cast, cast.elsa, form, {WISH: "Bråk"})
    write(cast, cast.anna, form, {HOME: "Hemma"})
    form = moved_on(cast, form)
    write(cast, cast.mats, form, {AGREED: [{"who": "Mats", "what": "x", "by": ""}]})
    return form


def test_no_step_is_skipped_and_a_late_click_moves_nothing(cast: Cast) -> None:
    """Q4, C1: two who press at once move it once; the database refuses what goes around."""
    started(cast)
    form, mats = form_of(cast.elsa), actor(cast.mats, cast.at)
    move_on(by=mats, forms=[form], expected=0)
    with pytest.raises(StageChangedError):
        move_on(by=mats, forms=[form], expected=0)
    form.refresh_from_db()
    assert form.stage == 1
    rows = Questionnaire.objects.filter(pk=form.pk)
    for values in ({"stage": 0}, {"stage": 3}, {"stage": 2}, {"stages": 9}, {"locked_at": cast.at}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)


def test_it_is_not_published_without_what_must_be_there(cast: Cast) -> None:
    """C1, C8: what school owes is always asked for; what home has not answered, the mentor may publish without."""
    started(cast)
    form = moved_on(cast, form_of(cast.elsa))
    with pytest.raises(MissingAnswersError) as refused:
        moved_on(cast, form, despite_missing=True)
    assert [asked.id for asked in refused.value.schools] == [AGREED]
    assert [asked.id for asked in refused.value.familys] == [WISH, HOME]
    write(cast, cast.mats, form, {AGREED: [{"who": "Mats", "what": "x", "by": ""}]})
    with pytest.raises(MissingAnswersError):
        moved_on(cast, form)
    assert moved_on(cast, form, despite_missing=True).locked_at == cast.at


def test_what_was_published_never_changes_and_a_correction_is_a_new_version_with_a_reason(cast: Cast) -> None:
    """C9: the family goes on reading the first while it is put right."""
    form, mats = moved_on(cast, filled(cast)), actor(cast.mats, cast.at)
    with pytest.raises(ReasonError):
        open_again(by=mats, form=form, expected=2, reason="  ")
    open_again(by=mats, form=form, expected=2, reason="Fel datum")
    with pytest.raises(StageChangedError):
        open_again(by=mats, form=form, expected=2, reason="Fel datum")
    write(cast, cast.mats, form, {AGREED: [{"who": "Mats", "what": "rättat", "by": ""}]}, version=1)
    moved_on(cast, form)
    first, second = QuestionnaireSnapshot.objects.order_by("number")
    assert [next(a["value"] for a in s.content["answers"] if a["field"] == AGREED)[0]["what"] for s in (first, second)] == [
        "övar bråk med Elsa",
        "rättat",
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionnaireSnapshot.objects.filter(pk=first.pk).update(number=5)
    moves = list(form.moves.order_by("pk").values_list("from_stage", "to_stage", "reason"))
    assert moves == [(0, 1, ""), (1, 2, ""), (2, 1, "Fel datum"), (1, 2, "")]


def test_whoever_reads_it_first_when_it_is_published_goes_on_reading_while_it_is_put_right(cast: Cast) -> None:
    """A6, C9: the teacher of this template, to whom nothing is shown before the last step."""

    def asked_so(asked: Question) -> Question:
        return replace(asked, readers=("teacher",) if asked.id == NOTES else tuple(role for role in asked.readers if role != "teacher"))

    shape = talk_shape()
    sections = tuple(replace(section, questions=tuple(map(asked_so, section.questions))) for section in shape.sections)
    started(cast, published(cast, replace(shape, sections=sections)))
    form = moved_on(cast, form_of(cast.elsa))
    write(cast, cast.mats, form, {AGREED: AGREEMENT})
    found = ["Tess" in readers(FORM_READ, form, cast.at)]
    form = moved_on(cast, form, despite_missing=True)
    found.append("Tess" in readers(FORM_READ, form, cast.at))
    open_again(by=actor(cast.mats, cast.at), form=form, expected=2, reason="Fel datum")
    form.refresh_from_db()
    found.append("Tess" in readers(FORM_READ, form, cast.at))
    assert found == [False, True, True]


def test_only_those_who_lead_it_move_it(cast: Cast) -> None:
    """A6: the mentor and rektor; nobody of the family, no subject teacher."""
    started(cast)
    form = form_of(cast.elsa)
    for person in (cast.elsa, cast.anna, cast.tess, cast.petra, cast.viktor, cast.adam):
        with pytest.raises(Refused):
            move_on(by=actor(person, cast.at), forms=[form], expected=0)
    move_on(by=actor(cast.rolf, cast.at), forms=[form], expected=0)


def test_a_draft_is_kept_where_one_may_write_and_goes_when_the_answer_is_saved(cast: Cast) -> None:
    """Mission 5, A6, H1: what home writes is kept where nobody ever takes it over."""
    started(cast)
    form, anna = form_of(cast.elsa), actor(cast.anna, cast.at)
    spot = HOME_ANSWER_PLACE.find(anna, form, HOME)
    assert spot is not None
    save_draft(by=anna, spot=spot, content={"text": "Hem"}, base_version=0)
    assert [
        place.find(anna, form, field) for place, field in ((HOME_ANSWER_PLACE, NOTES), (ANSWER_PLACE, NOTES), (ANSWER_PLACE, HOME))
    ] == [None] * 3
    assert ANSWER_PLACE.find(actor(cast.mats, cast.at), form, NOTES) is not None
    assert (HOME_ANSWER_PLACE.private, ANSWER_PLACE.private) == (True, False)
    write(cast, cast.anna, form, {HOME: "Hemma"})
    assert Draft.objects.count() == 1, "a draft that its author has not seen was deleted"
    save_answers(by=anna, form=form, answers=[Answered(HOME, "Hem", 1, drafts=tuple(Draft.objects.all()))])
    assert not Draft.objects.exists()


def test_saving_one_field_asks_a_handful_of_questions(cast: Cast) -> None:
    """Held row, roles, answers, the answer, the record, the draft, the log; the trigger's history comes on top by itself."""
    started(cast)
    form, by = form_of(cast.elsa), actor(cast.anna, cast.at)
    write(cast, cast.anna, form, {HOME: "Först"})
    with CaptureQueriesContext(connection) as asked:
        save_answers(by=by, form=form, answers=[Answered(HOME, "Sedan", 1)])
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 8


def test_the_log_says_who_did_what_and_holds_no_word_of_it(cast: Cast) -> None:
    """A11."""
    moved_on(cast, filled(cast))
    entries = Entry.objects.filter(kind="written", child_ids__contains=[cast.elsa.pk])
    assert set(entries.values_list("action", flat=True)) == {
        "questionnaire.started", "questionnaire.answered", "questionnaire.moved", "questionnaire.published", "notice.queued",
    }  # fmt: skip
    assert not [entry for entry in Entry.objects.all() if "Bråk" in str(entry.details)]


def test_a_form_leaves_as_json_and_comes_back_the_same(cast: Cast) -> None:
    """H6: with its answers, its published versions and its way through the steps."""
    form, kind = moved_on(cast, filled(cast)), kind_of("questionnaire")
    left = kind.schema.to_json(kind.key, form)
    with transaction.atomic():
        Questionnaire.objects.filter(pk=form.pk).update(latest=None, published_at=None)
        form.answers.all().delete()
        form.snapshots.all().delete()
        form.moves.all().delete()
        Questionnaire.objects.filter(pk=form.pk).delete()
        back = kind.schema.from_json(Questionnaire, left)
    assert kind.schema.to_json(kind.key, back) == left
    assert kind.document(back).plain_text().count("övar bråk") == 1


def test_what_is_saved_as_it_was_is_not_written_again(cast: Cast) -> None:
    """Q4: a second press on the button changes nothing."""
    started(cast)
    form = form_of(cast.elsa)
    write(cast, cast.anna, form, {HOME: "Hemma"})
    assert save_answers(by=actor(cast.anna, cast.at), form=form, answers=[]) == []
    assert write(cast, cast.anna, form, {HOME: "Hemma"}) == []
