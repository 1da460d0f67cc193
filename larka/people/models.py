"""What an import of the register leaves behind: the run itself, what it wants decided by name, and who was two and became one."""

from django.db import models
from django.db.models import Q

from larka.core.models import PublicModel, classify
from larka.register.models import Person


class ImportRun(PublicModel):
    """One reading of the register's files: what it found and whether it was applied."""

    class Mode(models.TextChoices):
        ORDINARY = "ordinary", "Vanlig inläsning"
        ROLLOVER = "rollover", "Läsårsskifte"

    class State(models.TextChoices):
        COMPARING = "comparing", "Jämför"
        COMPARED = "compared", "Jämförd"
        APPLYING = "applying", "Genomförs"
        APPLIED = "applied", "Genomförd"
        STOPPED = "stopped", "Stannade"

    class Origin(models.TextChoices):
        COMMAND = "command", "Kommandot import-register"
        WEB = "web", "Uppladdade filer"
        NIGHTLY = "nightly", "Nattlig inläsning"

    at = models.DateTimeField("när")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="av")
    mode = models.CharField("slag", max_length=10, choices=Mode)
    applied = models.BooleanField("genomförd")
    counts = models.JSONField("antal")
    problem_count = models.IntegerField("antal problem")
    checksums = models.JSONField("filernas kontrollsummor")
    state = models.CharField("läge", max_length=10, choices=State, default=State.COMPARED, db_default=State.COMPARED)
    origin = models.CharField("hur", max_length=10, choices=Origin, default=Origin.COMMAND, db_default=Origin.COMMAND)
    outcome = models.CharField("hur det gick", max_length=20, blank=True, default="", db_default="")
    report = models.JSONField("vad den fann", default=dict, db_default=models.Value({}, models.JSONField()))
    wishes = models.JSONField("vad som valts", default=dict, db_default=models.Value({}, models.JSONField()))
    folder = models.CharField("filernas mapp", max_length=64, blank=True, default="", db_default="")
    begun_at = models.DateTimeField("arbetet började", null=True, blank=True)

    fields_are = classify(
        kept="at mode applied counts problem_count checksums state origin outcome wishes begun_at",
        personal="by report",
        technical="id public_id folder",
    )

    class Meta:
        verbose_name = "inläsning"

    def __str__(self) -> str:
        return f"import run {self.pk}"


class PendingChange(PublicModel):
    """What the register wants and a person must confirm by name (B5, B6). ``code`` is what the operator confirms it with."""

    class Kind(models.TextChoices):
        GUARDIAN_REMOVED = "guardian_removed", "Vårdnadshavare borttagen"
        RESPONSIBLE_REMOVED = "responsible_removed", "Annan ansvarig vuxen borttagen"
        PROTECTION_WEAKER = "protection_weaker", "Svagare skydd"
        NUMBER_CHANGED = "number_changed", "Ändrat personnummer"
        MERGE_PROPOSED = "merge_proposed", "Samma person med nytt id"

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "Bekräftad"
        DECLINED = "declined", "Avvisad"
        LAPSED = "lapsed", "Inte längre aktuell"

    code = models.CharField("kod", max_length=16)
    kind = models.CharField("slag", max_length=20, choices=Kind)
    person = models.ForeignKey(Person, models.CASCADE, related_name="pending_changes", verbose_name="person")
    other = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="vuxen")
    number = models.CharField("nytt nummer", max_length=12, blank=True)
    details = models.JSONField("uppgifter", default=dict)
    first_seen_at = models.DateTimeField("först sedd")
    decided_at = models.DateTimeField("avgjord", null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avgjord av")
    decision = models.CharField("avgörande", max_length=10, choices=Decision, blank=True)
    reason = models.CharField("skäl", max_length=300, blank=True, default="", db_default="")
    forgotten_at = models.DateTimeField("får föreslås igen", null=True, blank=True)

    fields_are = classify(
        kept="kind first_seen_at decided_at decision forgotten_at",
        personal="person other number decided_by reason",
        technical="id public_id code details",
    )

    class Meta:
        verbose_name = "väntande ändring"
        constraints = [
            models.UniqueConstraint("code", condition=Q(decided_at__isnull=True), name="change_waits_once"),
            models.CheckConstraint(
                name="change_is_decided_at_a_moment",
                condition=Q(decided_at__isnull=True, decision="") | Q(decided_at__isnull=False, decision__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"pending change {self.pk}"


class Merge(PublicModel):
    """Two entries for one person: one administrator proposes that they are the same, another approves; 30 days it can be split again (B6).

    ``gone`` is empty where the register has only given a known person a new id. ``plan``: what was moved, and what it was before.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Föreslagen"
        DECLINED = "declined", "Avvisad"
        MERGED = "merged", "Sammanslagen"
        SPLIT_PROPOSED = "split_proposed", "Delning föreslagen"
        SPLIT = "split", "Delad igen"

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="blir kvar")
    gone = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="går upp i den andra")
    change = models.ForeignKey(PendingChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="registrets förslag")
    reason = models.CharField("skäl", max_length=300)
    state = models.CharField("läge", max_length=16, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField("föreslagen")
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="föreslagen av")
    decided_at = models.DateTimeField("avgjord", null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avgjord av")
    plan = models.JSONField("vad som flyttats", default=dict)
    split_proposed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="delning föreslagen av"
    )
    split_at = models.DateTimeField("delad", null=True, blank=True)

    fields_are = classify(
        kept="state proposed_at decided_at split_at",
        personal="kept gone change reason proposed_by decided_by split_proposed_by plan",
        technical="id public_id",
    )

    class Meta:
        verbose_name = "sammanslagning"
        constraints = [
            models.CheckConstraint(name="nobody_is_merged_with_oneself", condition=~Q(kept=models.F("gone"))),
            models.CheckConstraint(name="a_merge_has_another_entry_or_a_new_id", condition=Q(gone__isnull=False) | Q(change__isnull=False)),
            models.CheckConstraint(
                name="a_merge_takes_two",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")) | Q(state="declined"),
            ),
            models.UniqueConstraint(
                "gone", condition=Q(state__in=["proposed", "merged", "split_proposed"]), name="an_entry_is_merged_once"
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"
