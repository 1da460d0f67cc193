"""What somebody proves in a session that goes on: django-allauth keeps it in the session, the log holds it by its signals."""

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password


def prove(request: Any, way: str, form: Any) -> None:
    """The form was valid: from now on the session is as sure as that, and has a new name."""
    if way == "password":
        reauthenticate_by_password(request)
    else:
        form.save()
    request.session.renew()
