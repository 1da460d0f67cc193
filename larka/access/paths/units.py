"""Who belongs to a unit, or to anything beneath it: whom what is written to a whole unit or the whole municipality reaches (F1)."""

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access.paths.groups import UNIT_DUTY
from larka.access.relation import Path
from larka.register.models import Placement

# Huvudman, school, unit: what is written to one of them reaches those at the units beneath.
_ABOVE = ("", "__parent", "__parent__parent")

PUPIL_OF_UNIT = Path("pupil", _("Barn och elever på enheten"), Placement, person="child", anchor={"child": "child", "unit": "unit"})
PUPILS_GUARDIAN = Path(
    "pupils_guardian",
    _("Vårdnadshavare på enheten"),
    Placement,
    person="child__responsibles__person",
    anchor={"child": "child", "unit": "unit"},
    dated=("", "child__responsibles"),
    where=Q(child__responsibles__relation="guardian", child__responsibles__in_effect=True),
    between=(("child", "child__responsibles__person"),),
    until_adult=("child",),
)


def at_or_beneath(path: Path) -> tuple[Path, ...]:
    """The path to a unit, and the same path to the organisations that the unit is part of."""
    return tuple(replace(path, anchor={**path.anchor, "unit": path.anchor["unit"] + above}) for above in _ABOVE)


EVERYONE_AT_UNIT = tuple(way for path in (PUPIL_OF_UNIT, PUPILS_GUARDIAN, UNIT_DUTY) for way in at_or_beneath(path))
