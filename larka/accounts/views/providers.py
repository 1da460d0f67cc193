"""In and out through the municipality's identity provider, and back to where one was going."""

import datetime as dt
import json
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from larka.access.http import exempt
from larka.accounts import limits
from larka.accounts.actions import confirm_by_provider, sign_in_by_provider
from larka.accounts.oidc.asking import Asked, ask, take
from larka.accounts.oidc.chosen import provider_with
from larka.accounts.oidc.configuration import Provider
from larka.accounts.oidc.connections import AnswerRefusedError, ProviderDownError, connection
from larka.accounts.oidc.matching import IdentityRefusedError
from larka.accounts.oidc.proof import Proof, proof_of
from larka.accounts.refusals import log_refused_identity
from larka.accounts.secrets import decrypted, encrypted
from larka.core.site import full_address
from larka.core.typed import texts_in

KEPT = "larka_kept_form"
NOBODYS_FAULT = ("down", "cancelled")

Form = dict[str, list[str]]


@require_POST
@exempt("the way in; shows nothing")
def go_to_provider(request: HttpRequest) -> HttpResponse:
    """``provider`` says which; ``next`` where to afterwards."""
    provider = provider_with(request.POST.get("provider", ""))
    if provider is None:
        raise Http404
    asked = request.POST.get("next", "/")
    return leave(request, provider, target=asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/")


def leave(request: Any, provider: Provider, *, target: str, back: str = "", kept: Form | None = None) -> HttpResponse:
    """A page that goes on to the provider by itself: a form that leads elsewhere is what the content policy forbids."""
    at, form = dt.datetime.now(dt.UTC), encrypted(json.dumps(kept)) if kept else ""
    try:
        address = ask(request.session, provider, redirect_uri=_our_address(), at=at, target=target, back=back, kept=form)
    except ProviderDownError:
        return _sent_back(request, target, back, form, _what_happened("down", provider.name))
    return render(request, "accounts/to_provider.html", {"provider": provider, "address": address})


@require_GET
@exempt("the way in; shows nothing")
def provider_answer(request: Any) -> HttpResponse:
    """The provider sends the browser here. The attempt is counted before anything is believed."""
    if not settings.OIDC_PROVIDERS:
        raise Http404
    at, counts = dt.datetime.now(dt.UTC), [limits.of_address(request.META.get("REMOTE_ADDR", ""))]
    free = limits.take(counts, at=at)
    asked = take(request.session, request.GET.get("state", ""), at=at)
    provider = provider_with(asked.provider) if asked else None
    if not free or asked is None or provider is None:
        return _not_let_in(request, asked, provider, "state" if free else "held_back")
    try:
        response = _let_in(request, asked, _proof(request, provider, asked, at), at)
    except ProviderDownError:
        response = _not_let_in(request, asked, provider, "down")
    except (AnswerRefusedError, IdentityRefusedError) as refused:
        response = _not_let_in(request, asked, provider, refused.reason, getattr(refused, "account", None))
        if refused.reason not in NOBODYS_FAULT:
            return response
    limits.give_back(counts)
    return response


@require_GET
@exempt("the way out; shows nothing")
def signed_out(request: HttpRequest) -> HttpResponse:
    """Signed out of Lärka; ``fran`` says which provider may still know the person."""
    provider = provider_with(request.GET.get("fran", ""))
    if provider is None:
        return redirect("account_login")
    address = connection(provider).log_out_address(full_address(reverse("account_login")))
    return render(request, "accounts/signed_out.html", {"provider": provider, "address": address})


def go_on(request: HttpRequest, target: str, kept: Form) -> HttpResponse:
    """To where one was going; a form that was on its way is shown to be sent again."""
    if not kept:
        return redirect(target)
    fields = [(name, value) for name, values in kept.items() for value in values]
    return render(request, "accounts/send_again.html", {"target": target, "fields": fields, "typed": texts_in(kept)})


def keep_for_proof(request: HttpRequest) -> None:
    """What was typed in a form that cannot be led on as it is, since it brought files: it waits until more is proved."""
    form = {name: [str(value) for value in values] for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    request.session[KEPT] = encrypted(json.dumps(form))


def kept_in(request: HttpRequest) -> Form:
    """The form that a visit to the provider, which led to nothing, or one that brought files has left; once."""
    form = request.session.pop(KEPT, "") if KEPT in request.session else ""
    return _form(form)


def _form(kept: str) -> Form:
    form: Form = json.loads(decrypted(kept)) if kept else {}
    return form


def _proof(request: HttpRequest, provider: Provider, asked: Asked, at: dt.datetime) -> Proof:
    """What the provider says, if it is the one that was asked. Raises ProviderDownError and AnswerRefusedError."""
    names_itself = connection(provider).addresses().names_itself
    if request.GET.get("iss", provider.issuer if not names_itself else "") != provider.issuer:
        raise AnswerRefusedError("issuer")
    if "error" in request.GET:
        raise AnswerRefusedError("cancelled" if request.GET["error"] == "access_denied" else "provider_error")
    if not (code := request.GET.get("code", "")):
        raise AnswerRefusedError("no_code")
    claims = connection(provider).claims(code=code, redirect_uri=_our_address(), nonce=asked.nonce, verifier=asked.verifier)
    return proof_of(provider, claims, at=at)


def _let_in(request: Any, asked: Asked, proof: Proof, at: dt.datetime) -> HttpResponse:
    if not asked.back:
        sign_in_by_provider(request, proof, at=at)
        return redirect(asked.target)
    if request.actor is None:
        raise AnswerRefusedError("state")
    need_strong = "strong" in parse_qs(urlsplit(asked.back).query).get("need", [])
    since = dt.datetime.fromtimestamp(asked.at, dt.UTC)
    confirm_by_provider(by=request.actor, session=request.session, account=request.user, proof=proof, since=since, need_strong=need_strong)
    return go_on(request, asked.target, _form(asked.kept))


def _not_let_in(request: HttpRequest, asked: Asked | None, provider: Provider | None, reason: str, account: Any = None) -> HttpResponse:
    if reason not in NOBODYS_FAULT:
        log_refused_identity(request, reason, account)
    said = _what_happened(reason, provider.name if provider else "")
    return _sent_back(request, asked.target if asked else "/", asked.back if asked else "", asked.kept if asked else "", said)


def _sent_back(request: HttpRequest, target: str, back: str, kept: str, said: str) -> HttpResponse:
    """To the page one came from, which says what happened and has the other ways."""
    messages.error(request, said)
    if not back:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}" if target != "/" else reverse("account_login"))
    if kept:
        request.session[KEPT] = kept
    return redirect(back)


def _our_address() -> str:
    return full_address(reverse("provider_answer"))


def _what_happened(reason: str, name: str) -> str:
    """In words; what the register knows of somebody is not among them."""
    said = {
        "down": _("%(provider)s svarar inte just nu. Försök igen om en stund, eller använd ett annat sätt."),
        "cancelled": _("Du avbröt hos %(provider)s. Inget har ändrats."),
        "provider_error": _("Det gick inte hos %(provider)s. Försök igen."),
        "state": _("Det tog för lång tid, eller så var svaret redan använt. Försök igen."),
        "held_back": _("För många försök. Vänta en stund och försök igen."),
        "invitation": _("Som vårdnadshavare får du ditt konto genom att ansöka om det. Skolan skickar sedan en kod."),
        "another": _("Du bekräftade som någon annan än den som är inloggad här."),
        "not_now": _("%(provider)s intygade inte att du bekräftade just nu. Försök igen."),
        "too_weak": _("Det sätt du valde hos %(provider)s är inte tillräckligt säkert för den här sidan. Välj ett säkrare."),
        **dict.fromkeys(
            ("unknown", "several", "no_role", "not_active", "closed", "says_another"),
            _("Vi kan inte släppa in dig med %(provider)s. Fråga barnets skola eller din administratör."),
        ),
    }
    otherwise = _("Svaret från %(provider)s gick inte att lita på. Försök igen, och säg till din administratör om det händer igen.")
    return said.get(reason, otherwise) % {"provider": name}
