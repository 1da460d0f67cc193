"""What a talk ends in (C6): short minutes, what each promises, who agreed, and what became of it."""

from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify
from larka.records.models import RECORD_FIELDS, PupilRecord
from larka.register.models import Person
from larka.talks.models.talks import Talk

LONGEST_MINUTES, LONGEST_PROMISE, LONGEST_OUTCOME, LONGEST_REASON, MOST_PROMISES = 4_000, 500, 500, 300, 12
_TRACKED: dict[str, Any] = {"context_field": None, "attrs": {"pgh_id": models.BigAutoField(primary_key=True)}}


class Side(models.TextChoices):
    """Who promises something."""

    SCHOOL = "school", _("Skolan")
    PUPIL = "pupil", _("Eleven")
    HOME = "home", _("Hemmet")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old), **_TRACKED)
class TalkMinutes(PupilRecord):
    """The minutes of one talk, with what was agreed.

    text, promises: as it is being written, by those who lead the talk; others read ``latest``, what was agreed last. A promise is
    {id, who, what, follow_up_on}. shared, audience: as the talk's (A17).
    """

    talk = models.OneToOneField(Talk, models.PROTECT, related_name="ending", verbose_name="samtal")
    shared = models.BooleanField("gemensamt", default=True)
    text = models.TextField("anteckningar", blank=True)
    promises = models.JSONField("överenskommelser", default=list)
    latest = models.ForeignKey("MinutesVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="publicerad version")

    fields_are = RECORD_FIELDS | classify(kept="shared", sensitive="text promises", technical="talk latest")

    class Meta:
        verbose_name = "samtalsanteckning"
        constraints = [
            models.CheckConstraint(
                name="published_minutes_have_a_version",
                condition=Q(published_at__isnull=True, latest__isnull=True) | Q(published_at__isnull=False, latest__isnull=False),
            ),
            models.CheckConstraint(name="minutes_say_who_is_asked_by_name", condition=Q(audience__isnull=False)),
        ]
        indexes = [models.Index(fields=["child", "school_year"], name="minutes_child_year")]

    def __str__(self) -> str:
        return f"minutes {self.pk}"


class MinutesVersion(models.Model):
    """Minutes and agreements as they were put before all; a later version says why it came, and asks again."""

    minutes = models.ForeignKey(TalkMinutes, models.CASCADE, related_name="versions", db_index=False, verbose_name="samtalsanteckning")
    number = models.PositiveIntegerField("version")
    text = models.TextField("anteckningar", blank=True)
    promises = models.JSONField("överenskommelser", default=list)
    reason = models.CharField("varför texten ändrades", max_length=LONGEST_REASON, blank=True)
    published_at = models.DateTimeField("publicerad")
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="publicerad av")

    fields_are = classify(
        kept="published_at", personal="minutes published_by", sensitive="text promises reason", technical="id number"
    )  # fmt: skip

    class Meta:
        verbose_name = "publicerad samtalsanteckning"
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="minutes_version_has_its_own_number"),
            models.CheckConstraint(name="a_changed_agreement_says_why", condition=Q(number=1) | Q(number__gt=1, reason__gt="")),
        ]
        triggers = [pgtrigger.Protect(name="published_minutes_never_change", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"minutes version {self.pk}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old), **_TRACKED)
class Agreement(PublicModel):
    """One thing that school, pupil or home has promised, as it stands in the newest version, and what became of it.

    public_id: the promise's id through all versions. dropped: a later version says it no more. outcome: what was said when it was
    followed up.
    """

    minutes = models.ForeignKey(TalkMinutes, models.CASCADE, related_name="agreements", verbose_name="samtalsanteckning")
    place = models.PositiveSmallIntegerField("plats i listan")
    who = models.CharField("vem", max_length=10, choices=Side)
    what = models.CharField("gör vad", max_length=LONGEST_PROMISE)
    follow_up_on = models.DateField("följs upp", null=True, blank=True)
    dropped = models.BooleanField("gäller inte längre", default=False)
    followed_up_at = models.DateTimeField("uppföljd", null=True, blank=True)
    followed_up_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="uppföljd av")
    outcome = models.CharField("hur det gick", max_length=LONGEST_OUTCOME, blank=True)

    fields_are = classify(
        kept="place who follow_up_on dropped followed_up_at",
        personal="minutes followed_up_by",
        sensitive="what outcome",
        technical="id public_id",
    )

    class Meta:
        verbose_name = "överenskommelse"
        constraints = [
            models.CheckConstraint(name="agreement_says_what_is_promised", condition=Q(what__gt="")),
            models.CheckConstraint(
                name="followed_up_agreement_says_how_it_went",
                condition=Q(followed_up_at__isnull=True, followed_up_by__isnull=True, outcome="")
                | Q(followed_up_at__isnull=False, followed_up_by__isnull=False, outcome__gt=""),
            ),
        ]
        indexes = [
            models.Index(fields=["follow_up_on"], name="agreement_to_follow_up", condition=Q(followed_up_at__isnull=True, dropped=False))
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class AgreementConfirmation(models.Model):
    """Somebody agrees to one version: on the page, or in the room or on paper, which the mentor noted."""

    class How(models.TextChoices):
        PAGE = "page", _("På sidan")
        ROOM = "room", _("På samtalet")
        PAPER = "paper", _("På papper")

    minutes = models.ForeignKey(TalkMinutes, models.CASCADE, related_name="confirmations", db_index=False, verbose_name="samtalsanteckning")
    number = models.PositiveIntegerField("version")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="godkänt av")
    role = models.CharField("godkänt som", max_length=20)
    agreed_at = models.DateTimeField("godkänt")
    how = models.CharField("hur", max_length=10, choices=How)
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="antecknat av")

    fields_are = classify(kept="number role agreed_at how", personal="minutes person noted_by", technical="id")

    class Meta:
        verbose_name = "godkännande av överenskommelser"
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number", "person"], name="person_agrees_to_a_version_once"),
            models.CheckConstraint(
                name="what_was_agreed_in_the_room_says_who_noted_it",
                condition=Q(how="page", noted_by__isnull=True) | Q(how__in=("room", "paper"), noted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"
