"""What the worker does for accounts."""

from django.utils.translation import gettext_lazy as _

from larka.accounts.models import User
from larka.accounts.tellings import Telling, send_telling
from larka.jobs.work import task


@task("mail", label=_("Mejl om det egna kontot"))
def tell_owner(account_id: int, telling: int) -> None:
    """Tell the owner of an account what happened to it, where it has an address."""
    account = User.objects.filter(pk=account_id).first()
    if account is not None and account.email:
        send_telling(account, Telling(telling))
