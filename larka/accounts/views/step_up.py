"""Proving once more who one is, and back to where one was going (A14)."""

import json
from http import HTTPStatus
from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from larka.access.http import exempt
from larka.accounts.factors import Factors, factors_of
from larka.accounts.forms import CodeAgainForm, PasswordAgainForm, StepUpKeyForm
from larka.accounts.oidc.chosen import providers_for
from larka.accounts.proofs import prove
from larka.accounts.views.providers import go_on, kept_in, leave

WAY = "larka_way"  # which of the page's forms was sent; no other form has a field of this name


@exempt("one's own way in; shows nothing about anybody else")
@login_required
def step_up(request: Any) -> HttpResponse:
    """A code or a key; whoever has neither yet gives the password, which opens what a password opens, or is led to get one.

    A form that was sent to where more is demanded comes here as it is (307); it is kept on the page and sent again afterwards.
    """
    target, kept = _target(request), _kept(request) or kept_in(request)
    found = factors_of(request.user)
    way = request.POST.get(WAY, "")
    needs_strong = request.GET.get("need") == "strong"
    providers = {f"provider-{p.key}": p for p in providers_for(request.actor.person_id, strong=needs_strong)}
    if way in providers:
        return leave(request, providers[way], target=target, back=request.get_full_path(), kept=kept)
    offered = _forms(request, found, way)
    if (form := offered.get(way)) is not None and form.is_valid():
        prove(request, way, form)
        return go_on(request, target, kept)
    context = {
        "forms": offered,
        "target": target,
        "kept": json.dumps(kept) if kept else "",
        "providers": providers,
        "needs_second": needs_strong,
        "options": begin_authentication(request.user) if found.keys else None,
    }
    return render(request, "accounts/step_up.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if way else HTTPStatus.OK)


def _forms(request: Any, found: Factors, way: str) -> dict[str, forms.Form]:
    """The forms on the page, by the way they prove it; only the one that was sent is filled in."""
    kinds: dict[str, type[forms.Form]] = {}
    if found.any:
        kinds["code"] = CodeAgainForm
    if found.keys:
        kinds["key"] = StepUpKeyForm
    if not found.any and request.GET.get("need") != "strong" and request.user.has_usable_password():
        kinds["password"] = PasswordAgainForm
    return {name: kind(request.POST if name == way else None, user=request.user) for name, kind in kinds.items()}  # type: ignore[call-arg]


def _target(request: HttpRequest) -> str:
    asked = request.GET.get("next", "/")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"


def _kept(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of the form that was on its way: as it arrives here, or as this page has kept them since."""
    if request.method != "POST":
        return {}
    if WAY not in request.POST:
        return {name: [str(value) for value in request.POST.getlist(name)] for name in request.POST if name != "csrfmiddlewaretoken"}
    try:
        kept: Any = json.loads(request.POST.get("larka_kept") or "{}")
    except json.JSONDecodeError:
        return {}
    return {str(name): [str(value) for value in values] for name, values in kept.items()} if _is_form(kept) else {}


def _is_form(kept: Any) -> bool:
    return isinstance(kept, dict) and all(isinstance(values, list) for values in kept.values())
