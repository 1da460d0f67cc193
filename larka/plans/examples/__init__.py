"""The development plans that Lärka ships with, to begin a template with (C1): a shape for each stage of school."""

from collections.abc import Mapping

from larka.plans.examples.preschool import PRESCHOOL
from larka.plans.examples.school import ADAPTED, MIDDLE, PRESCHOOL_CLASS, SENIOR, SENIOR_HIGH, YOUNGEST
from larka.questionnaires.shape.parts import Shape

EXAMPLES: Mapping[str, Shape] = {
    "forskola": PRESCHOOL,
    "forskoleklass": PRESCHOOL_CLASS,
    "arskurs-1-3": YOUNGEST,
    "arskurs-4-6": MIDDLE,
    "arskurs-7-9": SENIOR,
    "anpassad-grundskola": ADAPTED,
    "gymnasieskola": SENIOR_HIGH,
}


def examples() -> Mapping[str, Shape]:
    """By a key that stays."""
    return EXAMPLES
