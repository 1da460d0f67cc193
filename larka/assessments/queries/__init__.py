"""Omdömen as pages need them: rows, not trees of objects, and one or two questions a page."""

from larka.assessments.queries.reading import earlier_texts, published_in, published_of
from larka.assessments.queries.writing import (
    ActivityState,
    State,
    WritingRow,
    activity_states,
    members_taught,
    state_counts,
    state_of,
    writable_terms,
    writing_rows,
)

__all__ = [
    "ActivityState",
    "State",
    "WritingRow",
    "activity_states",
    "earlier_texts",
    "members_taught",
    "published_in",
    "published_of",
    "state_counts",
    "state_of",
    "writable_terms",
    "writing_rows",
]
