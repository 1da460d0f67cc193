"""Whom somebody can reach anything about at all: changes no answer of a policy, but lets the database begin with those few."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery

from larka.register.actor import Actor
from larka.register.models import AdultPupilConsent, Person, Responsible


def my_family(actor: Actor) -> Any:
    """Oneself, those whom one has answered for, and those who have let one in: for ``child__among`` beside a policy of the family's."""
    me = actor.person_id or 0
    oneself: Any = Person.objects.filter(pk=me).order_by().values("pk")
    answered_for = Responsible.objects.filter(person=me).order_by().values("child")
    let_in = AdultPupilConsent.objects.filter(person=me).order_by().values("child")
    return ArraySubquery(oneself.union(answered_for, let_in, all=True))
