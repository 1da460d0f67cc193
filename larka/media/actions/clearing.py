"""What nobody took over, and files that no row knows of, are cleared away by night."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef

from larka.audit.actions import record
from larka.jobs.work import defer
from larka.media import storage
from larka.media.actions.media import remove
from larka.media.files import FOLDER
from larka.media.holders import holder_kinds
from larka.media.models import Medium, Upload
from larka.media.parts import forget_untaken
from larka.media.preparing import give_up, prepare
from larka.register.actor import Actor

KEPT_FOR = dt.timedelta(days=1)
TRIED_FOR = dt.timedelta(days=7)


@transaction.atomic
def clear_media(*, by: Actor) -> dict[str, int]:
    """Uploads of yesterday that nothing took over, media that hang on nothing, files without a row; what still waits is made ready."""
    counts = {"uploads": _forget_uploads(by), "media": _remove_unheld(by), "files": _remove_strays(by), "waiting": _prepare_again(by)}
    if any(counts.values()):
        record(by, "media.cleared", details=counts)
    return counts


def _forget_uploads(by: Actor) -> int:
    old = list(Upload.objects.filter(begun_at__lt=by.at - KEPT_FOR, medium__isnull=True))
    return sum(forget_untaken(upload) for upload in old)


def _remove_unheld(by: Actor) -> int:
    """What a medium hung on may go without asking, as when a person is disposed of."""
    media = Medium.objects.filter(added_at__lt=by.at - KEPT_FOR)
    for kind in holder_kinds():
        if kind.gone is not None:
            kind.gone().delete()
        media = media.filter(~Exists(kind.model._default_manager.filter(medium=OuterRef("pk"))))
    unheld = list(media.select_related("upload"))
    for medium in unheld:
        remove(by, medium, reason="medium.unheld")
    return len(unheld)


def _remove_strays(by: Actor) -> int:
    """A file is written before its row is saved: only what has lain for a day is a stray."""
    strays = [*_strays(f"{FOLDER}/", 2, Medium, by.at - KEPT_FOR), *_strays("uploads/", 1, Upload, by.at - KEPT_FOR)]
    storage.remove(strays)
    return len(strays)


def _strays(prefix: str, place: int, model: type[Medium] | type[Upload], before: dt.datetime) -> Iterator[str]:
    known = set(model._default_manager.values_list("public_id", flat=True).iterator())
    for name, written in storage.listed(prefix):
        if written < before and _id_in(name, place) not in known:
            yield name


def _id_in(name: str, place: int) -> uuid.UUID | None:
    try:
        return uuid.UUID(name.split("/")[place])
    except (ValueError, IndexError):
        return None


def _prepare_again(by: Actor) -> int:
    """Tried anew each night for a week: a full disk or a missing key may be mended. After that the file itself is to blame."""
    waiting = list(Medium.objects.filter(state=Medium.State.WAITING, added_at__lt=by.at - KEPT_FOR).values_list("pk", "added_at"))
    for pk, added_at in waiting:
        if added_at < by.at - TRIED_FOR:
            give_up(pk)
        else:
            defer(prepare, medium_id=pk)
    return len(waiting)
