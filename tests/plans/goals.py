"""Goals of the cast in every state."""

from typing import Any

from larka.plans.access.goals import STEPS, Step
from larka.plans.actions.goals import Words, move_goal, propose_goal
from larka.plans.models import Goal
from larka.register.models import Person, Placement, Syllabus
from tests.cast import Cast, actor

TEXT, HOW = "Jag kan multiplikationstabellerna", "Jag övar tio minuter om dagen."
STEP = {step.key: step for step in STEPS}
WAY = {"proposed": (), "new": ("accept",), "ongoing": ("accept", "begin"), "done": ("accept", "begin", "done")}
WAY |= {"fulfilled": (*WAY["done"], "fulfil"), "declined": ("decline",)}


def place_of(child: Person) -> Placement:
    """The child's place."""
    return Placement.objects.get(child=child)


def proposed(cast: Cast, child: Person | None = None, who: Person | None = None, subject: Syllabus | None = None, **more: Any) -> Goal:
    """Elsa's goal in maths, proposed by herself, unless told otherwise."""
    child = child or cast.elsa
    words = Words(more.pop("text", TEXT), HOW, subject, more.pop("follow_up_on", None))
    return propose_goal(by=actor(who or child, cast.at), place=place_of(child), words=words, **more)


def step(cast: Cast, goal: Goal, key: str, who: Person | None = None, comment: str = "") -> Goal:
    """Somebody takes this step: the pupil says "klart", Mats all else."""
    taken: Step = STEP[key]
    who = who or (goal.child if key == "done" else cast.mats)
    said = comment or ("Vi väntar med det." if taken.why else "")
    return move_goal(by=actor(who, cast.at), goal=goal, step=taken, version=goal.version, comment=said)


def goal_in(cast: Cast, state: str, child: Person | None = None, **more: Any) -> Goal:
    """A goal that has come to this state."""
    goal = proposed(cast, child, **more)
    for key in WAY[state]:
        goal = step(cast, goal, key)
    return goal
