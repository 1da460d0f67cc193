"""What rektor decides about a unit's plans, each from a day; and who has been reminded today."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify
from larka.register.choices import SchoolForm
from larka.register.models import Organisation, Person

EARLIEST_GRADES, LATEST_GRADES = 4, 10
LONGEST_WHY = 300
HOLDS = Q(taken_back_at__isnull=True)


class PlanDecision(PublicModel):
    """A setting of a unit, in force from a day until the next decision about the same (C8).

    first_graded: ``value`` is the first year in which grades are set in ``school_form``; empty: in each of the unit's, as it was decided
    before they were told apart. otherwise: 1 where plans tell of development otherwise, else 0. Taken back: it was a slip, and holds no
    more; it stays to be read, with the reason.
    """

    class What(models.TextChoices):
        FIRST_GRADED = "first_graded", _("Betyg sätts från årskurs")
        OTHERWISE = "otherwise", _("Utveckling i övrigt i planerna")

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False, verbose_name="enhet")
    what = models.CharField("vad", max_length=20, choices=What)
    school_form = models.CharField("skolform", max_length=6, choices=SchoolForm, blank=True, default="", db_default="")
    value = models.PositiveSmallIntegerField("beslut")
    starts_on = models.DateField("från och med")
    reference = models.CharField("beslutets beteckning", max_length=200)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="inskrivet av")
    decided_at = models.DateTimeField("inskrivet")
    taken_back_at = models.DateTimeField("borttaget", null=True, blank=True)
    taken_back_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="borttaget av")
    why = models.CharField("varför det togs bort", max_length=LONGEST_WHY, blank=True, default="", db_default="")

    fields_are = classify(
        kept="unit what school_form value starts_on reference decided_at taken_back_at why", personal="decided_by taken_back_by",
        technical="id public_id",
    )  # fmt: skip

    class Meta:
        verbose_name = "beslut om utvecklingsplaner"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "what", "school_form", "starts_on"], condition=HOLDS, name="one_decision_about_plans_a_day"
            ),
            models.CheckConstraint(
                name="decision_that_is_taken_back_says_why",
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True, why="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, why__gt=""),
            ),
            models.CheckConstraint(name="only_grades_are_decided_by_school_form", condition=Q(what="first_graded") | Q(school_form="")),
            models.CheckConstraint(name="decision_about_plans_has_a_reference", condition=Q(reference__gt="")),
            models.CheckConstraint(
                name="decision_about_plans_is_one_that_can_be_taken",
                condition=Q(what="first_graded", value__gte=EARLIEST_GRADES, value__lte=LATEST_GRADES)
                | Q(what="otherwise", value__in=[0, 1]),
            ),
        ]

    def __str__(self) -> str:
        return f"plan decision {self.pk}"


class PlanReminder(models.Model):
    """Somebody was reminded on a day: of one child's plan at home, of a class's at school. No second one that day."""

    scope = models.UUIDField("plan eller grupp")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False, verbose_name="påmind")
    reminded_on = models.DateField("dag")

    fields_are = classify(personal="person", technical="id scope reminded_on")

    class Meta:
        verbose_name = "påminnelse om en plan"
        constraints = [models.UniqueConstraint(fields=["scope", "person", "reminded_on"], name="reminded_once_a_day")]

    def __str__(self) -> str:
        return f"plan reminder {self.pk}"
