"""Individual development plans and goals."""

from larka.plans.models.decisions import PlanDecision, PlanReminder
from larka.plans.models.goals import Goal, GoalMove, GoalWording, WritesByWord, WritingStart
from larka.plans.models.plan import Plan, PlanAnswer, PlanMove, PlanReceipt, PlanSnapshot

__all__ = [
    "Goal",
    "GoalMove",
    "GoalWording",
    "Plan",
    "PlanAnswer",
    "PlanDecision",
    "PlanMove",
    "PlanReceipt",
    "PlanReminder",
    "PlanSnapshot",
    "WritesByWord",
    "WritingStart",
]
