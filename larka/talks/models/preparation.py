"""Samtalsunderlag: what pupil, each guardian and school write before a talk, answered by a template of kind ``preparation`` (C5)."""

from typing import Any

import pghistory
from django.db import models

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
from larka.talks.models.rounds import TalkRound

_TRACKED: dict[str, Any] = {"context_field": None, "attrs": {"pgh_id": models.BigAutoField(primary_key=True)}}


class Preparation(AnsweredRecord):
    """What is prepared before a child's talks in one round. It is written, shared at the round's time, and locked when they are held."""

    talk_round = models.ForeignKey(TalkRound, models.PROTECT, related_name="preparations", verbose_name="samtalsomgång")
    latest = models.ForeignKey("PreparationSnapshot", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="låst version")

    fields_are = ANSWERED_FIELDS | classify(kept="talk_round")

    class Meta:
        verbose_name = "samtalsunderlag"
        constraints = [
            *answered_constraints("preparation"),
            models.UniqueConstraint(fields=["talk_round", "child"], name="child_has_one_preparation_in_a_talk_round"),
        ]
        triggers = answered_triggers("preparation")
        indexes = [
            models.Index(fields=["child", "school_year"], name="preparation_child_year"),
            models.Index(fields=["talk_round"], name="preparation_to_be_shared", condition=models.Q(stage=0)),
        ]

    def __str__(self) -> str:
        return f"preparation {self.pk}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old), **_TRACKED)
class PreparationAnswer(WrittenAnswer):
    """An answer in a preparation; earlier ones are kept by the database's triggers."""

    record = models.ForeignKey(Preparation, models.CASCADE, related_name="answers", verbose_name="samtalsunderlag")

    fields_are = ANSWER_FIELDS

    class Meta:
        verbose_name = "svar i samtalsunderlag"
        constraints = answer_constraints("preparation")

    def __str__(self) -> str:
        return f"preparation answer {self.pk}"


class PreparationSnapshot(PublishedSnapshot):
    """A preparation as it was when its talks had been held."""

    record = models.ForeignKey(Preparation, models.CASCADE, related_name="snapshots", verbose_name="samtalsunderlag")

    fields_are = SNAPSHOT_FIELDS

    class Meta:
        verbose_name = "låst samtalsunderlag"
        constraints = snapshot_constraints("preparation")
        triggers = snapshot_triggers()

    def __str__(self) -> str:
        return f"preparation snapshot {self.pk}"


class PreparationMove(StageMove):
    """A preparation's way through its steps."""

    record = models.ForeignKey(Preparation, models.CASCADE, related_name="moves", verbose_name="samtalsunderlag")

    fields_are = MOVE_FIELDS

    class Meta:
        verbose_name = "samtalsunderlagets steg"

    def __str__(self) -> str:
        return f"preparation move {self.pk}"
