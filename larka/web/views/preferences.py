"""Choosing the language and the look, signed in or not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from larka.access.http import exempt
from larka.web import actions
from larka.web.context import THEME_COOKIE, THEMES
from larka.web.middleware import LANGUAGE_COOKIE

_YEAR = 365 * 24 * 60 * 60


@require_POST
@exempt("one's own language; shows nothing")
def choose_language(request: HttpRequest) -> HttpResponse:
    """Kept on the account; in a cookie for who is not signed in."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        actor = getattr(request, "actor", None)
        if actor:
            actions.choose_language(by=actor, language=language)
        else:
            _remember(response, LANGUAGE_COOKIE, language)
    return response


@require_POST
@exempt("one's own look; shows nothing")
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the device says: kept on the device, since that is what it is about."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        _remember(response, THEME_COOKIE, theme)
    return response


def _back(request: HttpRequest) -> HttpResponse:
    address = request.POST.get("next", "/")
    return HttpResponseRedirect(address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else "/")


def _remember(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)
