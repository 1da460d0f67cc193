"""What somebody proves in a session that goes on: django-allauth keeps it in the session, the log holds it by its signals."""

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.contrib.auth import HASH_SESSION_KEY


def prove(request: Any, way: str, form: Any) -> None:
    """The form was valid: from now on the session is as sure as that, and has a new name."""
    if way == "password":
        reauthenticate_by_password(request)
    else:
        form.save()
    request.session.renew()


def keep_signed_in(request: Any, account: Any) -> None:
    """The password has changed: this session goes on, under a new name."""
    request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    request.session.renew()
