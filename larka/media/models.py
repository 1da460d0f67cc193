"""Pictures, sound, film and documents: what is kept of each, and what is on its way in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify
from larka.register.models import Person


class Upload(PublicModel):
    """A file on its way in, part by part; each part is sealed as it comes. Forgotten after a day if nothing has taken it over."""

    owner = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="skickas av")
    name = models.CharField("filens namn", max_length=150)
    length = models.BigIntegerField("storlek")
    received = models.BigIntegerField("mottaget", default=0)
    parts = models.PositiveIntegerField("delar", default=0)
    begun_at = models.DateTimeField("påbörjad")

    fields_are = classify(personal="owner name", technical="id public_id length received parts begun_at")

    class Meta:
        verbose_name = "uppladdning"
        constraints = [
            models.CheckConstraint(name="upload_receives_no_more_than_its_length", condition=Q(received__gte=0, received__lte=F("length"))),
        ]
        indexes = [models.Index(fields=["begun_at"], name="upload_by_age")]

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def is_whole(self) -> bool:
        """Whether all of it has come."""
        return self.received == self.length


class Medium(PublicModel):
    """One file, cleaned, sealed and in the sizes that pages need. What it hangs on says who sees it (larka.media.holders)."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("Bild")
        SOUND = "sound", _("Ljud")
        FILM = "film", _("Film")
        DOCUMENT = "document", _("Dokument")

    class State(models.TextChoices):
        WAITING = "waiting", _("Förbereds")
        READY = "ready", _("Klar")
        REFUSED = "refused", _("Gick inte att läsa")

    kind = models.CharField("slag", max_length=10, choices=Kind)
    form = models.CharField("form", max_length=10)
    name = models.CharField("filens namn", max_length=150)
    state = models.CharField("läge", max_length=10, choices=State, default=State.WAITING)
    child = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="barnets egen")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="tillagd av")
    added_at = models.DateTimeField("tillagd")
    upload = models.OneToOneField(Upload, models.SET_NULL, null=True, related_name="medium", verbose_name="uppladdning")
    size = models.BigIntegerField("storlek", default=0)
    sizes = models.JSONField("filer", default=dict, help_text="Varje fil av mediet och hur många byte den har")
    width = models.PositiveIntegerField("bredd", null=True)
    height = models.PositiveIntegerField("höjd", null=True)
    reason = models.CharField("varför inte", max_length=20, blank=True)

    fields_are = classify(
        kept="kind form state added_at size width height reason", personal="name child added_by", technical="id public_id upload sizes"
    )

    class Meta:
        verbose_name = "medium"
        constraints = [
            models.CheckConstraint(name="medium_is_of_a_known_kind", condition=Q(kind__in=["picture", "sound", "film", "document"])),
            models.CheckConstraint(name="refused_medium_has_a_reason", condition=~Q(state="refused") | Q(reason__gt="")),
        ]
        indexes = [models.Index(fields=["added_at"], name="medium_that_waits", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"medium {self.pk}"


class HeldMedium(PublicModel):
    """What hangs a medium on something. Each sort adds what it hangs on; the policy of that sort decides who sees it."""

    medium = models.OneToOneField(Medium, models.CASCADE, related_name="%(class)s", verbose_name="medium")

    class Meta:
        abstract = True


class ProfilePicture(HeldMedium):
    """A person's picture, and whom the person lets see it beside the staff (B1, A3). The newest that is ready is the one in force."""

    class ShownTo(models.TextChoices):
        CLOSE = "close", _("Bara skolans personal och den egna familjen")
        ALL = "all", _("Alla som ser mitt namn, också familjerna i klassen eller gruppen")

    person = models.ForeignKey(Person, models.CASCADE, related_name="pictures", verbose_name="person")
    shown_to = models.CharField("visas för", max_length=10, choices=ShownTo, default=ShownTo.CLOSE)

    fields_are = classify(personal="person shown_to", technical="id public_id medium")

    class Meta:
        verbose_name = "profilbild"
        constraints = [models.CheckConstraint(name="picture_is_shown_to_somebody_known", condition=Q(shown_to__in=["close", "all"]))]

    def __str__(self) -> str:
        return f"picture {self.pk}"
