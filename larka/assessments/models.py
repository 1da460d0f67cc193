"""Written assessments (omdömen)."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import classify
from larka.records.models import RECORD_FIELDS, PupilRecord
from larka.register.models import Group, Person, Syllabus, Term

# Not published, or written since it first was: few, and what is left to do is found among them.
UNFINISHED = Q(published_at__isnull=True) | Q(written_at__gt=F("published_at"))
_BIG_EVENT_ID = {"pgh_id": models.BigAutoField(primary_key=True)}


class HandOverReason(models.TextChoices):
    """Why rektor lets another teacher go on with a text: in words of the log's own, which name nobody (A6)."""

    LEFT = "left", _("Läraren har slutat")
    OTHER_WORK = "other_work", _("Läraren undervisar inte längre gruppen i ämnet")
    AWAY = "away", _("Läraren är sjuk eller ledig")
    PUPIL_MOVED = "pupil_moved", _("Eleven har bytt grupp")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(row=pghistory.Old),
    context_field=None,  # type: ignore[arg-type]
    attrs=_BIG_EVENT_ID,
)
class Judgement(PupilRecord):
    """One pupil's omdöme in one subject and term.

    ``text`` is the working text, its author's alone (A6); the family reads ``latest``, the newest published version,
    while the text goes on changing.
    """

    term = models.ForeignKey(Term, models.PROTECT, related_name="+", db_index=False, verbose_name="termin")
    syllabus = models.ForeignKey(Syllabus, models.PROTECT, related_name="+", db_index=False, verbose_name="ämne")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", db_index=False, verbose_name="undervisningsgrupp")
    text = models.TextField("omdöme", blank=True)
    latest = models.ForeignKey(
        "JudgementVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="publicerad version"
    )

    fields_are = RECORD_FIELDS | classify(kept="term syllabus group", sensitive="text", technical="latest")

    class Meta:
        verbose_name = "omdöme"
        constraints = [
            models.UniqueConstraint(fields=["child", "term", "syllabus", "unit"], name="pupil_has_one_judgement_a_subject_and_term"),
            models.CheckConstraint(
                name="published_judgement_has_a_version",
                condition=Q(published_at__isnull=True, latest__isnull=True) | Q(published_at__isnull=False, latest__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["group", "term"], name="judgement_group_term"),
            models.Index(fields=["unit", "term"], name="judgement_unit_term"),
            models.Index(fields=["unit", "term"], name="judgement_unfinished", condition=UNFINISHED),
        ]

    def __str__(self) -> str:
        return f"judgement {self.pk}"


class JudgementVersion(models.Model):
    """What was published, as it was (C9): it never changes."""

    judgement = models.ForeignKey(Judgement, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("version")
    text = models.TextField("omdöme")
    published_at = models.DateTimeField("publicerad")
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="publicerad av")

    fields_are = classify(kept="published_at", personal="judgement published_by", sensitive="text", technical="id number")

    class Meta:
        verbose_name = "publicerad version"
        constraints = [
            models.UniqueConstraint(fields=["judgement", "number"], name="judgement_version_has_its_own_number"),
            models.CheckConstraint(name="published_judgement_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="judgement_versions_count_from_one", condition=Q(number__gte=1)),
        ]
        triggers = [pgtrigger.Protect(name="published_text_never_changes", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"judgement version {self.pk}"
