"""What the database holds true of people, whatever writes to it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from larka.register.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.postgres15
BORN = dt.date(2008, 2, 29)


@pytest.mark.parametrize(("birth_date", "adult_on"), [(BORN, None), (None, BORN), (BORN, BORN)])
def test_whoever_has_a_birth_date_comes_of_age_on_a_known_day(cast: Cast, birth_date: dt.date | None, adult_on: dt.date | None) -> None:
    """A13: without the day a guardian's access would never end."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=cast.elsa.pk).update(birth_date=birth_date, adult_on=adult_on)
