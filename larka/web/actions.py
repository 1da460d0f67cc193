"""What a person chooses about their own pages."""

from typing import Any

from django.db import transaction

from larka.accounts.models import User
from larka.audit.actions import record
from larka.people.actions.profile import change_profile
from larka.records.actions.drafts import forget_drafts
from larka.register.actor import Actor
from larka.web.places import presentation_spot


@transaction.atomic
def save_profile(*, by: Actor, **typed: Any) -> None:
    """One's own profile as it was typed; its draft is needed no more. Raises what change_profile raises."""
    change_profile(by=by, **typed)
    spot = presentation_spot(by)
    forget_drafts(by=by, kind=spot.kind, places=[spot.place])


@transaction.atomic
def choose_language(*, by: Actor, language: str) -> None:
    """Speak this language to this person from now on, on every device."""
    user = User.objects.get(person_id=by.person_id or 0)
    user.language = language
    user.save(update_fields=["language"])
    record(by, "account.language_chosen", user, details={"language": language})
