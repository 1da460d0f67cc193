"""School years and terms, as the huvudman sets them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func

from larka.core.models import PublicModel, classify, ends_no_earlier_than_it_starts

_DAYS = Func(F("starts_on"), F("ends_on"), function="daterange", output_field=models.Field())


class SchoolYear(PublicModel):
    """Läsår: whole years that follow on each other, with no gap that a record could fall into.

    ``open_to_relations_until``: a relation that began before this day reaches what was written in this year, which by A5
    is the end of the school year after it (a setting may narrow it).
    """

    name = models.CharField("läsår", max_length=20, unique=True)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till (men inte med)")
    open_to_relations_until = models.DateField()

    fields_are = classify(kept="name starts_on ends_on open_to_relations_until", technical="id public_id")

    class Meta:
        verbose_name = "läsår"
        constraints = [
            ends_no_earlier_than_it_starts("school_year_ends_no_earlier_than_it_starts"),
            ExclusionConstraint(name="school_years_do_not_overlap", expressions=[(_DAYS, RangeOperators.OVERLAPS)]),
        ]

    def __str__(self) -> str:
        return self.name


class Term(PublicModel):
    """Termin: höst or vår of a school year."""

    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="terms", verbose_name="läsår")
    name = models.CharField("termin", max_length=20, unique=True)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till (men inte med)")

    fields_are = classify(kept="school_year name starts_on ends_on", technical="id public_id")

    class Meta:
        verbose_name = "termin"
        constraints = [
            ends_no_earlier_than_it_starts("term_ends_no_earlier_than_it_starts"),
            ExclusionConstraint(name="terms_do_not_overlap", expressions=[(_DAYS, RangeOperators.OVERLAPS)]),
        ]

    def __str__(self) -> str:
        return self.name
