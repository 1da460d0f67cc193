"""Omdömen of 5A as of now, for the pages."""

import pytest

from larka.assessments.actions import Written, publish_judgements, write_judgements
from larka.register.models import Activity
from tests.cast import Cast, actor

ELSA = "Elsa visar med bilder hur hon löser uppgifter med bråk."
OMAR = "Omar förklarar sina lösningar så att andra kan följa dem."


@pytest.fixture
def maths_today(cast_today: Cast) -> Activity:
    return Activity.objects.get(activity_groups__group=cast_today.maths_5a)


@pytest.fixture
def published(cast_today: Cast, maths_today: Activity) -> Cast:
    """Tess has published Elsa's and Omar's maths, and begun Nils's."""
    cast = cast_today
    by = actor(cast.tess, cast.at)
    texts = {"elsa": ELSA, "omar": OMAR, "nils": "Nils har börjat med"}
    members = {key: cast.membership(getattr(cast, key), cast.maths_5a) for key in texts}
    write_judgements(by=by, activity=maths_today, term=cast.term, rows=[Written(members[key], text, 0) for key, text in texts.items()])
    publish_judgements(by=by, activity=maths_today, term=cast.term, memberships=[members["elsa"], members["omar"]])
    return cast
