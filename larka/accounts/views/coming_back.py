"""Logging in again after the session has ended by itself, without losing what was typed (mission 5)."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from larka.access.http import exempt
from larka.accounts.views.providers import go_on
from larka.accounts.waiting_forms import MOST_BYTES, account_of_ended, keep, take


@exempt("the way in; shows nothing")
def sign_in_again(request: Any) -> HttpResponse:
    """A form that was sent without a session comes here as it is (307): it waits while the same person logs in."""
    target = _target(request)
    if request.method != "POST":
        return _to_sign_in(target)
    form = _form_in(request)
    if request.actor is not None:
        return go_on(request, target, form)
    if not _waits(request, target, form):
        messages.warning(request, _("Du var inte inloggad, så det du skickade kunde inte sparas."))
        return _to_sign_in(target)
    messages.info(request, _("Du blev utloggad medan sidan var öppen. Det du skrev finns kvar i en halvtimme: logga in, så visas det."))
    return _to_sign_in(reverse("come_back"))


def had_logged_in(request: HttpRequest) -> bool:
    """Whether the session that this browser still names has ended by itself."""
    return account_of_ended(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")) is not None


def keep_without_files(request: HttpRequest) -> HttpResponse | None:
    """What was typed in a form that brought files waits as any other; the files do not. None: nothing could be kept."""
    target = request.get_full_path()
    if not _waits(request, target, _form_in(request)):
        return None
    messages.info(request, _("Du blev utloggad medan sidan var öppen. Det du skrev finns kvar i en halvtimme: logga in, så visas det."))
    messages.warning(request, _("Filerna kom inte fram. Välj dem igen när du har loggat in."))
    return _to_sign_in(reverse("come_back"))


def _form_in(request: HttpRequest) -> dict[str, list[str]]:
    return {name: [str(value) for value in values] for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}


def _waits(request: Any, target: str, form: dict[str, list[str]]) -> bool:
    """Keep the form for whoever had logged in, unless there is nobody, or too much of it."""
    account = account_of_ended(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    if account is None or sum(len(value.encode()) for values in form.values() for value in values) > MOST_BYTES:
        return False
    keep(request.session, account=account, target=target, form=form)
    return True


@exempt("one's own form, on its way; shows nothing about anybody else")
@login_required
@require_GET
def come_back(request: Any) -> HttpResponse:
    """The form that waits for whoever has logged in, to be sent; to anybody else there is none."""
    waiting = take(request.session, account=request.user.pk)
    return go_on(request, waiting.target, waiting.form) if waiting else redirect("home")


def _to_sign_in(target: str) -> HttpResponse:
    return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


def _target(request: HttpRequest) -> str:
    asked = request.GET.get("next", "/")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"
