"""Rektor hands over what a teacher who left had begun, without reading it (A6)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.http import ActingRequest, lists
from larka.assessments import actions
from larka.assessments.access import JUDGEMENT_HAND_OVER
from larka.assessments.queries.classes import units_led
from larka.assessments.queries.taking_over import LeftTexts, left_judgements, left_texts
from larka.register.models import Person


@lists(JUDGEMENT_HAND_OVER)
def left_texts_page(request: ActingRequest, _visible: Any) -> HttpResponse:
    """Texts that nobody can go on with until somebody takes them over."""
    if not units_led(request.actor):
        raise Http404
    rows = left_texts(request.actor)
    error = ""
    if request.method == "POST":
        left = next((row for row in rows if row.key == request.POST.get("left")), None)
        teacher = _teacher(left, request.POST.get("teacher", ""))
        if left is not None and teacher is not None:
            _hand_over(request, left, teacher)
            return redirect("left_judgements")
        error = _("Välj vem som tar över.") if left is not None else _("Texterna är redan överlämnade.")
    request.reading.saw(left_judgements(request.actor).values_list("child_id", flat=True))
    return render(request, "assessments/left_texts.html", {"rows": rows, "error": error}, status=422 if error else 200)


def _teacher(left: LeftTexts | None, chosen: str) -> Person | None:
    if left is None or chosen not in {str(public_id) for public_id, _name in left.teachers}:
        return None
    return Person.objects.filter(public_id=uuid.UUID(chosen)).first()


def _hand_over(request: ActingRequest, left: LeftTexts, teacher: Person) -> None:
    texts = left_judgements(request.actor).filter(pk__in=left.judgements)
    count = len(actions.hand_over_judgements(by=request.actor, judgements=texts, to=teacher))
    done = ngettext("%(n)s text överlämnad till %(name)s.", "%(n)s texter överlämnade till %(name)s.", count)
    messages.success(request, done % {"n": count, "name": teacher.display_name})
