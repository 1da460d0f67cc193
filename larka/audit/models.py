"""What was done, read and refused (A11). Rows are only ever added; the application's database role can do nothing else."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import classify


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
            models.Index(fields=["object_kind", "object_id"], name="audit_object"),
            models.Index(fields=["person_id", "at"], name="audit_person"),
            # What somebody has opened of what is new to them: asked on each family's start page.
            models.Index(fields=["person_id", "record_kind", "at"], name="audit_person_records", condition=Q(record_kind__gt="")),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"
