"""Sending a file in, part by part: the core of the protocol tus 1.0 (docs/adr/0191). A program asks, no person sees these answers."""

import base64
import binascii
from http import HTTPStatus
from typing import Any

from django.db.models.query import QuerySet
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse, UnreadablePostError
from django.urls import reverse

from larka.access.http import ActingRequest, answers_programs, lists, opens
from larka.media.access import UPLOAD_OWN
from larka.media.actions.uploads import OffsetError, begin_upload, continue_upload, forget_upload
from larka.media.models import Upload
from larka.media.parts import PART
from larka.media.refusals import RefusedFileError, in_words

VERSION = "1.0.0"
OFFSET_TYPE = "application/offset+octet-stream"
_MOST_DIGITS = 15
_METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE")


@answers_programs
@lists(UPLOAD_OWN)
def uploads(request: ActingRequest, _own: QuerySet[Upload]) -> HttpResponse:
    """Begin: how long the file is and what it is called."""
    request.reading.saw(())
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    length = _number(request.headers.get("Upload-Length", ""))
    if length is None:
        return _told(HttpResponse(status=HTTPStatus.BAD_REQUEST))
    try:
        upload = begin_upload(by=request.actor, name=_file_name(request), length=length)
    except RefusedFileError as refused:
        return _refused(refused)
    answer = HttpResponse(status=HTTPStatus.CREATED, headers={"Location": reverse("upload", args=[upload.public_id])})
    return _told(answer, upload)


@answers_programs
@opens(UPLOAD_OWN, methods=_METHODS, with_page=True)
def upload(request: ActingRequest, begun: Any) -> HttpResponse:
    """How far it has come (HEAD), the next part (PATCH), or never mind (DELETE)."""
    method = request.headers.get("X-HTTP-Method-Override", request.method) if request.method == "POST" else request.method
    if method == "HEAD":
        name = base64.b64encode(begun.name.encode()).decode()
        return _told(HttpResponse(headers={"Upload-Length": str(begun.length), "Upload-Metadata": f"filename {name}"}), begun)
    if method == "PATCH":
        return _next_part(request, begun)
    if method == "DELETE":
        forget_upload(by=request.actor, upload=begun)
        return _told(HttpResponse(status=HTTPStatus.NO_CONTENT))
    return HttpResponseNotAllowed(["HEAD", "PATCH", "DELETE"])


def _next_part(request: ActingRequest, begun: Upload) -> HttpResponse:
    """A part that was cut off on the way is as if it had not come: it is sent again."""
    offset = _number(request.headers.get("Upload-Offset", ""))
    if request.content_type != OFFSET_TYPE or offset is None:
        return _told(HttpResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE if offset is not None else HTTPStatus.BAD_REQUEST))
    try:
        kept = continue_upload(by=request.actor, upload=begun, offset=offset, content=request.body)
    except UnreadablePostError:
        return _told(HttpResponse(status=HTTPStatus.BAD_REQUEST))
    except OffsetError as wrong:
        begun.received = wrong.expected
        return _told(HttpResponse(status=HTTPStatus.CONFLICT), begun)
    except RefusedFileError as refused:
        forget_upload(by=request.actor, upload=begun)
        return _refused(refused)
    return _told(HttpResponse(status=HTTPStatus.NO_CONTENT), kept)


def _told(answer: HttpResponse, begun: Upload | None = None) -> HttpResponse:
    """What every answer says: the version, how long each part is to be, and where the next begins."""
    answer["Tus-Resumable"], answer["Upload-Part-Length"] = VERSION, str(PART)
    if begun is not None:
        answer["Upload-Offset"] = str(begun.received)
    return answer


def _refused(refused: RefusedFileError) -> HttpResponse:
    """The sentence for whoever chose the file, to be shown at the field."""
    answer = JsonResponse({"error": in_words(refused.code, refused.values)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _told(answer)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _file_name(request: ActingRequest) -> str:
    """The file's name as tus sends it: pairs of a word and base64."""
    pairs = (pair.split() for pair in request.headers.get("Upload-Metadata", "").split(","))
    found = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}  # noqa: PLR2004 – a pair
    try:
        return base64.b64decode(found.get("filename", ""), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
