"""The first log-in: a code and what only its owner knows, then a password of one's own."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from larka.access.http import exempt
from larka.accounts.actions import sign_in
from larka.accounts.models import User
from larka.accounts.signals import visiting
from larka.invitations.actions.attempts import seconds_to_wait
from larka.invitations.actions.opening import InvitationOverError, NameTakenError, choose_password, try_code
from larka.invitations.forms import CodeForm, PasswordForm
from larka.invitations.models import Attempt, Invitation
from larka.invitations.queries.opening import name_used, open_invitation
from larka.invitations.views.waiting import held_back, too_many_tries
from larka.register.actor import Actor

_SESSION_KEY = "larka_invitation"
_TIME_TO_CHOOSE = dt.timedelta(minutes=30)


@never_cache
@sensitive_post_parameters("code", "check")
@exempt("the way in: answers every wrong code alike")
def welcome(request: HttpRequest) -> HttpResponse:
    """Code and check."""
    by = visiting(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if wait := seconds_to_wait(by, Attempt.Kind.CODE):
            form.add_error(None, too_many_tries(by, wait))
            return held_back(render(request, "invitations/welcome.html", {"form": form}, status=429), wait)
        found = try_code(by=by, code=form.cleaned_data["code"], check=form.cleaned_data["check"])
        if found is not None:
            request.session[_SESSION_KEY] = [found.pk, by.at.isoformat()]
            return redirect("welcome_password")
        form.add_error(None, _("Koden och uppgiften hör inte ihop, eller så har koden gått ut. Be skolan om en ny kod om det inte går."))
    return render(request, "invitations/welcome.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("password", "again")
@exempt("the way in: only for the session that has just given a code and its check")
def password(request: HttpRequest) -> HttpResponse:
    """A name and a password, and in."""
    by = visiting(request)
    invitation = _given(request, by)
    if invitation is None:
        messages.info(request, _("Skriv koden en gång till."))
        return redirect("welcome")
    person, data = invitation.person, request.POST if request.method == "POST" else None
    form = PasswordForm(data, account=User(person=person), initial={"username": name_used(person.pk) or invitation.email})
    if form.is_valid() and (answer := _open(request, by, invitation, form)) is not None:
        return answer
    return render(request, "invitations/password.html", {"form": form, "name": person.display_name}, status=422 if form.is_bound else 200)


def _open(request: HttpRequest, by: Actor, invitation: Invitation, form: PasswordForm) -> HttpResponse | None:
    """Open the account and sign in; None where the form has one more thing to mend."""
    own, given = Actor(person_id=invitation.person_id, at=by.at, address=by.address), form.cleaned_data
    try:
        choose_password(by=own, invitation=invitation.pk, username=given["username"], password=given["password"])
    except NameTakenError:
        form.add_error("username", _("Namnet är upptaget. Välj ett annat."))
        return None
    except InvitationOverError:
        request.session.pop(_SESSION_KEY, None)
        messages.error(request, _("Koden kan inte användas längre. Be skolan om en ny."))
        return redirect("welcome")
    request.session.pop(_SESSION_KEY, None)
    sign_in(request, invitation.person, level="weak", at=by.at)
    return redirect("home")


def _given(request: HttpRequest, by: Actor) -> Invitation | None:
    """The invitation whose code this session has given lately, if it can still be used."""
    kept = request.session.get(_SESSION_KEY)
    if kept is None or by.at - dt.datetime.fromisoformat(kept[1]) > _TIME_TO_CHOOSE:
        return None
    return open_invitation(kept[0], by.at)
