"""A document as the data that the Typst template sets: flat blocks of clean lines, heading levels given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import singledispatchmethod
from typing import Any, Final

from larka.core.documents import nodes
from larka.core.documents.glyphs import MISSING, breakable, printable
from larka.core.documents.html import contents_label
from larka.core.documents.text import Levels, lines, one_line, paragraphs
from larka.core.documents.tree import Document, Part
from larka.core.documents.words import language_and_region, words

Blocks = Iterator[dict[str, Any]]
_LONGEST_WORD: Final = 42  # letters that surely fit on a line of the page
_PAGE_WIDTH: Final = 156  # millimetres between the margins
_LANDSCAPE_WIDTH: Final = 243
_CELL_INSET: Final = 1.8
_LONGEST_LINE: Final = 300  # of a title, which also stands in the reader's bookmarks
_LONGEST_COLUMN_TITLE: Final = 80  # so that a repeated table head leaves room for rows
_LONGEST_STANDING_TITLE: Final = 40  # of a column among many, set upright
_LONGEST_RUNNING_LINE: Final = 140
_LONGEST_ALTERNATIVE: Final = 2000
_MANY_COLUMNS: Final = 4
_LANDSCAPE_COLUMNS: Final = 8
_PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")


class Typesetter:
    """Gathers the template's data and pictures from a document and those that are bound in it."""

    def __init__(self, *, cautious: bool = False, fits: Callable[[bytes], bool] = lambda _content: True) -> None:
        self.cautious, self.fits = cautious, fits
        self.files: dict[str, bytes] = {}
        self.replaced = False
        self.words = words("sv")

    def typeset(self, document: Document) -> dict[str, bytes]:
        """The template's files: `document.json` and the pictures it names."""
        data = self._language(document.language) | {
            "title": self._line(document.title) or words(document.language)["untitled"],
            "subject": self._line(document.subject or ""),
            "keywords": [text] if (text := self._line(document.classification)) else [],
            "parts": self._sheets(document, (document,)),
        }
        return {"document.json": json.dumps(data, ensure_ascii=False).encode()} | self.files

    def _sheets(self, document: Document, siblings: tuple[Document, ...]) -> list[dict[str, Any]]:
        sheets = [self._sheet(document, siblings)]
        for part in document.parts:
            sheets += self._sheets(part, document.parts)
        return sheets

    def _sheet(self, document: Document, siblings: tuple[Document, ...]) -> dict[str, Any]:
        self.words, self.replaced = words(document.language), False
        self.levels, self.depth = Levels(1), 2
        blocks = [block for node in document.body if not isinstance(node, Part) for block in self.blocks(node)]
        sheet = self._language(document.language) | {
            "title": self._line(document.title) or self.words["untitled"],
            "subject": self._line(document.subject or ""),
            "listed": len(siblings) > 1 or siblings[0] is not document,
            "label": self._line(contents_label(document, siblings)) or self.words["untitled"],
            "header": {"name": self._running(document.header.name), "date": self._running(document.header.date)},
            "footer": [line for text in (document.footer, document.classification) if (line := self._running(text))],
            "page": self.words["page"],
            "facts": self._facts(document.facts),
            "contents": self.words["contents"] if document.parts else "",
        }
        if self.replaced:
            blocks.append({"kind": "note", "lines": [self.words["replaced"]]})
        wide = any(block["kind"] == "table" and block["wide"] for block in blocks)
        return sheet | {"blocks": blocks, "landscape": wide}

    @staticmethod
    def _language(code: str) -> dict[str, str | None]:
        language, region = language_and_region(code)
        return {"lang": language, "region": region}

    def _clean(self, line: str, longest: int = _LONGEST_WORD) -> str:
        shown = printable(line.replace("\t", "    "), cautious=self.cautious)
        self.replaced = self.replaced or _stand_ins(shown) > _stand_ins(line)
        return breakable(shown, longest)

    def _line(self, text: nodes.Text, most: int = _LONGEST_LINE) -> str:
        line = one_line(text)
        return self._clean(line if len(line) <= most else f"{line[:most]}…")

    def _running(self, text: nodes.Text) -> str:
        return self._line(text, _LONGEST_RUNNING_LINE)

    def _heading(self, text: nodes.Text, level: int) -> Blocks:
        if not (line := self._line(text)):
            return
        yield {"kind": "heading", "level": self.levels.place(level), "text": line}
        if line.endswith("…") and len(one_line(text)) > _LONGEST_LINE:
            yield {"kind": "paragraph", "paragraphs": self._paragraphs(text)}

    def _lines(self, text: nodes.Text, longest: int = _LONGEST_WORD) -> list[str]:
        return [self._clean(line, longest) for line in lines(text)]

    def _paragraphs(self, text: nodes.Text) -> list[list[str]]:
        return [[self._clean(line) for line in paragraph] for paragraph in paragraphs(text)]

    def _facts(self, facts: tuple[nodes.Fact, ...]) -> list[Any]:
        return [(self._clean(one_line(fact.term), 20), self._lines(fact.value)) for fact in facts]

    @singledispatchmethod
    def blocks(self, node: object) -> Blocks:
        raise TypeError(node)

    @blocks.register
    def _(self, node: nodes.Heading) -> Blocks:
        yield from self._heading(node.text, self.depth + node.level - 1)

    @blocks.register
    def _(self, node: nodes.Paragraph) -> Blocks:
        yield {"kind": "paragraph", "paragraphs": self._paragraphs(node.text)}

    @blocks.register
    def _(self, node: nodes.List) -> Blocks:
        if node.items:
            yield {"kind": "list", "ordered": node.ordered, "items": [self._lines(item) for item in node.items]}

    @blocks.register
    def _(self, node: nodes.Facts) -> Blocks:
        if node.facts:
            yield {"kind": "facts", "rows": self._facts(node.facts)}

    @blocks.register
    def _(self, node: nodes.Table) -> Blocks:
        wide = len(node.columns) > _LANDSCAPE_COLUMNS
        size = 10 if len(node.columns) <= _MANY_COLUMNS else 9
        shares = _shares(node, wide=wide)
        letters = [_letters(share / sum(shares), wide=wide, size=size) for share in shares]
        rows = [[self._lines(cell, most) for cell, most in zip(row, letters, strict=True)] for row in node.rows]
        columns = [
            {"title": self._column_title(column, most, wide=wide), "align": column.align, "share": share}
            for column, share, most in zip(node.columns, shares, letters, strict=True)
        ]
        table = {"kind": "table", "caption": self._line(node.caption), "columns": columns, "rows": rows}
        yield table | {"row-headers": node.row_headers, "size": size, "wide": wide}

    def _column_title(self, column: nodes.Column, letters: int, *, wide: bool) -> str:
        if wide:  # its titles stand upright
            return self._line(column.title, _LONGEST_STANDING_TITLE)
        return breakable(self._line(column.title, _LONGEST_COLUMN_TITLE), letters)

    @blocks.register
    def _(self, node: nodes.Signature) -> Blocks:
        signed = bool(node.when)
        rest = ", ".join(self._line(text) for text in (node.when, node.how) if text)
        label = self.words["signed_by" if signed else "signature"]
        texts = {"who": self._line(node.who), "role": self._line(node.role), "rest": rest}
        yield {"kind": "signature", "signed": signed, "label": label, "place": self.words["place_and_date"]} | texts

    def _kept(self, picture: bytes) -> str:
        """The name by which the page has the picture; empty where it cannot be set."""
        if not _is_picture(picture) or not self.fits(picture):
            return ""
        path = f"picture-{len(self.files)}.json"
        self.files[path] = as_numbers(picture)
        return path

    @blocks.register
    def _(self, node: nodes.File) -> Blocks:
        told = f"{node.name} ({node.what})"
        path, caption = self._kept(node.content), f"{node.text} · {told}" if node.text else told
        if path:
            alt = self._line(node.text or node.name, _LONGEST_ALTERNATIVE)
            yield {"kind": "picture", "path": path, "alt": alt, "caption": self._line(caption)}
        else:
            yield {"kind": "paragraph", "paragraphs": self._paragraphs(caption)}

    @blocks.register
    def _(self, node: nodes.Media) -> Blocks:
        path = self._kept(node.content)
        alt = self._line(node.alt, _LONGEST_ALTERNATIVE)
        shown = alt if path else f"{self.words['picture']}: {alt}"
        yield {"kind": "picture", "path": path, "alt": shown, "caption": self._line(node.caption)}

    @blocks.register
    def _(self, node: nodes.Notice) -> Blocks:
        yield {"kind": "notice", "tone": node.tone, "paragraphs": self._paragraphs(node.text)}

    @blocks.register
    def _(self, _node: nodes.PageBreak) -> Blocks:
        yield {"kind": "pagebreak"}

    @blocks.register
    def _(self, node: nodes.Section) -> Blocks:
        yield from self._heading(node.heading, self.depth)
        if node.note:
            yield {"kind": "note", "lines": self._lines(node.note)}
        self.depth += 1
        for child in node.nodes:
            yield from self.blocks(child)
        self.depth -= 1


def _stand_ins(text: str) -> int:
    return text.count(MISSING) + text.count("[")


def _shares(table: nodes.Table, *, wide: bool) -> list[int]:
    """How wide each column is to be: by its longest word and its usual length, neither starved nor swollen."""
    shares = []
    for index, column in enumerate(table.columns):
        titles = [] if wide else [str(column.title)]
        cells = titles + [str(row[index]) for row in table.rows] or [""]
        usual = sum(map(len, cells)) / len(cells)
        word = max((len(word) for cell in cells for word in cell.split()), default=1)
        shares.append(round(min(48, max(6, usual, min(word, 16) + 2))))
    return shares


def _letters(share: float, *, wide: bool, size: int) -> int:
    """How many letters surely fit side by side in a column that has this share of the page."""
    millimetres = (_LANDSCAPE_WIDTH if wide else _PAGE_WIDTH) * share - 2 * _CELL_INSET
    return max(3, int(millimetres / (0.18 * size)))


def _is_picture(content: bytes) -> bool:
    return content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def as_numbers(content: bytes) -> bytes:
    """Bytes as a JSON list, since Typst is only given files that are text."""
    return str(list(content)).encode()
