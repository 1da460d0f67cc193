"""Individual development plans (IUP): one for each child, unit and school year, answered by a template of kind ``plan``."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import classify
from larka.questionnaires.models import (
    ANSWER_FIELDS,
    ANSWERED_FIELDS,
    MOVE_FIELDS,
    SNAPSHOT_FIELDS,
    AnsweredRecord,
    PublishedSnapshot,
    StageMove,
    WrittenAnswer,
    answer_constraints,
    answered_constraints,
    answered_triggers,
    snapshot_constraints,
    snapshot_triggers,
)
from larka.register.models import Person

_TRACKED: dict[str, Any] = {"context_field": None, "attrs": {"pgh_id": models.BigAutoField(primary_key=True)}}


class Plan(AnsweredRecord):
    """A child's development plan for a school year.

    grade: the year (årskurs) when it was begun. otherwise: rektor had decided that plans tell of the child's development otherwise.
    in_programme: the school's measures stand in the programme of action and are not repeated here (SL 10:13).
    on_request: in anpassad grundskola, years 6–9, grades are set this school year in all that the pupil reads because the home has asked
    for it (SL 11:19). The plan is the year's, and so is this (ADR 0227).
    """

    latest = models.ForeignKey("PlanSnapshot", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="fastställd")
    grade = models.PositiveSmallIntegerField("årskurs", null=True, blank=True)
    otherwise = models.BooleanField("utveckling i övrigt ingår", default=False)
    in_programme = models.BooleanField("insatserna står i åtgärdsprogrammet", default=False)
    on_request = models.BooleanField("betyg sätts på begäran", default=False, db_default=False)

    fields_are = ANSWERED_FIELDS | classify(kept="grade otherwise on_request", sensitive="in_programme")

    class Meta:
        verbose_name = "utvecklingsplan"
        constraints = [
            *answered_constraints("plan"),
            models.UniqueConstraint(fields=["child", "unit", "school_year"], name="child_has_one_plan_a_unit_and_school_year"),
        ]
        triggers = answered_triggers("plan")
        indexes = [models.Index(fields=["unit", "school_year"], name="plan_unit_year")]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def left_out(self) -> frozenset[str]:
        """Development otherwise is told of only where rektor had decided so (SL 10:12)."""
        return frozenset() if self.otherwise else frozenset({"otherwise"})


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old), **_TRACKED)
class PlanAnswer(WrittenAnswer):
    """An answer in a plan; earlier ones are kept by the database's triggers."""

    record = models.ForeignKey(Plan, models.CASCADE, related_name="answers", verbose_name="utvecklingsplan")

    fields_are = ANSWER_FIELDS

    class Meta:
        verbose_name = "svar i utvecklingsplan"
        constraints = answer_constraints("plan")

    def __str__(self) -> str:
        return f"plan answer {self.pk}"


class PlanSnapshot(PublishedSnapshot):
    """A plan as it was finalised, with which versions of omdömen, goals and agreements stood in it then (C9)."""

    record = models.ForeignKey(Plan, models.CASCADE, related_name="snapshots", verbose_name="utvecklingsplan")

    fields_are = SNAPSHOT_FIELDS

    class Meta:
        verbose_name = "fastställd utvecklingsplan"
        constraints = snapshot_constraints("plan")
        triggers = snapshot_triggers()

    def __str__(self) -> str:
        return f"plan snapshot {self.pk}"


class PlanMove(StageMove):
    """A plan's way through its steps."""

    record = models.ForeignKey(Plan, models.CASCADE, related_name="moves", verbose_name="utvecklingsplan")

    fields_are = MOVE_FIELDS

    class Meta:
        verbose_name = "utvecklingsplanens steg"

    def __str__(self) -> str:
        return f"plan move {self.pk}"


class PlanReceipt(models.Model):
    """A guardian, or the pupil, has read one finalised version: said on the page, or on paper that the school typed in."""

    class How(models.TextChoices):
        PAGE = "page", _("På sidan")
        PAPER = "paper", _("På papper")

    record = models.ForeignKey(Plan, models.CASCADE, related_name="receipts", verbose_name="utvecklingsplan")
    number = models.PositiveIntegerField("version")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="läst av")
    role = models.CharField("läst som", max_length=20)
    read_at = models.DateTimeField("läst")
    how = models.CharField("hur", max_length=10, choices=How)
    typed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inskrivet av")

    fields_are = classify(kept="number role read_at how", personal="record person typed_by", technical="id")

    class Meta:
        verbose_name = "läskvitto"
        constraints = [
            models.UniqueConstraint(fields=["record", "number", "person"], name="person_confirms_a_version_once"),
            models.CheckConstraint(
                name="a_receipt_on_paper_says_who_typed_it",
                condition=Q(how="page", typed_by__isnull=True) | Q(how="paper", typed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"
