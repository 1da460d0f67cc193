"""What rektor decides about a unit's plans, each from a day; and who has been reminded today."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify
from larka.register.models import Organisation, Person

EARLIEST_GRADES, LATEST_GRADES = 4, 10


class PlanDecision(PublicModel):
    """A setting of a unit, in force from a day until the next decision about the same (C8).

    first_graded: ``value`` is the first year in which grades are set. otherwise: 1 where plans tell of development otherwise, else 0.
    """

    class What(models.TextChoices):
        FIRST_GRADED = "first_graded", _("Betyg sätts från årskurs")
        OTHERWISE = "otherwise", _("Utveckling i övrigt i planerna")

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False, verbose_name="enhet")
    what = models.CharField("vad", max_length=20, choices=What)
    value = models.PositiveSmallIntegerField("beslut")
    starts_on = models.DateField("från och med")
    reference = models.CharField("beslutets beteckning", max_length=200)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="inskrivet av")
    decided_at = models.DateTimeField("inskrivet")

    fields_are = classify(kept="unit what value starts_on reference decided_at", personal="decided_by", technical="id public_id")

    class Meta:
        verbose_name = "beslut om utvecklingsplaner"
        constraints = [
            models.UniqueConstraint(fields=["unit", "what", "starts_on"], name="one_decision_about_plans_a_day"),
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
