"""What a person chooses about their own pages."""

from django.db import transaction

from larka.accounts.models import User
from larka.audit.actions import record
from larka.register.actor import Actor


@transaction.atomic
def choose_language(*, by: Actor, language: str) -> None:
    """Speak this language to this person from now on, on every device."""
    user = User.objects.get(person_id=by.person_id or 0)
    user.language = language
    user.save(update_fields=["language"])
    record(by, "account.language_chosen", user, details={"language": language})
