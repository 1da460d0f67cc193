"""One's own second factors: an app, security keys, codes in reserve."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
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
from django.utils.http import url_has_allowed_host_and_scheme

from larka.access.http import exempt
from larka.accounts.assurance import SECOND_FACTOR
from larka.accounts.factors import Key, factors_of

AFTER = "larka_after_second_factor"

View = Callable[[HttpRequest], HttpResponse]
freshly_proved: Callable[[View], View] = reauthentication_required(app="allauth.mfa")


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
        self.request.session.renew()
        return response


class AddApp(_Adding, ActivateTOTPView):
    """The picture, the secret in letters, and the first code."""


class AddKey(_Adding, AddWebAuthnView):
    """The browser talks with the key."""


class SecondStep(_Kept, AuthenticateView):
    """After the password."""


@exempt("one's own way in; shows nothing about anybody else")
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """Everything about how I sign in."""
    if (asked := request.GET.get("next", "")) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        request.session[AFTER] = asked
    context = {"factors": factors_of(request.user), "after": request.session.get(AFTER, "")}
    return render(request, "accounts/security.html", context)


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
        return redirect("mfa_index")
    return render(request, "accounts/remove_factor.html", {"key": key, "last": found.app is None and len(found.keys) == 1})


def _row(request: HttpRequest, key: Key) -> Authenticator:
    return Authenticator(pk=key.pk, user_id=request.user.pk or 0, type=Authenticator.Type.WEBAUTHN)


second_step = exempt("the second step of the way in")(SecondStep.as_view())
add_app = exempt("one's own way in; shows nothing about anybody else")(login_required(AddApp.as_view()))
add_key = exempt("one's own way in; shows nothing about anybody else")(login_required(AddKey.as_view()))
reserve_codes = exempt("one's own way in; shows nothing about anybody else")(login_required(ViewRecoveryCodesView.as_view()))
new_reserve_codes = exempt("one's own way in; shows nothing about anybody else")(login_required(GenerateRecoveryCodesView.as_view()))
