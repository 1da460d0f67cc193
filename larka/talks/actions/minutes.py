"""Writing what a talk ends in, putting it before all, agreeing to it, and following it up (C6)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from larka.access.assurance import TooWeakError
from larka.access.policy import Refused
from larka.audit.actions import record
from larka.records.actions.drafts import forget_seen_drafts
from larka.records.models import Draft, VersionConflictError
from larka.register.actor import Actor
from larka.register.models import Person
from larka.talks.access.minutes import AGREEMENT_FOLLOW, MINUTES_AGREE, MINUTES_LEAD, MINUTES_WRITE
from larka.talks.actions.refusing import TalkError
from larka.talks.minutes_notices import tell_agreements
from larka.talks.models import Agreement, AgreementConfirmation, MinutesVersion, Side, Talk, TalkMinutes
from larka.talks.models.minutes import LONGEST_MINUTES, LONGEST_OUTCOME, LONGEST_PROMISE, LONGEST_REASON, MOST_PROMISES
from larka.talks.queries.agreeing import may_be_noted

How = AgreementConfirmation.How


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody does, and when it is followed up. id: the same through all versions; None: a new one."""

    who: str
    what: str
    follow_up_on: dt.date | None = None
    id: str | None = None

    def as_kept(self) -> dict[str, Any]:
        """As the row keeps it."""
        day = self.follow_up_on.isoformat() if self.follow_up_on else None
        return {"id": self.id or str(uuid.uuid4()), "who": self.who, "what": self.what.strip(), "follow_up_on": day}


@transaction.atomic
def write_minutes(
    *, by: Actor, talk: Talk, text: str, promises: Sequence[Promise], version: int, drafts: Iterable[Draft] = ()
) -> TalkMinutes:
    """Save what is being written together; nobody but those who lead the talk reads it yet. ``version``: the one shown, 0 for none.

    Where nothing is changed nothing is saved; one's own second press finds what the first has saved.
    """
    MINUTES_WRITE.require(by, talk)
    found = TalkMinutes.objects.select_for_update().filter(talk=talk).first()
    if (found.version if found else 0) != version:
        if found is not None and _is_just_saved(by, found, text, promises, version):
            return found
        raise VersionConflictError(found)
    _require_fitting(text, promises, found)
    _require_days_to_come(by, [promise.as_kept() for promise in promises], found.promises if found else [])
    forget_seen_drafts(by=by, drafts=drafts)
    kept = [promise.as_kept() for promise in promises]
    minutes = found or _begun(talk)
    if (minutes.text, minutes.promises) == (text, kept):
        return minutes
    minutes.text, minutes.promises, minutes.version = text, kept, version + 1
    minutes.shared, minutes.audience = talk.shared, talk.audience or []
    minutes.written_by_id, minutes.written_at = by.writer, by.at
    try:
        with transaction.atomic():
            minutes.save()
    except IntegrityError as error:  # two who pressed for the first time at once
        raise VersionConflictError(TalkMinutes.objects.filter(talk=talk).first()) from error
    record(by, "minutes.written", minutes, children=[minutes.child_id], details={"promises": len(kept)})
    return minutes


def _is_just_saved(by: Actor, found: TalkMinutes, text: str, promises: Sequence[Promise], version: int) -> bool:
    """Whether the one change since this version is this very text of the actor's, sent before; new promises have got ids since."""
    kept = [promise.as_kept() | {"id": promise.id} for promise in promises]
    saved = [was | {"id": was["id"] if promise.id else None} for was, promise in zip(found.promises, promises, strict=False)]
    mine = (found.version, found.written_by_id) == (version + 1, by.writer)
    return mine and (found.text, saved, len(found.promises)) == (text, kept, len(kept))


def _begun(talk: Talk) -> TalkMinutes:
    return TalkMinutes(
        talk=talk, child_id=talk.child_id, unit_id=talk.unit_id, school_form=talk.school_form, school_year_id=talk.school_year_id,
        version=0,
    )  # fmt: skip


def _require_fitting(text: str, promises: Sequence[Promise], found: TalkMinutes | None) -> None:
    known = {promise["id"] for promise in found.promises} if found else set()
    ids = [promise.id for promise in promises if promise.id]
    if len(text) > LONGEST_MINUTES or len(promises) > MOST_PROMISES:
        raise TalkError(_("Det är för långt. Korta texten eller ta bort en överenskommelse."))
    if any(not 0 < len(each.what.strip()) <= LONGEST_PROMISE or each.who not in Side.values for each in promises):
        raise TalkError(_("Skriv vem som gör vad i varje överenskommelse."))
    if not known.issuperset(ids) or len(set(ids)) < len(ids):
        raise TalkError(_("Sidan var trasig. Läs texten igen och spara en gång till."))


def _require_days_to_come(by: Actor, promises: Iterable[Mapping[str, Any]], before: Iterable[Mapping[str, Any]]) -> None:
    """A day that is said anew has not been; what was said before stays as it was said."""
    said = {promise["id"]: promise["follow_up_on"] for promise in before}
    days = [promise["follow_up_on"] for promise in promises if promise["follow_up_on"] != said.get(promise["id"])]
    if any(day and day < by.today.isoformat() for day in days):
        raise TalkError(_("En dag då något ska följas upp har redan varit. Skriv en ny dag."))


@transaction.atomic
def publish_minutes(*, by: Actor, minutes: TalkMinutes, version: int, number: int, reason: str = "") -> MinutesVersion:
    """Put it before all: frozen as it is, and each is asked to agree. A changed text says why, and asks each again.

    ``number``: of what all could read when the page was shown, 0 for nothing. One's own second press finds what the first has made.
    """
    MINUTES_LEAD.require(by, minutes)
    found = _locked(minutes)
    if found.latest is not None and _is_my_own_press(by, found.latest, found, number, reason.strip()):
        return found.latest
    if found.version != version or (found.latest.number if found.latest else 0) != number:
        raise VersionConflictError(found)
    _require_publishable(found, reason.strip())
    _require_days_to_come(by, found.promises, found.latest.promises if found.latest else [])
    made = found.versions.create(
        number=found.versions.count() + 1, text=found.text, promises=found.promises, reason=reason.strip() if found.latest_id else "",
        published_at=by.at, published_by_id=by.writer,
    )  # fmt: skip
    found.latest, found.published_at = made, found.published_at or by.at
    found.shared, found.audience = found.talk.shared, found.talk.audience or []
    found.save(update_fields=["latest", "published_at", "shared", "audience"])
    _enter(found, made)
    record(by, "minutes.published", found, children=[found.child_id], details={"number": made.number})
    if role := _role(by, found):
        _confirm(by, found, Person(pk=by.writer), role, How.PAGE)
    tell_agreements(by, found)
    return made


def _is_my_own_press(by: Actor, made: MinutesVersion, minutes: TalkMinutes, number: int, reason: str) -> bool:
    is_so = made.number, made.published_by_id, made.text, made.promises
    return is_so == (number + 1, by.writer, minutes.text, minutes.promises) and made.reason in ("", reason)


def _require_publishable(minutes: TalkMinutes, reason: str) -> None:
    if minutes.talk.held_at is None:
        raise TalkError(_("Anteckna först att samtalet är hållet."))
    if not minutes.talk.with_home:
        raise TalkError(_("Anteckna först vem från hemmet som var med."))
    if not minutes.text and not minutes.promises:
        raise TalkError(_("Skriv något först: några rader eller en överenskommelse."))
    if minutes.latest is None:
        return
    if (minutes.latest.text, minutes.latest.promises) == (minutes.text, minutes.promises):
        raise TalkError(_("Inget är ändrat sedan alla fick läsa."))
    if not 0 < len(reason) <= LONGEST_REASON:
        raise TalkError(_("Skriv varför texten ändras, med högst %(most)s tecken.") % {"most": LONGEST_REASON}, "reason")


def _enter(minutes: TalkMinutes, version: MinutesVersion) -> None:
    """Each promise as it stands now; what is said no more stays, marked so, with what became of it."""
    for place, promise in enumerate(version.promises):
        values = {"place": place, "who": promise["who"], "what": promise["what"], "follow_up_on": promise["follow_up_on"], "dropped": False}
        Agreement.objects.update_or_create(public_id=promise["id"], minutes=minutes, defaults=values)
    kept = [promise["id"] for promise in version.promises]
    minutes.agreements.exclude(public_id__in=kept).filter(dropped=False).update(dropped=True)


@transaction.atomic
def agree(*, by: Actor, minutes: TalkMinutes, number: int) -> AgreementConfirmation:
    """Agree to the version that was shown. Pressed twice it is done once."""
    found = _locked(minutes)
    role = _role(by, found)
    if not role:
        raise Refused(MINUTES_AGREE, minutes)
    _require_newest(found, number)
    return _confirm(by, found, Person(pk=by.writer), role, How.PAGE)


@transaction.atomic
def note_agreed(*, by: Actor, minutes: TalkMinutes, number: int, person: Person, how: str) -> AgreementConfirmation:
    """Whoever leads the talk notes that somebody of the family agreed in the room or on paper."""
    MINUTES_LEAD.require(by, minutes)
    found = _locked(minutes)
    _require_newest(found, number)
    role = may_be_noted(by, found).get(person.pk)
    if role is None or how not in (How.ROOM, How.PAPER):
        raise TalkError(_("Välj någon i listan."), "person")
    return _confirm(by, found, person, role, How(how))


def _require_newest(minutes: TalkMinutes, number: int) -> None:
    if minutes.latest is None or minutes.latest.number != number:
        raise VersionConflictError(minutes)


def _confirm(by: Actor, minutes: TalkMinutes, person: Person, role: str, how: "AgreementConfirmation.How") -> AgreementConfirmation:
    noted = None if how == How.PAGE else by.writer
    given = {"role": role, "agreed_at": by.at, "how": how, "noted_by_id": noted}
    number = minutes.latest.number if minutes.latest else 0
    made, is_new = minutes.confirmations.get_or_create(number=number, person_id=person.pk, defaults=given)
    if is_new:
        record(by, "minutes.agreed", minutes, children=[minutes.child_id], details={"number": number, "how": str(how)})
    return made


@transaction.atomic
def follow_up(*, by: Actor, agreement: Agreement, outcome: str) -> Agreement:
    """Say how it went. Once: what was said stays."""
    AGREEMENT_FOLLOW.require(by, agreement)
    found = Agreement.objects.select_for_update(of=("self",)).select_related("minutes").get(pk=agreement.pk)
    outcome = outcome.strip()
    if found.followed_up_at is not None:
        if (found.followed_up_by_id, found.outcome) == (by.person_id, outcome):
            return found
        raise TalkError(_("Överenskommelsen är redan uppföljd."))
    if found.dropped:
        raise TalkError(_("Överenskommelsen gäller inte längre."))
    if not 0 < len(outcome) <= LONGEST_OUTCOME:
        raise TalkError(_("Skriv hur det gick, med högst %(most)s tecken.") % {"most": LONGEST_OUTCOME}, "outcome")
    found.outcome, found.followed_up_at, found.followed_up_by_id = outcome, by.at, by.writer
    found.save(update_fields=["outcome", "followed_up_at", "followed_up_by"])
    record(by, "agreement.followed_up", found, children=[found.minutes.child_id])
    return found


def _locked(minutes: TalkMinutes) -> TalkMinutes:
    """Talk and newest version are fetched after it: fetched along, they would be those of before the wait."""
    return TalkMinutes.objects.select_for_update().get(pk=minutes.pk)


def _role(by: Actor, minutes: TalkMinutes) -> str:
    """In which role the actor agrees; nothing for whoever does not."""
    opened: Any = MINUTES_AGREE.open(by, minutes.public_id)
    if opened is None:
        return ""
    if need := MINUTES_AGREE.lacking(by, opened.access_role):
        raise TooWeakError(need)
    return str(opened.access_role)
