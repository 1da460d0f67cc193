"""What was done, read and refused (A11). Rows are only ever added; the application's database role can do nothing else."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CharField, F, Func, Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import classify

# What somebody did or was refused: what is refused has the rule before it and a space ("child.read child").
_WITHOUT_RULE = "COALESCE(NULLIF(split_part(%(expressions)s, ' ', 2), ''), %(expressions)s)"
ACT = Func(F("action"), template=_WITHOUT_RULE, output_field=CharField())


class Entry(models.Model):
    """One act: ids and codes only, and no foreign keys, since it outlives what it tells about, until its own rule disposes of it (H1)."""

    class Kind(models.TextChoices):
        READ = "read", _("Läst")
        WRITTEN = "written", _("Skrivet")
        REFUSED = "refused", _("Nekat")

    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind)
    action = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40, blank=True)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    child_ids = ArrayField(models.BigIntegerField(), default=list)
    record_kind = models.CharField(max_length=40, blank=True)
    record_ids = ArrayField(models.BigIntegerField(), default=list)
    earliest_on = models.DateField(null=True)
    request_id = models.UUIDField()
    address = models.GenericIPAddressField(null=True)
    details = models.JSONField(default=dict)

    fields_are = classify(
        personal="person_id role child_ids address",
        kept="at kind action object_kind record_kind earliest_on",
        technical="id object_id record_ids request_id details",
    )

    class Meta:
        db_table = "audit_entry"
        verbose_name = "loggpost"
        indexes = [
            GinIndex(fields=["child_ids"], name="audit_children"),
            GinIndex(fields=["record_ids"], name="audit_records"),
            # Newest first, also where little else is asked: a page of fifty rows is read from the end, a span of time alone.
            models.Index(fields=["at", "id"], name="audit_moment"),
            # What is seldom done, in the whole log; and what was refused, which is little.
            models.Index(ACT, F("at"), name="audit_act"),
            models.Index(fields=["at", "id"], name="audit_refused", condition=Q(kind="refused")),
            models.Index(fields=["object_kind", "object_id"], name="audit_object"),
            models.Index(fields=["person_id", "at"], name="audit_person"),
            # What somebody has opened of what is new to them: asked on each family's start page.
            models.Index(fields=["person_id", "record_kind", "at"], name="audit_person_records", condition=Q(record_kind__gt="")),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Seal(models.Model):
    """A stretch of the log as it was: every row with an id from the first to the last, hashed, and chained to the seal before.

    form: how the rows are written out before they are hashed (``larka.audit.sealing``), so that a later column can have a new one.
    """

    number = models.BigIntegerField(primary_key=True)
    form = models.SmallIntegerField(default=1)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    count = models.IntegerField()
    rows_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    own_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    fields_are = classify(kept="from_at to_at count sealed_at", technical="number form first_id last_id rows_hash previous_hash own_hash")

    class Meta:
        db_table = "audit_seal"
        verbose_name = "sigill"
        constraints = [
            models.UniqueConstraint(fields=["last_id"], name="seals_follow_on_each_other"),
            models.CheckConstraint(name="seal_has_rows", condition=Q(count__gt=0, last_id__gte=models.F("first_id"))),
        ]

    def __str__(self) -> str:
        return f"seal {self.number}"


class Disposal(models.Model):
    """Months of the log that were disposed of by rule (H1): only the owner of the tables writes here.

    remnants: the seals that reach over the border, with count and hash of the rows that stayed. digest: of all this, also in the log.
    """

    before = models.DateTimeField()
    rule = models.CharField(max_length=300)
    decision = models.CharField(max_length=200)
    disposed_at = models.DateTimeField()
    disposed_by = models.CharField(max_length=200)
    last_seal = models.BigIntegerField()
    count = models.BigIntegerField()
    remnants = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    fields_are = classify(kept="before rule decision disposed_at count", personal="disposed_by", technical="id last_seal remnants digest")

    class Meta:
        db_table = "audit_disposal"
        verbose_name = "gallring av logg"
        constraints = [models.CheckConstraint(name="disposal_of_log_has_a_decision", condition=Q(decision__gt="", rule__gt=""))]

    def __str__(self) -> str:
        return f"disposal {self.pk}"
