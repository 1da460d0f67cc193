"""Groups, who is in them, and what is taught there by whom."""

from django.db import models

from larka.core.models import PublicModel, classify, ends_no_earlier_than_it_starts, no_overlap
from larka.register.choices import GroupKind, SchoolForm
from larka.register.models.organisations import Organisation
from larka.register.models.people import Person
from larka.register.models.source import RegisterDatedModel, RegisterModel


class Syllabus(PublicModel, RegisterModel):
    """A subject as SS 12000's syllabuses name it; what it demands comes with the curriculum."""

    source_id = models.UUIDField("id i registret", null=True, blank=True, unique=True)
    school_form = models.CharField("skolform", max_length=8, choices=SchoolForm)
    code = models.CharField("ämneskod", max_length=40, blank=True)
    name = models.CharField("ämne", max_length=200)
    sort_key = models.CharField(max_length=300, db_collation="C")
    official = models.BooleanField("officiellt", default=True)

    fields_are = classify(kept="school_form code name official", technical="id public_id source_id sort_key missing_since")

    class Meta:
        verbose_name = "ämne"

    def __str__(self) -> str:
        return self.name


class Group(PublicModel, RegisterDatedModel):
    """Class, teaching group, mentor group or avdelning."""

    source_id = models.UUIDField("id i registret", null=True, blank=True, unique=True)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="groups", verbose_name="enhet")
    kind = models.CharField("slag", max_length=10, choices=GroupKind)
    name = models.CharField("namn", max_length=200)
    sort_key = models.CharField(max_length=300, db_collation="C")
    school_form = models.CharField("skolform", max_length=8, choices=SchoolForm, blank=True)

    fields_are = classify(
        kept="unit kind name school_form starts_on ends_on", technical="id public_id source_id sort_key register_starts_on"
    )

    class Meta:
        verbose_name = "grupp"
        constraints = [ends_no_earlier_than_it_starts("group_ends_no_earlier_than_it_starts")]
        indexes = [
            models.Index(
                fields=["id"], name="group_in_lists", include=["kind", "unit", "starts_on", "ends_on", "name", "sort_key", "public_id"]
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(PublicModel, RegisterDatedModel):
    """A child in a group."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships", db_index=False, verbose_name="grupp")
    child = models.ForeignKey(Person, models.PROTECT, related_name="memberships", db_index=False, verbose_name="barn")

    fields_are = classify(kept="group starts_on ends_on", personal="child", technical="id public_id register_starts_on")

    class Meta:
        verbose_name = "gruppmedlemskap"
        constraints = [
            ends_no_earlier_than_it_starts("membership_ends_no_earlier_than_it_starts"),
            no_overlap("child_is_once_in_a_group", "child_id", "group_id"),
        ]
        indexes = [
            models.Index(fields=["group"], name="membership_of_group", include=["child", "starts_on", "ends_on"]),
            models.Index(fields=["child"], name="membership_of_child", include=["group", "starts_on", "ends_on"]),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class Activity(PublicModel, RegisterDatedModel):
    """Undervisningsinsats: a subject taught to groups by teachers."""

    source_id = models.UUIDField("id i registret", null=True, blank=True, unique=True)
    name = models.CharField("namn", max_length=200)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="activities", verbose_name="enhet")
    syllabus = models.ForeignKey(Syllabus, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="ämne")
    kind = models.CharField("slag", max_length=20, blank=True)

    fields_are = classify(kept="name unit syllabus kind starts_on ends_on", technical="id public_id source_id register_starts_on")

    class Meta:
        verbose_name = "undervisningsinsats"
        constraints = [ends_no_earlier_than_it_starts("activity_ends_no_earlier_than_it_starts")]

    def __str__(self) -> str:
        return self.name


class ActivityGroup(models.Model):
    """Which groups an activity is taught to."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="activity_groups")
    group = models.ForeignKey(Group, models.PROTECT, related_name="activity_groups")

    fields_are = classify(kept="activity group", technical="id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "group"], name="activity_has_a_group_once")]

    def __str__(self) -> str:
        return f"activity group {self.pk}"


class TeachingAssignment(RegisterDatedModel):
    """A teacher (by duty) of an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="teachers")
    duty = models.ForeignKey("register.Duty", models.PROTECT, related_name="teaching")
    grader = models.BooleanField("betygsättande", default=False)

    fields_are = classify(kept="activity starts_on ends_on grader", personal="duty", technical="id register_starts_on")

    class Meta:
        verbose_name = "undervisningsuppdrag"
        constraints = [
            ends_no_earlier_than_it_starts("teaching_ends_no_earlier_than_it_starts"),
            no_overlap("duty_teaches_an_activity_once", "activity_id", "duty_id"),
        ]

    def __str__(self) -> str:
        return f"teaching {self.pk}"
