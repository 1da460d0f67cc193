"""The files that hang on the answers of a form."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from larka.core.models import classify
from larka.media.models import HeldMedium


class FormFile(HeldMedium):
    """A picture, sound, film or document in an answer, or in what was published of one. It is there as long as either says so.

    kind, record: which record of which kind, as withholdings and drafts say it, since every kind has a table of its own. field: the
    question's stable id. allowed: what the file may turn out to be. sha256: of the cleaned file, once it is ready.
    """

    kind = models.CharField("handlingstyp", max_length=40)
    record = models.BigIntegerField("handling")
    field = models.UUIDField("fråga")
    allowed = ArrayField(models.CharField(max_length=10), verbose_name="får vara")
    sha256 = models.CharField("kontrollsumma", max_length=64, blank=True)

    fields_are = classify(kept="kind field allowed sha256", technical="id public_id medium record")

    class Meta:
        verbose_name = "fil i ett svar"
        indexes = [models.Index(fields=["kind", "record"], name="form_file_by_record")]

    def __str__(self) -> str:
        return f"form file {self.pk}"
