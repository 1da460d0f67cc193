"""One life for everything written about a child: what every record carries, how long it is kept, and the draft before it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify, new_public_id
from larka.register.choices import SchoolForm
from larka.register.models import Group, Organisation, Person, SchoolYear

RECORD_FIELDS = classify(
    kept="unit school_form school_year published_at locked_at",
    personal="child written_by audience",
    technical="id public_id written_at version",
)
SHARED_FIELDS = RECORD_FIELDS | classify(kept="group")


class WrittenRecord(PublicModel):
    """What records about one child and records shared by several have in common.

    Each kind says in its ``Meta`` which indexes its pages need: what stands in every kind has none of its own, for each is written
    at every save and one too many leads the planner astray.
    """

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False, verbose_name="enhet")
    school_form = models.CharField("skolform", max_length=8, choices=SchoolForm)
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+", db_index=False, verbose_name="läsår")
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="skriven av")
    written_at = models.DateTimeField("skriven")
    published_at = models.DateTimeField("publicerad", null=True, blank=True)
    locked_at = models.DateTimeField("låst", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)
    audience = ArrayField(models.BigIntegerField(), null=True, blank=True, verbose_name="endast för")

    class Meta:
        abstract = True


class PupilRecord(WrittenRecord):
    """A record about one child. ``audience`` narrows it to named people (A17); empty means all whom the policy lets in."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name="barn")

    class Meta:
        abstract = True


class SharedRecord(WrittenRecord):
    """A record anchored on a group, a unit or its participants. A child leaves it by losing its Participation; the text stays."""

    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="grupp")

    class Meta:
        abstract = True


class Participation(models.Model):
    """A child that a shared record is about. The concrete model adds ``record``, a foreign key with related_name participations."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="barn")
    tagged = models.BooleanField("taggad", default=True)

    class Meta:
        abstract = True


def participation_constraints(name: str) -> list[models.BaseConstraint]:
    """A child takes part once in a record."""
    return [models.UniqueConstraint(fields=["record", "child"], name=f"{name}_names_a_child_once")]


class RetentionRule(models.Model):
    """How long one kind is kept in one school form (H1): live until the event, then so long in the transition archive, then the outcome."""

    class Clock(models.TextChoices):
        WRITTEN = "written", _("När handlingen upprättas")
        PUBLISHED = "published", _("När handlingen publiceras")
        SCHOOL_YEAR_ENDS = "school_year_ends", _("När läsåret slutar")
        PLACEMENT_ENDS = "placement_ends", _("När placeringen upphör")
        EDUCATION_ENDS = "education_ends", _("När utbildningen avslutas")
        TRANSITION = "transition", _("Vid övergång till nästa skola")
        NO_LONGER_CURRENT = "no_longer_current", _("Vid inaktualitet")

    class Outcome(models.TextChoices):
        PRESERVE = "preserve", _("Bevaras: levereras till arkiv")
        DESTROY = "destroy", _("Gallras")

    kind = models.CharField("handlingstyp", max_length=40)
    school_form = models.CharField("skolform", max_length=8, choices=SchoolForm)
    clock = models.CharField("tiden räknas från", max_length=20, choices=Clock)
    months = models.PositiveSmallIntegerField("månader i mellanarkiv")
    outcome = models.CharField("därefter", max_length=10, choices=Outcome)
    legal_basis = models.CharField("lagrum", max_length=300)
    decision = models.CharField("beslut", max_length=200, blank=True)
    example = models.BooleanField("exempel", default=True, help_text="Exempel ger ingen rätt att gallra: det gör ett beslut")

    fields_are = classify(kept="kind school_form clock months outcome legal_basis decision example", technical="id")

    class Meta:
        verbose_name = "gallringsregel"
        constraints = [
            models.UniqueConstraint(fields=["kind", "school_form", "example"], name="kind_has_one_rule_per_school_form"),
            models.CheckConstraint(name="a_rule_in_force_has_a_decision", condition=Q(example=True) | Q(decision__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.school_form}"


class Draft(models.Model):
    """What somebody has typed and not saved yet, in one place of writing. It is its author's alone (A6) and survives log-out and time-out.

    subject, detail: what is written on, as the place of its kind finds it; place: an id made of them; content: {field: text};
    base_version: the version the author started from (Q4). beside: a second text by the same author in the same place, from a page
    or a device that did not know of the first.
    """

    author = models.ForeignKey(Person, models.CASCADE, related_name="drafts", verbose_name="författare")
    kind = models.CharField("handlingstyp", max_length=40)
    place = models.UUIDField("plats")
    subject = models.UUIDField("skrivs på", null=True, blank=True)
    detail = models.CharField("närmare bestämt", max_length=100, default="", db_default="", blank=True)
    child = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="barn")
    unit = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="enhet")
    content = models.JSONField("text", default=dict)
    base_version = models.PositiveIntegerField("utgår från version", default=0)
    saved_at = models.DateTimeField("sparat")
    page = models.UUIDField("öppen sida", null=True, blank=True, help_text="Den öppnade sida som skrev senast")
    beside = models.BooleanField("vid sidan av", default=False, db_default=False)

    fields_are = classify(
        personal="author child",
        sensitive="content",
        kept="kind unit",
        technical="id place subject detail base_version saved_at page beside",
    )

    class Meta:
        verbose_name = "utkast"
        constraints = [
            models.UniqueConstraint(fields=["author", "kind", "place", "beside"], name="author_has_one_draft_in_a_place_and_one_beside")
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DeviceKey(models.Model):
    """What drafts on one device are encrypted with (Q6): one person's on that device, given to that person's sessions alone.

    owner: what the device calls it; device: the cookie of the browser. Without this row what lies on the device can be read by nobody.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="person")
    device = models.UUIDField("enhet")
    owner = models.UUIDField("namn på enheten", default=new_public_id, unique=True, editable=False)
    secret = models.TextField("nyckel, krypterad")
    given_at = models.DateTimeField("senast given")

    fields_are = classify(personal="person device", sensitive="secret", technical="id owner given_at")

    class Meta:
        verbose_name = "enhetsnyckel"
        constraints = [models.UniqueConstraint(fields=["person", "device"], name="person_has_one_key_on_a_device")]
        indexes = [models.Index(fields=["given_at"], name="device_key_given_at")]

    def __str__(self) -> str:
        return f"device key {self.pk}"


def audience_of(*people: Person) -> list[int]:
    """The value of ``audience`` that narrows a record to these people."""
    return sorted(person.pk for person in people)


class VersionConflictError(Exception):
    """Somebody else has saved since the page was opened (Q4). ``current`` is what is saved now."""

    def __init__(self, current: Any) -> None:
        super().__init__("the record was changed by somebody else")
        self.current = current


class TextReport(PublicModel):
    """A reader has told rektor that a published text should not say what it says (F6), and what became of it.

    kind, record_id: the text, as ``reportable`` names it; author: who published it, and may be asked to look it over.
    """

    class Outcome(models.TextChoices):
        NO_ACTION = "no_action", _("Texten får stå kvar")
        AUTHOR_ASKED = "author_asked", _("Författaren är ombedd att se över texten")
        WITHHELD = "withheld", _("Texten är undanhållen från en vårdnadshavare genom beslut")

    kind = models.CharField("sort", max_length=40)
    record_id = models.BigIntegerField("text")
    child = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="barn")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="enhet")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="författare")
    reporter = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="anmälare")
    reason = models.TextField("varför")
    reported_at = models.DateTimeField("anmäld")
    outcome = models.CharField("åtgärd", max_length=20, choices=Outcome, blank=True)
    answer = models.TextField("svar till den som anmälde", blank=True)
    request = models.TextField("till författaren", blank=True)
    handled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hanterad av")
    handled_at = models.DateTimeField("hanterad", null=True, blank=True)

    fields_are = classify(
        kept="kind unit reported_at outcome handled_at",
        personal="child author reporter handled_by",
        sensitive="reason answer request",
        technical="id public_id record_id",
    )

    class Meta:
        verbose_name = "anmälan av en text"
        verbose_name_plural = "anmälningar av texter"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_id", "reporter"],
                condition=Q(handled_at__isnull=True),
                name="a_text_is_reported_once_by_each_at_a_time",
            ),
            models.CheckConstraint(name="text_report_says_why", condition=Q(reason__gt="")),
            models.CheckConstraint(
                name="handled_text_report_has_outcome_and_answer",
                condition=Q(handled_at__isnull=True, handled_by__isnull=True, outcome="")
                | Q(handled_at__isnull=False, handled_by__isnull=False, outcome__gt="", answer__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"text report {self.pk}"


class TakenDraft(PublicModel):
    """An unpublished text that rektor took over when its author had left (A6): whose it was, why, and who goes on with it."""

    former = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="tidigare författare")
    kind = models.CharField("handlingstyp", max_length=40)
    place = models.UUIDField("plats")
    subject = models.UUIDField("skrivs på")
    detail = models.CharField("närmare bestämt", max_length=100, blank=True)
    child = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="barn")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="enhet")
    content = models.JSONField("text", default=dict)
    base_version = models.PositiveIntegerField("utgår från version", default=0)
    written_at = models.DateTimeField("skriven")
    reason = models.TextField("varför")
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="övertagen av")
    taken_at = models.DateTimeField("övertagen")
    handed_to = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lämnad till")

    fields_are = classify(
        kept="kind unit taken_at written_at",
        personal="former child taken_by handed_to",
        sensitive="content reason",
        technical="id public_id place subject detail base_version",
    )

    class Meta:
        verbose_name = "övertaget utkast"
        verbose_name_plural = "övertagna utkast"
        constraints = [models.CheckConstraint(name="taken_draft_says_why", condition=Q(reason__gt=""))]

    def __str__(self) -> str:
        return f"taken draft {self.pk}"
