"""Forms as values: the way to JSON and back, editing, checking, comparing, and answers of every type."""

import datetime as dt
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larka.core.documents import DocumentError
from larka.questionnaires.shape import editing, values
from larka.questionnaires.shape.checking import problems, question_problems
from larka.questionnaires.shape.comparing import differences
from larka.questionnaires.shape.parts import ROLES, TYPES, Option, Question, QuestionType, Section, Shape, Stage, as_json, from_json, new_id
from larka.questionnaires.shape.rights import READS_AS, Given, Reader, Standing, may_read, may_write
from larka.questionnaires.shape.words import ROLE_WORDS, TYPE_WORDS
from tests.questionnaires.forms import FEELS, HOME, NOTES, TALK, WISH, key, one_of_each, talk_shape

TEXTS = st.text(max_size=40)
IDS = st.uuids().map(str)
QUESTIONS: st.SearchStrategy[Question] = st.builds(
    Question,
    id=IDS,
    type=st.sampled_from(TYPES),
    label=TEXTS,
    help=TEXTS,
    writers=st.lists(st.sampled_from(ROLES), unique=True).map(tuple),
    readers=st.lists(st.sampled_from(ROLES), unique=True).map(tuple),
    each=st.booleans(),
    required=st.booleans(),
    most=st.integers(0, 5000),
    options=st.lists(st.builds(Option, IDS, TEXTS), max_size=4).map(tuple),
    steps=st.integers(2, 10),
    opens_days=st.none() | st.integers(-365, 365),
)
SECTIONS = st.builds(Section, IDS, TEXTS, TEXTS, st.lists(QUESTIONS, max_size=4).map(tuple))
SHAPES = st.builds(
    Shape, TEXTS, TEXTS, st.lists(st.builds(Stage, IDS, TEXTS), max_size=4).map(tuple), st.lists(SECTIONS, max_size=3).map(tuple)
)


@given(SHAPES)
def test_a_form_comes_back_from_json_as_it_was(shape: Shape) -> None:
    """H6: whatever is in it."""
    assert from_json(as_json(shape)) == shape


@given(st.recursive(st.none() | st.booleans() | st.integers() | TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_anything_else_is_refused_with_a_sentence(data: Any) -> None:
    """Q2: never with a trace."""
    for wrapped in (data, {"version": 1, "shape": data}):
        with pytest.raises(DocumentError):
            from_json(wrapped)


@given(SHAPES.filter(lambda shape: len(list(shape.questions())) > 0), st.data())
def test_moving_there_and_back_and_copying_lose_no_question(shape: Shape, data: st.DataObject) -> None:
    """C1: every question is there once, with its id; a copy has one of its own."""
    moved = data.draw(st.sampled_from([question.id for question in shape.questions()]))
    there = editing.move(shape, moved, data.draw(st.sampled_from([-1, 1])))
    assert sorted(q.id for q in there.questions()) == sorted(q.id for q in shape.questions())
    copied = editing.copy(shape, moved, lambda label: label)
    assert len(list(copied.questions())) == len(list(shape.questions())) + 1
    assert {q.id for q in shape.questions()} < {q.id for q in copied.questions()}
    assert moved not in {q.id for q in editing.remove(shape, moved).questions()}


def test_a_question_at_the_edge_goes_on_into_the_next_section() -> None:
    """C1."""
    shape = talk_shape()
    assert editing.move(shape, NOTES, 1).sections[1].questions[0].id == NOTES
    assert editing.move(shape, WISH, -1) == shape


def test_options_keep_their_ids_when_they_move_or_are_reworded() -> None:
    """H10: statistics go by the ids."""
    before = (Option("a", "Ja"), Option("b", "Nej"), Option("c", "Vet inte"))
    assert [option.id for option in editing.renamed_options(["Vet inte", "Ja", "Nej"], before)] == ["c", "a", "b"]
    assert [option.id for option in editing.renamed_options(["Ja", "Inte alls", "Vet inte"], before)] == ["a", "b", "c"]
    assert len({*(option.id for option in editing.renamed_options(["Ja", "Nej", "Vet inte", "Annat"], before))} - {"a", "b", "c"}) == 1


WRONG = {
    "label": {"label": " "},
    "writers": {"writers": ()},
    "for_pupil": {"for_pupil": True, "writers": ("guardian",)},
    "options": {"type": "one", "options": (Option(key(1), "Ja"), Option(key(2), "ja"))},
    "steps": {"type": "scale", "steps": 11},
    "most": {"most": 201},
    "locks": {"opens": TALK, "locks": TALK},
    "shown": {"shown": key(999)},
    "locks_days": {"opens_days": 3, "locks_days": 3},
    "opens_days": {"opens_days": 4000},
    "help": {"help": "x" * 3000},
    "lowest": {"lowest": "x" * 81},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_with_a_question_is_said_at_its_part(what: str) -> None:
    """Q2."""
    right = Question(key(50), "short", "Fråga", writers=("pupil",))
    assert list(question_problems(right, talk_shape())) == []
    assert what in {problem.what for problem in question_problems(replace(right, **WRONG[what]), talk_shape())}  # type: ignore[arg-type]


def test_the_forms_of_the_tests_have_nothing_wrong_with_them_and_two_of_a_kind_have() -> None:
    """C1: an id is used once."""
    assert problems(talk_shape()) == problems(one_of_each()) == []
    shape = talk_shape()
    twice = replace(shape, sections=(*shape.sections, shape.sections[0]))
    assert {(problem.part, problem.what) for problem in problems(twice)} == {("", "sections")}
    assert {problem.what for problem in problems(replace(shape, title="", stages=shape.stages[:1]))} >= {"title", "stages"}


def test_the_differences_name_what_came_went_moved_and_changed() -> None:
    """C1: one moved question is one line, not the whole list."""
    old = talk_shape()
    asked = old.question(FEELS)
    assert asked is not None
    new = editing.replace_question(old, replace(asked, label="Hur mår du i skolan?", readers=("mentor",)))
    new = editing.remove(editing.move(new, HOME, -1), NOTES)
    new = editing.add_question(new, new.sections[0].id, Question(new_id(), "date", "När?", writers=("mentor",)))
    found = {(difference.part, difference.change) for difference in differences(old, new)}
    assert ("När?", "ny fråga") in found
    assert ("Egna anteckningar", "frågan borttagen") in found
    assert {("Hur mår du i skolan?", "frågan omformulerad"), ("Hur mår du i skolan?", "vem som läser")} <= found
    assert len([part for part, change in found if change == "flyttad"]) == 1
    assert differences(old, old) == []


ANSWERS: dict[QuestionType, tuple[dict[str, str], Any]] = {
    "short": ({"": " Ett \n kort svar "}, "Ett kort svar"),
    "long": ({"": "Rad ett\r\nRad två\x00"}, "Rad ett\nRad två"),
    "one": ({"": key(701)}, key(701)),
    "many": ({f"-{key(703)}": "on", f"-{key(701)}": "on"}, [key(701), key(703)]),
    "scale": ({"": "4"}, 4),
    "date": ({"": "2027-01-31"}, "2027-01-31"),
    "goals": ({"-0": "Läsa", "-2": "Räkna", "-1": " "}, ["Läsa", "Räkna"]),
    "table": ({f"-1-{key(702)}": "cell"}, [{key(701): "", key(702): "cell", key(703): ""}]),
    "files": (
        {"-0": key(704), "-0-text": " Min  hund ", "-3": key(705), "-5": key(704), "-6": key(706), "-6-bort": "on"},
        [{"medium": key(704), "text": "Min hund"}, {"medium": key(705), "text": ""}],
    ),
    "agreement": ({"-0-who": "Mats", "-0-what": "ringer", "-0-by": "2027-01-31"}, [{"who": "Mats", "what": "ringer", "by": "2027-01-31"}]),
    "read": ({"": "on"}, True),
}


@pytest.mark.parametrize("kind", get_args(QuestionType))
def test_an_answer_of_each_type_is_read_put_back_and_said(kind: QuestionType) -> None:
    """C1: what the fields show is read back to the same; nothing typed is no answer."""
    asked = next(question for question in one_of_each().questions() if question.type == kind)
    typed, value = ANSWERS[kind]
    assert values.read(asked, {f"f-{asked.id}{more}": text for more, text in typed.items()}) == values.Read(value)
    assert values.read(asked, values.inputs(asked, value)) == values.Read(value)
    assert values.said(asked, value)
    assert values.read(asked, {}) == values.Read(None)
    assert values.said(asked, None) == []


BAD: list[tuple[QuestionType, dict[str, str]]] = [
    ("short", {"": "x" * 201}), ("long", {"": "x" * 4001}), ("one", {"": "okänd"}), ("scale", {"": "6"}), ("scale", {"": "-1"}),
    ("scale", {"": "fyra"}), ("date", {"": "31 januari"}), ("date", {"": "0001-01-01"}), ("goals", {"-0": "x" * 301}),
    ("table", {f"-0-{key(701)}": "x" * 301}), ("agreement", {"-0-who": "Mats"}),
    ("agreement", {"-0-who": "M", "-0-what": "x", "-0-by": "i vår"}), ("files", {"-0": "../../etc/passwd"}),
    ("files", {f"-{row}": key(row) for row in range(11)}), ("files", {"-0": key(704), "-0-text": "x" * 301}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed"), BAD)
def test_bad_input_of_each_type_is_told_in_swedish(kind: QuestionType, typed: dict[str, str]) -> None:
    """Q2."""
    asked = next(question for question in one_of_each().questions() if question.type == kind)
    read = values.read(asked, {f"f-{asked.id}{more}": text for more, text in typed.items()})
    assert read.value is None
    assert read.error.endswith(".")


@given(
    st.dictionaries(st.sampled_from([f"f-{key(n)}{more}" for n in range(1, 11) for more in ("", "-0", "-0-who", f"-0-{key(701)}")]), TEXTS)
)
def test_whatever_is_typed_is_an_answer_or_an_error_and_what_is_an_answer_comes_back(typed: dict[str, str]) -> None:
    """Q2: nothing that a browser can send breaks the page."""
    for asked in one_of_each().questions():
        read = values.read(asked, typed)
        assert read.error or values.read(asked, values.inputs(asked, read.value)) == read
        assert len(values.rows(asked, typed)) <= asked.ceiling


def test_every_type_and_role_has_its_words() -> None:
    """C1."""
    assert set(TYPE_WORDS) == set(TYPES)
    assert set(ROLE_WORDS) == set(ROLES)


@pytest.mark.parametrize(
    ("day", "writes"), [("2026-11-15", False), ("2026-11-16", True), ("2026-11-30", True), ("2026-12-01", False), ("2027-01-01", False)]
)
def test_a_question_opens_and_locks_by_days_from_the_forms_last_day(day: str, writes: bool) -> None:  # noqa: FBT001 – a parameter
    """C1, A19: two weeks before the last day it opens, the day after it it is locked; the steps go before the days."""
    asked = replace(one_of_each().sections[0].questions[0], opens_days=-14, locks_days=1)
    standing = Standing(0, dt.date.fromisoformat(day), dt.date(2026, 11, 30))
    assert may_write(asked, one_of_each(), standing, {"pupil"}) is writes
    assert not may_write(asked, one_of_each(), replace(standing, stage=1), {"pupil"})
    assert may_write(asked, one_of_each(), replace(standing, last_day=None), {"pupil"})


def test_whoever_only_reads_never_writes_and_reads_as_much_as_the_one_they_read_for() -> None:
    """A8, A9, H5: proxy, emergency access, the next unit's staff."""
    shape, last = talk_shape(), Standing(2, dt.date(2026, 11, 23))
    for role, as_role in READS_AS.items():
        for asked in shape.questions():
            assert not may_write(asked, shape, Standing(0, dt.date(2026, 11, 23)), {role})
            given = Given(owner="annan" if asked.each else None, role=asked.writers[0])
            reads = may_read(asked, shape, last, Reader("jag", frozenset({role})), given)
            assert reads == (as_role in asked.readers and not (given.owner and given.role == as_role == "guardian"))
