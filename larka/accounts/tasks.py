"""What the worker does for accounts."""

from django.utils.translation import gettext_lazy as _

from larka.accounts.actions import forget_ended_sessions
from larka.accounts.models import User
from larka.accounts.tellings import Telling, send_telling
from larka.jobs.work import now, task
from larka.register.actor import Actor


@task("mail", label=_("Mejl om det egna kontot"))
def tell_owner(account_id: int, telling: int) -> None:
    """Tell the owner of an account what happened to it, where it has an address."""
    account = User.objects.filter(pk=account_id).first()
    if account is not None and account.email:
        send_telling(account, Telling(telling))


@task("nightly", label=_("Ta bort inloggningar som är slut"), every="20 * * * *")
def forget_sessions() -> None:
    """Sessions that are over, and what lay in them, are of passing importance (H1)."""
    forget_ended_sessions(by=Actor.operator(now()))
