"""Hanging files on an answer, and taking them away: part of saving it."""

import uuid

from django.utils.translation import gettext as _

from larka.media.actions.media import remove, take_in
from larka.media.models import Medium
from larka.media.queries.uploads import own_upload
from larka.media.refusals import RefusedFileError, in_words
from larka.questionnaires.access import form_kind
from larka.questionnaires.models import AnsweredRecord, FormFile
from larka.questionnaires.queries.files import published_media
from larka.questionnaires.shape import values
from larka.questionnaires.shape.parts import Question
from larka.questionnaires.shape.words import KIND_WORDS
from larka.register.actor import Actor


class FileRefusedError(Exception):
    """Nothing was saved: a file of this field cannot be taken in. ``text`` is for the person."""

    def __init__(self, asked: Question, medium: str, text: str) -> None:
        super().__init__(text)
        self.asked, self.medium, self.text = asked, medium, text


def hang_files(by: Actor, form: AnsweredRecord, asked: Question, now: object, before: object) -> None:
    """Take in what is new in the answer, and remove what is no longer in it unless something that was published holds it (C9)."""
    wanted, had = values.medium_ids(now), values.medium_ids(before)
    if len(wanted) > asked.ceiling:
        raise FileRefusedError(asked, "", _("Högst %(most)s filer får plats. Ta bort någon.") % {"most": asked.ceiling})
    if set(wanted) == set(had):
        return
    kept, owner = published_media(form, asked.id), str(by.public_id) if asked.each else None
    for medium in wanted:
        if medium not in had and not (owner in kept.get(medium, ()) and _hangs(form, asked, medium)):
            _hang(by, form, asked, medium)
    _take_away(by, form, set(had) - set(wanted) - kept.keys())


def _hangs(form: AnsweredRecord, asked: Question, medium: str) -> bool:
    """Whether it still hangs there, since it was published: what a correction took out can be put back."""
    return FormFile.objects.filter(kind=form_kind(form).key, record=form.pk, field=asked.id, medium__public_id=medium).exists()


def _hang(by: Actor, form: AnsweredRecord, asked: Question, medium: str) -> None:
    """A new file is an own upload and nothing else: what hangs anywhere else is not named into an answer."""
    upload = own_upload(by, uuid.UUID(medium))
    if upload is None:
        raise FileRefusedError(asked, medium, in_words("gone"))
    # What telephones record is often packed as a film; what it is shows when it is read (FormFile.allowed).
    kinds = {*asked.file_kinds, "film"} if "sound" in asked.file_kinds else {*asked.file_kinds}
    try:
        taken = take_in(by, upload, child=form.child_id, kinds=kinds)
    except RefusedFileError as refused:
        raise FileRefusedError(asked, medium, f"{upload.name}: {said(refused, asked)}") from refused
    FormFile.objects.create(
        medium=taken, kind=form_kind(form).key, record=form.pk, field=asked.id, allowed=list(asked.file_kinds)
    )  # fmt: skip


def said(refused: RefusedFileError, asked: Question) -> str:
    """Why a file is not taken in, and what is."""
    told = in_words(refused.code, refused.values)
    if refused.code != "unknown":
        return told
    kinds = ", ".join(str(KIND_WORDS[kind]).lower() for kind in asked.file_kinds)
    return told + " " + _("Här går det att lämna: %(kinds)s.") % {"kinds": kinds}


def _take_away(by: Actor, form: AnsweredRecord, ids: set[str]) -> None:
    held = Medium.objects.filter(formfile__kind=form_kind(form).key, formfile__record=form.pk, public_id__in=ids)
    for medium in held.select_related("upload"):
        remove(by, medium, reason="answer.file_removed")
