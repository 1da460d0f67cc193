"""Templates of forms with their versions, and what every kind of record that is answered by a form is made of."""

from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from larka.core.models import PublicModel, classify
from larka.records.models import RECORD_FIELDS, PupilRecord
from larka.register.models import Group, Organisation, Person, SchoolYear


class QuestionnaireTemplate(PublicModel):
    """A form's template, of a unit or of the huvudman. What is being changed stands in its steps; what is in use in its versions."""

    kind = models.CharField("handlingstyp", max_length=40)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="questionnaire_templates", verbose_name="ägare")
    name = models.CharField("namn", max_length=120)
    current = models.ForeignKey("TemplateVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gällande version")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="gjord av")
    made_at = models.DateTimeField("gjord")
    retired_at = models.DateTimeField("ur bruk", null=True, blank=True)

    fields_are = classify(kept="kind unit name current made_at retired_at", personal="made_by", technical="id public_id")

    class Meta:
        verbose_name = "formulärmall"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "name"], condition=Q(retired_at__isnull=True), name="template_in_use_has_its_own_name"
            ),
            models.CheckConstraint(name="template_has_a_name", condition=Q(name__gt="")),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(PublicModel):
    """One published version. It never changes and never goes: answers are read with the words that they were given to."""

    template = models.ForeignKey(QuestionnaireTemplate, models.PROTECT, related_name="versions", verbose_name="mall")
    number = models.PositiveIntegerField("version")
    content = models.JSONField("innehåll")
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kopierad från")
    published_at = models.DateTimeField("publicerad")
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="publicerad av")

    fields_are = classify(kept="template number content copied_from published_at", personal="published_by", technical="id public_id")

    class Meta:
        verbose_name = "version av formulärmall"
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_has_its_own_number"),
            models.CheckConstraint(name="template_versions_count_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="a_later_template_version_is_a_copy", condition=Q(number=1) | Q(copied_from__isnull=False)),
        ]
        triggers = [pgtrigger.Protect(name="template_version_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"template version {self.pk}"


class TemplateStep(PublicModel):
    """A template while it is changed, after each change; the last is what one sees, and undoing takes it away. Publishing ends them all."""

    template = models.ForeignKey(QuestionnaireTemplate, models.CASCADE, related_name="steps", verbose_name="mall")
    content = models.JSONField("innehåll")
    based_on = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="utgår från")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="ändrad av")
    made_at = models.DateTimeField("ändrad")

    fields_are = classify(kept="template content based_on made_at", personal="made_by", technical="id public_id")

    class Meta:
        verbose_name = "steg i en mall"

    def __str__(self) -> str:
        return f"template step {self.pk}"


class Round(PublicModel):
    """A form that was started for a group: every child has its own to answer, until the last day."""

    kind = models.CharField("handlingstyp", max_length=40)
    name = models.CharField("skolans namn på omgången", max_length=120, default="", db_default="", blank=True)
    token = models.UUIDField("starta-knappens märke", null=True, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name="grupp")
    template_version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="+", verbose_name="mallens version")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+", verbose_name="läsår")
    last_day = models.DateField("sista dag")
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="startad av")
    started_at = models.DateTimeField("startad")

    fields_are = classify(
        kept="kind name group template_version school_year last_day started_at", personal="started_by", technical="id public_id token"
    )

    class Meta:
        verbose_name = "omgång"
        constraints = [models.UniqueConstraint(fields=["started_by", "token"], name="round_is_started_once_by_one_press")]
        indexes = [models.Index(fields=["group", "school_year"], name="round_group_year")]

    def __str__(self) -> str:
        return f"round {self.pk}"


ANSWERED_FIELDS = RECORD_FIELDS | classify(kept="template_version round stage stages last_day roles", technical="latest")
ANSWER_FIELDS = classify(
    kept="field role shared written_at", personal="record owner written_by", sensitive="value", technical="id public_id version"
)
SNAPSHOT_FIELDS = classify(kept="published_at", personal="record published_by", sensitive="content", technical="id number")
MOVE_FIELDS = classify(kept="from_stage to_stage moved_at", personal="record moved_by", sensitive="reason", technical="id")


class AnsweredRecord(PupilRecord):
    """A record whose text is the answers to a form.

    It keeps the template's version that it began with. ``stage`` goes one step at a time, by a trigger too; in the last it is locked.
    ``roles``: for whom there is something to write or read in this step; for others it does not exist. The concrete model adds
    ``latest``, the newest snapshot, and its own answers, snapshots and moves.
    """

    template_version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="+", db_index=False, verbose_name="mallens version")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="omgång")
    stage = models.PositiveSmallIntegerField("steg", default=0)
    stages = models.PositiveSmallIntegerField("antal steg")
    last_day = models.DateField("sista dag", null=True, blank=True)
    roles = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="finns för")

    class Meta:
        abstract = True

    @property
    def left_out(self) -> frozenset[str]:
        """The purposes whose questions this record does not have."""
        return frozenset()


class WrittenAnswer(PublicModel):
    """One answer by the question's stable id. ``owner``: whose own it is; empty: everybody's. The concrete model adds ``record``."""

    field = models.UUIDField("fråga")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="eget svar av")
    value = models.JSONField("svar", null=True)
    role = models.CharField("skrivet som", max_length=20)
    shared = models.BooleanField("delat", default=False)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="skrivet av")
    written_at = models.DateTimeField("skrivet")
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        abstract = True


class PublishedSnapshot(models.Model):
    """All answers with the form's own words, as they were when it was published; it never changes. The concrete adds ``record``."""

    number = models.PositiveIntegerField("version")
    content = models.JSONField("innehåll")
    published_at = models.DateTimeField("publicerad")
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="publicerad av")

    class Meta:
        abstract = True


class StageMove(models.Model):
    """Who moved the answers from one step to the next, or opened what was locked, and why. The concrete adds ``record``."""

    from_stage = models.PositiveSmallIntegerField("från steg")
    to_stage = models.PositiveSmallIntegerField("till steg")
    reason = models.CharField("skäl", max_length=500, blank=True)
    moved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="flyttad av")
    moved_at = models.DateTimeField("flyttad")

    class Meta:
        abstract = True


_STEP_BY_STEP = """
IF NEW.template_version_id <> OLD.template_version_id OR NEW.stages <> OLD.stages THEN
  RAISE EXCEPTION 'answers keep the version of the template that they began with';
END IF;
IF NEW.stage <> OLD.stage AND NEW.stage <> OLD.stage + 1 AND NOT (OLD.stage = OLD.stages - 1 AND NEW.stage = OLD.stage - 1) THEN
  RAISE EXCEPTION 'answers go from one step to the next';
END IF;
RETURN NEW;
"""


def answered_constraints(name: str) -> list[models.BaseConstraint]:
    """What holds for every record that is answered."""
    last = Q(stage=F("stages") - 1)
    return [
        models.CheckConstraint(name=f"{name}_is_in_one_of_its_steps", condition=Q(stages__gte=2, stage__lt=F("stages"))),
        models.CheckConstraint(
            name=f"{name}_is_locked_in_its_last_step", condition=(last & Q(locked_at__isnull=False)) | (~last & Q(locked_at__isnull=True))
        ),
        models.CheckConstraint(
            name=f"published_{name}_has_a_snapshot",
            condition=Q(published_at__isnull=True, latest__isnull=True) | Q(published_at__isnull=False, latest__isnull=False),
        ),
        models.UniqueConstraint(fields=["round", "child"], name=f"child_has_one_{name}_in_a_round"),
    ]


def answered_triggers(name: str) -> list[pgtrigger.Trigger]:
    """No step is skipped and no version exchanged, whoever writes."""
    condition = pgtrigger.AnyChange("stage", "stages", "template_version")
    return [
        pgtrigger.Trigger(
            name=f"{name}_goes_step_by_step", operation=pgtrigger.Update, when=pgtrigger.Before, condition=condition, func=_STEP_BY_STEP
        )
    ]


def answer_constraints(name: str) -> list[models.BaseConstraint]:
    """One answer to a question, or one for each writer who has their own."""
    return [models.UniqueConstraint(fields=["record", "field", "owner"], nulls_distinct=False, name=f"{name}_question_has_one_answer")]


def snapshot_constraints(name: str) -> list[models.BaseConstraint]:
    """Snapshots are numbered."""
    return [models.UniqueConstraint(fields=["record", "number"], name=f"{name}_snapshot_has_its_own_number")]


def snapshot_triggers() -> list[pgtrigger.Trigger]:
    """What was published stays as it was."""
    return [pgtrigger.Protect(name="snapshot_never_changes", operation=pgtrigger.Update)]


_TRACKED: dict[str, Any] = {"context_field": None, "attrs": {"pgh_id": models.BigAutoField(primary_key=True)}}


class Questionnaire(AnsweredRecord):
    """Formulär: a form of the school's own that is filled in about a child."""

    latest = models.ForeignKey("QuestionnaireSnapshot", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="publicerad")

    fields_are = ANSWERED_FIELDS

    class Meta:
        verbose_name = "formulär"
        constraints = answered_constraints("questionnaire")
        triggers = answered_triggers("questionnaire")
        indexes = [models.Index(fields=["child", "school_year"], name="questionnaire_child_year")]

    def __str__(self) -> str:
        return f"questionnaire {self.pk}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old), **_TRACKED)
class QuestionnaireAnswer(WrittenAnswer):
    """An answer in a form; earlier ones are kept by the database's triggers."""

    record = models.ForeignKey(Questionnaire, models.CASCADE, related_name="answers", verbose_name="formulär")

    fields_are = ANSWER_FIELDS

    class Meta:
        verbose_name = "svar"
        constraints = answer_constraints("questionnaire")

    def __str__(self) -> str:
        return f"answer {self.pk}"


class QuestionnaireSnapshot(PublishedSnapshot):
    """A form as it was published."""

    record = models.ForeignKey(Questionnaire, models.CASCADE, related_name="snapshots", verbose_name="formulär")

    fields_are = SNAPSHOT_FIELDS

    class Meta:
        verbose_name = "publicerat formulär"
        constraints = snapshot_constraints("questionnaire")
        triggers = snapshot_triggers()

    def __str__(self) -> str:
        return f"snapshot {self.pk}"


class QuestionnaireMove(StageMove):
    """A form's way through its steps."""

    record = models.ForeignKey(Questionnaire, models.CASCADE, related_name="moves", verbose_name="formulär")

    fields_are = MOVE_FIELDS

    class Meta:
        verbose_name = "flytt mellan steg"

    def __str__(self) -> str:
        return f"move {self.pk}"
