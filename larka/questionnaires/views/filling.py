"""One form of any kind: filling it in, reading it, and every way in which it leaves the page.

The views are the same for every kind of record that is answered by forms; ``addresses`` gives a kind its pages, each behind its policy.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.answers import open_data, paper
from larka.access.audiences import Audience
from larka.access.http import ActingRequest, form_status, is_fetched, opens, who_has_read
from larka.access.policies import CHILD_DOCUMENTS
from larka.core.documents import Document, render_html
from larka.notices.actions.reading import read_about
from larka.questionnaires.access import FormKind, form_kind
from larka.questionnaires.actions import filling as actions
from larka.questionnaires.actions.files import FileRefusedError
from larka.questionnaires.documents import document_for
from larka.questionnaires.forms.filling import AnswersForm, ReasonForm
from larka.questionnaires.notices import notices_of
from larka.questionnaires.places import answer_boxes
from larka.questionnaires.queries.files import files_beside, media_told
from larka.questionnaires.queries.filling import FormPage, fetch_beside, forms_about, page_of, titles
from larka.questionnaires.queries.kept import kept_of
from larka.questionnaires.shape import rights
from larka.questionnaires.shape.values import input_name
from larka.questionnaires.views.files import file_addresses, file_html
from larka.questionnaires.views.sent_files import forget_refused, takes_files, typed_in
from larka.register.models import Person

Page = Callable[[ActingRequest, Any], HttpResponse]


def addresses(kind: FormKind, start: str, *, page: Page) -> list[URLPattern]:
    """The pages of one record of a kind; ``start``: what their addresses begin with; ``page``: the one where it is filled in and read."""
    read, lead = opens(kind.read), opens(kind.lead)
    return [
        path(f"{start}/<uuid:public_id>/", takes_files(read, page), name=kind.page()),
        path(f"{start}/<uuid:public_id>/pdf/", read(form_pdf), name=kind.page("pdf")),
        path(f"{start}/<uuid:public_id>/{kind.file}.json", read(form_json), name=kind.page("json")),
        path(f"{start}/<uuid:public_id>/historik/", read(form_history), name=kind.page("history")),
        path(f"{start}/<uuid:public_id>/oppna/", lead(open_form), name=kind.page("open")),
        path(f"{start}/<uuid:public_id>/vem-har-last/", read(form_readers), name=kind.page("readers")),
        path(f"{start}/<uuid:public_id>/vem-kan-se/<uuid:field>/", read(field_holders), name=kind.page("holders")),
        *file_addresses(kind, start),
    ]


@opens(CHILD_DOCUMENTS)
def child_forms(request: ActingRequest, child: Person) -> HttpResponse:
    """The child's forms, to fill in and to read."""
    rows = forms_about(request.actor, child)
    request.reading.saw([child.pk], days=(row["published_at"] for row in rows))
    shapes = titles(row["template_version_id"] for row in rows)
    return render(request, "questionnaires/child_forms.html", {"child": child, "rows": rows, "shapes": shapes})


def form_page(request: ActingRequest, form: Any) -> HttpResponse:
    """The form as I meet it: what I may write in is yellow, what I may read stands below it, and nothing else is there."""
    return filled_page(request, form, "questionnaires/form.html", lambda _page: {})


def filled_page(request: ActingRequest, form: Any, template: str, more: Callable[[FormPage], Mapping[str, Any]]) -> HttpResponse:
    """The same in a template of the kind's own, with more of its own, made of what the page has asked already."""
    fetch_beside(request.actor, form)
    kind, page = form_kind(form), page_of(request.actor, form)
    typed, wrong, untaken = typed_in(request, page)
    answers = _answers(request, form, page, typed)
    answers.refuse(wrong)
    if typed is not None and answers.is_valid() and answers.look_through():
        try:
            saved = actions.save_answers(by=request.actor, form=form, answers=answers.answers())
        except actions.AnswersChangedError as conflict:
            form.refresh_from_db()
            page = page_of(request.actor, form)
            answers = _answers(request, form, page, typed)
            answers.mark(conflict.changed)
        except FileRefusedError as refused:
            forget_refused(request.actor, refused)
            answers = _answers(request, form, page, typed)
            answers.refuse({input_name(refused.asked): refused.text})
        else:
            _say_saved(request, len(saved), untaken)
            return redirect(kind.page(), form.public_id)
    _say_untaken(request, untaken)
    _is_no_news(request, kind, form, page)
    return render(request, template, {**_shown(request, form, page, answers), **more(page)}, status=form_status(request))


def _answers(request: ActingRequest, form: Any, page: FormPage, typed: Mapping[str, str] | None) -> AnswersForm:
    boxes, files, sections = answer_boxes(request.actor, form, page), files_beside(request.actor, form, page, typed), page.sections
    return AnswersForm(sections, page.names, typed, boxes, files, kept_of(form, page.reader, sections))


def _is_no_news(request: Any, kind: FormKind, form: Any, page: FormPage) -> None:
    """Whoever has opened it need not be told of it; nothing is asked where nothing is unread."""
    if request.session.account.has_news and (told := notices_of(kind)):
        for news in told.locked() if page.is_locked else [told.opened]:
            read_about(by=request.actor, kind=news.key, things=[form.public_id])


def _say_untaken(request: ActingRequest, names: list[str]) -> None:
    if names:
        messages.warning(request, _("Togs inte emot: %(names)s. Där går det inte att lämna filer nu.") % {"names": ", ".join(names)})


def _say_saved(request: ActingRequest, count: int, untaken: list[str]) -> None:
    _say_untaken(request, untaken)
    if count:
        messages.success(request, ngettext("%(n)s svar sparat.", "%(n)s svar sparade.", count) % {"n": count})
    elif not untaken:
        messages.info(request, _("Alla svar på sidan är sparade."))


def _shown(request: ActingRequest, form: Any, page: FormPage, answers: AnswersForm) -> dict[str, Any]:
    document, is_family = _document(request, form, page), bool(page.reader.roles & {"pupil", "guardian"})
    if is_family:  # what is theirs to write comes first: they read it on a phone
        answers.parts.sort(key=lambda part: not any(field.view.writable for field in part[1]))
    if document is not None or page.answers:
        request.reading.showed(form_kind(form).key, [form.pk])
        request.reading.details |= media_told(page, [form.latest] if form.latest_id else [])
    return {
        "form": form, "kind": form_kind(form), "page": page, "answers": answers,
        "document": document and render_html(document, level=2, files=file_html(form)), "is_family": is_family,
        "may_ask_readers": request.reading.may_ask_readers(form.child),
    }  # fmt: skip


def _document(request: ActingRequest, form: Any, page: FormPage, *, pictures: bool = False) -> Document | None:
    """The newest published version, as far as I read it."""
    return document_for(request.actor, form, form.latest, page.reader, page.names, pictures=pictures) if form.latest_id else None


def _published(request: ActingRequest, form: Any, *, pictures: bool = False) -> Document:
    page = page_of(request.actor, form)
    document = _document(request, form, page, pictures=pictures)
    if document is None:
        raise Http404
    request.reading.showed(form_kind(form).key, [form.pk])
    request.reading.saw([form.child_id], days=[form.published_at])
    return document


def form_pdf(request: ActingRequest, form: Any) -> HttpResponse:
    """On paper."""
    return paper(_published(request, form, pictures=True), form_kind(form).file, request.actor.at)


def form_json(request: ActingRequest, form: Any) -> HttpResponse:
    """As open data: the same document, no more and no less."""
    return open_data(_published(request, form), form_kind(form).file)


def form_history(request: ActingRequest, form: Any) -> HttpResponse:
    """Each published version as it was (C9), and the way through the steps."""
    page, kind = page_of(request.actor, form), form_kind(form)
    snapshots = list(form.snapshots.order_by("-number"))
    request.reading.saw([form.child_id], days=[snapshot.published_at for snapshot in snapshots])
    request.reading.showed(kind.key, [form.pk] if snapshots else [])
    request.reading.details |= media_told(page, snapshots)
    documents = (document_for(request.actor, form, each, page.reader, page.names) for each in snapshots)
    shown = file_html(form)
    context = {
        "form": form, "kind": kind, "page": page,
        "versions": [(each, render_html(document, level=3, files=shown)) for each, document in zip(snapshots, documents, strict=True)],
        "moves": form.moves.order_by("-pk").values("from_stage", "to_stage", "reason", "moved_at"),
    }  # fmt: skip
    return render(request, "questionnaires/history.html", context)


def field_holders(request: ActingRequest, form: Any, field: uuid.UUID) -> HttpResponse:
    """Vem kan se detta? Of one field, before and after it is written (A18)."""
    page, kind = page_of(request.actor, form), form_kind(form)
    view = next((each for part in page.sections for each in part.fields if each.asked.id == str(field)), None)
    if view is None:
        raise Http404
    shared = bool(view.mine and view.mine.shared)
    policy = kind.of_field(*rights.readers_of(view.asked, page.reader, shared=shared))
    shown = Audience.of(request.actor, policy, form).shown(request.GET.dict(), request.path, embedded=is_fetched(request))
    stage = page.shape.stages[page.shape.place(view.asked.shown, page.shape.last)].name
    waits = rights.is_familys(view.asked) and bool(kind.late & set(view.asked.readers))
    context = {"form": form, "kind": kind, "page": page, "asked": view.asked, "shown": shown, "stage": stage, "teacher_waits": waits}
    return render(request, "questionnaires/holders.html", context)


def form_readers(request: ActingRequest, form: Any) -> HttpResponse:
    """Vem har läst? For guardians, and for the pupil from 16 (A12)."""
    kind = form_kind(form)
    return render(request, "questionnaires/readers.html", {"form": form, "kind": kind, **who_has_read(request, kind.read, form)})


def open_form(request: ActingRequest, form: Any) -> HttpResponse:
    """Open what is locked, to put something right: with a reason."""
    reason, kind = ReasonForm(request.POST or None), form_kind(form)
    if request.method == "POST" and reason.is_valid():
        try:
            actions.open_again(by=request.actor, form=form, expected=form.stages - 1, reason=reason.cleaned_data["reason"])
        except actions.StageChangedError:
            messages.warning(request, _("Det är inte låst."))
        else:
            messages.success(request, _("Det är öppet igen. Det som var publicerat läses tills du publicerar en ny version."))
        return redirect(kind.page(), form.public_id)
    return render(request, "questionnaires/open_again.html", {"form": form, "kind": kind, "reason": reason}, status=form_status(request))
