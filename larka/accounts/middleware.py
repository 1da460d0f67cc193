"""From a cookie to an Actor, in one query."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from larka.accounts.assurance import strong_at
from larka.accounts.models import User
from larka.accounts.sessions import Account
from larka.register.actor import Actor

ASKING = "/konto/kvar/"  # how long the session lasts: to ask is not to do something
ASKING_FOR_NEWS = "/notiser/antal/"


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's, beside the actor's."""

    def process_response(self, request: Any, response: Any) -> Any:
        """A form that is led on as it is (307) to where it waits keeps the cookie of its session, which tells whose it is."""
        if response.status_code == HTTPStatus.TEMPORARY_REDIRECT and request.session.account is None:
            return response
        return super().process_response(request, response)


class ActorMiddleware:
    """Set ``request.actor`` (None when not signed in) and ``request.user``; pages about people are never cached by anyone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.session._get_session()
        account = request.session.account
        request.actor = _actor(request, account) if account else None
        if request.actor and not (request.method == "GET" and request.path in (ASKING, ASKING_FOR_NEWS)):
            request.session.used(request.actor.at)
        request.user = SimpleLazyObject(lambda: _user(request.session.account))
        response = self.get_response(request)
        if request.session.account and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response


def _actor(request: Any, account: Account) -> Actor:
    strong = strong_at(request.session, account.user_id)
    return Actor(
        person_id=account.person_id,
        at=dt.datetime.now(dt.UTC),
        name=account.name,
        public_id=account.public_id,
        roles=account.roles,
        footing=account.footing,
        level="strong" if strong else "weak",
        strong_at=strong,
        address=request.META.get("REMOTE_ADDR") or None,
    )


def _user(account: Account | None) -> User | AnonymousUser:
    return User.objects.get(pk=account.user_id) if account else AnonymousUser()
