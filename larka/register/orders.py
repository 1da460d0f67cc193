"""In which order classes stand in a list: as they follow each other through school."""

from typing import Any

from django.db.models import Case, F, Func, IntegerField, Value, When
from django.db.models.functions import Cast

from larka.register.choices import GroupKind, SchoolForm

# What comes after what; grundskola and those beside it go by year.
_STAGES = (
    {SchoolForm.FS},
    {SchoolForm.FKLASS},
    {SchoolForm.GR, SchoolForm.ANPGR, SchoolForm.SP, SchoolForm.SAM},
    {SchoolForm.GY, SchoolForm.ANPGY},
)


def in_school_order(to: str = "") -> tuple[Any, ...]:
    """What to order by: preschool, förskoleklass, years 1 to 10, gymnasium; in one year by name. ``to``: from the row to the group.

    A group that does not say its form of school goes by its name: 7B is a class of year 7.
    """
    stages = [When(**{f"{to}school_form__in": sorted(forms)}, then=Value(place)) for place, forms in enumerate(_STAGES)]
    preschool = When(**{f"{to}kind": GroupKind.AVDELNING}, then=Value(0))
    numbered = When(**{f"{to}sort_key__regex": "^[0-9]"}, then=Value(2))
    stage = Case(*stages, preschool, numbered, default=Value(len(_STAGES)), output_field=IntegerField())
    year = Func(F(f"{to}sort_key"), template="substring(%(expressions)s from '^[0-9]{1,4}')")
    return stage, Cast(year, IntegerField()), F(f"{to}sort_key"), F(f"{to}pk")
