"""The document: one tree for whatever is written about a child, rendered as page, paper and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, Final, Self, TypeAlias

from larka.core.documents.codec import DocumentError, decode, encode
from larka.core.documents.nodes import Block, Fact, Node, Text, keep

CLASSIFICATION: Final = "Endast för behöriga – får ej delas"  # F5
JSON_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What stands at the top of every printed page: whose document it is, and its date."""

    name: Text = ""
    date: Text = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A titled document; `subject` says whom or what it is about ("Elsa Lund, 5B")."""

    title: Text
    subject: Text | None = None
    language: str = "sv"
    facts: tuple[Fact, ...] = ()
    body: tuple[Content, ...] = ()
    header: Header = Header()
    footer: Text = ""
    classification: Text = CLASSIFICATION

    @classmethod
    def join(cls, documents: Iterable[Document], title: Text) -> Document:
        """Bind documents to one: a contents list first, then each on pages of its own."""
        parts = tuple(Part(document) for document in documents)
        if not parts:
            raise DocumentError("Det finns inget dokument att sätta ihop.")
        first = parts[0].document
        return cls(title, language=first.language, body=parts, footer=first.footer, classification=first.classification)

    @property
    def parts(self) -> tuple[Document, ...]:
        """The documents that are bound in this one."""
        return tuple(node.document for node in self.body if isinstance(node, Part))

    def without(self, fields: Set[str]) -> Self:
        """The document as it reads for someone who may not see these fields: no heading or empty place gives them away (A17)."""
        return replace(self, facts=keep(self.facts, fields), body=keep(self.body, fields))

    def plain_text(self) -> str:
        """All text in reading order, a line for each thing: for comparing and searching."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield str(self.title)
        if self.subject:
            yield str(self.subject)
        for fact in self.facts:
            yield f"{fact.term}: {fact.value}"
        for node in self.body:
            yield from node.plain()

    def as_json(self) -> dict[str, Any]:
        """Open JSON that `from_json` reads back to an equal document."""
        return {"version": JSON_VERSION, "document": encode(self)}

    @classmethod
    def from_json(cls, data: object) -> Document:
        """Read what `as_json` wrote; raises DocumentError, with the reason in Swedish, on anything else."""
        if not isinstance(data, Mapping) or data.get("version") != JSON_VERSION:
            raise DocumentError("Dokumentet kan inte läsas: filens version är okänd.")
        try:
            document: Document = decode(cls, data.get("document"))
        except RecursionError as error:
            raise DocumentError("Dokumentet kan inte läsas: det har för många nivåer.") from error
        return document


@dataclass(frozen=True, slots=True)
class Part(Block):
    """A whole document bound in another, with its own header and pages."""

    document: Document

    def without(self, fields: Set[str]) -> Self | None:
        return None if self.field in fields else replace(self, document=self.document.without(fields))

    def plain(self) -> Iterator[str]:
        yield self.document.plain_text()


Content: TypeAlias = Node | Part
