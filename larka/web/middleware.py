"""Who asks, which language a page speaks, where it may fetch from, and how much is too much."""

import ipaddress
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from psycopg.errors import QueryCanceled

from larka.audit.actions import record
from larka.audit.models import Entry
from larka.media.storage import StoreAwayError
from larka.register.actor import Actor
from larka.web import errors
from larka.web.limits import Counter, OnceInAWhile, rate_of

LANGUAGE_COOKIE = "larka_sprak"
LONGEST_PATH = 1_000
LONGEST_QUERY = 4_000
LOGGED = {HTTPStatus.TOO_MANY_REQUESTS: "limit.too_often", HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "limit.too_large"}


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


class ProxyMiddleware:
    """Who asks, and over what: the proxies named in LARKA_PROXY are believed, what anybody else says is taken away."""

    TOLD = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_FORWARDED")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.proxies = [ipaddress.ip_network(name) for name in settings.PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if self.is_proxy(meta.get("REMOTE_ADDR", "")):
            meta["REMOTE_ADDR"] = self.visitor(meta["REMOTE_ADDR"], meta.get("HTTP_X_FORWARDED_FOR", ""))
            kept = "HTTP_X_FORWARDED_PROTO"
        else:
            kept = ""
        for name in self.TOLD:
            if name != kept:
                meta.pop(name, None)
        return self.get_response(request)

    def visitor(self, nearest: str, told: str) -> str:
        """The address that the outermost of our own proxies saw: what stands before it, anybody may have written."""
        for name in reversed([part.strip() for part in told.split(",") if part.strip()]):
            if _address(name) is None:
                return nearest
            nearest = name
            if not self.is_proxy(name):
                return name
        return nearest

    def is_proxy(self, name: str) -> bool:
        """Whether this is one of ours."""
        address = _address(name)
        return address is not None and any(address in network for network in self.proxies)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class HeadersMiddleware:
    """What every answer tells the browser, files and errors too: where it may fetch from, what it may use, and to keep nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy()
        self.always = {**settings.SECURITY_HEADERS, "Cache-Control": "no-store"}
        self.without = (HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR) if settings.DEBUG else ()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in self.without:  # what Django shows of an error while developing has its style inside it
            response.headers.setdefault(HEADER, self.policy)
        for name, value in self.always.items():  # a static file says itself how long it is kept
            response.headers.setdefault(name, value)
        return response


class LimitsMiddleware:
    """How long an address, how large a body and how often: what is too much is told so before anything is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.counter = Counter()
        self.told = OnceInAWhile()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.path) > LONGEST_PATH or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return errors.too_long(request)
        response = errors.in_swedish(request, self.get_response(request))
        if response.status_code in LOGGED:
            self.log(getattr(request, "actor", None), LOGGED[HTTPStatus(response.status_code)])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A question that the database stopped (LARKA_QUERY_SECONDS) is no fault in the program, nor is a store of files that is away."""
        if isinstance(exception, StoreAwayError):
            return errors.store_away(request)
        stopped = isinstance(exception, OperationalError) and isinstance(exception.__cause__, QueryCanceled)
        return errors.too_slow(request) if stopped else None

    def log(self, actor: Actor | None, act: str) -> None:
        """That a person is held back is in the log, once in a while: whoever asks a thousand times fills it with nothing."""
        if actor is not None and self.told.is_due(f"{actor.person_id} {act}"):
            record(actor, act, kind=Entry.Kind.REFUSED)

    def process_view(self, request: Any, view: Callable[..., Any], _args: Any, _kwargs: Any) -> HttpResponse | None:
        """A view may take more than others; one that costs more may be asked less often."""
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if not sent.isascii() or not sent.isdigit():
            return errors.bad_request(request)
        if int(sent) > getattr(view, "largest_body", settings.LARGEST_BODY):
            return errors.too_large(request)
        if not settings.RATE_LIMITS:
            return None
        session = request.session.session_key if request.session.account else None
        wait = self.counter.wait(rate_of(request.resolver_match.view_name or ""), session, request.META.get("REMOTE_ADDR", ""))
        return errors.too_often(request, wait) if wait else None
