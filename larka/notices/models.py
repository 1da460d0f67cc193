"""Notices hold ids only: what they are about is fetched through its own policy when they are shown or sent (F2)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify
from larka.register.models import Person

LONGEST_ENDPOINT = 1000


class Level(models.IntegerChoices):
    """How much a notice hurries (F2); the smaller comes first."""

    URGENT = 1, _("Akut")
    REMEMBER = 2, _("Kom ihåg")
    INFORMATION = 3, _("Information")


class Channel(models.TextChoices):
    """How it reaches somebody outside the page."""

    MAIL = "mail", _("E-post")
    PUSH = "push", _("Avisering i telefonen")
    SMS = "sms", _("Sms")
    PAPER = "paper", _("Papper")


class Often(models.TextChoices):
    """How often somebody wants mail about what does not hurry."""

    NEVER = "never", _("Aldrig")
    DAILY = "daily", _("Högst en gång om dagen")
    AT_ONCE = "at_once", _("Genast")


class Notice(PublicModel):
    """Something has happened. ``kind`` says by which policy it is read and in which words (``larka.notices.kinds``)."""

    kind = models.CharField("slag", max_length=40)
    level = models.PositiveSmallIntegerField("nivå", choices=Level)
    remember_on = models.DateField("att komma ihåg", null=True, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="av")
    made_at = models.DateTimeField("gjord")
    expires_at = models.DateTimeField("gäller till", null=True, blank=True)

    fields_are = classify(kept="kind level remember_on made_at expires_at", personal="made_by", technical="id public_id")

    class Meta:
        verbose_name = "notis"
        constraints = [
            models.CheckConstraint(name="notice_level_is_known", condition=Q(level__in=Level.values)),
            models.CheckConstraint(
                name="notice_to_remember_has_a_day",
                condition=Q(level=Level.REMEMBER, remember_on__isnull=False) | (~Q(level=Level.REMEMBER) & Q(remember_on__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["made_at"], name="notice_oldest")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class About(models.Model):
    """One thing that a notice is about, and the child that the thing is about, if it is about one."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="abouts")
    about = models.UUIDField("vad")
    child = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="barn")

    fields_are = classify(personal="child", technical="id notice about")

    class Meta:
        verbose_name = "vad en notis handlar om"
        constraints = [models.UniqueConstraint(fields=["notice", "about"], name="notice_is_about_a_thing_once")]

    def __str__(self) -> str:
        return f"about {self.pk}"


class Delivery(PublicModel):
    """One mail, push, sms or letter to one person, perhaps about several notices: written down before it is handed over (ADR 0196)."""

    class Outcome(models.TextChoices):
        UNSURE = "", _("Oklart om det gick fram")
        HANDED = "handed", _("Lämnat")
        REFUSED = "refused", _("Avvisat")
        BOUNCED = "bounced", _("Studsade")

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="till")
    channel = models.CharField("sätt", max_length=5, choices=Channel)
    digest_on = models.DateField("dagens sammanfattning", null=True, blank=True)
    begun_at = models.DateTimeField("påbörjat")
    outcome = models.CharField("hur det gick", max_length=8, choices=Outcome, blank=True)

    fields_are = classify(kept="channel digest_on begun_at outcome", personal="person", technical="id public_id")

    class Meta:
        verbose_name = "utskick"
        constraints = [
            models.UniqueConstraint(fields=["person", "digest_on"], name="digest_comes_once_a_day"),
            models.CheckConstraint(name="delivery_channel_is_known", condition=Q(channel__in=Channel.values)),
        ]
        indexes = [models.Index(fields=["begun_at"], name="delivery_unsure", condition=Q(outcome=""))]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class Recipient(models.Model):
    """A notice to one person: about which of its children it came to them, when it was read, and how it was handed over, once a channel."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="recipients", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name="till")
    about_children = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="om")
    read_at = models.DateTimeField("läst", null=True, blank=True)
    mail = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    push = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    sms = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    paper = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    fields_are = classify(personal="person about_children read_at", technical="id notice mail push sms paper")

    class Meta:
        verbose_name = "notis till en person"
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="notice_comes_to_a_person_once")]
        indexes = [
            models.Index(fields=["person", "-notice"], name="recipient_newest"),
            # Asked with every page: whether anything is unread.
            models.Index(fields=["person"], name="recipient_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}"


class Choice(models.Model):
    """How somebody wants to hear of news outside the page; without a row as the fields begin (F2)."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="notice_choice", primary_key=True)
    remember = models.CharField("kom ihåg", max_length=7, choices=Often, default=Often.DAILY)
    information = models.CharField("information", max_length=7, choices=Often, default=Often.DAILY)
    sms = models.BooleanField("sms när det är akut", default=False)

    fields_are = classify(personal="person remember information sms")

    class Meta:
        verbose_name = "val för notiser"
        constraints = [
            models.CheckConstraint(name="notice_choices_are_known", condition=Q(remember__in=Often.values, information__in=Often.values)),
            models.CheckConstraint(name="information_waits_for_the_digest", condition=~Q(information=Often.AT_ONCE)),
        ]

    def __str__(self) -> str:
        return f"choice of person {self.person_id}"


class BouncedAddress(models.Model):
    """Mail to this address of the person's came back; it says nothing of the person's next address."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="bounced_addresses", verbose_name="vem")
    address = models.EmailField("e-post")
    status = models.CharField("besked", max_length=20, blank=True)
    bounced_at = models.DateTimeField("studsade")

    fields_are = classify(kept="status bounced_at", personal="person address", technical="id")

    class Meta:
        verbose_name = "adress som studsar"
        constraints = [models.UniqueConstraint(fields=["person", "address"], name="address_bounces_once")]

    def __str__(self) -> str:
        return f"bounced {self.pk}"


class PushSubscription(models.Model):
    """A browser that somebody has let show that there is news; the address is the browser maker's, and tells where to knock."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="push_subscriptions", verbose_name="vem")
    endpoint = models.URLField("adress", max_length=LONGEST_ENDPOINT, unique=True)
    made_at = models.DateTimeField("sedan")

    fields_are = classify(personal="person endpoint", technical="id made_at")

    class Meta:
        verbose_name = "avisering i en webbläsare"

    def __str__(self) -> str:
        return f"subscription {self.pk}"
