"""What django-allauth may do here: nobody signs up, and what it says it says in our words."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from larka.accounts import limits
from larka.accounts.assurance import FRESH, proved_at, strong_at
from larka.accounts.browsers import WAY_KEY
from larka.accounts.factors import has_second_factor
from larka.accounts.models import User
from larka.accounts.oidc.chosen import provider_with
from larka.accounts.refusals import log_refusal
from larka.accounts.secrets import decrypted, encrypted
from larka.accounts.standing import is_staff, staff_needs_second_factor
from larka.register.queries import roles_of

SAID: dict[str, Promise] = {
    "mfa/messages/totp_activated.txt": _("Appen är kopplad till ditt konto."),
    "mfa/messages/totp_deactivated.txt": _("Appen är borttagen från ditt konto."),
    "mfa/messages/webauthn_added.txt": _("Säkerhetsnyckeln är kopplad till ditt konto."),
    "mfa/messages/webauthn_removed.txt": _("Säkerhetsnyckeln är borttagen från ditt konto."),
    "mfa/messages/recovery_codes_generated.txt": _("Du har fått nya reservkoder. De gamla gäller inte längre."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the register. Changing one's way in demands that one has just proved who one is."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("För många försök. Vänta en stund och försök igen."),
        "rate_limited": _("För många försök. Vänta en stund och försök igen."),
        "username_password_mismatch": _("Användarnamnet och lösenordet hör inte ihop."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came in through an identity provider is told that it may still know them."""
        key = request.session.get(WAY_KEY, "")
        if provider_with(key) is None:
            return str(super().get_logout_redirect_url(request))
        return f"{reverse('signed_out')}?{urlencode({'fran': key})}"

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """In our words; what we have no words for is not said."""
        if message_template in SAID:
            messages.add_message(request, level, gettext(str(SAID[message_template])))
        elif kwargs.get("message"):
            super().add_message(request, level, None, *args, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Whoever's role demands a second factor and has none is led to get one, and on to where they were going."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if is_staff(roles_of(user.person_id, dt.datetime.now(dt.UTC))) and staff_needs_second_factor() and not has_second_factor(user):
            return HttpResponseRedirect(f"{reverse('mfa_index')}?{urlencode({'next': response['Location']})}")
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The attempt is counted before it is made, so that many at once are no way around."""
        if not limits.take(_counted(request, credentials), at=dt.datetime.now(dt.UTC)):
            log_refusal(request, "account.sign_in_held_back", credentials.get("username", ""))
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log_refusal(request, "account.sign_in_failed", credentials.get("username", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """As allauth does; who came in has not failed."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            limits.give_back(_counted(request, credentials))
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002
        """Whoever has a second factor gives it; whoever has none yet gives the password, or proves it with the identity provider."""
        session, user = context.request.session, context.request.user
        has_factor = has_second_factor(user)
        proved = (strong_at if has_factor else proved_at)(session, user.pk)
        required = proved is None or dt.datetime.now(dt.UTC) - proved > FRESH
        if required and not has_factor and not user.has_usable_password():
            raise ReauthenticationRequired  # allauth itself asks nothing of whoever has neither password nor factor
        return required

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """One page for all of them."""
        return [{"id": "step_up", "description": "", "url": reverse("step_up")}] if user.is_authenticated else []


def _counted(request: HttpRequest, credentials: dict[str, Any]) -> list[limits.Count]:
    return [limits.of_address(request.META.get("REMOTE_ADDR", "")), limits.of_name(str(credentials.get("username", "")))]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept encrypted; names are Lärka's and the person's."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Det stämmer inte. Försök igen."),
    }

    def encrypt(self, text: str) -> str:
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Lärka"

    def _get_user_identifier(self, user: User) -> str:  # type: ignore[override]  # accounts are ours
        return user.username

    def _get_site_name(self) -> str:
        return "Lärka"

    def generate_authenticator_name(self, user: User, type: str) -> str:  # type: ignore[override]  # noqa: A002 – allauth's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Säkerhetsnyckel %(n)s") % {"n": count + 1}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:  # type: ignore[override]
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.person.display_name}
