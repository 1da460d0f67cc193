"""What is taken along from a page: a document on paper or as open data. That nobody keeps it on the way is said for every answer."""

import datetime as dt

from django.http import HttpResponse, JsonResponse

from larka.core.documents import Document, render_pdf


def paper(document: Document, name: str, at: dt.datetime) -> HttpResponse:
    """The document as a PDF of this name."""
    return pdf_file(render_pdf(document, made_at=at), name)


def pdf_file(pdf: bytes, name: str) -> HttpResponse:
    """A PDF that is made already: letters."""
    return named(HttpResponse(pdf, content_type="application/pdf"), f"{name}.pdf")


def open_data(document: Document, name: str) -> HttpResponse:
    """The same document for programs: no more and no less than on the page."""
    return named(JsonResponse(document.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1}), f"{name}.json")


def named(answer: HttpResponse, name: str) -> HttpResponse:
    """A file to keep, under this name."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
