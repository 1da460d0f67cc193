"""Goals (C3, C4): each with its way through the states and its wordings, which the database itself holds together."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.core.models import PublicModel, classify
from larka.plans.models.goal_rules import chain_trigger, kept_together, legal_steps, stays, steps_one_by_one
from larka.records.models import RECORD_FIELDS, PupilRecord
from larka.register.models import Organisation, Person, Syllabus

LONGEST_TEXT, LONGEST_HOW, LONGEST_COMMENT = 500, 1_000, 500


class State(models.TextChoices):
    """C4, and what comes before: a proposal, and one that was declined."""

    PROPOSED = "proposed", _("Förslag")
    NEW = "new", _("Nytt")
    ONGOING = "ongoing", _("Pågående")
    DONE = "done", _("Klart")
    FULFILLED = "fulfilled", _("Uppfyllt")
    DECLINED = "declined", _("Avböjt")


OPEN = (State.NEW, State.ONGOING, State.DONE)
ACCEPTED = (*OPEN, State.FULFILLED)
OVER = (State.FULFILLED, State.DECLINED)
NOT_OVER = (State.PROPOSED, *OPEN)
GOAL_FORMS = ("FKLASS", "GR", "ANPGR", "SP", "SAM", "GY", "ANPGY")


class Worded(models.Model):
    """What a goal says."""

    text = models.TextField("mål")
    how = models.TextField("hur når vi dit?", blank=True)
    syllabus = models.ForeignKey(Syllabus, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="ämne")
    follow_up_on = models.DateField("följs upp", null=True, blank=True)

    class Meta:
        abstract = True


class Goal(Worded, PupilRecord):
    """A child's goal of one school year, whether there is a plan or not.

    What it says now stands here, too; every wording it has had in ``wordings``, its way in ``moves``. ``written_by``: of the wording.
    carried_from: the goal of an earlier school year that goes on in this one; that one stays as it was.
    by_word: the child does not write itself; mentor or guardian records its word.
    """

    state = models.CharField("läge", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="föreslaget av")
    proposed_role = models.CharField("föreslaget som", max_length=20)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="antaget av")
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="fortsätter från"
    )
    grade = models.SmallIntegerField("årskurs", null=True, blank=True)
    by_word = models.BooleanField("barnets ord skrivs av andra", default=False)
    token = models.UUIDField("sidans märke", null=True, blank=True)

    fields_are = RECORD_FIELDS | classify(
        kept="state proposed_role carried_from grade syllabus follow_up_on",
        personal="proposed_by accepted_by by_word",
        sensitive="text how",
        technical="token",
    )

    class Meta:
        verbose_name = "mål"
        constraints = [
            models.CheckConstraint(name="goal_says_something", condition=Q(text__gt="")),
            models.CheckConstraint(name="preschool_sets_no_goals", condition=Q(school_form__in=GOAL_FORMS)),
            models.CheckConstraint(
                name="accepted_goal_says_by_whom",
                condition=Q(state__in=ACCEPTED, accepted_by__isnull=False, published_at__isnull=False)
                | Q(state__in=(State.PROPOSED, State.DECLINED), accepted_by__isnull=True, published_at__isnull=True),
            ),
            models.CheckConstraint(
                name="goal_is_locked_when_it_is_over",
                condition=Q(state__in=OVER, locked_at__isnull=False) | (~Q(state__in=OVER) & Q(locked_at__isnull=True)),
            ),
            models.UniqueConstraint(fields=["carried_from"], name="goal_is_carried_over_once"),
            models.UniqueConstraint(fields=["proposed_by", "token"], name="goal_is_proposed_once_by_one_press"),
        ]
        triggers = [*steps_one_by_one(), kept_together("goal_is_told_by_its_moves_and_wordings", "NEW.id")]
        indexes = [
            models.Index(fields=["child", "school_year"], name="goal_child_year"),
            models.Index(fields=["child", "syllabus"], name="goal_not_over", condition=Q(state__in=NOT_OVER)),
            models.Index(fields=["follow_up_on"], name="goal_follow_up", condition=Q(state__in=OPEN)),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class GoalMove(models.Model):
    """One step of a goal: from which state to which, who took it in what role, and what they said.

    childs_word: the child said so, and another wrote it down.
    """

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="moves", db_index=False, verbose_name="mål")
    number = models.PositiveSmallIntegerField("steg")
    from_state = models.CharField("från", max_length=10, choices=State, blank=True)
    to_state = models.CharField("till", max_length=10, choices=State)
    moved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="av")
    role = models.CharField("som", max_length=20)
    moved_at = models.DateTimeField("när")
    comment = models.TextField("kommentar", blank=True)
    childs_word = models.BooleanField("på barnets ord", default=False)

    fields_are = classify(
        kept="number from_state to_state role moved_at childs_word", personal="goal moved_by", sensitive="comment", technical="id"
    )

    class Meta:
        verbose_name = "målets steg"
        constraints = [
            models.UniqueConstraint(fields=["goal", "number"], name="goal_move_has_its_own_number"),
            models.CheckConstraint(name="goal_goes_only_these_ways", condition=legal_steps()),
        ]
        triggers = [
            chain_trigger(),
            stays("goal_move_stays", "goal", "number", "from_state", "to_state", "role", "moved_at", "comment", "childs_word"),
            kept_together("goal_moves_belong_to_its_state", "NEW.goal_id", pgtrigger.Insert),
            kept_together("goal_moves_go_with_their_goal", "OLD.goal_id", pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"goal move {self.pk}"


class GoalWording(Worded):
    """One wording of a goal: in force when it was written, or asked for by pupil or guardian and then answered."""

    class Standing(models.TextChoices):
        IN_FORCE = "in_force", _("Gäller")
        ASKED = "asked", _("Föreslagen")
        DECLINED = "declined", _("Avböjd")

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="wordings", db_index=False, verbose_name="mål")
    number = models.PositiveSmallIntegerField("formulering")
    standing = models.CharField("läge", max_length=10, choices=Standing, default=Standing.IN_FORCE)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="skriven av")
    role = models.CharField("som", max_length=20)
    written_at = models.DateTimeField("skriven")
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="besvarad av")
    answered_role = models.CharField("besvarad som", max_length=20, blank=True)
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answer = models.TextField("svar", blank=True)

    fields_are = classify(
        kept="number standing role written_at answered_role answered_at syllabus follow_up_on",
        personal="goal written_by answered_by",
        sensitive="text how answer",
        technical="id",
    )

    class Meta:
        verbose_name = "målets formulering"
        constraints = [
            models.UniqueConstraint(fields=["goal", "number"], name="goal_wording_has_its_own_number"),
            models.UniqueConstraint(fields=["goal"], condition=Q(standing="asked"), name="goal_has_one_wording_asked_for"),
            models.CheckConstraint(name="goal_wording_says_something", condition=Q(text__gt="")),
            models.CheckConstraint(
                name="declined_wording_is_answered_in_words",
                condition=Q(standing="in_force")
                | Q(standing="asked", answered_by__isnull=True, answered_at__isnull=True)
                | Q(standing="declined", answered_by__isnull=False, answered_at__isnull=False, answer__gt=""),
            ),
        ]
        triggers = [
            stays("goal_wording_stays", "goal", "number", "text", "how", "syllabus", "follow_up_on", "role", "written_at"),
            kept_together("goal_wording_is_the_goals", "NEW.goal_id", pgtrigger.Insert | pgtrigger.Update),
            kept_together("goal_wordings_go_with_their_goal", "OLD.goal_id", pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"goal wording {self.pk}"


class WritesByWord(PublicModel):
    """A mentor's mark on a child that does not write itself: mentor or guardian records its word (C4)."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="barn")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="enhet")
    marked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="markerad av")
    marked_at = models.DateTimeField("markerad")

    fields_are = classify(kept="unit marked_at", personal="child marked_by", technical="id public_id")

    class Meta:
        verbose_name = "barn som inte skriver själv"
        constraints = [models.UniqueConstraint(fields=["child", "unit"], name="child_is_marked_once_in_a_unit")]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class WritingStart(models.Model):
    """From which year the pupils of a unit write themselves; without a row from year 1. In förskoleklass they never do (ADR 0216)."""

    unit = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name="enhet")
    grade = models.PositiveSmallIntegerField("från årskurs")
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="beslutat av")
    decided_at = models.DateTimeField("beslutat")

    fields_are = classify(kept="unit grade decided_at", personal="decided_by", technical="id")

    class Meta:
        verbose_name = "årskurs då eleverna skriver själva"
        constraints = [models.CheckConstraint(name="pupils_write_at_the_latest_from_year_four", condition=Q(grade__range=(1, 4)))]

    def __str__(self) -> str:
        return f"from year {self.grade}"


def said_of(worded: Any) -> dict[str, Any]:
    """What a goal or a wording says, to be written down as it is."""
    return {name: getattr(worded, name) for name in ("text", "how", "syllabus_id", "follow_up_on")}
