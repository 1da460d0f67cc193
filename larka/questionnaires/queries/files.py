"""The files of a form: those that hang on it, those that somebody may open, and those that wait to be saved."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from larka.core.documents import File
from larka.media.access import UPLOAD_OWN
from larka.media.files import ORIGINAL, content, name_of
from larka.media.models import Medium
from larka.media.refusals import in_words
from larka.media.sorts import SORTS
from larka.questionnaires.access import form_kind
from larka.questionnaires.models import AnsweredRecord, FormFile, PublishedSnapshot
from larka.questionnaires.queries.filling import FormPage, Told, page_of, published_answers, readable
from larka.questionnaires.shape import values
from larka.questionnaires.shape.parts import Shape
from larka.questionnaires.shape.rights import Standing
from larka.questionnaires.shape.words import KIND_WORDS
from larka.register.actor import Actor
from larka.vault.owners import child_owner
from larka.vault.problems import KeyGoneError
from larka.vault.stored import can_open

SMALL = "mellan"


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One file, as a page tells of it."""

    held: FormFile
    told_where: bool = False  # where it lies is for the archive alone
    gone: bool = False  # its key was destroyed

    @property
    def medium(self) -> Medium:
        """The file itself."""
        return self.held.medium

    @property
    def id(self) -> str:
        """What it is asked for by, together with its form."""
        return str(self.medium.public_id)

    @property
    def is_ready(self) -> bool:
        """Whether it can be opened."""
        return self.medium.state == Medium.State.READY and not self.gone

    @property
    def what(self) -> str:
        """What sort of file it is and how large, as people say it."""
        medium = self.medium
        told = (SORTS[medium.form].ending.upper(), filesizeformat(medium.size)) if self.is_ready else ()
        return ", ".join((str(KIND_WORDS[medium.kind]), *told))

    @property
    def state(self) -> str:
        """Why it cannot be opened, in words; empty where it can."""
        if self.is_ready:
            return ""
        if self.gone:
            return _("Filen finns inte kvar.")
        return in_words(self.medium.reason) if self.medium.reason else _("Filen görs i ordning. Det brukar ta några sekunder.")

    def small(self) -> bytes:
        """A small picture of it, to be set on paper; nothing where there is none, or its key is gone."""
        if SMALL not in self.medium.sizes:
            return b""
        try:
            return b"".join(content(self.medium, SMALL))
        except (KeyGoneError, FileNotFoundError):
            return b""

    def node(self, text: str, *, picture: bool = False) -> File:
        """As a part of a document, with what is said of it."""
        medium, sort = self.medium, SORTS[self.medium.form]
        return File(
            medium.name, self.what, text=text, state=self.state, medium=self.id, mime=sort.mime, size=medium.size,
            sha256=self.held.sha256, lies_in=name_of(medium, ORIGINAL) if self.told_where else "", has_picture=SMALL in medium.sizes,
            waits=medium.state == Medium.State.WAITING and not self.gone,
            content=self.small() if picture else b"",
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """What is said of it where the record leaves: enough to find the file and to know that it is the same."""
        medium = self.medium
        return {
            "medium": self.id, "field": str(self.held.field), "name": medium.name, "kind": medium.kind, "state": medium.state,
            "type": SORTS[medium.form].mime, "size": medium.size, "sha256": self.held.sha256, "lies_in": name_of(medium, ORIGINAL),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilesBeside:
    """The files that a page shows: those that hang on the form, and the names of those that wait to be saved, by id."""

    held: Mapping[str, HeldFile] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)


def asks_for_files(shape: Shape) -> bool:
    """Whether anything is to be asked about files at all."""
    return any(asked.type == "files" for asked in shape.questions())


def files_of(record: AnsweredRecord, *, told_where: bool = False) -> dict[str, HeldFile]:
    """Every file of the form; who may know of one is asked by who reads its field."""
    held = list(FormFile.objects.filter(kind=form_kind(record).key, record=record.pk).select_related("medium").order_by("pk"))
    gone = any(each.medium.state == Medium.State.READY for each in held) and not can_open(child_owner(record.child_id))
    return {str(each.medium.public_id): HeldFile(each, told_where, gone) for each in held}


def files_beside(actor: Actor, form: AnsweredRecord, page: FormPage, typed: Mapping[str, str] | None) -> FilesBeside:
    """What the page shows of files; nothing is asked where the form has no such field."""
    asked = [each for each in page.shape.questions() if each.type == "files"]
    if not asked or not (typed or page.answers):
        return FilesBeside()
    ids = {row.medium for each in asked for row in values.file_rows(each, typed)} if typed else set()
    held = files_of(form)
    return FilesBeside(held, _sent(actor, ids - held.keys()))


def _sent(actor: Actor, ids: Iterable[str]) -> dict[str, str]:
    known = [uuid.UUID(each) for each in ids if values.is_id(each)]
    if not known:
        return {}
    waiting = UPLOAD_OWN.visible_to(actor).filter(public_id__in=known, medium__isnull=True)
    return {str(public_id): name for public_id, name in waiting.values_list("public_id", "name")}


def opened_file(actor: Actor, form: AnsweredRecord, medium: uuid.UUID) -> tuple[FormFile, str] | None:
    """The file and what is said of it, where the reader reads an answer that it hangs on, as it stands or as published (C1, C5, C9)."""
    held = FormFile.objects.filter(kind=form_kind(form).key, record=form.pk, medium__public_id=medium).select_related("medium").first()
    if held is None:
        return None
    text = readable_files(page_of(actor, form), form.snapshots.all()).get(str(medium))  # type: ignore[attr-defined]
    return None if text is None else (held, text)


def readable_files(page: FormPage, published: Iterable[PublishedSnapshot]) -> dict[str, str]:
    """Every file that the reader reads, with what is said of it: as it stands now before what was published."""
    found: dict[str, str] = {}
    for snapshot in published:
        shape, told = published_answers(snapshot)
        if asks_for_files(shape):
            standing = Standing(shape.last, snapshot.published_at.date())
            found |= _media(shape, readable(shape, standing, page.reader, told))
    if not asks_for_files(page.shape):
        return found
    now = [told for part in page.sections for each in part.fields for told in (each.mine, *each.others) if told is not None]
    return found | _media(page.shape, now)


def _media(shape: Shape, told: Iterable[Told]) -> dict[str, str]:
    asked = {each.id for each in shape.questions() if each.type == "files"}
    return {file["medium"]: file["text"] for each in told if each.field in asked for file in each.value or ()}


def media_told(page: FormPage, published: Iterable[PublishedSnapshot]) -> dict[str, list[str]]:
    """What the log is told of the files that a page shows: their ids, and nothing where there are none."""
    shown = sorted(readable_files(page, published))
    return {"media": shown} if shown else {}


def published_media(form: Any, field_id: str) -> dict[str, set[str | None]]:
    """The files that what was published of a field holds, and in whose answers: they stay whatever becomes of those (C9)."""
    found: dict[str, set[str | None]] = {}
    published = (answer for frozen in form.snapshots.values_list("content", flat=True) for answer in frozen["answers"])
    for answer in (each for each in published if each["field"] == field_id):
        for medium in values.medium_ids(answer["value"]):
            found.setdefault(medium, set()).add(answer["owner"])
    return found
