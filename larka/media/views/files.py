"""The files themselves, to those who may see what they hang on: shown, played in parts, or downloaded with the notice."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path

from larka.access.http import ActingRequest, opens
from larka.access.policy import Policy
from larka.media.files import DOWNLOAD, ORIGINAL, content
from larka.media.holders import HolderKind
from larka.media.models import Medium
from larka.media.names import disposition
from larka.media.papers import packed
from larka.media.pictures import SIZES
from larka.media.preparing import carries_notice, with_notice
from larka.media.ranges import asked_part
from larka.media.refusals import RefusedFileError
from larka.media.sorts import SORTS
from larka.vault.problems import KeyGoneError

_SHOWN = frozenset({Medium.Kind.PICTURE, Medium.Kind.SOUND, Medium.Kind.FILM})
# Nothing that a file holds may run, frame or fetch anything, whatever a browser makes of it.
_ALONE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; sandbox"


def addresses_of(kind: HolderKind, read: Policy[Any]) -> list[URLPattern]:
    """What one sort of holder is asked for: the file, a small picture of it, and the download. Each goes through its policy."""
    start, name = f"media/{kind.key}/<uuid:public_id>/", f"medium_{kind.key}"
    return [
        path(start, opens(read)(original_of), name=name),
        path(f"{start}hamta/", opens(read)(download_of), name=f"{name}_download"),
        path(f"{start}<slug:size>/", opens(read, with_page=True)(small_of), name=f"{name}_small"),
    ]


def original_of(request: ActingRequest, held: Any) -> HttpResponseBase:
    """The whole picture, or the sound and film in the parts that a player asks for. Documents are downloads only.

    ``held``: what a policy, or the page of the thing it hangs on, has opened to whoever asks.
    """
    medium = _ready(held)
    if medium.kind not in _SHOWN:
        raise Http404
    return _part_of(request, medium, ORIGINAL, SORTS[medium.form].mime)


def small_of(request: ActingRequest, held: Any, size: str) -> HttpResponseBase:
    """A picture for a page: its own, or of how a film begins."""
    medium = _ready(held)
    if size not in SIZES or size not in medium.sizes:
        raise Http404
    return _part_of(request, medium, size, "image/jpeg")


def download_of(request: ActingRequest, held: Any) -> HttpResponseBase:
    """With the notice on it; what cannot carry it lies beside it in a packed file (F5)."""
    medium = _ready(held)
    name = f"{medium.name.rpartition('.')[0]}.{SORTS[medium.form].ending}"
    if DOWNLOAD in medium.sizes:
        answer = _part_of(request, medium, DOWNLOAD, SORTS[medium.form].mime)
    elif copy := _stamped_now(medium):
        answer = HttpResponse(copy, content_type=SORTS[medium.form].mime)
    else:
        answer = StreamingHttpResponse(packed(medium.name, _opened(medium, ORIGINAL), request.actor.at), content_type="application/zip")
        name = f"{medium.name.rpartition('.')[0]}.zip"
    answer["Content-Disposition"] = disposition(name)
    return _sealed_off(answer)


def _stamped_now(medium: Medium) -> bytes:
    """Whoever asks before the copy with the notice lies ready gets one made at once, not the file without it; nothing for other sorts."""
    try:
        copy = with_notice(medium) if carries_notice(medium) else None
    except (KeyGoneError, FileNotFoundError, RefusedFileError) as error:
        raise Http404 from error
    return copy.getvalue() if copy else b""


def _ready(held: Any) -> Medium:
    medium: Medium = held.medium
    if medium.state != Medium.State.READY:
        raise Http404
    return medium


def _part_of(request: ActingRequest, medium: Medium, part: str, mime: str) -> HttpResponseBase:
    """All of it, or the bytes that were asked for; a player that wants to know whether it has changed begins anew."""
    size = medium.sizes[part]
    asked = asked_part("" if "If-Range" in request.headers else request.headers.get("Range", ""), size)
    if asked is None:
        answer = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, content_type=mime)
        answer["Content-Range"] = f"bytes */{size}"
        return _sealed_off(answer)
    status = HTTPStatus.OK if asked.whole else HTTPStatus.PARTIAL_CONTENT
    made = StreamingHttpResponse(_opened(medium, part, asked.start, asked.end), status=status, content_type=mime)
    made["Content-Length"], made["Accept-Ranges"], made["Content-Disposition"] = str(asked.length), "bytes", "inline"
    if not asked.whole:
        made["Content-Range"] = f"bytes {asked.start}-{asked.end - 1}/{size}"
    return _sealed_off(made)


def _opened(medium: Medium, part: str, start: int = 0, end: int | None = None) -> Iterable[bytes]:
    """The key is asked for now: what has none any more is gone."""
    try:
        return content(medium, part, start, end)
    except (KeyGoneError, FileNotFoundError) as error:
        raise Http404 from error


def _sealed_off(answer: Any) -> HttpResponseBase:
    """Kept by nobody, and shut in by itself."""
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = _ALONE
    sealed: HttpResponseBase = answer
    return sealed
