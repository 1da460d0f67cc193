"""What widens or narrows access by decision: a transfer hands records on, a withholding keeps one from one person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from larka.core.models import DatedModel, PublicModel, classify, ends_no_earlier_than_it_starts
from larka.register.models import Organisation, Person


class Transfer(PublicModel, DatedModel):
    """Överlämning: records of some kinds about a child, handed by the unit it leaves to the unit it comes to (A5, H5)."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="transfers", verbose_name="barn")
    kinds = ArrayField(models.CharField(max_length=40), verbose_name="handlingstyper")
    from_unit = models.ForeignKey(Organisation, models.PROTECT, related_name="transfers_out", verbose_name="från enhet")
    to_unit = models.ForeignKey(Organisation, models.PROTECT, related_name="transfers_in", verbose_name="till enhet")
    legal_basis = models.CharField("lagrum", max_length=200)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="beslutad av")

    fields_are = classify(
        kept="kinds from_unit to_unit legal_basis starts_on ends_on", personal="child decided_by", technical="id public_id"
    )

    class Meta:
        verbose_name = "överlämning"
        constraints = [
            ends_no_earlier_than_it_starts("transfer_ends_no_earlier_than_it_starts"),
            models.CheckConstraint(name="transfer_is_between_two_units", condition=~Q(from_unit=F("to_unit"))),
            models.CheckConstraint(name="transfer_has_a_legal_basis", condition=Q(legal_basis__gt="")),
        ]

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class Withholding(PublicModel, DatedModel):
    """One record, or one field of it, kept from a named guardian by rektor's decision (A17, OSL 12:3), without trace for that guardian."""

    kind = models.CharField("handlingstyp", max_length=40)
    record_id = models.BigIntegerField("handling")
    field = models.CharField("fält", max_length=60, blank=True, help_text="Tomt: hela handlingen")
    person = models.ForeignKey(Person, models.PROTECT, related_name="withheld", verbose_name="från")
    reason = models.TextField("skäl")
    decision = models.CharField("beslut", max_length=200)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="beslutad av")

    fields_are = classify(
        kept="kind field starts_on ends_on", personal="person decided_by", sensitive="reason decision", technical="id public_id record_id"
    )

    class Meta:
        verbose_name = "undanhållande"
        constraints = [
            ends_no_earlier_than_it_starts("withholding_ends_no_earlier_than_it_starts"),
            models.CheckConstraint(name="withholding_names_its_decision", condition=Q(decision__gt="")),
        ]
        indexes = [models.Index(fields=["person", "kind", "record_id"], name="withheld_from_person")]

    def __str__(self) -> str:
        return f"withholding {self.pk}"
