"""What a document is made of: headings, paragraphs, lists, tables, facts, signatures, pictures, sections.

Text is plain text and is never markup. A node, fact or column may name the record's `field` it comes from,
so that what a viewer may not see can be dropped before anything is rendered (A17).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Self, TypeAlias, TypeVar

from larka.core.documents.codec import DocumentError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text: TypeAlias = str | _StrPromise
else:
    Text: TypeAlias = str

Align: TypeAlias = Literal["left", "center", "right"]
Tone: TypeAlias = Literal["info", "warning", "stamp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a document that can be dropped by the field it comes from."""

    field: str | None = None

    def without(self, fields: Set[str]) -> Self | None:
        """What is left when these fields are dropped: None when the whole part comes from one of them."""
        return None if self.field in fields else self


B = TypeVar("B", bound=Block)


def keep(blocks: tuple[B, ...], fields: Set[str]) -> tuple[B, ...]:
    """The blocks that remain when these fields are dropped."""
    return tuple(left for block in blocks if (left := block.without(fields)) is not None)


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """A heading; level 1 to 3 counts from the section that it stands in."""

    text: Text
    level: Literal[1, 2, 3] = 1

    def plain(self) -> Iterator[str]:
        yield str(self.text)


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    """Plain text as it was typed: line breaks are kept, a blank line begins a new paragraph."""

    text: Text

    def plain(self) -> Iterator[str]:
        yield str(self.text)


@dataclass(frozen=True, slots=True)
class List(Block):
    """Points, numbered when their order matters."""

    items: tuple[Text, ...]
    ordered: bool = False

    def plain(self) -> Iterator[str]:
        for number, item in enumerate(self.items, start=1):
            yield f"{number}. {item}" if self.ordered else f"- {item}"


@dataclass(frozen=True, slots=True)
class Fact(Block):
    """A term and its value, such as "Klass: 5B"."""

    term: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Facts(Block):
    """Terms and values below each other."""

    facts: tuple[Fact, ...]

    def without(self, fields: Set[str]) -> Self | None:
        kept = keep(self.facts, fields)
        if self.field in fields or (self.facts and not kept):
            return None
        return replace(self, facts=kept)

    def plain(self) -> Iterator[str]:
        for fact in self.facts:
            yield f"{fact.term}: {fact.value}"


@dataclass(frozen=True, slots=True)
class Column(Block):
    """A column of a table: its title, and how its cells stand."""

    title: Text
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table(Block):
    """Rows under titled columns; with `row_headers` the first cell names its row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    caption: Text = ""
    row_headers: bool = False

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise DocumentError("Tabellen går inte att bygga: varje rad måste ha en cell för varje kolumn.")

    def without(self, fields: Set[str]) -> Self | None:
        shown = [index for index, column in enumerate(self.columns) if column.field not in fields]
        if self.field in fields or not shown:
            return None
        return replace(
            self,
            columns=tuple(self.columns[index] for index in shown),
            rows=tuple(tuple(row[index] for index in shown) for row in self.rows),
            row_headers=self.row_headers and shown[0] == 0,
        )

    def plain(self) -> Iterator[str]:
        if self.caption:
            yield str(self.caption)
        yield "\t".join(str(column.title) for column in self.columns)
        for row in self.rows:
            yield "\t".join(map(str, row))


@dataclass(frozen=True, slots=True)
class Signature(Block):
    """Who signed, in what role, when and how; without `when`, a line to sign on by hand."""

    who: Text
    role: Text = ""
    when: Text = ""
    how: Text = ""

    def plain(self) -> Iterator[str]:
        yield ", ".join(str(part) for part in (self.who, self.role, self.when, self.how) if part)


@dataclass(frozen=True, slots=True)
class Media(Block):
    """A picture (PNG, JPEG, GIF or WebP) with the text that stands for it; `reference` is for whoever serves its page address."""

    alt: Text
    content: bytes = b""
    reference: str | None = None
    caption: Text = ""

    def __post_init__(self) -> None:
        if not str(self.alt).strip():
            raise DocumentError("Bilden saknar en beskrivning. Skriv vad den visar, för den som inte kan se den.")

    def plain(self) -> Iterator[str]:
        yield f"[{self.alt}]"
        if self.caption:
            yield str(self.caption)


@dataclass(frozen=True, slots=True)
class File(Block):
    """A picture, sound, film or document that belongs to the text: what it is called, what is said of it, and how it is known elsewhere.

    `content` is a small picture of it, for paper. `state` says why it cannot be opened, `waits` that it soon can; `lies_in` where it lies
    among the media.
    """

    name: Text
    what: Text
    text: Text = ""
    state: Text = ""
    waits: bool = False
    medium: str = ""
    mime: str = ""
    size: int = 0
    sha256: str = ""
    lies_in: str = ""
    has_picture: bool = False
    content: bytes = b""

    def plain(self) -> Iterator[str]:
        yield f"[{self.name}, {self.what}]"
        if self.text:
            yield str(self.text)


@dataclass(frozen=True, slots=True)
class Notice(Block):
    """Something to know before reading on; a stamp says what the copy is ("Utkast", "Maskad kopia")."""

    text: Text
    tone: Tone = "info"

    def plain(self) -> Iterator[str]:
        yield str(self.text)


@dataclass(frozen=True, slots=True)
class PageBreak(Block):
    """What follows begins on a new page when printed."""

    def plain(self) -> Iterator[str]:
        yield from ()


@dataclass(frozen=True, slots=True)
class Section(Block):
    """A heading with what belongs to it; the note says something about the whole, in small print."""

    heading: Text
    nodes: tuple[Node, ...] = ()
    note: Text = ""

    def without(self, fields: Set[str]) -> Self | None:
        kept = keep(self.nodes, fields)
        if self.field in fields or (self.nodes and not kept):
            return None
        return replace(self, nodes=kept)

    def plain(self) -> Iterator[str]:
        yield str(self.heading)
        if self.note:
            yield str(self.note)
        for node in self.nodes:
            yield from node.plain()


Node: TypeAlias = Heading | Paragraph | List | Facts | Table | Signature | Media | File | Notice | PageBreak | Section
