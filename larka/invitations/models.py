"""How a person gets an account: what a guardian applies with, what is sent to whoever may have one, and what was tried (B2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify
from larka.register.models import Organisation, Person


class Application(PublicModel):
    """A guardian asks for an account: on the web, or on paper that the school has typed in."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Godkänd")
        DECLINED = "declined", _("Avslagen")

    name = models.CharField("namn", max_length=200)
    number = models.CharField("personnummer", max_length=12)
    email = models.EmailField("e-post")
    language = models.CharField("språk", max_length=8)
    received_at = models.DateTimeField("inkommen")
    typed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inskriven av")
    typed_at_unit = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inskriven på")
    decision = models.CharField("beslut", max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField("beslutad", null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="beslutad av")
    reason = models.CharField("skäl", max_length=500, blank=True)

    fields_are = classify(
        kept="received_at typed_at_unit decision decided_at",
        personal="name number email language typed_by decided_by",
        sensitive="reason",
        technical="id public_id",
    )

    class Meta:
        verbose_name = "ansökan om konto"
        constraints = [
            models.CheckConstraint(
                name="application_is_decided_by_somebody_at_a_moment",
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(decision__gt="", decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(name="declined_application_has_a_reason", condition=~Q(decision="declined") | Q(reason__gt="")),
        ]
        indexes = [models.Index(fields=["received_at"], name="application_waiting", condition=Q(decision=""))]

    def __str__(self) -> str:
        return f"application {self.pk}"


class ApplicationChild(models.Model):
    """A child that the applicant names; ``child`` is the one who has the number in the register."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="children")
    name = models.CharField("namn", max_length=200)
    number = models.CharField("personnummer", max_length=12)
    child = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="barn")

    fields_are = classify(personal="name number child", technical="id application")

    class Meta:
        verbose_name = "barn i ansökan"
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="application_names_a_child_once")]

    def __str__(self) -> str:
        return f"child {self.pk} of application {self.application_id}"


class Invitation(PublicModel):
    """A code that opens an account once. The code itself is nowhere: only what it is recognised by."""

    class Way(models.TextChoices):
        LETTER = "letter", _("Brev")
        MAIL = "mail", _("E-post")

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations", verbose_name="person")
    application = models.ForeignKey(Application, models.SET_NULL, null=True, blank=True, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    way = models.CharField("väg", max_length=6, choices=Way)
    email = models.EmailField("e-post", blank=True)
    made_at = models.DateTimeField("gjord")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="gjord av")
    expires_at = models.DateTimeField("gäller till")
    renews = models.BooleanField("för den som har loggat in förut", db_default=False)
    wrong_checks = models.SmallIntegerField("fel kontroller", default=0)
    opened_at = models.DateTimeField("använd", null=True, blank=True)
    cancelled_at = models.DateTimeField("återkallad", null=True, blank=True)

    fields_are = classify(
        kept="way renews made_at expires_at opened_at cancelled_at",
        personal="person email made_by",
        sensitive="code_hash",
        technical="id public_id application wrong_checks",
    )

    class Meta:
        verbose_name = "inbjudan"
        constraints = [
            models.UniqueConstraint(
                "person", condition=Q(opened_at__isnull=True, cancelled_at__isnull=True), name="person_has_one_open_invitation"
            ),
            models.CheckConstraint(name="invitation_by_mail_has_an_address", condition=~Q(way="mail") | Q(email__gt="")),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Renewal(PublicModel):
    """The school's office makes a new log-in for somebody who lost theirs, or ends somebody's sessions; with a reason (docs/adr/0160)."""

    class Kind(models.TextChoices):
        LOGIN = "login", _("Ny inloggning")
        SESSIONS = "sessions", _("Bara avsluta öppna inloggningar")

    class Decision(models.TextChoices):
        DONE = "done", _("Gjord")
        DECLINED = "declined", _("Avböjd")

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="person")
    kind = models.CharField("vad", max_length=10, choices=Kind)
    way = models.CharField("väg", max_length=6, choices=Invitation.Way, blank=True)
    reason = models.CharField("skäl", max_length=500)
    takes_two = models.BooleanField("två administratörer", default=False)
    asked_at = models.DateTimeField("begärd")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="begärd av")
    decision = models.CharField("beslut", max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField("avgjord", null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avgjord av")

    fields_are = classify(
        kept="kind way takes_two asked_at decision decided_at",
        personal="person asked_by decided_by",
        sensitive="reason",
        technical="id public_id",
    )

    class Meta:
        verbose_name = "ny inloggning"
        constraints = [
            models.CheckConstraint(
                name="renewal_is_never_ones_own",
                condition=~Q(person=models.F("asked_by"))
                & (Q(decided_by__isnull=True) | Q(decision="declined") | ~Q(person=models.F("decided_by"))),
            ),
            models.CheckConstraint(
                name="renewal_of_an_office_takes_two",
                condition=Q(takes_two=False) | ~Q(decision="done") | ~Q(asked_by=models.F("decided_by")),
            ),
            models.CheckConstraint(
                name="renewal_is_decided_by_somebody_at_a_moment",
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(decision__gt="", decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(name="renewal_has_a_reason", condition=Q(reason__gt="")),
            models.UniqueConstraint("person", condition=Q(decision=""), name="person_waits_for_one_renewal"),
        ]

    def __str__(self) -> str:
        return f"renewal {self.pk}"


class Attempt(models.Model):
    """What somebody without an account has done from one address lately; gone within the hour."""

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Ansökan")
        CODE = "code", _("Fel kod")

    kind = models.CharField(max_length=12, choices=Kind)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    fields_are = classify(personal="address", technical="id kind at")

    class Meta:
        verbose_name = "försök"
        indexes = [models.Index(fields=["kind", "address", "at"], name="attempt_by_address")]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
