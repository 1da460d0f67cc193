"""Omdömen of 5A that Tess publishes, and mail that lands in a list."""

from collections.abc import Callable
from typing import Any

import pytest

from larka.assessments.actions import Written, publish_judgements, write_judgements
from larka.assessments.models import Judgement
from larka.notices.models import Recipient
from larka.register.models import Activity, Person
from tests.cast import Cast, actor

Publish = Callable[..., list[Judgement]]


@pytest.fixture
def mailbox(settings: Any) -> list[Any]:
    """Every mail that was handed over."""
    from django.core import mail

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def publish(cast: Cast, *children: Person, text: str = "Kan räkna med bråk.", group: str = "maths_5a", by: str = "tess") -> list[Judgement]:
    """A teacher writes and publishes an omdöme about each of these."""
    place = getattr(cast, group)
    activity = Activity.objects.get(activity_groups__group=place)
    who = actor(getattr(cast, by), cast.at)
    members = [cast.membership(child, place) for child in children]
    known = dict(Judgement.objects.filter(syllabus=activity.syllabus).values_list("child_id", "version"))
    rows = [Written(member, text, known.get(member.child_id, 0)) for member in members]
    write_judgements(by=who, activity=activity, term=cast.term, rows=rows)
    return publish_judgements(by=who, activity=activity, term=cast.term, memberships=members)


def told() -> set[str]:
    """The short names of all who have been sent any notice."""
    return set(Recipient.objects.values_list("person__given_name", flat=True))
