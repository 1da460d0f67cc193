"""The e-mail address of one's own account."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from larka.access.http import exempt
from larka.accounts.actions import ask_to_change_email, change_email
from larka.accounts.emails import Change, MailNotSentError, change_of, token_of
from larka.accounts.forms import EmailForm
from larka.accounts.signals import acting
from larka.accounts.views.factors import freshly_proved
from larka.core.site import full_address


@exempt("one's own address; shows nothing about anybody else")
@login_required
@freshly_proved
def my_email(request: Any) -> HttpResponse:
    """The address in use, and a form for another."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _asked(request, form):
        return redirect("my_email")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/email.html", {"form": form, "email": request.user.email}, status=status)


def _asked(request: Any, form: EmailForm) -> bool:
    account, email = request.user, form.cleaned_data["email"]
    link = full_address(f"{reverse('confirm_email')}?{urlencode({'kod': token_of(account, email)})}")
    try:
        ask_to_change_email(by=request.actor, change=Change(account, email), link=link)
    except MailNotSentError:
        form.add_error("email", _("Brevet kunde inte skickas. Försök igen om en stund."))
        return False
    messages.info(request, _("Vi har skickat en länk till %(email)s. Adressen används när du har öppnat den.") % {"email": email})
    return True


@exempt("whoever has the link has the address; shows it and nothing else")
def confirm_email(request: HttpRequest) -> HttpResponse:
    """The link asks first, since programs that look through mail follow links, too."""
    change = change_of(request.GET.get("kod", ""))
    done = change is not None and request.method == "POST"
    if change is not None and done:
        change_email(by=acting(request, change.account), change=change)
    return render(request, "accounts/confirm_email.html", {"change": change, "done": done})
