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
from larka.assessments.models import HandOverReason
from larka.assessments.queries.classes import units_led
from larka.assessments.queries.taking_over import LeftTexts, left_judgements, left_texts
from larka.register.models import Person


@lists(JUDGEMENT_HAND_OVER)
def left_texts_page(request: ActingRequest, _visible: Any) -> HttpResponse:
    """Texts that nobody can go on with until somebody takes them over."""
    if not units_led(request.actor):
        raise Http404
    rows = left_texts(request.actor)
    error, field = "", "teacher"
    if request.method == "POST":
        left = next((row for row in rows if row.key == request.POST.get("left")), None)
        teacher = _teacher(left, request.POST.get("teacher", ""))
        reason = request.POST.get("reason", "")
        if left is not None and teacher is not None and reason in HandOverReason.values:
            _hand_over(request, left, teacher, HandOverReason(reason))
            return redirect("left_judgements")
        error, field = _wrong(left, teacher)
    request.reading.saw(left_judgements(request.actor).values_list("child_id", flat=True))
    sent = {name: request.POST.get(name, "") for name in ("left", "teacher", "reason")}
    context = {"rows": rows, "error": error, "field": field, "sent": sent, "reasons": HandOverReason.choices}
    return render(request, "assessments/left_texts.html", context, status=422 if error else 200)


def _wrong(left: LeftTexts | None, teacher: Person | None) -> tuple[str, str]:
    """What to say, and at which field."""
    if left is None:
        return _("Texterna är redan överlämnade."), ""
    return (_("Välj varför."), "reason") if teacher else (_("Välj vem som tar över."), "teacher")


def _teacher(left: LeftTexts | None, chosen: str) -> Person | None:
    if left is None or chosen not in {str(public_id) for public_id, _name in left.teachers}:
        return None
    return Person.objects.filter(public_id=uuid.UUID(chosen)).first()


def _hand_over(request: ActingRequest, left: LeftTexts, teacher: Person, reason: HandOverReason) -> None:
    texts = left_judgements(request.actor).filter(pk__in=left.judgements)
    count = len(actions.hand_over_judgements(by=request.actor, judgements=texts, to=teacher, reason=reason))
    done = ngettext("%(n)s text överlämnad till %(name)s.", "%(n)s texter överlämnade till %(name)s.", count)
    messages.success(request, done % {"n": count, "name": teacher.display_name})
