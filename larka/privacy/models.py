"""Alarms: something unusual in the log that the data protection officer should look at (A12)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify


class Alarm(PublicModel):
    """One person's unusual use in a span of time: counted in the log, looked at by a person. No foreign keys, like the log."""

    class Kind(models.TextChoices):
        CHILDREN_IN_AN_HOUR = "children_in_an_hour", _("Många barn på en timme")
        CHILDREN_IN_A_DAY = "children_in_a_day", _("Många barn på en dag")
        REFUSALS = "refusals", _("Många sidor som nekades")

    kind = models.CharField("slag", max_length=30, choices=Kind)
    person_id = models.BigIntegerField("vem")
    from_at = models.DateTimeField("från")
    to_at = models.DateTimeField("till")
    count = models.IntegerField("antal")
    most = models.IntegerField("gräns")
    raised_at = models.DateTimeField("väckt")
    handled_at = models.DateTimeField("hanterat", null=True, blank=True)
    handled_by_id = models.BigIntegerField("hanterat av", null=True, blank=True)
    note = models.TextField("vad det ledde till", blank=True)

    fields_are = classify(
        personal="person_id handled_by_id",
        sensitive="note",
        kept="kind from_at to_at count most raised_at handled_at",
        technical="id public_id",
    )

    class Meta:
        verbose_name = "larm"
        constraints = [
            models.UniqueConstraint(fields=["kind", "person_id"], condition=Q(handled_at__isnull=True), name="one_open_alarm_of_a_kind"),
            models.CheckConstraint(name="handled_alarm_has_a_note", condition=Q(handled_at__isnull=True) | Q(note__gt="")),
        ]
        indexes = [models.Index(fields=["-raised_at"], name="alarm_newest")]

    def __str__(self) -> str:
        return f"alarm {self.pk}"
