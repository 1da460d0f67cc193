"""What is done with a file once it is here, in the background: cleaned, sealed with the right key, and made small for pages.

Declared here and not among the tasks, since what takes a file in queues it in the same transaction.
"""

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image

from larka.jobs.work import defer, task
from larka.media import films, papers, pictures, storage
from larka.media.files import DOWNLOAD, ORIGINAL, content, keep, remove_files
from larka.media.holders import holder_kinds
from larka.media.models import Medium
from larka.media.names import name_for
from larka.media.parts import Joined, names_of
from larka.media.refusals import RefusedFileError
from larka.media.sorts import SORTS
from larka.vault.problems import KeyGoneError


@task("media", label=_("Förbereda en bild, film eller fil"))
def prepare(medium_id: int) -> None:
    """Make one medium ready. Safe to run twice: what is ready already is left alone."""
    with transaction.atomic():
        medium = Medium.objects.select_for_update(skip_locked=True, of=["self"]).select_related("upload").filter(pk=medium_id).first()
        if medium is None or medium.state != Medium.State.WAITING:
            return
        try:
            _prepared(medium)
            _require_accepted(medium)
        except RefusedFileError as error:
            _refuse(medium, error.code)
        except (KeyGoneError, FileNotFoundError):
            _refuse(medium, "gone")
        else:
            _finish(medium)


def give_up(medium_id: int) -> None:
    """What could not be made ready however often it was tried: said on its page, and tried no more."""
    with transaction.atomic():
        medium = Medium.objects.select_for_update(skip_locked=True, of=["self"]).select_related("upload").filter(pk=medium_id).first()
        if medium is not None and medium.state == Medium.State.WAITING:
            _refuse(medium, "unprepared")


@task("media", label=_("Göra en bild redo att hämtas"), priority=-1)
def prepare_download(medium_id: int) -> None:
    """The copy that carries the notice (F5): after what the pages show."""
    with transaction.atomic():
        medium = Medium.objects.select_for_update().filter(pk=medium_id, state=Medium.State.READY).first()
        if medium is None or DOWNLOAD in medium.sizes:
            return
        if copy := with_notice(medium):
            keep(medium, DOWNLOAD, copy)
            medium.save(update_fields=["sizes"])


def _prepared(medium: Medium) -> None:
    if medium.upload is None:
        raise RefusedFileError("gone")
    file = cast("BinaryIO", io.BufferedReader(Joined(medium.upload), 256 * 1024))
    _WAYS[medium.kind](medium, file)


def _require_accepted(medium: Medium) -> None:
    """What it turned out to be may be something else than it looked: a film without pictures is sound."""
    for kind in holder_kinds():
        for held in kind.model._default_manager.filter(medium=medium):
            held.medium = medium
            if not kind.accepts(held):
                raise RefusedFileError("unknown")


def _picture(medium: Medium, file: BinaryIO) -> None:
    drawn = pictures.drawn_anew(file, SORTS[medium.form])
    medium.width, medium.height = drawn.size
    medium.form = "jpeg"
    with pictures.drawable():
        whole = pictures.encoded(drawn)
    keep(medium, ORIGINAL, whole)
    _keep_small(medium, drawn)


def _keep_small(medium: Medium, drawn: Image.Image) -> None:
    with pictures.drawable():
        sizes = list(pictures.small(drawn))
    for name, made in sizes:
        keep(medium, name, made)


def _film(medium: Medium, file: BinaryIO) -> None:
    with _unnamed_file() as (path, target):
        cleaned = films.clean(file, SORTS[medium.form], path)
        medium.form, medium.kind = cleaned.sort.form, cleaned.sort.kind
        target.seek(0)
        keep(medium, ORIGINAL, target)
    if cleaned.poster is not None:
        medium.width, medium.height = cleaned.poster.size
        _keep_small(medium, cleaned.poster)


def _document(medium: Medium, file: BinaryIO) -> None:
    whole = papers.cleaned(file) if medium.form == "pdf" else file
    if medium.form == "pdf":
        papers.stamped(whole)  # whoever cannot read it now will not be able to later
    whole.seek(0)
    keep(medium, ORIGINAL, whole)


_WAYS: dict[str, Callable[[Medium, BinaryIO], None]] = {
    Medium.Kind.PICTURE: _picture,
    Medium.Kind.FILM: _film,
    Medium.Kind.SOUND: _film,
    Medium.Kind.DOCUMENT: _document,
}


@contextmanager
def _unnamed_file() -> Iterator[tuple[str, BinaryIO]]:
    """Room to put a film together in: a file that has no name and is gone with the process, however that ends."""
    folder = settings.HOME / "work"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as target:
        yield f"/proc/{os.getpid()}/fd/{target.fileno()}", cast("BinaryIO", target)


def _finish(medium: Medium) -> None:
    medium.state, medium.size = Medium.State.READY, medium.sizes[ORIGINAL]
    medium.name = name_for(medium.name, SORTS[medium.form])  # a film may have turned out to be sound
    _let_go(medium)
    for kind in holder_kinds():
        for held in kind.model._default_manager.filter(medium=medium):
            held.medium = medium
            kind.settled(held)
    if carries_notice(medium):
        defer(prepare_download, medium_id=medium.pk)


def _refuse(medium: Medium, code: str) -> None:
    remove_files(medium)
    medium.state, medium.reason, medium.sizes = Medium.State.REFUSED, code, {}
    _let_go(medium)


def _let_go(medium: Medium) -> None:
    """The upload has been used: its parts go before its row."""
    upload, medium.upload = medium.upload, None
    medium.save()
    if upload is not None:
        storage.remove(names_of(upload))
        upload.delete()


def carries_notice(medium: Medium) -> bool:
    """Whether the notice goes into the file itself."""
    return medium.kind == Medium.Kind.PICTURE or medium.form == "pdf"


def with_notice(medium: Medium) -> io.BytesIO | None:
    """A copy that carries the notice; None where a document is locked or too long for that."""
    whole = io.BytesIO(b"".join(content(medium, ORIGINAL)))
    if medium.kind == Medium.Kind.PICTURE:
        with pictures.opened(whole, SORTS[medium.form]) as picture:
            return pictures.marked(picture)
    return papers.stamped(whole)
