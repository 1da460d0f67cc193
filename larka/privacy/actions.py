"""Raising and handling alarms, and taking the log out in a file; each is logged itself."""

from collections.abc import Mapping

from django.db import transaction

from larka.access.policies import PRIVACY_OFFICE, REGISTER_OFFICE
from larka.audit.actions import record
from larka.people.actions.roles import huvudman
from larka.people.actions.settings import change_setting
from larka.privacy.models import Alarm
from larka.privacy.notices import tell_officers
from larka.privacy.queries.alarms import unusual_use
from larka.privacy.queries.log import Search
from larka.register.actor import Actor
from larka.register.settings import settings_of


@transaction.atomic
def watch_log(*, by: Actor) -> list[Alarm]:
    """Raise an alarm for each unusual use that has none open; one that is open grows. Answers the new ones."""
    raised = []
    for found in unusual_use(by.at):
        about = {"count": found.count, "most": found.most, "from_at": found.from_at, "to_at": found.to_at}
        alarm, is_new = Alarm.objects.get_or_create(
            kind=found.kind, person_id=found.person, handled_at=None, defaults={**about, "raised_at": by.at}
        )
        if is_new:
            raised.append(alarm)
            record(by, "alarm.raised", alarm, details={"kind": found.kind, "person": found.person, "count": found.count})
        elif found.to_at > alarm.to_at:
            alarm.count, alarm.to_at = max(found.count, alarm.count), found.to_at
            alarm.save(update_fields=["count", "to_at"])
    if raised:
        tell_officers(by)
    return raised


@transaction.atomic
def handle_alarm(*, by: Actor, alarm: Alarm, note: str) -> Alarm:
    """Write down what an alarm led to. Saying it twice changes nothing."""
    PRIVACY_OFFICE.require(by, huvudman())
    kept = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if kept.handled_at is not None:
        return kept
    kept.handled_at, kept.handled_by_id, kept.note = by.at, by.writer, note
    kept.save(update_fields=["handled_at", "handled_by_id", "note"])
    record(by, "alarm.handled", kept, details={"kind": kept.kind, "person": kept.person_id})
    return kept


@transaction.atomic
def note_export(*, by: Actor, search: Search, file_format: str) -> None:
    """Log that rows of the log leave it in a file, and which."""
    PRIVACY_OFFICE.require(by, huvudman())
    record(by, "log.exported", huvudman(), role="data_protection_officer", details={**search.codes, "format": file_format})


@transaction.atomic
def change_controller(*, by: Actor, values: Mapping[str, str]) -> list[str]:
    """Say who is responsible for the personal data and how to reach them and their officer (H11); answers the keys that changed."""
    REGISTER_OFFICE.require(by, huvudman())
    kept = settings_of("privacy")
    changed = sorted(key for key, value in values.items() if kept[key] != value)
    for key in changed:
        change_setting(by=by, key=f"privacy.{key}", value=values[key])
    record(by, "controller.told", huvudman(), details={"changed": changed})
    return changed
