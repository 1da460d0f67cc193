"""Files that come with a form: sealed while they come, kept as far as their fields have room, and each that is not taken is named."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from larka.access.http import ActingRequest
from larka.accounts.views.coming_back import had_logged_in, keep_without_files
from larka.accounts.views.providers import keep_for_proof
from larka.media.actions.uploads import forget_upload, keep_upload
from larka.media.models import Upload
from larka.media.queries.uploads import own_upload
from larka.media.receiving import NoFiles, SealedUpload
from larka.media.refusals import MEGABYTE, RefusedFileError, in_words
from larka.questionnaires.actions.files import FileRefusedError, said
from larka.questionnaires.queries.filling import FormPage
from larka.questionnaires.shape.parts import Question
from larka.questionnaires.shape.values import MOST_FILE_ROWS, file_rows, input_name, is_id
from larka.register.actor import Actor

Page = Callable[[ActingRequest, Any], HttpResponse]
CHOSEN = "-filer"  # how the name of the input ends that brings files of a field
MOST_IN_A_FORM = 100  # megabytes of one file, and two such in one form; larger ones come part by part
_FORM_ITSELF = 2 * MEGABYTE
_MOST_NAMED = 5
_ROW = re.compile(r"(f-[0-9a-f-]{36})-\d{1,2}")


def takes_files(opened: Callable[[Page], Callable[..., HttpResponseBase]], page: Page) -> Callable[..., HttpResponseBase]:
    """The page behind its policy, as one whose form may bring files: they are sealed while they come.

    Of a form with files the token stands in the same body, which is read when the files' own handler is in place and not before.
    """
    behind = opened(page)
    guarded, kept = csrf_protect(behind), csrf_protect(keep_without_files)

    @csrf_exempt
    @wraps(behind)
    def view(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.content_type != "multipart/form-data":
            return guarded(request, *args, **kwargs)
        if request.actor is None:
            request.upload_handlers = [NoFiles()]
            return (had_logged_in(request) and kept(request)) or behind(request, *args, **kwargs)
        handler = SealedUpload(request.actor, MOST_IN_A_FORM * MEGABYTE, MOST_FILE_ROWS)
        request.upload_handlers = [handler]
        try:
            return _proved(request, guarded(request, *args, **kwargs))
        finally:
            handler.drop()

    view.largest_body = 2 * MOST_IN_A_FORM * MEGABYTE + _FORM_ITSELF  # type: ignore[attr-defined]
    return view


def _proved(request: ActingRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Where more is to be proved first, what was typed waits; the files do not, which the door has said."""
    if isinstance(answer, HttpResponseRedirect) and answer.url.startswith(reverse("step_up")):
        keep_for_proof(request)
    return answer


@dataclass
class Came:
    """What a form brought. ``wrong``: what to say of files, by input; ``untaken``: names of files where this person may leave none."""

    by: Actor
    asked: Mapping[str, Question]
    typed: dict[str, str]
    wrong: dict[str, list[str]] = field(default_factory=dict)
    untaken: list[str] = field(default_factory=list)
    full: dict[str, list[str]] = field(default_factory=dict)

    def add(self, field_name: str, upload: Upload) -> None:
        """A file that the form itself brought: kept for its field, if there is room."""
        asked, name = self.asked.get(field_name), upload.name or _("Filen")
        if asked is None:
            self.untaken.append(name)
        elif sum(not row.gone for row in file_rows(asked, self.typed)) >= asked.ceiling:
            self.full.setdefault(field_name, []).append(name)
        else:
            self._keep(asked, upload, name)

    def _keep(self, asked: Question, upload: Upload, name: str) -> None:
        field_name = input_name(asked)
        row = next((row for row in range(MOST_FILE_ROWS) if not self.typed.get(f"{field_name}-{row}")), MOST_FILE_ROWS)
        try:
            self.typed[f"{field_name}-{row}"] = str(keep_upload(by=self.by, upload=upload).public_id)
        except RefusedFileError as refused:
            self.wrong.setdefault(field_name, []).append(f"{name}: {said(refused, asked)}")

    def leave(self, field_name: str, name: str, text: str = "") -> None:
        """One that was not read: too large, or one too many."""
        if field_name not in self.asked:
            self.untaken.append(name or _("Filen"))
        elif text:
            self.wrong.setdefault(field_name, []).append(text)
        else:
            self.full.setdefault(field_name, []).append(name)

    def problems(self) -> dict[str, str]:
        """What to say at each field."""
        for key, names in self.full.items():
            told = _("Högst %(most)s filer får plats. Togs inte emot: %(names)s.")
            self.wrong.setdefault(key, []).append(told % {"most": self.asked[key].ceiling, "names": _listed(names)})
        return {key: " ".join(texts) for key, texts in self.wrong.items()}


def typed_in(request: ActingRequest, page: FormPage) -> tuple[dict[str, str] | None, dict[str, str], list[str]]:
    """What was typed, with the files that the form itself brought among those of their fields; what is wrong with files, by input.

    Last the names of files for a field where this person may leave none: nothing of them is kept.
    """
    if request.method != "POST":
        return None, {}, []
    views = (view for part in page.sections for view in part.fields if view.writable and view.asked.type == "files")
    came = Came(
        request.actor, {input_name(view.asked): view.asked for view in views}, {name: str(request.POST[name]) for name in request.POST}
    )
    _forget_elsewhere(came)
    handler = next((each for each in request.upload_handlers if isinstance(each, SealedUpload)), None)
    if handler is not None:
        for name, file in handler.left_out:
            came.leave(name.removesuffix(CHOSEN), file, in_words("larger", {"what": file or _("Filen"), "most": MOST_IN_A_FORM}))
        for name, upload in handler.sent:
            came.add(name.removesuffix(CHOSEN), upload)
        for name, file in handler.beyond:
            came.leave(name.removesuffix(CHOSEN), file)
    return came.typed, came.problems(), came.untaken


def _forget_elsewhere(came: Came) -> None:
    """Own files that were sent before the form, for a field where they may not hang: not dropped without a word."""
    for name, value in came.typed.items():
        found = _ROW.fullmatch(name)
        if found and found[1] not in came.asked and is_id(value) and (upload := own_upload(came.by, uuid.UUID(value))):
            came.untaken.append(upload.name or _("Filen"))
            forget_upload(by=came.by, upload=upload)


def _listed(names: list[str]) -> str:
    """The first of them, and how many more."""
    named = ", ".join(name or _("Filen") for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return named if more <= 0 else _("%(names)s och %(n)s till") % {"names": named, "n": more}


def forget_refused(by: Actor, refused: FileRefusedError) -> None:
    """What cannot be taken in is not kept, and not tried again with the next press."""
    upload = own_upload(by, uuid.UUID(refused.medium)) if refused.medium else None
    if upload is not None:
        forget_upload(by=by, upload=upload)
