"""The preparations that Lärka ships with, to begin a template with (C1): one for each stage of school."""

from collections.abc import Mapping

from larka.questionnaires.shape.parts import Shape
from larka.talks.examples.preschool import PRESCHOOL
from larka.talks.examples.school import SENIOR, SENIOR_HIGH, YOUNGEST

EXAMPLES: Mapping[str, Shape] = {
    "samtal-forskola": PRESCHOOL,
    "samtal-forskoleklass-3": YOUNGEST,
    "samtal-4-9": SENIOR,
    "samtal-gymnasieskola": SENIOR_HIGH,
}


def examples() -> Mapping[str, Shape]:
    """By a key that stays."""
    return EXAMPLES
