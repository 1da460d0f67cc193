"""Individual development plans and goals."""

from larka.plans.models.goals import Goal, GoalMove, GoalWording, WritesByWord, WritingStart
from larka.plans.models.plan import Plan, PlanAnswer, PlanMove, PlanReceipt, PlanSnapshot

__all__ = [
    "Goal",
    "GoalMove",
    "GoalWording",
    "Plan",
    "PlanAnswer",
    "PlanMove",
    "PlanReceipt",
    "PlanSnapshot",
    "WritesByWord",
    "WritingStart",
]
