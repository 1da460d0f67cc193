"""What goals say: proposing, rewording, asking for other words, whose word a child's is, and the file that a goal leaves in."""

import pytest
from django.db import DatabaseError, transaction

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.notices.models import Recipient
from larka.plans.actions.goal_words import answer_wording, ask_wording, change_writing_start, mark_child, reword_goal
from larka.plans.actions.goals import GoalChangedError, GoalError, Words, propose_goal
from larka.plans.models import Goal, GoalWording
from larka.plans.queries.goal_way import time_line
from larka.records.kinds import kind_of
from larka.register.models import Person, Placement
from tests.cast import Cast, actor
from tests.plans.goals import HOW, TEXT, goal_in, place_of, proposed, step

pytestmark = pytest.mark.django_db
NEW = Words("Jag kan sjuans tabell", "Kortspelet varje dag")


def told(cast: Cast) -> dict[str, set[str]]:
    """Who has got which notice."""
    found: dict[str, set[str]] = {}
    for kind, name in Recipient.objects.values_list("notice__kind", "person__given_name"):
        found.setdefault(kind, set()).add(name)
    return found


def test_pupil_guardian_and_those_who_teach_propose_and_nobody_else(cast: Cast) -> None:
    """C3, A5, A6, A17: the same people's proposals are in the mentor's and the subject's teachers' notices."""
    words = Words(TEXT, HOW, cast.maths)
    may = set()
    for name, person in cast.people().items():
        with transaction.atomic():
            try:
                propose_goal(by=actor(person, cast.at), place=place_of(cast.elsa), words=words)
                may.add(name)
            except Refused:
                pass
            transaction.set_rollback(True)
    assert may == {"Elsa", "Anna", "Anders", "Mats", "Tess", "Vera"}
    proposed(cast, subject=cast.maths)
    assert told(cast) == {"goal.proposed": {"Mats", "Tess", "Vera"}}


def test_a_restricted_guardian_proposes_nothing_and_a_subject_is_one_that_the_child_has(cast: Cast) -> None:
    """A17, A6: Rut is Nils's guardian in the register; upper secondary maths is nothing that Elsa is taught."""
    with pytest.raises(Refused):
        propose_goal(by=actor(cast.rut, cast.at), place=place_of(cast.nils), words=Words(TEXT))
    with pytest.raises(Refused):
        proposed(cast, subject=cast.maths_gy)
    with pytest.raises(Refused):
        proposed(cast, who=cast.tess, subject=cast.swedish)
    with pytest.raises(GoalError):
        proposed(cast, who=cast.tess)
    with pytest.raises(GoalError):
        proposed(cast, text="  ")


def test_a_proposal_is_reworded_by_whoever_made_it_and_an_accepted_goal_by_school(cast: Cast) -> None:
    """C4: what it said before stays, with who and when."""
    goal, people = proposed(cast, subject=cast.maths), ("elsa", "anna", "mats", "tess", "rolf", "per")
    words = Words(NEW.text, NEW.how, cast.maths)

    def who_may(version: int) -> set[str]:
        may = set()
        for name in people:
            with transaction.atomic():
                try:
                    reword_goal(by=actor(getattr(cast, name), cast.at), goal=goal, words=words, version=version)
                    may.add(name)
                except Refused:
                    pass
                transaction.set_rollback(True)
        return may

    assert who_may(1) == {"elsa"}
    goal = step(cast, goal, "accept")
    assert who_may(2) == {"mats", "tess"}
    reword_goal(by=actor(cast.tess, cast.at), goal=goal, words=words, version=2)
    assert list(GoalWording.objects.order_by("number").values_list("text", "role")) == [(TEXT, "self"), (NEW.text, "teacher")]
    with pytest.raises(GoalChangedError):
        reword_goal(by=actor(cast.mats, cast.at), goal=goal, words=Words("Ett annat", "", cast.maths), version=2)


@pytest.mark.parametrize("state", ["done", "fulfilled", "declined"])
def test_what_is_klart_or_over_is_not_reworded(cast: Cast, state: str) -> None:
    """C4: "klart" must mean what the pupil said it of."""
    goal = goal_in(cast, state, subject=cast.maths)
    for act, who in ((reword_goal, cast.mats), (ask_wording, cast.elsa)):
        with pytest.raises(GoalChangedError):
            act(by=actor(who, cast.at), goal=goal, words=Words(NEW.text, NEW.how, cast.maths), version=goal.version)


def test_pupil_and_guardian_ask_for_other_words_and_school_answers(cast: Cast) -> None:
    """C4: the goal holds as it stands until then; no needs a word of why; whoever asked is told."""
    goal = goal_in(cast, "ongoing", subject=cast.maths)
    for who in (cast.mats, cast.tess, cast.rolf, cast.frida):
        with pytest.raises(Refused):
            ask_wording(by=actor(who, cast.at), goal=goal, words=NEW, version=3)
    asked = ask_wording(by=actor(cast.anna, cast.at), goal=goal, words=NEW, version=3)
    assert asked is not None
    goal.refresh_from_db()
    assert goal.text == TEXT
    for by, number, accept, answer, error in (
        (cast.anna, 2, True, "", Refused),
        (cast.mats, 2, False, " ", GoalError),
        (cast.mats, 9, True, "", GoalChangedError),
    ):
        with pytest.raises(error):
            answer_wording(by=actor(by, cast.at), goal=goal, number=number, accept=accept, answer=answer)
    with pytest.raises(GoalError):
        reword_goal(by=actor(cast.mats, cast.at), goal=goal, words=Words("Ett tredje", "", cast.maths), version=3)
    for _press in range(2):
        answer_wording(by=actor(cast.mats, cast.at), goal=goal, number=2, accept=True)
    goal.refresh_from_db()
    assert (goal.text, goal.how, goal.syllabus) == (NEW.text, NEW.how, cast.maths)
    assert told(cast)["goal.wording_answered"] == {"Anna"}
    events = time_line(actor(cast.anna, cast.at), goal)
    assert [event.words for event in events][-2:] == ["En ny formulering föreslogs", "Formuleringen antogs"]
    assert [event.text for event in events if event.text] == [TEXT, NEW.text], "C9: what it said first is still to be read"


def test_whoever_is_concerned_is_told_and_the_mail_names_nobody(cast: Cast) -> None:
    """F2: the proposer of the answer, school of what is done; A17: the log has no word of it."""
    goal = goal_in(cast, "done", who=cast.anna, subject=cast.maths)
    assert told(cast) == {"goal.proposed": {"Mats", "Tess", "Vera"}, "goal.answered": {"Anna"}, "goal.done": {"Mats", "Tess", "Vera"}}
    step(cast, goal, "send_back", comment="Sjuan till")
    assert not [entry for entry in Entry.objects.all() if "Sjuan" in str(entry.details) or TEXT in str(entry.details)]


def test_who_does_not_write_follows_from_form_of_school_year_and_the_mentors_mark(cast: Cast) -> None:
    """C4, ADR 0216: and is said of the goals of the year that are not over."""

    def by_word(child: Person) -> bool:
        return proposed(cast, child).by_word

    assert not by_word(cast.elsa)
    over, ongoing = goal_in(cast, "declined"), goal_in(cast, "ongoing")
    for person in (cast.tess, cast.rolf, cast.anna, cast.petra):
        with pytest.raises(Refused):
            mark_child(by=actor(person, cast.at), place=place_of(cast.elsa), by_word=True)
    mark_child(by=actor(cast.mats, cast.at), place=place_of(cast.elsa), by_word=True)
    said = dict(Goal.objects.values_list("pk", "by_word"))
    assert (said[over.pk], said[ongoing.pk], by_word(cast.elsa), by_word(cast.nils)) == (False, True, True, False)
    mark_child(by=actor(cast.mats, cast.at), place=place_of(cast.elsa), by_word=False)
    assert not Goal.objects.get(pk=ongoing.pk).by_word
    Placement.objects.filter(child=cast.nils).update(grade=2)
    assert not by_word(cast.nils)
    for person, grade, error in ((cast.mats, 3, Refused), (cast.rolf, 5, GoalError), (cast.rita, 3, Refused)):
        with pytest.raises(error):
            change_writing_start(by=actor(person, cast.at), unit=cast.school, grade=grade)
    change_writing_start(by=actor(cast.rolf, cast.at), unit=cast.school, grade=3)
    assert (by_word(cast.nils), by_word(cast.elsa)) == (True, False)
    Placement.objects.filter(child=cast.nils).update(grade=None, school_form="FKLASS")
    change_writing_start(by=actor(cast.rolf, cast.at), unit=cast.school, grade=1)
    assert by_word(cast.nils)


def test_a_goal_leaves_as_json_and_comes_back_the_same_in_whatever_state(cast: Cast) -> None:
    """H6: with its wordings and its moves; without them the database refuses it."""
    kind = kind_of("goal")
    goal = goal_in(cast, "ongoing", subject=cast.maths)
    ask_wording(by=actor(cast.anna, cast.at), goal=goal, words=NEW, version=3)
    for leaving in (goal, goal_in(cast, "fulfilled"), goal_in(cast, "declined")):
        left = kind.schema.to_json(kind.key, leaving)
        leaving.delete()
        back = kind.schema.from_json(Goal, left)
        assert kind.schema.to_json(kind.key, back) == left
        assert TEXT in kind.document(back).plain_text()
    with pytest.raises(DatabaseError), transaction.atomic():
        kind.schema.from_json(Goal, left | {"public_id": "0199b0b0-0000-7000-8000-000000000001", "state": "abc"})
