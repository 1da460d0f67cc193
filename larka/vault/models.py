"""The vault: wrapped data keys, in a schema of their own that the main dump leaves out (docs/adr/0180)."""

from django.db import models
from django.db.models import Q

from larka.core.models import classify, new_public_id

SCHEMA = "vault"


class DataKey(models.Model):
    """A key that seals texts or media of one owner, itself wrapped under a master key. No foreign keys: it is backed up by itself."""

    id = models.UUIDField(primary_key=True, default=new_public_id, editable=False)
    child_id = models.BigIntegerField(null=True)
    item_id = models.UUIDField(null=True)
    master = models.CharField(max_length=16)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(db_default=models.functions.Now())

    fields_are = classify(personal="child_id", sensitive="wrapped", technical="id item_id master made_at")

    class Meta:
        db_table = f'"{SCHEMA}"."data_key"'
        verbose_name = "datanyckel"
        constraints = [
            models.UniqueConstraint(fields=["child_id"], name="child_has_one_data_key"),
            models.UniqueConstraint(fields=["item_id"], name="item_has_one_data_key"),
            models.CheckConstraint(
                name="data_key_has_one_owner",
                condition=Q(child_id__isnull=False, item_id__isnull=True) | Q(child_id__isnull=True, item_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"data key {self.pk}"


class Kin(models.Model):
    """Two entries that are, or were, one child: each reads what was sealed with the other's key (B6).

    joined: they are one now; what destroys the one's key destroys the other's.
    """

    id = models.UUIDField(primary_key=True, default=new_public_id, editable=False)
    child_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    joined = models.BooleanField(default=True)

    fields_are = classify(personal="child_id other_id", technical="id joined")

    class Meta:
        db_table = f'"{SCHEMA}"."kin"'
        verbose_name = "sammanslagna nycklar"
        constraints = [models.UniqueConstraint(fields=["child_id", "other_id"], name="two_entries_are_kin_once")]

    def __str__(self) -> str:
        return f"kin {self.child_id}"
