"""What a person chooses about their own pages."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from larka.accounts.models import User
from larka.audit.actions import record
from larka.people.actions.profile import change_profile
from larka.records.actions.drafts import forget_seen_drafts
from larka.records.models import Draft
from larka.register.actor import Actor


@transaction.atomic
def save_profile(*, by: Actor, drafts: Iterable[Draft] = (), **typed: Any) -> None:
    """One's own profile as it was typed; the drafts that the page had shown are needed no more. Raises what change_profile raises."""
    change_profile(by=by, **typed)
    forget_seen_drafts(by=by, drafts=drafts)


@transaction.atomic
def choose_language(*, by: Actor, language: str) -> None:
    """Speak this language to this person from now on, on every device."""
    user = User.objects.get(person_id=by.person_id or 0)
    user.language = language
    user.save(update_fields=["language"])
    record(by, "account.language_chosen", user, details={"language": language})
