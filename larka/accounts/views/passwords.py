"""A new password: of one's own choice, or because the old one is forgotten."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from larka.access.http import exempt
from larka.accounts import limits
from larka.accounts.actions import ask_for_password, change_password, replace_password
from larka.accounts.factors import has_second_factor
from larka.accounts.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from larka.accounts.links import account_of
from larka.accounts.proofs import keep_signed_in
from larka.accounts.refusals import log_held_back
from larka.accounts.signals import acting, visiting
from larka.accounts.views.factors import freshly_proved, proved_anew
from larka.core.site import full_address


@sensitive_post_parameters("old", "password", "again")
@exempt("one's own way in; shows nothing about anybody else")
@login_required
@proved_anew
@freshly_proved
def my_password(request: Any) -> HttpResponse:
    """The old one, or a second factor given just now, and the new one twice; every other session ends."""
    user = request.user
    if not user.has_usable_password():
        return render(request, "accounts/password.html", {"form": None})
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, account=user, asks_old=not has_second_factor(user))
    if form.is_valid():
        change_password(by=request.actor, account=user, password=form.cleaned_data["password"], but=request.session.session_key)
        keep_signed_in(request, user)
        messages.success(request, _("Lösenordet är bytt. Alla andra inloggningar är avslutade."))
        return redirect("mfa_index")
    return render(request, "accounts/password.html", {"form": form}, status=_status(form))


@never_cache
@exempt("the way in: answers whoever asks for whatever name alike")
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """A name or an address; what becomes of it is looked up when this has been answered."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by, name = visiting(request), form.cleaned_data["name"]
        if not limits.take(limits.of_asking(name, request.META.get("REMOTE_ADDR", "")), at=by.at):
            log_held_back(by)
            return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        page = full_address(reverse("new_password"))
        ask_for_password(by=by, typed=name, page=page, language=get_language() or "sv")
        return redirect("password_asked")
    return render(request, "accounts/forgotten.html", {"form": form}, status=_status(form))


@exempt("the same text for everybody")
def password_asked(request: HttpRequest) -> HttpResponse:
    """What happens now: the same whatever was typed."""
    return render(request, "accounts/password_asked.html")


@never_cache
@sensitive_post_parameters("password", "again")
@exempt("whoever has the link has the account's mailbox; shows nothing but the form")
def new_password(request: Any) -> HttpResponse:
    """The link asks first, since programs that look through mail follow links, too. It lets nobody in: one logs in afterwards."""
    token = request.GET.get("kod", "")
    account = account_of(token)
    if account is None:
        return render(request, "accounts/new_password.html", {"form": None})
    form = NewPasswordForm(request.POST if request.method == "POST" else None, account=account)
    if form.is_valid():
        if replace_password(by=acting(request, account), token=token, password=form.cleaned_data["password"]) is None:
            return render(request, "accounts/new_password.html", {"form": None})
        messages.success(request, _("Lösenordet är bytt. Logga in med det nya."))
        return redirect("account_login")
    return render(request, "accounts/new_password.html", {"form": form}, status=_status(form))


def _status(form: Any) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
