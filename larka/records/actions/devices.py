"""Keys for drafts that lie on a device (Q6): given to the person's own session, ended at log-out and a day after they were last given."""

import base64
import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from django.db import transaction

from larka.accounts.secrets import decrypted, encrypted
from larka.audit.actions import record
from larka.core.models import new_public_id
from larka.records.models import DeviceKey
from larka.register.actor import Actor

LASTS = dt.timedelta(hours=24)
_BYTES = 32


@dataclass(frozen=True, slots=True)
class GivenKey:
    """What the session is told: the name under which the device keeps what is encrypted, and the key itself."""

    owner: uuid.UUID
    secret: str


@transaction.atomic
def give_device_key(*, by: Actor, device: uuid.UUID) -> GivenKey:
    """The person's key on this device. After a day without it a new one: what the old one encrypted is lost, and was meant to be."""
    key = DeviceKey.objects.select_for_update().filter(person_id=by.writer, device=device).first()
    if key is None or by.at - key.given_at > LASTS:
        secret = base64.b64encode(secrets.token_bytes(_BYTES)).decode()
        made = {"owner": new_public_id(), "secret": encrypted(secret), "given_at": by.at}
        key, _ = DeviceKey.objects.update_or_create(person_id=by.writer, device=device, defaults=made)
        record(by, "draft.device_key_made", key)
        return GivenKey(key.owner, secret)
    DeviceKey.objects.filter(pk=key.pk).update(given_at=by.at)
    return GivenKey(key.owner, decrypted(key.secret))


@transaction.atomic
def end_device_key(*, by: Actor, device: uuid.UUID) -> None:
    """The person signs out: whatever the device still has can be read by nobody any more, even if it was not erased."""
    ended, _ = DeviceKey.objects.filter(person_id=by.writer, device=device).delete()
    if ended:
        record(by, "draft.device_key_ended")


@transaction.atomic
def forget_old_device_keys(*, by: Actor) -> int:
    """Keys that nobody has asked for during a day."""
    ended, _ = DeviceKey.objects.filter(given_at__lt=by.at - LASTS).delete()
    if ended:
        record(by, "draft.device_keys_lapsed", details={"count": ended})
    return ended
