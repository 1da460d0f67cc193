"""What the register sent, told apart from what is written in Lärka: an import ends only the former."""

from django.db import models

from larka.core.models import DatedModel


class RegisterDatedModel(DatedModel):
    """A dated row that the register may have sent.

    ``register_starts_on`` is the first day that the register names; ours is later where the row came back after a gap.
    It is empty for what is written in Lärka, which no import ends.
    """

    register_starts_on = models.DateField("första dag enligt registret", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class RegisterModel(models.Model):
    """A row without days that the register sends; ``missing_since`` is the day an import first lacked it."""

    missing_since = models.DateField("saknas i registret sedan", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
