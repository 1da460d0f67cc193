"""Files of a form, given out to whoever reads the field that they hang on."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from markupsafe import Markup

from larka.access.http import ActingRequest, opens
from larka.audit.queries import told_with_page
from larka.core.documents import File
from larka.media.views.files import download_of, original_of, small_of
from larka.questionnaires.access import FormKind, form_kind
from larka.questionnaires.models import FormFile
from larka.questionnaires.queries.files import HeldFile, opened_file


def file_addresses(kind: FormKind, start: str) -> list[URLPattern]:
    """Where the files of a kind's records are asked for: through the record's policy and then by who reads the field."""
    read, part = opens(kind.read), opens(kind.read, with_page=True)
    return [
        path(f"{start}/<uuid:public_id>/fil/<uuid:medium>/", read(form_file), name=kind.page("file")),
        path(f"{start}/<uuid:public_id>/fil/<uuid:medium>/hamta/", read(form_file_download), name=kind.page("file_download")),
        path(f"{start}/<uuid:public_id>/fil/<uuid:medium>/figur/", part(form_file_figure), name=kind.page("file_figure")),
        path(f"{start}/<uuid:public_id>/fil/<uuid:medium>/<slug:size>/", read(form_file_small), name=kind.page("file_small")),
    ]


def form_file(request: ActingRequest, form: Any, medium: uuid.UUID) -> HttpResponseBase:
    """A picture, or sound and film in the parts that a player asks for."""
    return original_of(request, _opened(request, form, medium))


def form_file_download(request: ActingRequest, form: Any, medium: uuid.UUID) -> HttpResponseBase:
    """With the notice on it (F5)."""
    return download_of(request, _opened(request, form, medium))


def form_file_small(request: ActingRequest, form: Any, medium: uuid.UUID, size: str) -> HttpResponseBase:
    """A small picture: of a page that was just opened it is a part, which the page's row tells of (A11); else it has a row of its own."""
    held = _opened(request, form, medium)
    request.reading.with_page = told_with_page(request.actor, form_kind(form).key, form.pk, str(medium))
    return small_of(request, held, size)


def form_file_figure(request: ActingRequest, form: Any, medium: uuid.UUID) -> HttpResponse:
    """How a file is shown, asked for again while it is made ready. ``bredvid``: what is said of it stands in a field beside it."""
    held, text = opened_file(request.actor, form, medium) or (None, "")
    if held is None:
        raise Http404
    beside = "bredvid" in request.GET
    file = HeldFile(held).node("" if beside else text)
    return render(
        request, "questionnaires/one_file.html", {"form": form, "kind": form_kind(form), "file": file, "said": text if beside else ""}
    )


def _opened(request: ActingRequest, form: Any, medium: uuid.UUID) -> FormFile:
    held, _text = opened_file(request.actor, form, medium) or (None, "")
    if held is None:
        raise Http404
    request.reading.showed(form_kind(form).key, [form.pk])
    request.reading.details |= {"medium": str(medium), "field": str(held.field)}
    return held


def file_html(form: Any) -> Callable[[File], Markup]:
    """How the files of a form are shown in its document: as on the page where it is filled in."""
    kind = form_kind(form)
    return lambda file: Markup(render_to_string("questionnaires/one_file.html", {"form": form, "kind": kind, "file": file, "said": ""}))  # noqa: S704 – made by the template
