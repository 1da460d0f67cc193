"""What the database itself refuses of goals, whatever writes (C4): every move that is not one of these, and a state without its move."""

import pgtrigger
from django.db.models import Q

SCHOOL = ("mentor", "teacher", "substitute")
FAMILY = ("self", "guardian")
# From which state to which, by whom, and whether a word of why is needed.
STEPS = (
    ("proposed", "new", SCHOOL, False),
    ("proposed", "declined", SCHOOL, True),
    ("new", "ongoing", SCHOOL, False),
    ("ongoing", "done", ("self",), False),
    ("done", "fulfilled", SCHOOL, False),
    ("done", "ongoing", SCHOOL, True),
)
CARRIED = ("new", "ongoing", "done")


def legal_steps() -> Q:
    """A step of C4 by whom it belongs to; what the child only says is written down by mentor or guardian, and marked so."""
    legal = Q(from_state="", to_state="proposed", role__in=(*FAMILY, *SCHOOL), childs_word=False)
    legal |= Q(from_state="", to_state__in=CARRIED, role="mentor", childs_word=False)
    for source, target, roles, why in STEPS:
        said = Q(comment__gt="") if why else Q()
        legal |= Q(from_state=source, to_state=target, role__in=roles, childs_word=False) & said
    return legal | Q(from_state="ongoing", to_state="done", role__in=("mentor", "guardian"), childs_word=True)


_PAIRS = ", ".join(f"('{source}', '{target}')" for source, target, _roles, _why in STEPS)
_STEP_BY_STEP = f"""
IF (OLD.state, NEW.state) NOT IN ({_PAIRS}) THEN
  RAISE EXCEPTION 'a goal does not go from % to %', OLD.state, NEW.state;
END IF;
IF EXISTS (SELECT FROM plans_goal WHERE carried_from_id = OLD.id) THEN
  RAISE EXCEPTION 'the goal goes on in a later school year';
END IF;
RETURN NEW;
"""
_CHAIN = """
SELECT to_state, number INTO before FROM plans_goalmove WHERE goal_id = NEW.goal_id ORDER BY number DESC LIMIT 1;
IF COALESCE(before.to_state, '') <> NEW.from_state OR COALESCE(before.number, 0) + 1 <> NEW.number THEN
  RAISE EXCEPTION 'a goal goes on from where it is';
END IF;
SELECT * INTO moved FROM plans_goal WHERE id = NEW.goal_id;
IF NEW.from_state = '' AND NEW.to_state <> 'proposed'
   AND NOT EXISTS (SELECT FROM plans_goal WHERE id = moved.carried_from_id AND state = NEW.to_state) THEN
  RAISE EXCEPTION 'only a goal that is carried over begins anywhere else than as a proposal';
END IF;
RETURN NEW;
"""
_TOGETHER = """
SELECT * INTO kept FROM plans_goal WHERE id = {goal};
IF NOT FOUND THEN
  RETURN NULL;
END IF;
IF TG_OP = 'DELETE' THEN
  RAISE EXCEPTION 'what a goal has gone through goes only with the goal';
END IF;
IF kept.state IS DISTINCT FROM (SELECT to_state FROM plans_goalmove WHERE goal_id = kept.id ORDER BY number DESC LIMIT 1) THEN
  RAISE EXCEPTION 'the state of a goal has no move';
END IF;
SELECT * INTO said FROM plans_goalwording WHERE goal_id = kept.id AND standing = 'in_force' ORDER BY number DESC LIMIT 1;
IF (kept.text, kept.how, kept.syllabus_id, kept.follow_up_on)
   IS DISTINCT FROM (said.text, said.how, said.syllabus_id, said.follow_up_on) THEN
  RAISE EXCEPTION 'the words of a goal have no wording';
END IF;
RETURN NULL;
"""
_WRITTEN = pgtrigger.Insert | pgtrigger.Update


def steps_one_by_one() -> list[pgtrigger.Trigger]:
    """No move but those of C4, and none of a goal that goes on in a later year."""
    return [
        pgtrigger.Trigger(
            name="goal_goes_step_by_step",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            condition=pgtrigger.AnyChange("state"),
            func=_STEP_BY_STEP,
        )
    ]


def chain_trigger() -> pgtrigger.Trigger:
    """Each move begins where the one before it ended."""
    declared = [("before", "RECORD"), ("moved", "plans_goal%ROWTYPE")]
    return pgtrigger.Trigger(
        name="goal_moves_follow_each_other", operation=pgtrigger.Insert, when=pgtrigger.Before, declare=declared, func=_CHAIN
    )


def stays(name: str, *fields: str) -> pgtrigger.Trigger:
    """What was written down stays as it was; only who it was may be another entry of the same person (B6)."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=pgtrigger.AnyChange(*fields))


def kept_together(name: str, goal: str, operation: pgtrigger.Operation = _WRITTEN) -> pgtrigger.Trigger:
    """When all is done, the goal's state is what its last move says, and its words what its last wording in force says."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        declare=[("kept", "plans_goal%ROWTYPE"), ("said", "plans_goalwording%ROWTYPE")],
        func=_TOGETHER.format(goal=goal),
    )
