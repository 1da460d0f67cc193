"""A round of talks: who is invited, which times there are, until when they are booked."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from larka.core.dates import stockholm_day
from larka.core.models import PublicModel, classify, no_overlap_of_moments
from larka.questionnaires.models import TemplateVersion
from larka.register.models import Group, Person, SchoolYear, Term

LONGEST_PLACE, LONGEST_LINK = 60, 300


class Mode(models.TextChoices):
    """How one meets."""

    ROOM = "room", _("På plats")
    ONLINE = "online", _("Video")
    PHONE = "phone", _("Telefon")


class TalkRound(PublicModel):
    """Times for talks with the children of a group. It exists for the families once they are invited, and is booked while it is open.

    change_hours: so many hours before it a time can no longer be booked, changed or cancelled by the family. one_each: separated
    guardians may book one each; else there is one for the child. interpreter_minutes: how long a talk with an interpreter is.
    told_at: when the families were told that booking is open. preparation: what home, pupil and mentor fill in before; shared_at: from
    when they read each other's.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="+", db_index=False, verbose_name="grupp")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+", db_index=False, verbose_name="läsår")
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="termin")
    name = models.CharField("namn", max_length=120)
    minutes = models.PositiveSmallIntegerField("samtalets längd")
    interpreter_minutes = models.PositiveSmallIntegerField("längd med tolk", null=True, blank=True)
    modes = ArrayField(models.CharField(max_length=6, choices=Mode), verbose_name="hur man kan ses")
    opens_at = models.DateTimeField("bokningen öppnar")
    closes_at = models.DateTimeField("bokningen stänger")
    change_hours = models.PositiveSmallIntegerField("timmar före samtalet som bokningen låses", default=24)
    one_each = models.BooleanField("vårdnadshavare får boka var sin", default=True)
    pupil_books = models.BooleanField("eleven får boka", default=False)
    preparation = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="förberedelse")
    shared_at = models.DateTimeField("förberedelser delas", null=True, blank=True)
    invited_at = models.DateTimeField("inbjuden", null=True, blank=True)
    told_at = models.DateTimeField("familjerna fick veta", null=True, blank=True)
    token = models.UUIDField("skapa-knappens märke", null=True, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="gjord av")
    made_at = models.DateTimeField("gjord")

    fields_are = classify(
        kept="group school_year term name minutes interpreter_minutes modes opens_at closes_at change_hours one_each pupil_books"
        " preparation shared_at invited_at told_at made_at",
        personal="made_by",
        technical="id public_id token",
    )

    class Meta:
        verbose_name = "samtalsomgång"
        constraints = [
            models.UniqueConstraint(fields=["made_by", "token"], name="talk_round_is_made_once_by_one_press"),
            models.CheckConstraint(name="talk_round_has_a_name", condition=Q(name__gt="")),
            models.CheckConstraint(name="talk_booking_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(name="talks_last_some_minutes", condition=Q(minutes__gte=5)),
            models.CheckConstraint(
                name="talks_with_interpreter_are_no_shorter",
                condition=Q(interpreter_minutes__isnull=True) | Q(interpreter_minutes__gte=F("minutes")),
            ),
            models.CheckConstraint(name="talk_round_says_how_to_meet", condition=Q(modes__len__gt=0)),
        ]
        indexes = [
            models.Index(fields=["group", "school_year"], name="talk_round_group_year"),
            models.Index(fields=["opens_at"], name="talk_round_to_be_told", condition=Q(told_at__isnull=True, invited_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"talk round {self.pk}"

    @property
    def opens_on(self) -> dt.date:
        """The first day of booking in Stockholm (A19)."""
        return stockholm_day(self.opens_at)

    @property
    def last_day(self) -> dt.date:
        """The last day of booking, which it is open all of."""
        return stockholm_day(self.closes_at - dt.timedelta(seconds=1))


class TalkInvitation(PublicModel):
    """A child whose family books in the round: what the family opens, and what they are told of."""

    round = models.ForeignKey(TalkRound, models.CASCADE, related_name="invitations", db_index=False, verbose_name="omgång")
    child = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="barn")
    invited_at = models.DateTimeField("inbjuden")

    fields_are = classify(kept="round invited_at", personal="child", technical="id public_id")

    class Meta:
        verbose_name = "inbjudan till samtal"
        constraints = [models.UniqueConstraint(fields=["round", "child"], name="child_is_invited_once_to_a_round")]

    def __str__(self) -> str:
        return f"talk invitation {self.pk}"


class TalkSlot(PublicModel):
    """A time that a mentor offers. ``reserved_for``: a child whose family alone may book it."""

    round = models.ForeignKey(TalkRound, models.CASCADE, related_name="slots", db_index=False, verbose_name="omgång")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name="mentor")
    starts_at = models.DateTimeField("från")
    ends_at = models.DateTimeField("till")
    modes = ArrayField(models.CharField(max_length=6, choices=Mode), verbose_name="hur man kan ses")
    room = models.CharField("rum", max_length=LONGEST_PLACE, blank=True)
    link = models.CharField("länk till video", max_length=LONGEST_LINK, blank=True)
    reserved_for = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="hålls åt")

    fields_are = classify(kept="round starts_at ends_at modes room link", personal="mentor reserved_for", technical="id public_id")

    class Meta:
        verbose_name = "samtalstid"
        constraints = [
            models.CheckConstraint(name="talk_slot_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="talk_slot_says_how_to_meet", condition=Q(modes__len__gt=0)),
            no_overlap_of_moments("mentor_offers_one_talk_at_a_time", "mentor_id"),
        ]
        indexes = [models.Index(fields=["round", "starts_at"], name="talk_slot_in_round")]

    def __str__(self) -> str:
        return f"talk slot {self.pk}"
