"""Long jobs that somebody started and looks at, and work that has finally failed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify
from larka.register.models import Person


class Job(PublicModel):
    """Work that takes longer than a page: who started it, how far it has come, and what came of it.

    kind: the key of its JobKind. about: what it is for, such as a unit and a term, never a person. level, strong_at: how surely the
    session that started it knew who it was. contents: the keys of the records that the result holds, so that it is asked again whether each
    may be read; None: not told. resume: where to go on after the worker was stopped. The result is a file of the job's own
    until ``result_until``, or an address.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Väntar")
        RUNNING = "running", _("Pågår")
        CANCELLING = "cancelling", _("Avbryts")
        CANCELLED = "cancelled", _("Avbrutet")
        DONE = "done", _("Klart")
        FAILED = "failed", _("Misslyckades")

    kind = models.CharField("slag", max_length=60)
    started_by = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="startat av")
    started_at = models.DateTimeField("startat")
    about = models.CharField("vad det gäller", max_length=200, blank=True)
    arguments = models.JSONField("argument", default=dict)
    language = models.CharField("språk", max_length=8)
    level = models.CharField("inloggningens styrka", max_length=10)
    strong_at = models.DateTimeField("andra steget gavs", null=True, blank=True)
    state = models.CharField("läge", max_length=10, choices=State, default=State.WAITING)
    done = models.IntegerField("gjort", default=0)
    total = models.IntegerField("av", null=True, blank=True)
    doing = models.CharField("gör just nu", max_length=200, blank=True)
    resume = models.JSONField("var det fortsätter", default=dict)
    contents = ArrayField(models.BigIntegerField(), null=True, blank=True, verbose_name="vad resultatet innehåller")
    begun_at = models.DateTimeField("började", null=True, blank=True)
    ended_at = models.DateTimeField("slutade", null=True, blank=True)
    error = models.CharField("varför det inte gick", max_length=300, blank=True)
    result_name = models.CharField("resultatets filnamn", max_length=120, blank=True)
    result_type = models.CharField("resultatets slag", max_length=80, blank=True)
    result_size = models.BigIntegerField("resultatets storlek", default=0)
    result_until = models.DateTimeField("resultatet finns till", null=True, blank=True)
    result_address = models.CharField("resultatets sida", max_length=200, blank=True)

    fields_are = classify(
        kept="kind started_at about language level strong_at state done total doing begun_at ended_at error result_size result_until",
        personal="started_by arguments resume contents",
        technical="id public_id result_name result_type result_address",
    )

    class Meta:
        verbose_name = "jobb"
        constraints = [
            models.CheckConstraint(
                name="job_state_is_known", condition=Q(state__in=("waiting", "running", "cancelling", "cancelled", "done", "failed"))
            ),
            models.CheckConstraint(name="job_with_a_file_has_its_end", condition=Q(result_size=0) | Q(result_until__isnull=False)),
        ]
        indexes = [models.Index(fields=["started_by", "-started_at"], name="jobs_of_a_person")]

    def __str__(self) -> str:
        return f"job {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Whether something more will happen to it."""
        return self.state in UNDER_WAY

    @property
    def share(self) -> int | None:
        """How many hundredths are done; None while nobody knows."""
        return min(100, 100 * self.done // self.total) if self.total else None


UNDER_WAY = (Job.State.WAITING, Job.State.RUNNING, Job.State.CANCELLING)


class FailedWork(PublicModel):
    """Queued work that has finally failed, until somebody has tried it again or set it aside. Its kind and number, never its contents."""

    class State(models.TextChoices):
        OPEN = "open", _("Att ta ställning till")
        RETRIED = "retried", _("Försöktes igen")
        SET_ASIDE = "set_aside", _("Lades åt sidan")

    work_id = models.BigIntegerField("köns nummer")
    task = models.CharField("slag", max_length=128)
    job = models.ForeignKey(Job, models.CASCADE, null=True, blank=True, related_name="failures", verbose_name="jobb")
    attempts = models.IntegerField("försök")
    error = models.CharField("felets slag", max_length=80)
    failed_at = models.DateTimeField("misslyckades")
    state = models.CharField("läge", max_length=10, choices=State, default=State.OPEN)
    handled_at = models.DateTimeField("avgjort", null=True, blank=True)
    handled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avgjort av")
    reason = models.CharField("skäl", max_length=300, blank=True)

    fields_are = classify(
        kept="task attempts error failed_at state handled_at reason", personal="handled_by", technical="id public_id work_id job"
    )

    class Meta:
        verbose_name = "misslyckat arbete"
        constraints = [
            models.UniqueConstraint(fields=["work_id"], condition=Q(state="open"), name="failed_work_waits_once"),
            models.CheckConstraint(name="failed_work_set_aside_has_a_reason", condition=~Q(state="set_aside") | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["-failed_at"], name="failed_work_newest", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"failed work {self.pk}"
