"""The template builder: one page with everything in order, and a page for each part."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, form_status, lists, opens
from larka.questionnaires.access import TEMPLATE_EDIT, TEMPLATES_LEAD, form_kind_of, form_kinds
from larka.questionnaires.actions import templates as actions
from larka.questionnaires.forms.builder import NewTemplateForm, QuestionForm, SectionForm, WholeForm
from larka.questionnaires.forms.filling import preview_of
from larka.questionnaires.models import QuestionnaireTemplate
from larka.questionnaires.queries.templates import Work, copyable, owners, shape_of, templates_of, version_of, versions_of, work_on
from larka.questionnaires.shape import editing
from larka.questionnaires.shape.comparing import differences
from larka.questionnaires.shape.parts import ROLES, TYPES, Question, Role, Section, Shape, new_id
from larka.questionnaires.shape.words import ROLE_WORDS, TYPE_WORDS
from larka.register.models import Organisation


@lists(TEMPLATE_EDIT)
def templates(request: ActingRequest, _visible: Any) -> HttpResponse:
    """Every template that I look after, by unit."""
    request.reading.saw(())
    rows, units = templates_of(request.actor), list(owners(request.actor))
    listed = [(unit, [row for row in rows if row.unit_id == unit.pk]) for unit in units]
    nouns = {kind.key: kind.noun for kind in form_kinds()}
    return render(request, "questionnaires/templates.html", {"listed": listed, "nouns": nouns})


@opens(TEMPLATES_LEAD)
def new_template(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """A new one, empty or copied."""
    form = NewTemplateForm(request.POST or None, copyable=copyable(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_template(by=request.actor, unit=unit, **form.begun())
        except actions.TemplateError as error:
            form.add_error("name", str(error))
        else:
            return redirect("template", made.public_id)
    return render(request, "questionnaires/new_template.html", {"unit": unit, "form": form}, status=form_status(request))


@opens(TEMPLATE_EDIT)
def template(request: ActingRequest, shown: Any) -> HttpResponse:
    """The template as it stands: what is being changed, or its versions."""
    if request.method == "POST":
        return _act(request, shown)
    work = work_on(shown)
    found = actions.problems_of(shown.kind, work.shape) if work else []
    context = {
        "template": shown, "work": work, "versions": versions_of(shown), "types": TYPE_WORDS, "roles": ROLE_WORDS,
        "kind": form_kind_of(shown.kind),
        "problems": [(p.part or "rubrik", _named(work.shape, p.part, p.text)) for p in found] if work else [],
    }  # fmt: skip
    return render(request, "questionnaires/template.html", context)


def _named(shape: Shape, part: str, text: str) -> str:
    """The sentence with what it is about before it, so that no two links read alike."""
    question, section = shape.question(part), shape.section(part)
    about = question.label if question else section.heading if section else ""
    return f"{about}: {text}" if about else text


def _act(request: ActingRequest, shown: QuestionnaireTemplate) -> HttpResponse:
    """One press on a button of the page; where another page was quicker, that is said and shown (Q4)."""
    act, _colon, part = request.POST.get("act", "").partition(":")
    try:
        if act == "discard":
            if not actions.discard_changes(by=request.actor, template=shown, seen=_seen(request)):
                return redirect("templates")
        elif act == "undo":
            actions.undo_change(by=request.actor, template=shown, seen=_seen(request))
        elif act in ("retire", "restore", "begin"):
            _of_versions(request, shown, act, part)
        else:
            _edit(request, shown, act, part)
    except actions.TemplateChangedError:
        messages.warning(request, _("Mallen har ändrats på en annan sida. Så här ser den ut nu; gör om det du tänkte göra."))
    except actions.TemplateError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('template', args=[shown.public_id])}#{part}")


def _of_versions(request: ActingRequest, shown: QuestionnaireTemplate, act: str, number: str) -> None:
    if act == "retire":
        actions.retire_template(by=request.actor, template=shown)
    elif act == "restore":
        actions.restore_template(by=request.actor, template=shown)
    else:
        version = version_of(shown, number)
        if version is None:
            raise Http404
        actions.begin_version(by=request.actor, template=shown, copy_of=version)


_EDITS: dict[str, Callable[[Shape, str], Shape]] = {
    "up": lambda shape, part: editing.move(shape, part, -1),
    "down": lambda shape, part: editing.move(shape, part, 1),
    "copy": lambda shape, part: editing.copy(shape, part, lambda name: _("%(name)s (kopia)") % {"name": name}),
    "remove": editing.remove,
    "section": lambda shape, _part: editing.add_section(shape, Section(new_id(), _("Nytt avsnitt"))),
}


def _edit(request: ActingRequest, shown: QuestionnaireTemplate, act: str, part: str) -> None:
    work = _work(shown)
    if act not in _EDITS:
        raise Http404
    try:
        shape = _EDITS[act](work.shape, part)
    except KeyError as error:
        raise actions.TemplateChangedError from error
    actions.change_template(by=request.actor, template=shown, seen=_seen(request), shape=shape)


@opens(TEMPLATE_EDIT)
def template_whole(request: ActingRequest, shown: Any) -> HttpResponse:
    """Title, introduction and steps."""
    work = _work(shown)
    form = WholeForm(request.POST or None, shape=work.shape, kind=form_kind_of(shown.kind))
    if request.method == "POST" and form.is_valid() and _changed(request, shown, form.shape()):
        return redirect("template", shown.public_id)
    return _part_page(request, shown, work, form, _("Rubrik och steg"))


@opens(TEMPLATE_EDIT)
def template_section(request: ActingRequest, shown: Any, part: uuid.UUID) -> HttpResponse:
    """One section's heading and help."""
    work = _work(shown)
    section = work.shape.section(str(part))
    if section is None:
        raise Http404
    form = SectionForm(request.POST or None, section=section)
    if request.method == "POST" and form.is_valid() and _changed(request, shown, editing.replace_section(work.shape, form.section())):
        return redirect(f"{reverse('template', args=[shown.public_id])}#{part}")
    return _part_page(request, shown, work, form, section.heading)


@opens(TEMPLATE_EDIT)
def template_question(request: ActingRequest, shown: Any, part: uuid.UUID) -> HttpResponse:
    """One question: its words, its type's own, who writes, who reads, and when."""
    work = _work(shown)
    question = work.shape.question(str(part))
    if question is None:
        raise Http404
    form = QuestionForm(request.POST or None, question=question, shape=work.shape, kind=form_kind_of(shown.kind))
    if request.method == "POST" and form.is_valid() and _changed(request, shown, editing.replace_question(work.shape, form.question())):
        return redirect(f"{reverse('template', args=[shown.public_id])}#{part}")
    return _part_page(request, shown, work, form, question.label)


@opens(TEMPLATE_EDIT)
def template_new_question(request: ActingRequest, shown: Any, part: uuid.UUID) -> HttpResponse:
    """A further question in a section, of the type that the address names: nothing is kept until it is whole."""
    work, kind = _work(shown), next((each for each in TYPES if each == request.GET.get("typ")), None)
    if work.shape.section(str(part)) is None or kind is None:
        raise Http404
    asked = Question(request.POST.get("id", "") if _is_id(request.POST.get("id", "")) else new_id(), kind, "")
    form = QuestionForm(request.POST or None, question=asked, shape=work.shape, kind=form_kind_of(shown.kind))
    if (
        request.method == "POST"
        and form.is_valid()
        and _changed(request, shown, editing.add_question(work.shape, str(part), form.question()))
    ):
        return redirect(f"{reverse('template', args=[shown.public_id])}#{asked.id}")
    return _part_page(request, shown, work, form, _("Ny fråga"))


@opens(TEMPLATE_EDIT)
def template_publish(request: ActingRequest, shown: Any) -> HttpResponse:
    """What will be in use from now on, and what it differs in from the version before."""
    work = _work(shown)
    found = actions.problems_of(shown.kind, work.shape)
    if request.method == "POST":
        try:
            version = actions.publish_template(by=request.actor, template=shown, seen=_seen(request))
        except actions.NotReadyError as error:
            found = error.problems
        except actions.TemplateChangedError:
            messages.warning(request, _("Mallen har ändrats på en annan sida. Läs igenom den och publicera sedan."))
            return redirect("template_publish", shown.public_id)
        else:
            messages.success(request, _("Version %(number)s är publicerad. Det nya startas med den.") % {"number": version.number})
            return redirect("template", shown.public_id)
    changes = differences(shape_of(work.based_on), work.shape) if work.based_on else []
    context = {"template": shown, "work": work, "problems": found, "changes": changes}
    return render(request, "questionnaires/publish_template.html", context, status=form_status(request))


@opens(TEMPLATE_EDIT)
def template_differences(request: ActingRequest, shown: Any) -> HttpResponse:
    """What differs between two published versions."""
    versions = versions_of(shown)
    if len(versions) < 2:  # noqa: PLR2004 – two are compared
        raise Http404
    new = version_of(shown, request.GET.get("till", "")) or version_of(shown, str(versions[0]["number"]))
    old = version_of(shown, request.GET.get("fran", "")) or version_of(shown, str(versions[1]["number"]))
    changes = differences(shape_of(old), shape_of(new)) if old and new else []
    context = {"template": shown, "versions": versions, "old": old, "new": new, "changes": changes}
    return render(request, "questionnaires/differences.html", context)


@opens(TEMPLATE_EDIT)
def template_preview(request: ActingRequest, shown: Any) -> HttpResponse:
    """The form as one of the roles meets it in one of its steps, on a wide page or on a phone."""
    work, version = work_on(shown), version_of(shown, request.GET.get("version", "")) or shown.current
    shape = work.shape if work and "version" not in request.GET else shape_of(version) if version else None
    if shape is None:
        raise Http404
    role: Role = next((each for each in ROLES if each == request.GET.get("roll")), "guardian")
    stage = next((n for n in range(len(shape.stages)) if str(n) == request.GET.get("steg")), 0)
    page = preview_of(shape, role, stage, request.actor)
    query = {name: request.GET[name] for name in ("version", "bredd") if name in request.GET}
    context = {
        "template": shown, "shape": shape, "role": role, "stage": stage, "roles": ROLE_WORDS, "page": page,
        "narrow": request.GET.get("bredd") == "mobil", "kept": "".join(f"&{name}={quote(value)}" for name, value in query.items()),
    }  # fmt: skip
    return render(request, "questionnaires/preview.html", context)


def _work(shown: QuestionnaireTemplate) -> Work:
    """What is being changed; a template with nothing under way has no such page."""
    work = work_on(shown)
    if work is None:
        raise Http404
    return work


def _changed(request: ActingRequest, shown: QuestionnaireTemplate, shape: Shape) -> bool:
    """Keep the change; False, with what was typed kept on the page, where another page was quicker (Q4)."""
    try:
        actions.change_template(by=request.actor, template=shown, seen=_seen(request), shape=shape)
    except actions.TemplateChangedError:
        messages.warning(request, _("Mallen har ändrats på en annan sida. Det du skrev finns kvar här: spara igen om det ska gälla."))
        return False
    return True


def _part_page(request: ActingRequest, shown: QuestionnaireTemplate, work: Work, form: Any, heading: str) -> HttpResponse:
    context = {"template": shown, "work": work, "form": form, "heading": heading, "question": getattr(form, "kind", "")}
    return render(request, "questionnaires/template_part.html", context, status=form_status(request))


def _seen(request: ActingRequest) -> uuid.UUID:
    """The step that the page was made with; what is no such id is none."""
    text = request.POST.get("seen", "")
    return uuid.UUID(text) if _is_id(text) else uuid.UUID(int=0)


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
