"""Staff: where they work, what they are to which group, and who stands in for them."""

from django.db import models
from django.db.models import F, Q

from larka.core.models import DatedModel, PublicModel, classify, ends_no_earlier_than_it_starts, no_overlap, no_overlap_of_moments
from larka.register.choices import GRANTED_ROLES, Role
from larka.register.models.groups import Group
from larka.register.models.organisations import Organisation
from larka.register.models.people import Person
from larka.register.models.source import RegisterDatedModel


class Duty(PublicModel, RegisterDatedModel):
    """Tjänstgöring: a person works in a unit. ``role`` follows from ``role_name`` by the role table; empty gives no rights (A8)."""

    source_id = models.UUIDField("id i registret", null=True, blank=True, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="duties", verbose_name="person")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="duties", verbose_name="enhet")
    role_name = models.CharField("roll i registret", max_length=100)
    role = models.CharField("roll", max_length=30, choices=Role, blank=True)
    percent = models.SmallIntegerField("tjänstgöringsgrad", null=True, blank=True)

    fields_are = classify(
        kept="unit role_name role starts_on ends_on", personal="person percent", technical="id public_id source_id register_starts_on"
    )

    class Meta:
        verbose_name = "tjänstgöring"
        constraints = [ends_no_earlier_than_it_starts("duty_ends_no_earlier_than_it_starts")]
        indexes = [models.Index(fields=["person", "role"], name="duty_person_role")]

    def __str__(self) -> str:
        return f"duty {self.pk}"


class DutyAssignment(RegisterDatedModel):
    """Uppdrag: what a duty is to a group (mentor, förskollärare …)."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="assignments")
    group = models.ForeignKey(Group, models.PROTECT, related_name="assignments")
    role_name = models.CharField("uppdrag i registret", max_length=100)
    role = models.CharField("roll", max_length=30, choices=Role, blank=True)

    fields_are = classify(kept="group role_name role starts_on ends_on", personal="duty", technical="id register_starts_on")

    class Meta:
        verbose_name = "uppdrag"
        constraints = [ends_no_earlier_than_it_starts("assignment_ends_no_earlier_than_it_starts")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class RoleGrant(PublicModel, DatedModel):
    """A role that is given by decision, for a time: at a unit, or at the huvudman and then everywhere (A8). Its end takes it back."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="role_grants", verbose_name="person")
    role = models.CharField("roll", max_length=30, choices=[(role.value, role.label) for role in GRANTED_ROLES])
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="role_grants", verbose_name="enhet")
    decision = models.CharField("beslut", max_length=200)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="registrerad av")

    fields_are = classify(kept="role unit starts_on ends_on decision", personal="person decided_by", technical="id public_id")

    class Meta:
        verbose_name = "given roll"
        constraints = [
            ends_no_earlier_than_it_starts("granted_role_ends_no_earlier_than_it_starts"),
            *(no_overlap(f"{role}_is_given_once_at_a_time", "person_id", "unit_id", condition=Q(role=role)) for role in GRANTED_ROLES),
            models.CheckConstraint(name="granted_role_has_a_decision", condition=Q(decision__gt="")),
        ]

    def __str__(self) -> str:
        return f"granted role {self.pk}"


class Substitute(PublicModel):
    """Vikarie: a person stands in for a group's staff from one moment to another (A16)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="substitutions", verbose_name="vikarie")
    group = models.ForeignKey(Group, models.PROTECT, related_name="substitutes", verbose_name="grupp")
    starts_at = models.DateTimeField("från")
    ends_at = models.DateTimeField("till")
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="beslutad av")
    decision = models.CharField(
        "beslut om anställning", max_length=200, blank=True, default="", db_default="", help_text="Tomt: har en tjänst hos huvudmannen"
    )

    fields_are = classify(kept="group starts_at ends_at decision", personal="person decided_by", technical="id public_id")

    class Meta:
        verbose_name = "vikariat"
        constraints = [
            models.CheckConstraint(name="substitute_ends_no_earlier_than_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            no_overlap_of_moments("substitute_is_appointed_once", "person_id", "group_id"),
        ]

    def __str__(self) -> str:
        return f"substitute {self.pk}"
