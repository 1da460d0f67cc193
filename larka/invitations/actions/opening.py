"""Using a code: once, beside something that only its owner knows, and then a password of one's own."""

import hmac

from django.db import IntegrityError, transaction
from django.db.models import F

from larka.accounts.models import User
from larka.audit.actions import record
from larka.invitations.actions.attempts import note_attempt
from larka.invitations.codes import check_of, code_hash
from larka.invitations.models import Attempt, Invitation
from larka.invitations.queries.opening import open_invitation
from larka.register.actor import Actor

MOST_WRONG_CHECKS = 5


class InvitationOverError(Exception):
    """The code has been used, has expired, or there is a newer one."""


class NameTakenError(Exception):
    """Somebody chose the same name at the same moment."""


@transaction.atomic
def try_code(*, by: Actor, code: str, check: str) -> Invitation | None:
    """The invitation that this code and this check open; None where either is wrong, and the try is counted."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("person").filter(code_hash=code_hash(code)).first()
    valid = found is not None and open_invitation(found.pk, by.at) is not None
    if found is not None and valid:
        expected = check_of(found.person, by.today)
        if expected and hmac.compare_digest(expected.encode(), check.encode()):
            record(by, "invitation.code_given", found)
            return found
        _count_wrong_check(by, found)
    note_attempt(by=by, kind=Attempt.Kind.CODE)
    record(by, "invitation.code_refused", found)
    return None


def _count_wrong_check(by: Actor, found: Invitation) -> None:
    """Whoever holds the paper and guesses has few guesses: then the code is over."""
    Invitation.objects.filter(pk=found.pk).update(wrong_checks=F("wrong_checks") + 1)
    if found.wrong_checks + 1 >= MOST_WRONG_CHECKS:
        Invitation.objects.filter(pk=found.pk).update(cancelled_at=by.at)


@transaction.atomic
def choose_password(*, by: Actor, invitation: int, username: str, password: str) -> User:
    """Open the account: its name and password are the person's own, and the code is used up. Checked once more under a lock."""
    Invitation.objects.select_for_update().filter(pk=invitation).first()
    found = open_invitation(invitation, by.at)
    if found is None:
        raise InvitationOverError
    user = User.objects.of(found.person)
    if (user.last_login is not None and not found.renews) or not user.is_active:
        raise InvitationOverError
    user.username = username
    if found.way == Invitation.Way.MAIL:
        user.email = found.email
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(update_fields=["username", "email", "password"])
    except IntegrityError as error:
        raise NameTakenError from error
    found.opened_at = by.at
    found.save(update_fields=["opened_at"])
    record(by, "invitation.opened", found)
    return user
