"""What people say of themselves, and how they choose to be seen and reached."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import classify
from larka.register.models.people import Person


class ReachedBy(models.TextChoices):
    """How a guardian gets what the school sends (F2)."""

    EMAIL = "email", _("E-post")
    PAPER = "paper", _("Papper")


class Profile(models.Model):
    """A short presentation, and which of the own e-mail addresses and phone numbers the families in the class see (A3, B1).

    The addresses and numbers are kept one by one as they were chosen: a new one in the register is shown to nobody until it is chosen too.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="profile", primary_key=True)
    presentation = models.TextField("presentation", blank=True)
    shown_emails = ArrayField(models.TextField(), default=list, blank=True, verbose_name="visad e-post")
    shown_phones = ArrayField(models.TextField(), default=list, blank=True, verbose_name="visad telefon")
    reached_by = models.CharField("nås med", max_length=10, choices=ReachedBy, default=ReachedBy.EMAIL)
    version = models.IntegerField(default=0)

    fields_are = classify(personal="person presentation shown_emails shown_phones reached_by", technical="version")

    class Meta:
        verbose_name = "profil"
        constraints = [models.CheckConstraint(name="profile_reached_by_is_known", condition=Q(reached_by__in=ReachedBy.values))]

    def __str__(self) -> str:
        return f"profile of person {self.person_id}"
