"""Organisations and who is placed where."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from larka.core.models import PublicModel, classify, ends_no_earlier_than_it_starts, no_overlap
from larka.register.choices import OrganisationKind, PlacementKind, SchoolForm
from larka.register.models.people import Person
from larka.register.models.source import RegisterDatedModel


class Organisation(PublicModel, RegisterDatedModel):
    """Huvudman, school or skolenhet. Rights are counted per skolenhet (``unit``)."""

    source_id = models.UUIDField("id i registret", null=True, blank=True, unique=True)
    kind = models.CharField("slag", max_length=10, choices=OrganisationKind)
    name = models.CharField("namn", max_length=200)
    sort_key = models.CharField(max_length=300, db_collation="C")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="överordnad")
    school_unit_code = models.CharField("skolenhetskod", max_length=8, blank=True)
    organisation_number = models.CharField("organisationsnummer", max_length=10, blank=True)
    municipality_code = models.CharField("kommunkod", max_length=4, blank=True)
    school_forms = ArrayField(models.CharField(max_length=8, choices=SchoolForm), default=list, blank=True)
    address = models.JSONField("adress", default=dict, blank=True)

    fields_are = classify(
        kept="kind name parent school_unit_code organisation_number municipality_code school_forms address starts_on ends_on",
        technical="id public_id source_id sort_key register_starts_on",
    )

    class Meta:
        verbose_name = "organisation"
        constraints = [ends_no_earlier_than_it_starts("organisation_ends_no_earlier_than_it_starts")]

    def __str__(self) -> str:
        return self.name


class Placement(PublicModel, RegisterDatedModel):
    """A child's place in a unit: SS 12000's enrolment (school) and placement (preschool, fritidshem)."""

    source_id = models.UUIDField("id i registret", null=True, blank=True, unique=True)
    child = models.ForeignKey(Person, models.PROTECT, related_name="placements", db_index=False, verbose_name="barn")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="placements", db_index=False, verbose_name="enhet")
    group = models.ForeignKey("register.Group", models.PROTECT, null=True, blank=True, related_name="placements", verbose_name="avdelning")
    school_form = models.CharField("skolform", max_length=8, choices=SchoolForm)
    kind = models.CharField("slag", max_length=10, choices=PlacementKind, default=PlacementKind.HOME)
    grade = models.SmallIntegerField("årskurs", null=True, blank=True)
    reason = models.CharField("grund", max_length=50, blank=True)
    max_weekly_hours = models.SmallIntegerField("timmar per vecka", null=True, blank=True)

    fields_are = classify(
        kept="unit school_form kind grade max_weekly_hours starts_on ends_on",
        personal="child group reason",
        technical="id public_id source_id register_starts_on",
    )

    class Meta:
        verbose_name = "placering"
        constraints = [
            ends_no_earlier_than_it_starts("placement_ends_no_earlier_than_it_starts"),
            no_overlap("child_has_one_home_unit_per_school_form", "child_id", condition=Q(kind="home", school_form__in=["FS"])),
            no_overlap(
                "pupil_has_one_home_unit",
                "child_id",
                condition=Q(kind="home", school_form__in=["FKLASS", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY"]),
            ),
            no_overlap("child_has_one_fritidshem", "child_id", condition=Q(kind="home", school_form__in=["FTH", "OPPFTH"])),
        ]
        indexes = [
            models.Index(fields=["unit", "child"], name="placement_unit_child", include=["starts_on", "ends_on"]),
            models.Index(fields=["child", "unit"], name="placement_child_unit", include=["starts_on", "ends_on"]),
        ]

    def __str__(self) -> str:
        return f"placement {self.pk}"
