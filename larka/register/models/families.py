"""Who answers for a child, who may not, and what a pupil of age has decided."""

from django.db import models
from django.db.models import Q

from larka.core.models import DatedModel, PublicModel, classify, ends_no_earlier_than_it_starts, no_overlap
from larka.register.choices import Relation
from larka.register.models.people import Person
from larka.register.models.source import RegisterDatedModel


class Responsible(PublicModel, RegisterDatedModel):
    """An adult who answers for a child. All but guardians arrive waiting, without rights, until a decision is typed in (A9)."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="responsibles", db_index=False, verbose_name="barn")
    person = models.ForeignKey(Person, models.PROTECT, related_name="responsible_for", verbose_name="vuxen")
    relation = models.CharField("relation", max_length=10, choices=Relation)
    in_effect = models.BooleanField("gäller", default=False, help_text="Falskt så länge beslut saknas (A9)")
    decision = models.CharField("beslut", max_length=200, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="registrerad av")

    fields_are = classify(
        kept="relation in_effect starts_on ends_on",
        personal="child person decided_by",
        sensitive="decision",
        technical="id public_id register_starts_on",
    )

    class Meta:
        verbose_name = "ansvarig vuxen"
        constraints = [
            ends_no_earlier_than_it_starts("responsible_ends_no_earlier_than_it_starts"),
            no_overlap("adult_is_once_responsible_for_a_child", "child_id", "person_id"),
            models.CheckConstraint(name="nobody_is_responsible_for_oneself", condition=~Q(child=models.F("person"))),
            models.CheckConstraint(
                name="only_guardians_are_in_effect_without_decision",
                condition=Q(relation="guardian") | Q(in_effect=False) | (Q(decision__gt="") & Q(ends_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["child"], name="responsible_of_child", include=["person", "starts_on", "ends_on", "in_effect", "relation"])
        ]

    def __str__(self) -> str:
        return f"responsible {self.pk}"


class Restriction(PublicModel, DatedModel):
    """An adult who by court order, LVU or custody may not reach a child's data: out everywhere at once (A17)."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="restrictions", verbose_name="barn")
    person = models.ForeignKey(Person, models.PROTECT, related_name="restricted_from", verbose_name="vuxen")
    reference = models.CharField("beslut", max_length=200)
    registered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="registrerad av")

    fields_are = classify(kept="starts_on ends_on", personal="child person registered_by", sensitive="reference", technical="id public_id")

    class Meta:
        verbose_name = "begränsning"
        constraints = [
            ends_no_earlier_than_it_starts("restriction_ends_no_earlier_than_it_starts"),
            models.CheckConstraint(name="restriction_names_its_decision", condition=Q(reference__gt="")),
        ]

    def __str__(self) -> str:
        return f"restriction {self.pk}"


class AdultPupilConsent(PublicModel, DatedModel):
    """A pupil of 18 lets a former guardian go on reading, and can take it back (A13)."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="adult_consents", verbose_name="elev")
    person = models.ForeignKey(Person, models.PROTECT, related_name="adult_consents_received", verbose_name="vuxen")

    fields_are = classify(kept="starts_on ends_on", personal="child person", technical="id public_id")

    class Meta:
        verbose_name = "medgivande från myndig elev"
        constraints = [
            ends_no_earlier_than_it_starts("adult_consent_ends_no_earlier_than_it_starts"),
            no_overlap("adult_consent_is_given_once", "child_id", "person_id"),
        ]

    def __str__(self) -> str:
        return f"adult consent {self.pk}"
