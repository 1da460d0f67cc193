"""Which language a page speaks, and where it may fetch from."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

LANGUAGE_COOKIE = "larka_sprak"


class LanguageMiddleware:
    """The signed-in user's choice, else the cookie's, else Swedish. A browser's wish is no choice: many phones are set to English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known = frozenset(code for code, _name in settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def language_of(self, request: Any) -> str:
        """The language of one request."""
        request.session._get_session()
        account = request.session.account
        for chosen in (account.language if account else "", request.COOKIES.get(LANGUAGE_COOKIE, "")):
            if chosen in self.known:
                return str(chosen)
        return str(settings.LANGUAGE_CODE)


class ContentPolicyMiddleware:
    """One Content-Security-Policy for every page, put together once: no page has its own, none has a script or style inside it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy()
        self.without = (HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR) if settings.DEBUG else ()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in self.without:  # what Django shows of an error while developing has its style inside it
            response.headers.setdefault(HEADER, self.policy)
        return response
