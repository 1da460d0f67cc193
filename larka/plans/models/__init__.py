"""Individual development plans and goals."""

from larka.plans.models.plan import Plan, PlanAnswer, PlanMove, PlanReceipt, PlanSnapshot

__all__ = ["Plan", "PlanAnswer", "PlanMove", "PlanReceipt", "PlanSnapshot"]
