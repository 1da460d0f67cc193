"""The omdömen of 5A, for what is done with texts whatever their kind."""

from tests.assessments.conftest import maths_today, published

__all__ = ["maths_today", "published"]
