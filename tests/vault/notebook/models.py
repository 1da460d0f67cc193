"""A note about one child, and a page that several share."""

import pghistory
from django.db import models

from larka.core.models import PublicModel, classify
from larka.register.models import Person
from larka.vault.fields import SealedTextField


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old), context_field=None)  # type: ignore[arg-type]
class Note(PublicModel):
    """A note: one sealed text, one sealed plan, and a heading that anybody may read."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="+")
    heading = models.CharField(max_length=100, blank=True)
    text = SealedTextField("note.text")
    plan = SealedTextField("note.plan", null=True)
    open_text = models.TextField(blank=True, help_text="for measuring beside the sealed one")

    fields_are = classify(personal="child", sensitive="text plan open_text", kept="heading", technical="id public_id")

    class Meta:
        app_label = "notebook"


class SharedPage(PublicModel):
    """A page of several children: it has a key of its own."""

    text = SealedTextField("shared_page.text", owner="item")

    fields_are = classify(sensitive="text", technical="id public_id")

    class Meta:
        app_label = "notebook"
