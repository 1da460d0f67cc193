"""An entry and the children who take part in it."""

from django.db import models

from larka.core.models import classify
from larka.media.models import HeldMedium
from larka.records.models import SHARED_FIELDS, Participation, SharedRecord, participation_constraints


class Entry(SharedRecord):
    """What happened in the department today."""

    text = models.TextField()

    fields_are = {name: kind for name, kind in (SHARED_FIELDS | classify(sensitive="text")).items() if name != "child"}

    class Meta:
        app_label = "logbook"


class EntryMedium(HeldMedium):
    """A picture, film or file of an entry."""

    record = models.ForeignKey(Entry, models.CASCADE, related_name="media")

    fields_are = classify(technical="id public_id medium record")

    class Meta:
        app_label = "logbook"


class EntryParticipation(Participation):
    """A child that an entry is about."""

    record = models.ForeignKey(Entry, models.CASCADE, related_name="participations")

    fields_are = classify(personal="child tagged", technical="id record")

    class Meta:
        app_label = "logbook"
        constraints = participation_constraints("entry")
