"""People, their numbers and how to reach them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Concat

from larka.core.models import PublicModel, classify
from larka.register.choices import NumberKind, PersonStatus, Protection
from larka.register.models.source import RegisterModel

_GOES_BY_WORKING_NAME = Q(working_name__gt="") & ~Q(protection="none")


class SwedishKey(Func):
    """``swedish_sort_key`` of one part, said by the database: small letters, å ä ö last, nothing but letters and figures."""

    template = (
        r"regexp_replace(translate(lower(%(expressions)s), 'åäæöøüéèëêáàïíñóòúç', '{||}}yeeeeaaiinoouc'), '[^[:alnum:]{|}]', '', 'g')"
    )
    output_field = models.CharField()


class Person(PublicModel, RegisterModel):
    """A child, a guardian, a member of staff: one row each, whatever they are to one another."""

    source_id = models.UUIDField("id i registret", null=True, blank=True, unique=True)
    given_name = models.CharField("förnamn", max_length=200)
    middle_name = models.CharField("mellannamn", max_length=200, blank=True)
    family_name = models.CharField("efternamn", max_length=200)
    working_name = models.CharField(
        "arbetsnamn", max_length=200, blank=True, help_text="Visas i stället för namnet för skyddad personal (A10)"
    )
    sort_key = models.CharField(max_length=500, db_collation="C", db_index=True)
    birth_date = models.DateField("födelsedatum", null=True, blank=True)
    adult_on = models.DateField("myndig", null=True, blank=True)
    sex = models.CharField("kön", max_length=10, blank=True)
    protection = models.CharField("skydd", max_length=12, choices=Protection, default=Protection.NONE)
    status = models.CharField("status", max_length=12, choices=PersonStatus, default=PersonStatus.ACTIVE)
    principal_names = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    display_name = models.GeneratedField(
        expression=Case(
            When(_GOES_BY_WORKING_NAME, then=F("working_name")),
            default=Concat(F("given_name"), Value(" "), F("family_name")),
        ),
        output_field=models.CharField(max_length=401),
        db_persist=True,
    )
    # Whoever goes by a working name stands where that name sorts: the real name's place would give it away (A10).
    display_sort_key = models.GeneratedField(
        expression=Case(
            When(_GOES_BY_WORKING_NAME, then=SwedishKey("working_name")),
            default=F("sort_key"),
        ),
        output_field=models.CharField(max_length=500, db_collation="C"),
        db_persist=True,
    )

    fields_are = classify(
        personal="given_name middle_name family_name working_name birth_date adult_on sex status principal_names display_name",
        sensitive="protection",
        technical="id public_id source_id sort_key display_sort_key missing_since",
    )

    class Meta:
        verbose_name = "person"
        constraints = [
            models.CheckConstraint(
                name="person_adult_on_follows_birth_date",
                condition=Q(birth_date__isnull=True, adult_on__isnull=True)
                | Q(birth_date__isnull=False, adult_on__isnull=False, adult_on__gt=F("birth_date")),
            ),
            models.CheckConstraint(name="person_protection_is_known", condition=Q(protection__in=Protection.values)),
        ]
        indexes = [
            # Asked at each log-in through a provider that names people so.
            GinIndex(fields=["principal_names"], name="person_by_principal_name"),
            # Who somebody is, without the row itself: lists and search look up hundreds of people by id (docs/adr/0220).
            models.Index(
                fields=["id"], name="person_in_lists", include=["protection", "adult_on", "display_name", "display_sort_key", "public_id"]
            ),
            models.Index(fields=["id"], name="person_protected", condition=~Q(protection="none")),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class IdentityNumber(models.Model):
    """One personal number that a person has or had; the newest without an end is in force (B3)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="numbers")
    value = models.CharField("nummer", max_length=12)
    kind = models.CharField("slag", max_length=20, choices=NumberKind)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    fields_are = classify(personal="person value kind", technical="id recorded_at replaced_at")

    class Meta:
        verbose_name = "identitetsbeteckning"
        constraints = [
            models.UniqueConstraint("value", condition=Q(replaced_at__isnull=True), name="number_belongs_to_one_person"),
            models.UniqueConstraint("person", condition=Q(replaced_at__isnull=True), name="person_has_one_number_in_force"),
        ]

    def __str__(self) -> str:
        return f"number {self.pk}"


class ContactDetails(models.Model):
    """How to reach a person. Addresses are for staff only (A3); a protected person's for documented need only (A10).

    emails: [{value, type}]; phones: [{value, type, mobile}]; addresses: [{type, streetAddress, postalCode, locality, country}].
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="contact", primary_key=True)
    emails = models.JSONField(default=list, blank=True)
    phones = models.JSONField(default=list, blank=True)
    addresses = models.JSONField(default=list, blank=True)

    fields_are = classify(personal="person emails phones addresses")

    class Meta:
        verbose_name = "kontaktuppgifter"

    def __str__(self) -> str:
        return f"contact of person {self.person_id}"
