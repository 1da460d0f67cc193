"""What goals say: rewording them, asking for other words, answering, and who writes down what a child says."""

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.plans.access.goals import (
    GOAL_ANSWER_WORDING,
    GOAL_ASK_WORDING,
    GOAL_MENTOR,
    GOAL_REWORD,
    GOAL_REWORD_OWN,
    WRITING_START,
)
from larka.plans.actions.goals import Drafts, GoalChangedError, GoalError, GoalGoesOnError, Words, add_wording, locked, role_of
from larka.plans.goal_notices import tell_wording_answered, tell_wording_asked
from larka.plans.models.goals import LONGEST_COMMENT, OVER, Goal, GoalWording, State, WritesByWord, WritingStart, said_of
from larka.plans.queries.subjects import goal_subjects, writes_by_word
from larka.records.actions.drafts import forget_seen_drafts
from larka.register.actor import Actor
from larka.register.models import Organisation, Placement
from larka.register.queries import school_year_on

REWORDED_IN = (State.NEW, State.ONGOING)


@transaction.atomic
def reword_goal(*, by: Actor, goal: Goal, words: Words, version: int, drafts: Drafts = ()) -> Goal:
    """Change what the goal says: a proposal by whoever made it, an accepted goal by school. What it said stays to be read."""
    found, words = locked(goal), words.checked()
    policy = GOAL_REWORD_OWN if found.state == State.PROPOSED else GOAL_REWORD
    role = role_of(by, found, policy)
    if said_of(found) == words.as_kept():
        return found
    _require_wordable(found, version)
    if words.subject is not None and words.subject.pk != found.syllabus_id and words.subject not in goal_subjects(by, found, role):
        raise Refused(policy, goal)
    if words.subject is None and role in ("teacher", "substitute"):
        raise GoalError(_("Välj ditt ämne."))
    _say(by, found, words, role)
    forget_seen_drafts(by=by, drafts=drafts)
    return found


def _require_wordable(goal: Goal, version: int) -> None:
    if goal.version != version or goal.state not in (State.PROPOSED, *REWORDED_IN):
        raise GoalChangedError
    if Goal.objects.filter(carried_from=goal).exists():
        raise GoalGoesOnError
    if goal.wordings.filter(standing=GoalWording.Standing.ASKED).exists():
        raise GoalError(_("Svara först på den formulering som är föreslagen."))


def _say(by: Actor, goal: Goal, words: Words, role: str) -> None:
    for name, value in words.as_kept().items():
        setattr(goal, name, value)
    goal.version, goal.written_by_id, goal.written_at = goal.version + 1, by.writer, by.at
    goal.save(update_fields=["text", "how", "syllabus", "follow_up_on", "version", "written_by", "written_at"])
    add_wording(by, goal, role)
    record(by, "goal.reworded", goal, role=role, children=[goal.child_id])


@transaction.atomic
def ask_wording(*, by: Actor, goal: Goal, words: Words, version: int, drafts: Drafts = ()) -> GoalWording | None:
    """Pupil or guardian asks that an accepted goal shall say something else; teacher or mentor answers. None: it says so already."""
    found, words = locked(goal), words.checked()
    role = role_of(by, found, GOAL_ASK_WORDING)
    if (found.text, found.how) == (words.text, words.how):
        return None
    asked = found.wordings.filter(standing=GoalWording.Standing.ASKED).first()
    if asked is not None and (asked.written_by_id, asked.text, asked.how) == (by.writer, words.text, words.how):
        return asked
    _require_wordable(found, version)
    if found.state == State.PROPOSED:
        raise GoalChangedError
    kept = said_of(found) | {"text": words.text, "how": words.how}
    asked = found.wordings.create(
        number=found.wordings.count() + 1, standing=GoalWording.Standing.ASKED, written_by_id=by.writer, role=role, written_at=by.at, **kept
    )
    record(by, "goal.wording_asked", found, role=role, children=[found.child_id])
    tell_wording_asked(by, found)
    forget_seen_drafts(by=by, drafts=drafts)
    return asked


@transaction.atomic
def answer_wording(*, by: Actor, goal: Goal, number: int, accept: bool, answer: str = "", drafts: Drafts = ()) -> Goal:
    """Let the wording that was asked for hold, or decline it with a word of why. Answered once, whoever presses again."""
    found, answer = locked(goal), answer.strip()
    role = role_of(by, found, GOAL_ANSWER_WORDING)
    asked = found.wordings.select_for_update().filter(number=number).first()
    if asked is None:
        raise GoalChangedError
    standing = GoalWording.Standing.IN_FORCE if accept else GoalWording.Standing.DECLINED
    if asked.answered_by_id == by.writer and asked.standing == standing:
        return found
    if asked.standing != GoalWording.Standing.ASKED:
        raise GoalChangedError
    if len(answer) > LONGEST_COMMENT or not (accept or answer):
        raise GoalError(_("Skriv varför, med högst %(most)s tecken.") % {"most": LONGEST_COMMENT})
    if accept:
        _require_open(found)
    asked.standing, asked.answer, asked.answered_by_id, asked.answered_at, asked.answered_role = standing, answer, by.writer, by.at, role
    asked.save(update_fields=["standing", "answer", "answered_by", "answered_at", "answered_role"])
    if accept:
        found.text, found.how, found.version = asked.text, asked.how, found.version + 1
        found.written_by_id, found.written_at = asked.written_by_id, by.at
        found.save(update_fields=["text", "how", "version", "written_by", "written_at"])
    record(by, "goal.wording_answered", found, role=role, children=[found.child_id], details={"accepted": accept})
    tell_wording_answered(by, found, asked)
    forget_seen_drafts(by=by, drafts=drafts)
    return found


def _require_open(goal: Goal) -> None:
    if goal.state not in REWORDED_IN:
        raise GoalChangedError
    if Goal.objects.filter(carried_from=goal).exists():
        raise GoalGoesOnError


@transaction.atomic
def mark_child(*, by: Actor, place: Placement, by_word: bool) -> None:
    """The mentor says that the child does not write itself, or takes that back; it holds for the goals of this year that are not over."""
    GOAL_MENTOR.require(by, place)
    if by_word:
        WritesByWord.objects.get_or_create(
            child_id=place.child_id, unit_id=place.unit_id, defaults={"marked_by_id": by.writer, "marked_at": by.at}
        )
    else:
        WritesByWord.objects.filter(child=place.child_id, unit=place.unit_id).delete()
    _settle(by, place.unit_id, [place.child_id])
    record(by, "goal.child_marked", place, children=[place.child_id], details={"by_word": by_word})


@transaction.atomic
def change_writing_start(*, by: Actor, unit: Organisation, grade: int) -> None:
    """Rektor decides from which year the pupils write themselves; it holds for the goals of this year that are not over."""
    WRITING_START.require(by, unit)
    if not 1 <= grade <= 4:  # noqa: PLR2004 – at the latest from year 4
        raise GoalError(_("Välj en årskurs."))
    WritingStart.objects.update_or_create(unit=unit, defaults={"grade": grade, "decided_by_id": by.writer, "decided_at": by.at})
    _settle(by, unit.pk)
    record(by, "goal.writing_start_changed", unit, details={"grade": grade})


def _settle(by: Actor, unit: int, children: list[int] | None = None) -> None:
    """Each goal of the year that is not over says again who writes down what the child says."""
    goals = Goal.objects.select_for_update(of=("self",)).filter(unit=unit, school_year=school_year_on(by.today)).exclude(state__in=OVER)
    for goal in goals if children is None else goals.filter(child__in=children):
        by_word = writes_by_word(goal.child_id, goal.unit_id, goal.school_form, goal.grade)
        if by_word != goal.by_word:
            Goal.objects.filter(pk=goal.pk).update(by_word=by_word)
