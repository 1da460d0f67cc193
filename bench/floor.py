"""The least that a page can be: a session, one query, a minimal page. What every measured page is compared with.

A view like any other, behind all that the product puts before its views; and, to see how much that is, the same without it.
"""

from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

AT_THE_FLOOR = "bench.floor.AtTheFloor"
BARE = ("larka.accounts.middleware.SessionMiddleware", AT_THE_FLOOR)
_PAGE = "<!doctype html><html lang=sv><meta charset=utf-8><title>Golvet</title><h1>{}</h1></html>"


def floor(request: HttpRequest) -> HttpResponse:
    """Says the name of whoever is signed in."""
    request.session._get_session()
    account = request.session.account
    if account is None:
        return _answer("")
    with connection.cursor() as cursor:
        cursor.execute("SELECT display_name FROM register_person WHERE id = %s", [account.person_id])
        (name,) = cursor.fetchone()
    return _answer(name)


def _answer(name: str) -> HttpResponse:
    page = _PAGE.format(name).encode()
    return HttpResponse(page, headers={"Content-Length": str(len(page))})


urlpatterns = [path("", floor)]


class AtTheFloor:
    """Sends every address to the floor's own."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.urlconf = "bench.floor"
        return self.get_response(request)


def floor_application(*, bare: bool = False) -> WSGIHandler:
    """The floor as an application of its own; ``bare``: with no middleware but the session's."""
    with override_settings(MIDDLEWARE=list(BARE) if bare else [*settings.MIDDLEWARE, AT_THE_FLOOR]):
        return WSGIHandler()
