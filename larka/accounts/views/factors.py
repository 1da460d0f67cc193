"""One's own second factors: an app, security keys, codes in reserve."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.internal.flows import deactivate_totp
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal.flows import remove_authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from larka.access.http import exempt
from larka.accounts.assurance import SECOND_FACTOR
from larka.accounts.browsers import CHANGED_KEY
from larka.accounts.factors import Key, factors_of, has_key
from larka.accounts.queries import open_sessions

AFTER = "larka_after_second_factor"

View = Callable[[HttpRequest], HttpResponse]
freshly_proved: Callable[[View], View] = reauthentication_required(app="allauth.mfa")


def proved_anew(view: View) -> View:
    """A form with a password in it that was sent too late is asked for anew: nothing of it is kept on the way."""

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and _must_prove(request):
            return redirect(_to_step_up(request))
        return view(request)

    return asked


def proved_to_send(view: View) -> View:
    """The page is opened by whoever is signed in; what is sent from it demands a fresh proof, and is kept until it is given (307)."""

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and _must_prove(request):
            response = redirect(_to_step_up(request))
            response.status_code = HTTPStatus.TEMPORARY_REDIRECT
            return response
        return view(request)

    return asked


def _must_prove(request: HttpRequest) -> bool:
    """Also of whoever has neither password nor factor, which our adapter says by an exception."""
    try:
        return bool(is_reauthentication_required(request, app="allauth.mfa"))
    except ReauthenticationRequired:
        return True


def _to_step_up(request: HttpRequest) -> str:
    return f"{reverse('step_up')}?{urlencode({'next': request.get_full_path()})}"


class _Kept:
    """A form that was found wanting comes back as such; whoever was led here goes on to where they were going."""

    request: Any

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # a form view's
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response


class _Adding(_Kept):
    """Whoever adds a factor has just given it."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # a form view's
        record_authentication(self.request, self.request.user, SECOND_FACTOR, type="added")
        self.request.session[CHANGED_KEY] = True
        self.request.session.renew()
        return response


class AddApp(_Adding, ActivateTOTPView):
    """The picture, the secret in letters, and the first code."""


class AddKey(_Adding, AddWebAuthnView):
    """The browser talks with the key."""


class NewCodes(GenerateRecoveryCodesView):
    """Ten more, and the old ones end."""

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session[CHANGED_KEY] = True
        response: HttpResponse = super().form_valid(form)
        return response


class SecondStep(_Kept, AuthenticateView):
    """After the password. Whoever has no key is spared the making of what a key would answer: half of the page's time."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.webauthn_form and not self.webauthn_form.is_bound and not has_key(self.stage.login.user):
            self.webauthn_form = None
        return {"webauthn_form": None, "js_data": None, **super().get_context_data(**kwargs)}


@exempt("one's own way in; shows nothing about anybody else")
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """Everything about how I sign in."""
    if (asked := request.GET.get("next", "")) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        request.session[AFTER] = asked
    context = {"factors": factors_of(request.user), "after": request.session.get(AFTER, ""), "others": _others(request)}
    return render(request, "accounts/security.html", context)


def _others(request: HttpRequest) -> int:
    """How many other sessions there are to end, where a factor has changed in this one."""
    if not request.session.get(CHANGED_KEY):
        return 0
    return sum(not row.is_this for row in open_sessions(request.user.pk or 0, request.session.session_key))


@exempt("one's own way in; shows nothing about anybody else")
@login_required
@freshly_proved
def remove_app(request: HttpRequest) -> HttpResponse:
    """Asks first."""
    found = factors_of(request.user)
    if found.app is None:
        raise Http404
    if request.method == "POST":
        deactivate_totp(request, found.app)
        request.session[CHANGED_KEY] = True
        return redirect("mfa_index")
    return render(request, "accounts/remove_factor.html", {"key": None, "last": not found.keys})


@exempt("one's own way in; shows nothing about anybody else")
@login_required
@freshly_proved
def remove_key(request: HttpRequest) -> HttpResponse:
    """Asks first; ``nyckel`` says which of one's own."""
    found = factors_of(request.user)
    key = next((key for key in found.keys if str(key.pk) == request.GET.get("nyckel")), None)
    if key is None:
        raise Http404
    if request.method == "POST":
        remove_authenticator(request, _row(request, key))
        request.session[CHANGED_KEY] = True
        return redirect("mfa_index")
    return render(request, "accounts/remove_factor.html", {"key": key, "last": found.app is None and len(found.keys) == 1})


def _row(request: HttpRequest, key: Key) -> Authenticator:
    return Authenticator(pk=key.pk, user_id=request.user.pk or 0, type=Authenticator.Type.WEBAUTHN)


second_step = exempt("the second step of the way in")(SecondStep.as_view())
add_app = exempt("one's own way in; shows nothing about anybody else")(login_required(AddApp.as_view()))
add_key = exempt("one's own way in; shows nothing about anybody else")(login_required(AddKey.as_view()))
reserve_codes = exempt("one's own way in; shows nothing about anybody else")(login_required(ViewRecoveryCodesView.as_view()))
new_reserve_codes = exempt("one's own way in; shows nothing about anybody else")(login_required(NewCodes.as_view()))
