"""My notices, and how many are new."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.http import ActingRequest, exempt, lists
from larka.access.paging import page_of
from larka.notices.access import NOTICE_READ
from larka.notices.actions.reading import read_notices
from larka.notices.bell import bell
from larka.notices.models import Notice
from larka.notices.queries.choices import bounces
from larka.notices.queries.listed import Shown, children_of, listed_notices, may_show, shown_notices
from larka.notices.queries.visible import unread_count, visible_notices


@lists(NOTICE_READ)
def notices(request: ActingRequest, _mine: QuerySet[Notice]) -> HttpResponse:
    """What has happened: unread first, what hurries first. One is opened, or marked as read; or all are."""
    if request.method == "POST":
        return _act(request)
    children = children_of(request.actor)
    child = next((each for each in children if str(each.public_id) == request.GET.get("barn")), None)
    page = page_of(listed_notices(request.actor, child), request.GET.dict())
    shown = shown_notices(request.actor, page.rows)
    request.reading.saw(sorted({key for each in shown for key in each.children}))
    context = {
        "page": replace(page, rows=shown),
        "family": [(each.display_name, f"?barn={each.public_id}", each == child) for each in children],
        "child": child,
        "any_unread": any(each.unread for each in shown),
        "bounced": bounces(request.actor.writer),
    }
    return render(request, "notices/notices.html", context)


def _act(request: ActingRequest) -> HttpResponse:
    asked = request.POST.get("notis", "")
    if asked == "alla":
        count = read_notices(by=request.actor)
        messages.success(request, ngettext("En notis markerad som läst.", "%(n)s notiser markerade som lästa.", count) % {"n": count})
        return redirect("notices")
    shown = _shown(request, asked)
    if shown is None:
        messages.info(request, _("Notisen finns inte längre."))
        return redirect("notices")
    place = request.POST.get("till", "")
    opens = place.isascii() and place.isdigit() and int(place[:4]) < len(shown.places)
    if not opens or may_show(request.actor, shown):  # what asks for a second step first is read when it has been given
        read_notices(by=request.actor, notices=[shown.public_id])
    return HttpResponseRedirect(shown.places[int(place[:4])][1]) if opens else redirect("notices")


def _shown(request: ActingRequest, asked: str) -> Shown | None:
    """The notice that a form names, if I may see it."""
    try:
        wanted = uuid.UUID(asked)
    except ValueError:
        return None
    rows = visible_notices(request.actor).filter(notice__public_id=wanted).select_related("notice")
    return next(iter(shown_notices(request.actor, list(rows))), None)


@exempt("how many of one's own notices are unread; shows nothing about anybody")
def new_notices(request: HttpRequest) -> HttpResponse:
    """Asked by the page again and again (GET), which keeps no session alive; without news there is nothing in the answer."""
    who: Any = request
    if who.actor is None:
        return HttpResponse(status=401)
    count = unread_count(who.actor) if who.session.account.has_news else 0
    if request.GET.get("n") == str(count):
        return HttpResponse(status=204)
    return HttpResponse(bell(count))
