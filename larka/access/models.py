"""What widens or narrows access by decision: records handed on or withheld, protection, need, emergency, a guardian's proxy."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import DatedModel, PublicModel, classify, ends_no_earlier_than_it_starts, no_overlap
from larka.register.choices import Protection
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


class ProtectionDecision(PublicModel):
    """Somebody's protection was changed here and not by the register: by which decision, by whom, when (A10)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="protection_decisions", verbose_name="person")
    protection = models.CharField("skydd", max_length=12, choices=Protection)
    decision = models.CharField("beslut", max_length=200)
    decided_at = models.DateTimeField("när")
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="registrerad av")

    fields_are = classify(kept="decided_at", personal="person decided_by", sensitive="protection decision", technical="id public_id")

    class Meta:
        verbose_name = "beslut om skydd"
        constraints = [models.CheckConstraint(name="protection_names_its_decision", condition=Q(decision__gt=""))]

    def __str__(self) -> str:
        return f"protection decision {self.pk}"


class DocumentedNeed(PublicModel, DatedModel):
    """Why a protected child is seen, for a time and by a documented decision (A10).

    By rektor, who sees the child at all; or, where rektor has decided it, by one who teaches the child: address, phone and unit.
    """

    class Opens(models.TextChoices):
        CHILD = "child", _("Barnet")
        CONTACT = "contact", _("Adress, telefon och enhet")

    child = models.ForeignKey(Person, models.PROTECT, related_name="documented_needs", verbose_name="barn")
    person = models.ForeignKey(Person, models.PROTECT, related_name="needs_documented", verbose_name="vem")
    opens = models.CharField("öppnar", max_length=8, choices=Opens, default=Opens.CHILD, db_default=Opens.CHILD)
    decision = models.CharField("beslut", max_length=200)
    given_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="beslutat av", help_text="Tomt: personen själv"
    )

    fields_are = classify(kept="opens starts_on ends_on", personal="child person given_by", sensitive="decision", technical="id public_id")

    class Meta:
        verbose_name = "dokumenterat behov"
        constraints = [
            ends_no_earlier_than_it_starts("need_ends_no_earlier_than_it_starts"),
            models.CheckConstraint(name="need_has_a_decision_and_an_end", condition=Q(decision__gt="", ends_on__isnull=False)),
            models.CheckConstraint(name="need_of_staff_is_given_by_rektor", condition=Q(opens="child") | Q(given_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"documented need {self.pk}"


class EmergencyAccess(PublicModel):
    """Nödåtkomst: staff at the child's unit read about one child for some hours, with a reason, reviewed afterwards (A8)."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Godkänd")
        CRITICISED = "criticised", _("Kritiserad")

    child = models.ForeignKey(Person, models.PROTECT, related_name="emergencies", verbose_name="barn")
    person = models.ForeignKey(Person, models.PROTECT, related_name="emergencies_taken", verbose_name="vem")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="emergencies", verbose_name="enhet")
    reason = models.TextField("skäl")
    starts_at = models.DateTimeField("från")
    ends_at = models.DateTimeField("till")
    notice_delayed_until = models.DateField("familjen får veta", null=True, blank=True)
    delay_decision = models.CharField("beslut om att vänta", max_length=200, blank=True)
    verdict = models.CharField("granskning", max_length=10, choices=Verdict, blank=True)
    review = models.TextField("granskarens ord", blank=True)
    reviewed_at = models.DateTimeField("granskad", null=True, blank=True)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="granskad av")

    fields_are = classify(
        kept="unit starts_at ends_at verdict reviewed_at notice_delayed_until",
        personal="child person reviewed_by",
        sensitive="reason review delay_decision",
        technical="id public_id",
    )

    class Meta:
        verbose_name = "nödåtkomst"
        constraints = [
            models.CheckConstraint(name="emergency_ends_no_earlier_than_it_starts", condition=Q(ends_at__gte=F("starts_at"))),
            models.CheckConstraint(name="emergency_has_a_reason", condition=Q(reason__gt="")),
            models.CheckConstraint(
                name="emergency_notice_waits_by_decision", condition=Q(notice_delayed_until__isnull=True) | Q(delay_decision__gt="")
            ),
            models.CheckConstraint(
                name="emergency_is_reviewed_in_words",
                condition=Q(verdict="", reviewed_at__isnull=True) | Q(verdict__gt="", review__gt="", reviewed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"emergency access {self.pk}"


class Proxy(PublicModel, DatedModel):
    """Fullmakt: a guardian lets a bonus parent act for a child, in part and until taken back; it ends with the giver's own right (A9)."""

    class Scope(models.TextChoices):
        ABSENCE = "absence", _("Frånvaro")
        SCHEDULE = "schedule", _("Schema och tider")
        DOCUMENTS = "documents", _("Det som är skrivet om barnet")

    child = models.ForeignKey(Person, models.PROTECT, related_name="proxies", verbose_name="barn")
    giver = models.ForeignKey(Person, models.PROTECT, related_name="proxies_given", verbose_name="vårdnadshavare")
    person = models.ForeignKey(Person, models.PROTECT, related_name="proxies_held", verbose_name="vem")
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), verbose_name="gäller")

    fields_are = classify(kept="scopes starts_on ends_on", personal="child giver person", technical="id public_id")

    class Meta:
        verbose_name = "fullmakt"
        constraints = [
            ends_no_earlier_than_it_starts("proxy_ends_no_earlier_than_it_starts"),
            no_overlap("proxy_is_given_once", "child_id", "giver_id", "person_id"),
            models.CheckConstraint(name="proxy_is_for_something", condition=Q(scopes__len__gt=0)),
            models.CheckConstraint(name="proxy_is_for_somebody_else", condition=~Q(person=F("giver")) & ~Q(person=F("child"))),
        ]

    def __str__(self) -> str:
        return f"proxy {self.pk}"
