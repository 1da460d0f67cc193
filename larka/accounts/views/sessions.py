"""Where I am signed in, and for how long."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.http import exempt
from larka.accounts.actions import end_sessions
from larka.accounts.browsers import CHANGED_KEY
from larka.accounts.queries import Open, open_sessions
from larka.accounts.views.factors import proved_to_send


@exempt("one's own sessions; shows nothing about anybody else")
@login_required
@proved_to_send
def my_sessions(request: Any) -> HttpResponse:
    """All of them; one or all others are ended at once."""
    account, this = request.user.pk, request.session.session_key
    rows = open_sessions(account, this)
    if request.method == "POST":
        count = end_sessions(by=request.actor, account=account, chosen=_chosen(request, rows), but=this)
        request.session.pop(CHANGED_KEY, None)
        if count:
            messages.success(request, ngettext("%(n)s inloggning avslutad.", "%(n)s inloggningar avslutade.", count) % {"n": count})
        else:
            messages.info(request, _("Ingen inloggning avslutades: den är inte öppen längre. Här ser du vad som gäller."))
        return redirect("my_sessions")
    return render(request, "accounts/sessions.html", {"sessions": rows, "others": len([row for row in rows if not row.is_this])})


def _chosen(request: HttpRequest, rows: list[Open]) -> set[uuid.UUID]:
    asked = request.POST.get("session", "")
    return {row.public_id for row in rows if asked in {"others", str(row.public_id)}}


@exempt("how long one's own session lasts; shows nothing")
def session_left(request: Any) -> JsonResponse:
    """Asked by the page (GET), which keeps nothing alive; POST says that somebody is there."""
    session, account = request.session, request.session.account
    if account is None:
        return JsonResponse({"left": 0, "final": False})
    most = session.left_at_most(request.actor.at)
    unused = account.idle_seconds if request.method == "POST" else account.left(request.actor.at)
    return JsonResponse({"left": min(unused, most), "final": most <= unused})
