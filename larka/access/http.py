"""The door between a request and the policies: what a view may fetch, and the log of what it showed.

A guard test finds every view that none of these decorates.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.db.models.query import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from larka.access.assurance import Need, TooWeakError
from larka.access.policy import Policy, Refused
from larka.audit.actions import record
from larka.audit.models import Entry
from larka.audit.queries import readers_of
from larka.audit.reading import Reading
from larka.register.actor import Actor

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]

_METHODS = ("GET", "HEAD", "POST")


class ActingRequest(HttpRequest):
    """A request whose session names a person."""

    actor: Actor
    reading: Reading


def opens(policy: Policy[Any], *, methods: tuple[str, ...] = _METHODS, with_page: bool = False) -> Callable[[View], View]:
    """Fetch one object by its public id through the policy, answer 404 otherwise, log the reading, hand the object to the view.

    with_page: a part that a page has fetched of what it shows anyway; the page's own row in the log tells of it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: ActingRequest, public_id: uuid.UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if request.actor is None:
                return _to_sign_in(request, view)
            obj = policy.open(request.actor, public_id)
            if obj is None:
                _refuse(request, policy, policy.model._default_manager.filter(public_id=public_id).first())
                raise Http404
            if need := policy.lacking(request.actor, obj.access_role):
                return _step_up(request, need, view)
            request.reading = Reading(request.actor, _name(request), with_page=with_page)
            request.reading.opened(obj, role=obj.access_role, child=_child_of(policy, obj))
            return _answer(request, policy, view, obj, *args, **kwargs)

        return _marked(opened, policy)

    return decorate


def lists(policy: Policy[Any]) -> Callable[[View], View]:
    """Hand the view everything of the model that the actor may see; the view tells ``request.reading`` whom it showed."""

    def decorate(view: View) -> View:
        @wraps(view)
        def listed(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in _METHODS:
                return HttpResponseNotAllowed(_METHODS)
            if request.actor is None:
                return _to_sign_in(request, view)
            if need := policy.lacking(request.actor):
                return _step_up(request, need, view)
            request.reading = Reading(request.actor, _name(request))
            seen: Any = SimpleLazyObject(lambda: policy.visible_to(request.actor))
            return _answer(request, policy, view, seen, *args, **kwargs)

        return _marked(listed, policy)

    return decorate


def holds(policy: Policy[Any]) -> Callable[[View], View]:
    """Hand the view the one thing that the actor's office is about (the huvudman); whoever does not hold it gets 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def held(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in _METHODS:
                return HttpResponseNotAllowed(_METHODS)
            if request.actor is None:
                return _to_sign_in(request, view)
            about = policy.held(request.actor)
            if about is None:
                _refuse(request, policy, None)
                raise Http404
            if need := policy.lacking(request.actor, about.access_role):
                return _step_up(request, need, view)
            request.reading = Reading(request.actor, _name(request))
            request.reading.opened(about, role=about.access_role)
            return _answer(request, policy, view, about, *args, **kwargs)

        return _marked(held, policy)

    return decorate


def who_has_read(request: ActingRequest, policy: Policy[Any], record: Any, since: dt.datetime | None = None) -> dict[str, Any]:
    """What the page "Vem har läst?" of a record shows; there is one for the guardians and for the pupil from 16 (A12)."""
    if not request.reading.may_ask_readers(record.child):
        raise Http404
    labels = {grant.path.key: grant.path.label for grant in policy.grants}
    return {"readers": readers_of(request.actor, policy.kind, record.pk, since), "labels": labels}


def form_status(request: HttpRequest) -> HTTPStatus:
    """What a page with a form answers: one that is shown again after it was sent says that something in it is wrong."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK


def is_fetched(request: HttpRequest) -> bool:
    """Whether htmx fetches this into a page that is open already."""
    return request.headers.get("HX-Request") == "true"


def answers_programs(view: View) -> View:
    """A view that a script asks and no person sees: it is told in words for programs what the session lacks."""
    view.answers_programs = True  # type: ignore[attr-defined]
    return view


def exempt(
    reason: str,
) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A view that shows nothing about anybody; the reason is read by people."""

    def decorate(view: Callable[Concatenate[HttpRequest, P], HttpResponseBase]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        view.access_exemption = reason  # type: ignore[attr-defined]
        return view

    return decorate


def _marked(view: View, policy: Policy[Any]) -> View:
    view.access_policy = policy  # type: ignore[attr-defined]
    return view


def _answer(
    request: ActingRequest, policy: Policy[Any], view: View, subject: Model | QuerySet[Any], *args: Any, **kwargs: Any
) -> HttpResponseBase:
    try:
        response = view(request, subject, *args, **kwargs)
    except TooWeakError as weak:
        return _step_up(request, weak.need, view)
    except Refused as refused:
        # The action's transaction is rolled back by now, so that the refusal itself is not.
        _refuse(request, refused.policy, refused.about)
        raise Http404 from refused
    except Http404:
        _refuse(request, policy, subject if isinstance(subject, Model) else None)
        raise
    if _shows(request, response):
        if not request.reading.told:
            raise AssertionError(f"{_name(request)} shows a list and does not say whom")
        if not request.reading.with_page:
            request.reading.log()
    return response


def _to_sign_in(request: HttpRequest, view: View) -> HttpResponseBase:
    """To log in, and back. A form that a person sent goes there as it is (307), so that what was typed can wait; no file does."""
    if _has_file(request):
        messages.warning(request, _("Du var inte inloggad, så filen kom inte fram och inget är sparat. Logga in och välj filen igen."))
    typed = request.method == "POST" and request.content_type == "application/x-www-form-urlencoded" and not is_fetched(request)
    if not typed or getattr(view, "answers_programs", False):
        return redirect_to_login(request.get_full_path())
    response = HttpResponseRedirect(f"{reverse('sign_in_again')}?{urlencode({'next': request.get_full_path()})}")
    response.status_code = HTTPStatus.TEMPORARY_REDIRECT
    return response


def _step_up(request: HttpRequest, need: Need, view: View) -> HttpResponseBase:
    """To the page where one proves more, and back (A14). A form that was sent goes there as it is (307) and is kept there."""
    if getattr(view, "answers_programs", False):
        return JsonResponse({"reason": "step_up", "need": need}, status=HTTPStatus.FORBIDDEN)
    response = HttpResponseRedirect(f"{reverse('step_up')}?{urlencode({'next': request.get_full_path(), 'need': 'strong'})}")
    if _has_file(request):
        messages.warning(request, _("Visa först att det är du. Filen kom inte fram och inget är sparat: välj filen igen sedan."))
    elif request.method == "POST":
        response.status_code = HTTPStatus.TEMPORARY_REDIRECT
    return response


def _has_file(request: HttpRequest) -> bool:
    """Whether a person sent a form that can bring a file; it is not read."""
    return request.method == "POST" and request.content_type == "multipart/form-data" and not is_fetched(request)


def _shows(request: ActingRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is a page or a part of a file: one that was asked for, or a form that comes back with its errors."""
    if request.method in ("GET", "HEAD"):
        return response.status_code in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)
    return response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def _refuse(request: ActingRequest, policy: Policy[Any], about: Model | None = None) -> None:
    """Log who was refused what (A11); the answer itself is the same as for what does not exist."""
    child = _child_of(policy, about) if about is not None and isinstance(about, policy.model) else None
    children = [] if child is None else [child]
    record(request.actor, f"{policy.key} {_name(request)}"[:80], about, kind=Entry.Kind.REFUSED, children=children)


def _name(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name if match else "") or ""


def _child_of(policy: Policy[Any], obj: Model) -> int | None:
    column = policy.columns.get("child") or policy.columns.get("person")
    if column is None:
        return None
    child = obj.pk if column == "pk" else getattr(obj, column)
    return int(child)
