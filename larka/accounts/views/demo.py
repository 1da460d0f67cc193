"""Signing in without a password where everybody is invented."""

import datetime as dt
import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from larka.access.http import exempt
from larka.accounts.actions import sign_in
from larka.register.actor import Level
from larka.register.models import Person


@csrf_exempt
@require_POST
@exempt("demo only: every person is invented")
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """``person`` is the person's id in the register file, ``level`` strong (default) or weak. 404 outside demo mode."""
    if not settings.DEMO:
        raise Http404
    level: Level | None = {"strong": "strong", "weak": "weak"}.get(request.POST.get("level", "strong"))  # type: ignore[assignment]
    person = _person(request.POST.get("person", ""))
    if person is None or level is None:
        return HttpResponse(
            _("Ange person (personens id i registerfilen) och level (strong eller weak)."), status=400, content_type="text/plain"
        )
    sign_in(request, person, level=level, at=dt.datetime.now(dt.UTC))
    target = request.POST.get("next", "/")
    return HttpResponseRedirect(target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/")


def _person(source_id: str) -> Person | None:
    try:
        return Person.objects.filter(source_id=uuid.UUID(source_id)).first()
    except ValueError:
        return None
