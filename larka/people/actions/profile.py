"""What a person says of themselves, and what of how to be reached the families in the class see (A3, B1)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policies import PROFILE_EDIT
from larka.audit.actions import record
from larka.register.actor import Actor
from larka.register.models import ContactDetails, Person, Profile, ReachedBy
from larka.register.settings import setting


class ProfileError(ValueError):
    """The profile cannot be kept so; the message says why, in Swedish."""


class ProfileChangedError(ValueError):
    """It was saved elsewhere since the page was made (Q4)."""


@transaction.atomic
def change_profile(
    *, by: Actor, presentation: str, emails: Iterable[str], phones: Iterable[str], reached_by: str | None = None, version: int
) -> Profile:
    """Keep one's own profile, if it is still as the person saw it. Only addresses and numbers of one's own can be shown."""
    me = Person.objects.select_for_update().get(pk=by.writer)
    PROFILE_EDIT.require(by, me)
    kept, _made = Profile.objects.get_or_create(person=me)
    if kept.version != version:
        raise ProfileChangedError
    before = _choices(kept)
    kept.presentation = presentation
    kept.shown_emails, kept.shown_phones = list(emails), list(phones)
    kept.reached_by = reached_by or kept.reached_by
    _check(kept)
    if _choices(kept) == before:
        return kept
    kept.version += 1
    kept.save()
    shown = {"emails": len(kept.shown_emails), "phones": len(kept.shown_phones), "reached_by": kept.reached_by}
    record(by, "profile.changed", me, details={**shown, "presentation": bool(kept.presentation)})
    return kept


def _choices(profile: Profile) -> tuple[object, ...]:
    return profile.presentation, sorted(profile.shown_emails), sorted(profile.shown_phones), profile.reached_by


def _check(profile: Profile) -> None:
    most = setting("profile.longest_presentation")
    if len(profile.presentation) > most:
        raise ProfileError(_("Texten är för lång: högst %(most)s tecken får plats.") % {"most": most})
    own = ContactDetails.objects.filter(person=profile.person_id).first()
    emails = {row["value"] for row in own.emails} if own else set()
    phones = {row["value"] for row in own.phones} if own else set()
    if set(profile.shown_emails) - emails or set(profile.shown_phones) - phones:
        raise ProfileError(_("Välj bland dina egna uppgifter."))
    if profile.reached_by not in ReachedBy.values:
        raise ProfileError(_("Välj e-post eller papper."))
