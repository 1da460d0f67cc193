"""Taking a file in as a medium, and removing one."""

import io
from collections.abc import Collection
from typing import IO, cast

from larka.jobs.work import defer
from larka.media import pictures, storage
from larka.media.access import UPLOAD_OWN
from larka.media.actions.uploads import sort_of_upload
from larka.media.files import owner_of, remove_files
from larka.media.models import Medium, Upload
from larka.media.names import name_for
from larka.media.parts import Joined, held, names_of
from larka.media.preparing import prepare
from larka.media.refusals import RefusedFileError
from larka.media.sorts import Sort, kept_as
from larka.register.actor import Actor
from larka.vault.actions import destroy_key


def take_in(by: Actor, upload: Upload, *, child: int | None = None, kinds: Collection[str] = tuple(Medium.Kind)) -> Medium:
    """Part of the action that hangs it on something: an upload that is whole becomes a medium, made ready in the background.

    child: it is this child's own and ends with the child's key. kinds: what may hang there. Raises RefusedFileError for the field.
    """
    UPLOAD_OWN.require(by, upload)
    kept = held(upload)
    if kept is None or not kept.is_whole or Medium.objects.filter(upload=kept).exists():
        raise RefusedFileError("gone")
    sort = _sort_among(kept, kinds)
    medium = Medium(
        kind=sort.kind, form=sort.form, name=name_for(kept.name, kept_as(sort)), child_id=child, added_by_id=by.writer, added_at=by.at,
        upload=kept,
        public_id=kept.public_id,  # so that the same file saved twice is known again when its upload is used up
    )  # fmt: skip
    if sort.kind == Medium.Kind.PICTURE:
        medium.width, medium.height = pictures.look(cast("IO[bytes]", io.BufferedReader(Joined(kept), 256 * 1024)), sort)
    medium.save()
    defer(prepare, medium_id=medium.pk)
    return medium


def _sort_among(upload: Upload, kinds: Collection[str]) -> Sort:
    """What the file is; the refusal names what this place takes and nothing else."""
    only_pictures = set(kinds) == {Medium.Kind.PICTURE}
    try:
        sort = sort_of_upload(upload)
    except RefusedFileError as refused:
        if refused.code == "unknown" and only_pictures:
            raise RefusedFileError("not_a_picture") from refused
        raise
    if sort.kind not in kinds:
        raise RefusedFileError("not_a_picture" if only_pictures else "unknown")
    return sort


def remove(by: Actor, medium: Medium, *, reason: str) -> None:
    """Part of the action that takes it from what it hangs on: files before the row, and its own key last."""
    remove_files(medium)
    upload = medium.upload
    if upload is not None:
        storage.remove(names_of(upload))
    medium.delete()
    if upload is not None:
        upload.delete()
    owner = owner_of(medium)
    if owner.item_id is not None:
        destroy_key(by=by, owner=owner, reason=reason)
