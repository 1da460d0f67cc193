"""Answered forms of every kind as documents: page, paper, PDF and JSON are made of one tree, and hold what the reader may read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from larka.core.dates import stockholm_day
from larka.core.documents import Column, Document, Fact, Header, List, Paragraph, Section, Signature, Table
from larka.core.documents.nodes import Node
from larka.questionnaires.extras import extras_for
from larka.questionnaires.models import AnsweredRecord, PublishedSnapshot
from larka.questionnaires.queries.files import HeldFile, asks_for_files, files_of
from larka.questionnaires.queries.filling import Told, published_answers, readable
from larka.questionnaires.shape import rights, values
from larka.questionnaires.shape.parts import Question, Shape
from larka.questionnaires.shape.rights import Reader
from larka.questionnaires.shape.words import ROLE_WORDS
from larka.register.actor import Actor

Names = Mapping[str, str]
Files = Mapping[str, HeldFile]


def document_for(
    actor: Actor, record: AnsweredRecord, snapshot: PublishedSnapshot, reader: Reader, names: Names, *, pictures: bool = False
) -> Document:
    """A published version as this reader reads it: what they may not see is not there, and leaves no trace.

    pictures: with pictures in it, for paper; the page asks for them itself.
    """
    shape, told = published_answers(snapshot)
    standing = rights.Standing(shape.last, stockholm_day(snapshot.published_at))
    hidden = {asked.id for asked in shape.questions() if not rights.sees_field(asked, shape, standing, reader.roles)}
    answers = readable(shape, standing, reader, told)
    hidden -= {answer.field for answer in answers}
    more = extras_for(record).sections(actor, record, snapshot.content)
    document = form_document(record, shape, answers, names, snapshot, pictures=pictures).without(hidden | reader.withheld)
    return replace(document, body=(*document.body, *more))


def whole_document(record: Any) -> Document:
    """The newest published version with everything in it, for the archive and for release; without one a document that says so."""
    if record.latest is None:
        return form_document(record, Shape(str(record._meta.verbose_name).capitalize()), [], {}, None)
    shape, told = published_answers(record.latest)
    people = dict(record.answers.values_list("written_by__public_id", "written_by__display_name"))
    names = {str(key): name for key, name in people.items()}
    document = form_document(record, shape, told, names, record.latest, pictures=True, archived=True)
    return replace(document, body=(*document.body, *extras_for(record).sections(None, record, record.latest.content)))


def form_document(
    record: AnsweredRecord, shape: Shape, answers: Sequence[Told], names: Names, snapshot: PublishedSnapshot | None,
    *, pictures: bool = False, archived: bool = False,
) -> Document:  # fmt: skip
    """A form with its answers. ``names``: of those who wrote, as far as they are to be told. archived: with where its files lie."""
    facts = [
        Fact(pgettext("ett barn", "Barn") if record.school_form in ("FS", "FTH") else _("Elev"), record.child.display_name),
        Fact(_("Enhet"), record.unit.name),
    ]
    facts.append(Fact(_("Läsår"), record.school_year.name))
    day = stockholm_day(snapshot.published_at).isoformat() if snapshot else ""
    facts.append(
        Fact(_("Publicerat"), _("%(day)s, version %(number)s") % {"day": day, "number": snapshot.number} if snapshot else _("nej"))
    )
    files = files_of(record, told_where=archived) if asks_for_files(shape) else {}
    sections = tuple(
        Section(section.heading, tuple(node for asked in section.questions for node in _question(asked, answers, names, files, pictures)))
        for section in shape.sections
        if section.questions
    )
    return Document(
        title=shape.title,
        subject=f"{record.child.display_name}, {record.school_year.name}",
        facts=tuple(facts),
        body=sections,
        header=Header(record.child.display_name, day),
    )


def _question(asked: Question, answers: Iterable[Told], names: Names, files: Files, pictures: bool) -> Iterator[Node]:  # noqa: FBT001 – as its callers say it
    told = [answer for answer in answers if answer.field == asked.id]
    if not told:
        yield Section(asked.label, (Paragraph(_("Inget svar.")),), field=asked.id)
    for number, answer in enumerate(told):
        nodes = answer_nodes(asked, answer, names) if asked.type != "files" else file_nodes(answer, files, pictures=pictures)
        yield Section(asked.label if not number else "", nodes, note=signed(answer, names), field=asked.id)


def file_nodes(answer: Told, files: Files, *, pictures: bool = False) -> tuple[Node, ...]:
    """The files of an answer; one that is no longer anywhere is said to be so."""
    held = ((files.get(each["medium"]), each["text"]) for each in answer.value or ())
    return tuple(
        file.node(text, picture=pictures) if file else Paragraph(text or _("En fil som inte finns kvar.")) for file, text in held
    )  # fmt: skip


def signed(answer: Told, names: Names) -> str:
    """Who wrote it, in what role, when: by name where the name may be told."""
    role = str(ROLE_WORDS[answer.role]) if answer.role in ROLE_WORDS else ""
    return " · ".join(filter(None, (names.get(answer.by, ""), role, stockholm_day(answer.at).isoformat())))


def answer_nodes(asked: Question, answer: Told, names: Names) -> tuple[Node, ...]:
    """One answer, by its type."""
    if asked.type == "read":
        return (
            Signature(
                names.get(answer.by, "") or str(ROLE_WORDS[answer.role]), when=stockholm_day(answer.at).isoformat(), how=_("har läst")
            ),
        )
    if asked.type in ("table", "agreement"):
        columns = tuple(Column(title) for _key, title in values.columns(asked))
        return (Table(columns, tuple(tuple(row) for row in values.table(asked, answer.value))),)
    lines = values.said(asked, answer.value)
    return (List(tuple(lines)),) if asked.type in ("many", "goals") else tuple(Paragraph(line) for line in lines)
