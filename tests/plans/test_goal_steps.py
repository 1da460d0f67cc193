"""The states of C4: every move, by whom, from where; and what the database refuses whatever writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.plans.access.goals import STEPS
from larka.plans.actions.goals import GoalChangedError, GoalError, Words, move_goal, propose_goal
from larka.plans.models import Goal, GoalMove, GoalWording
from larka.plans.models.goals import State
from tests.cast import Cast, actor
from tests.plans.goals import STEP, TEXT, goal_in, place_of, proposed, step

pytestmark = pytest.mark.django_db
# Vera stands in for Tess in maths; Per teaches music, Petra the parallel class, Viktor taught maths before; Rolf leads the school.
PEOPLE = (
    "elsa",
    "anna",
    "anders",
    "frida",
    "annika",
    "omar",
    "bo",
    "tess",
    "vera",
    "mats",
    "per",
    "viktor",
    "petra",
    "rolf",
    "kim",
    "adam",
)
SCHOOL = {"mats", "tess", "vera"}
BY_WHOM = {"accept": SCHOOL, "decline": SCHOOL, "begin": SCHOOL, "done": {"elsa"}, "fulfil": SCHOOL, "send_back": SCHOOL}


@contextmanager
def all_checked() -> Iterator[None]:
    """A transaction, as far as the database asks at its end whether everything belongs together."""
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def attempt(cast: Cast, goal: Goal, key: str, who: str) -> str:
    """Where the goal is after somebody has tried this step; nothing of it stays."""
    outcome = "refused"
    with transaction.atomic():
        try:
            goal = step(cast, goal, key, getattr(cast, who))
            outcome = goal.state
        except (Refused, GoalChangedError) as error:
            outcome = "refused" if isinstance(error, Refused) else "not now"
        transaction.set_rollback(True)
    return outcome


def test_each_step_is_taken_from_one_state_by_those_whose_it_is_and_by_nobody_else(cast: Cast) -> None:
    """C4: the whole table, step by state by person; A5, A6: who has left, leads or teaches another subject takes none."""
    found: dict[tuple[str, str, str], str] = {}
    goals = {state: goal_in(cast, state, subject=cast.maths) for state in State.values}
    for taken, state, who in product(STEPS, goals, PEOPLE):
        found[taken.key, state, who] = attempt(cast, Goal.objects.get(pk=goals[state].pk), taken.key, who)
    expected = {
        (taken.key, state, who): "refused"
        if who not in BY_WHOM.get(taken.key, set())
        else str(taken.target)
        if state == taken.source
        else "not now"
        for taken, state, who in product(STEPS, goals, PEOPLE)
    }
    assert found == expected


def test_a_child_that_does_not_write_says_it_through_mentor_or_guardian_and_it_is_marked_so(cast: Cast) -> None:
    """C4: nobody else's hand, and the pupil may always say it itself."""
    goal = goal_in(cast, "ongoing", subject=cast.maths)
    Goal.objects.filter(pk=goal.pk).update(by_word=True)
    allowed = {who for who in PEOPLE if attempt(cast, Goal.objects.get(pk=goal.pk), "childs_word", who) == "done"}
    assert allowed == {"mats", "anna", "anders"}
    step(cast, goal, "childs_word", cast.anna)
    last = GoalMove.objects.order_by("-number").first()
    assert last is not None
    assert (last.childs_word, last.role, last.moved_by) == (True, "guardian", cast.anna)


def test_a_goal_without_a_subject_is_the_mentors(cast: Cast) -> None:
    """A6: subject teachers set goals in their subjects."""
    goal = proposed(cast)
    assert {who for who in PEOPLE if attempt(cast, goal, "accept", who) == "new"} == {"mats"}


def test_a_late_or_repeated_press_moves_nothing(cast: Cast) -> None:
    """Q4: the same press twice is one move; from a page that shows another state, or other words, none."""
    goal = goal_in(cast, "ongoing", subject=cast.maths)
    by = actor(cast.elsa, cast.at)
    for _press in range(2):
        move_goal(by=by, goal=goal, step=STEP["done"], version=3)
    assert list(goal.moves.order_by("number").values_list("to_state", flat=True)) == ["proposed", "new", "ongoing", "done"]
    for person, key, version in ((cast.mats, "fulfil", 3), (cast.mats, "fulfil", 5), (cast.mats, "begin", 4), (cast.tess, "accept", 4)):
        with pytest.raises(GoalChangedError):
            move_goal(by=actor(person, cast.at), goal=goal, step=STEP[key], version=version)


def test_saying_no_needs_a_word_of_why(cast: Cast) -> None:
    """C4: when a proposal is declined and when "klart" is sent back."""
    for state, key in (("proposed", "decline"), ("done", "send_back")):
        goal = goal_in(cast, state, subject=cast.maths)
        for comment in ("", "  ", "x" * 501):
            with pytest.raises(GoalError):
                move_goal(by=actor(cast.mats, cast.at), goal=goal, step=STEP[key], version=goal.version, comment=comment)
        assert step(cast, goal, key, comment="Öva sjuans tabell till").moves.latest("number").comment == "Öva sjuans tabell till"


def test_every_move_says_who_in_what_role_and_when(cast: Cast) -> None:
    """C4, A11: the time line, and the log without a word of it."""
    goal = goal_in(cast, "fulfilled", subject=cast.maths)
    moves = [(m.from_state, m.to_state, m.moved_by.given_name, m.role, m.moved_at) for m in goal.moves.order_by("number")]
    assert moves == [
        ("", "proposed", "Elsa", "self", cast.at),
        ("proposed", "new", "Mats", "mentor", cast.at),
        ("new", "ongoing", "Mats", "mentor", cast.at),
        ("ongoing", "done", "Elsa", "self", cast.at),
        ("done", "fulfilled", "Mats", "mentor", cast.at),
    ]
    entries = Entry.objects.filter(child_ids__contains=[cast.elsa.pk], action__startswith="goal.")
    assert sorted(entries.values_list("action", flat=True)) == ["goal.moved"] * 4 + ["goal.proposed"]
    assert not [entry for entry in Entry.objects.all() if TEXT in str(entry.details)]


ALL_WAYS = set(product(State.values, State.values))
LEGAL = {(str(taken.source), str(taken.target)) for taken in STEPS}


def refused(**values: Any) -> bool:
    """Whether the database refuses to let the one goal be so, asked at once."""
    try:
        with all_checked():
            Goal.objects.update(**values)
    except DatabaseError:
        return True
    return False


def _in_sql(state: str, goal: Goal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plans_goal SET state = %s WHERE id = %s", [state, goal.pk])


@pytest.mark.postgres15
def test_the_database_refuses_every_other_move_whatever_writes(cast: Cast) -> None:
    """C4: as the application's own role with plain SQL, from each state to each; and a legal one that has no move."""
    for state in State.values:
        with transaction.atomic():
            goal = goal_in(cast, state, subject=cast.maths)
            for target in set(State.values) - {state}:
                with pytest.raises(DatabaseError) as error, all_checked():
                    _in_sql(target, goal)
                assert ("does not go from" in str(error.value)) == ((state, target) not in LEGAL)
            transaction.set_rollback(True)


@pytest.mark.postgres15
def test_the_database_refuses_a_state_without_its_move_and_a_move_without_its_state(cast: Cast) -> None:
    """C4: the time line cannot lack anything."""
    goal = goal_in(cast, "new", subject=cast.maths)
    assert refused(state="ongoing")
    told = {
        "goal": goal,
        "number": 3,
        "from_state": "new",
        "to_state": "ongoing",
        "moved_by": cast.mats,
        "role": "mentor",
        "moved_at": cast.at,
    }
    wrong: list[dict[str, Any]] = [
        {},  # the goal itself is still new
        {"number": 4},
        {"from_state": "ongoing", "to_state": "done", "role": "self"},
        {"to_state": "done"},
        {"role": "guardian"},
        {"childs_word": True},
    ]
    for change in wrong:
        with pytest.raises(DatabaseError), all_checked():
            GoalMove.objects.create(**(told | change))
    with all_checked():
        GoalMove.objects.create(**told)
        Goal.objects.filter(pk=goal.pk).update(state="ongoing")


@pytest.mark.postgres15
def test_what_a_goal_has_gone_through_stays_until_the_goal_itself_goes(cast: Cast) -> None:
    """C4, C9: no move and no wording is changed or taken away; disposal takes all of it."""
    goal = goal_in(cast, "done", subject=cast.maths)
    for rows in (GoalMove.objects.filter(number=2), GoalWording.objects.all()):
        for change in ({"number": 9}, {"role": "guardian"}, {"goal": proposed(cast)}):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.filter(goal=goal).update(**change)
        with pytest.raises(DatabaseError), all_checked():
            rows.filter(goal=goal).delete()
    GoalMove.objects.filter(goal=goal).update(moved_by=cast.tess)  # two entries for one person become one (B6)
    with all_checked():
        goal.delete()
    assert not GoalMove.objects.filter(number__gt=1).exists()


@pytest.mark.postgres15
def test_preschool_has_no_goals_whatever_writes(cast: Cast) -> None:
    """C4: not by any action, and not in the database."""
    for who in (cast.sam, cast.anna, cast.sussi, cast.rita):
        with pytest.raises(Refused):
            propose_goal(by=actor(who, cast.at), place=place_of(cast.sam), words=Words(TEXT))
    proposed(cast)
    assert refused(school_form="FS")
