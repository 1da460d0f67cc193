"""Minutes as their readers meet them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.query import QuerySet

from larka.access.questions import question
from larka.register.actor import Actor
from larka.register.models import Person
from larka.talks.access.minutes import MINUTES_AGREE, MINUTES_LEAD, MINUTES_READ
from larka.talks.models import AgreementConfirmation, Talk, TalkMinutes
from larka.talks.queries.agreeing import names_of


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody agreed: by name where the reader may know it, else by role alone."""

    name: str
    confirmation: AgreementConfirmation


def agreed_to(actor: Actor, minutes: TalkMinutes) -> list[Agreed]:
    """Who has agreed to the newest version, in the order that they did."""
    if minutes.latest is None:
        return []
    found = _confirmed.objects(actor, minutes.pk)
    names = names_of(actor, {each.person_id for each in found})
    return [Agreed(names.get(each.person_id, ""), each) for each in found]


@question(int)
def _confirmed(_actor: Actor, minutes: int) -> QuerySet[AgreementConfirmation]:
    rows = AgreementConfirmation.objects.filter(minutes=minutes, number=F("minutes__latest__number"))
    return rows.order_by("agreed_at", "pk")


def known_in(actor: Actor, minutes: TalkMinutes) -> dict[int, str]:
    """The names in its documents that the reader may know."""
    people = set(minutes.confirmations.values_list("person_id", flat=True)) | {minutes.talk.mentor_id}
    return names_of(actor, people)


def minutes_of(actor: Actor, talk: Talk) -> TalkMinutes | None:
    """The minutes of this talk, where they exist for the reader."""
    return MINUTES_READ.among(actor, TalkMinutes.objects.filter(talk=talk)).first()


def minutes_about(actor: Actor, child: Person) -> list[Any]:
    """The child's minutes that the reader may see, the newest talk first."""
    return _about.objects(actor, child.pk)


@question(int)
def _about(actor: Actor, child: int) -> QuerySet[TalkMinutes]:
    rows = MINUTES_READ.about(actor, child, TalkMinutes.objects.all())
    return rows.select_related("talk", "latest").order_by("-talk__starts_at", "-pk")


def may_with(actor: Actor, minutes: TalkMinutes) -> frozenset[str]:
    """The keys of what the actor may do with them."""
    opened = next(iter(_may(actor, minutes.pk)), ())
    return frozenset(policy.key for policy, is_open in zip(_STEPS, opened, strict=False) if is_open)


_STEPS = (MINUTES_LEAD, MINUTES_AGREE)


@question(int)
def _may(actor: Actor, pk: int) -> QuerySet[Any, Any]:
    return TalkMinutes.objects.filter(pk=pk).order_by().values_list(*(policy.condition(actor) for policy in _STEPS))


def fetch_beside(actor: Actor, minutes: TalkMinutes) -> None:
    """The talk, the child and the newest version of minutes that are to be shown: one question instead of three."""
    for found in _beside.objects(actor, minutes.pk):
        minutes.talk, minutes.child, minutes.latest = found.talk, found.child, found.latest


@question(int)
def _beside(_actor: Actor, pk: int) -> QuerySet[TalkMinutes]:
    return TalkMinutes.objects.filter(pk=pk).select_related("talk", "child", "latest")


def written_at(talk: Talk) -> TalkMinutes | None:
    """What is being written at a talk, for those who write it."""
    return TalkMinutes.objects.filter(talk=talk).select_related("latest").first()
