"""Files of a form: sent with it, and given out to whoever reads the field that they hang on."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from markupsafe import Markup

from larka.access.http import ActingRequest, opens
from larka.core.documents import File
from larka.media.actions.uploads import forget_upload, keep_upload
from larka.media.models import Upload
from larka.media.queries.uploads import own_upload
from larka.media.receiving import SealedUpload
from larka.media.refusals import MEGABYTE, RefusedFileError, in_words
from larka.media.views.files import download_of, original_of, small_of
from larka.questionnaires.access import FormKind, form_kind
from larka.questionnaires.actions.files import FileRefusedError
from larka.questionnaires.models import FormFile
from larka.questionnaires.queries.files import opened_file
from larka.questionnaires.queries.filling import FormPage
from larka.questionnaires.shape.values import MOST_FILE_ROWS, input_name
from larka.register.actor import Actor

Page = Callable[[ActingRequest, Any], HttpResponse]
CHOSEN = "-filer"  # how the name of the input ends that brings files of a field
MOST_IN_A_FORM = 100  # megabytes of one file, and two such in one form; larger ones come part by part
_FORM_ITSELF = 2 * MEGABYTE


def file_addresses(kind: FormKind, start: str) -> list[URLPattern]:
    """Where the files of a kind's records are asked for: through the record's policy and then by who reads the field."""
    read = opens(kind.read)
    return [
        path(f"{start}/<uuid:public_id>/fil/<uuid:medium>/", read(form_file), name=kind.page("file")),
        path(f"{start}/<uuid:public_id>/fil/<uuid:medium>/hamta/", read(form_file_download), name=kind.page("file_download")),
        path(f"{start}/<uuid:public_id>/fil/<uuid:medium>/<slug:size>/", read(form_file_small), name=kind.page("file_small")),
    ]


def form_file(request: ActingRequest, form: Any, medium: uuid.UUID) -> HttpResponseBase:
    """A picture, or sound and film in the parts that a player asks for."""
    return original_of(request, _opened(request, form, medium))


def form_file_download(request: ActingRequest, form: Any, medium: uuid.UUID) -> HttpResponseBase:
    """With the notice on it (F5)."""
    return download_of(request, _opened(request, form, medium))


def form_file_small(request: ActingRequest, form: Any, medium: uuid.UUID, size: str) -> HttpResponseBase:
    """A small picture for the page: it can be read, and be fetched without the page, so that the log tells of it, too (A11)."""
    return small_of(request, _opened(request, form, medium), size)


def _opened(request: ActingRequest, form: Any, medium: uuid.UUID) -> FormFile:
    held = opened_file(request.actor, form, medium)
    if held is None:
        raise Http404
    request.reading.showed(form_kind(form).key, [form.pk])
    request.reading.details |= {"medium": str(medium), "field": str(held.field)}
    return held


def file_html(form: Any) -> Callable[[File], Markup]:
    """How the files of a form are shown in its document: as on the page where it is filled in."""
    kind = form_kind(form)
    return lambda file: Markup(render_to_string("questionnaires/one_file.html", {"form": form, "kind": kind, "file": file}))  # noqa: S704 – made by the template


def takes_files(opened: Callable[[Page], Callable[..., HttpResponseBase]], page: Page) -> Callable[..., HttpResponseBase]:
    """The page behind its policy, as one whose form may bring files: they are sealed while they come.

    Of a form with files the token stands in the same body, which is read when the files' own handler is in place and not before.
    """
    behind = opened(page)
    guarded = csrf_protect(behind)

    @csrf_exempt
    @wraps(behind)
    def view(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.content_type != "multipart/form-data":
            return guarded(request, *args, **kwargs)
        if request.actor is None:
            return behind(request, *args, **kwargs)  # to log in; nothing is read
        handler = SealedUpload(request.actor, MOST_IN_A_FORM * MEGABYTE, MOST_FILE_ROWS)
        request.upload_handlers = [handler]
        try:
            return guarded(request, *args, **kwargs)
        finally:
            handler.drop()

    view.largest_body = 2 * MOST_IN_A_FORM * MEGABYTE + _FORM_ITSELF  # type: ignore[attr-defined]
    return view


def typed_in(request: ActingRequest, page: FormPage) -> tuple[dict[str, str] | None, dict[str, str], list[str]]:
    """What was typed, with the files that the form itself brought among those of their fields; what is wrong with files, by input.

    Last the names of files for a field where this person may leave none: nothing of them is kept.
    """
    if request.method != "POST":
        return None, {}, []
    typed, wrong, untaken = {name: str(request.POST[name]) for name in request.POST}, dict[str, str](), list[str]()
    handler = next((each for each in request.upload_handlers if isinstance(each, SealedUpload)), None)
    if handler is None or not (handler.left_out or handler.sent):
        return typed, wrong, untaken
    asked = {input_name(view.asked) for part in page.sections for view in part.fields if view.writable and view.asked.type == "files"}
    for name, file in handler.left_out:
        if (field := name.removesuffix(CHOSEN)) in asked:
            wrong[field] = in_words("larger", {"what": file or _("Filen"), "most": MOST_IN_A_FORM})
        else:
            untaken.append(file)
    for name, upload in handler.sent:
        if (field := name.removesuffix(CHOSEN)) in asked:
            _keep(request.actor, field, upload, typed, wrong)
        else:
            untaken.append(upload.name)
    return typed, wrong, untaken


def _keep(by: Actor, field: str, upload: Upload, typed: dict[str, str], wrong: dict[str, str]) -> None:
    row = next((row for row in range(MOST_FILE_ROWS) if not typed.get(f"{field}-{row}")), MOST_FILE_ROWS)
    try:
        kept = keep_upload(by=by, upload=upload)
    except RefusedFileError as refused:
        wrong[field] = f"{upload.name}: {in_words(refused.code, refused.values)}"
    else:
        typed[f"{field}-{row}"] = str(kept.public_id)


def forget_refused(by: Actor, refused: FileRefusedError) -> None:
    """What cannot be taken in is not kept, and not tried again with the next press."""
    upload = own_upload(by, uuid.UUID(refused.medium)) if refused.medium else None
    if upload is not None:
        forget_upload(by=by, upload=upload)
