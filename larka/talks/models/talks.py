"""One talk: booked, changed, cancelled, held."""

import datetime as dt

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from larka.core.models import classify, no_overlap_of_moments
from larka.records.models import RECORD_FIELDS, PupilRecord
from larka.register.models import Person
from larka.talks.models.rounds import LONGEST_LINK, LONGEST_PLACE, Mode, TalkRound, TalkSlot

LIVE = Q(cancelled_at__isnull=True)
_BIG_EVENT_ID = {"pgh_id": models.BigAutoField(primary_key=True)}


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(row=pghistory.Old),
    context_field=None,  # type: ignore[arg-type]
    attrs=_BIG_EVENT_ID,
)
class Talk(PupilRecord):
    """A talk about one child. Without a round it was held beside them and typed in afterwards; cancelled, that was a mistake.

    shared: all of the child's family take part and see it; else only those in ``audience`` (A17), beside the staff who lead the talks.
    ``audience`` holds those who were asked by name: the guardian who booked for themselves, a colleague. booked_for: the one of the
    family whose booking it is. The time stands here, too: a talk that was cancelled has no slot any more. word: to the mentor, from
    ``word_by``, read by these two sides alone. took_part: who was there when it was held; with_home: and one of them spoke for the home
    that day, without whom it is no development talk (C7). called_off: by the school, which says why; else the family cancelled.
    """

    round = models.ForeignKey(TalkRound, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="omgång")
    slot = models.OneToOneField(TalkSlot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tid")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name="mentor")
    starts_at = models.DateTimeField("från")
    ends_at = models.DateTimeField("till")
    mode = models.CharField("hur man ses", max_length=6, choices=Mode, blank=True)
    room = models.CharField("rum", max_length=LONGEST_PLACE, blank=True)
    link = models.CharField("länk till video", max_length=LONGEST_LINK, blank=True)
    interpreter = models.CharField("tolk i språket", max_length=60, blank=True)
    shared = models.BooleanField("gemensamt", default=True)
    booked_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bokad för")
    booked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bokad av")
    booked_at = models.DateTimeField("bokad", null=True, blank=True)
    word = models.TextField("några ord till mentorn", blank=True)
    word_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="orden är från")
    cancelled_at = models.DateTimeField("avbokad", null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avbokad av")
    called_off = models.BooleanField("inställt av skolan", default=False, db_default=False)
    reason = models.TextField("skäl till ändringen", blank=True)
    held_at = models.DateTimeField("hållet", null=True, blank=True)
    held_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="antecknat av")
    took_part = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="deltog")
    others = models.CharField("deltog också", max_length=200, blank=True)
    with_home = models.BooleanField("hemmet var med", default=False, db_default=False)

    fields_are = RECORD_FIELDS | classify(
        kept="round starts_at ends_at mode room link shared booked_at cancelled_at called_off held_at with_home",
        personal="mentor booked_for booked_by word_by cancelled_by held_by took_part",
        sensitive="interpreter word reason others",
        technical="slot",
    )

    class Meta:
        verbose_name = "utvecklingssamtal"
        constraints = [
            models.UniqueConstraint(fields=["round", "child", "booked_for"], condition=LIVE, name="adult_has_one_talk_in_a_round"),
            models.UniqueConstraint(
                fields=["round", "child"], condition=LIVE & Q(shared=True), name="family_has_one_shared_talk_in_a_round"
            ),
            no_overlap_of_moments("mentor_holds_one_talk_at_a_time", "mentor_id", condition=LIVE & Q(slot__isnull=False)),
            models.CheckConstraint(name="talk_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="cancelled_talk_has_no_slot", condition=LIVE | Q(slot__isnull=True, held_at__isnull=True)),
            models.CheckConstraint(
                name="talk_in_a_round_is_booked", condition=Q(round__isnull=True) | Q(booked_by__isnull=False, mode__gt="")
            ),
            models.CheckConstraint(
                name="talk_beside_the_rounds_was_held_or_a_mistake", condition=Q(round__isnull=False) | Q(held_at__isnull=False) | ~LIVE
            ),
            models.CheckConstraint(name="talk_that_is_called_off_is_cancelled", condition=Q(called_off=False) | ~LIVE),
            models.CheckConstraint(name="talk_says_who_is_asked_by_name", condition=Q(audience__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["child", "school_year"], name="talk_of_child"),
            models.Index(fields=["round"], name="talk_in_round"),
            models.Index(fields=["unit", "school_year", "child"], name="talk_held_at_unit", condition=Q(held_at__isnull=False)),
            models.Index(fields=["mentor", "starts_at"], name="talk_of_mentor"),
        ]

    def __str__(self) -> str:
        return f"talk {self.pk}"

    @property
    def state(self) -> str:
        """booked, held, cancelled by the family, called_off by the school, which says why; or mistaken: it never was one."""
        if self.cancelled_at is None:
            return "booked" if self.held_at is None else "held"
        if self.round_id is None:
            return "mistaken"
        return "called_off" if self.called_off else "cancelled"

    @property
    def lacks_home(self) -> bool:
        """Somebody said that it was held, and nobody from home is said to have been there: it counts as none until that is said (C7)."""
        return self.state == "held" and not self.with_home

    @property
    def locked_from(self) -> dt.datetime:
        """From when the family cannot change or cancel it here."""
        return self.starts_at - dt.timedelta(hours=self.round.change_hours if self.round else 0)
