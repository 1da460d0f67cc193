"""A document as HTML for the page and for print: semantic, escaped, without inline styles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import singledispatchmethod
from typing import Final

from django.utils.translation import get_language, gettext
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]  # what `escape` itself calls

from larka.core.documents import nodes
from larka.core.documents.text import Levels, lines, one_line, paragraphs, tidy
from larka.core.documents.tree import CLASSIFICATION, Document, Part
from larka.core.documents.words import language_and_region, words

MediaAddress = Callable[[nodes.Media], str | None]
FileShown = Callable[[nodes.File], Markup | None]
_BR: Final = "<br>"
_ROLE: Final = {"info": "note", "warning": "note", "stamp": None}


def render_html(document: Document, *, level: int = 1, media_url: MediaAddress | None = None, files: FileShown | None = None) -> Markup:
    """The document as one `<article>`; its title is a heading of `level`.

    `media_url` gives a picture its address, or None; `files` shows a file where it can be opened, else it is told of.
    """
    return _Html(document, level, media_url or (lambda _media: None), files or (lambda _file: None), "del").article()


def _tag(name: str, *content: str, **attributes: str | bool | None) -> Markup:
    """An element; text is escaped, markup is kept, attributes that are None or False are left out."""
    given = "".join(map(_attribute, attributes.items())) if attributes else ""
    return _markup(f"<{name}{given}>{''.join(map(_escaped, content))}</{name}>")


def _attribute(given: tuple[str, str | bool | None]) -> str:
    key, value = given
    if value is None or value is False:
        return ""
    return f" {key.strip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(value)}"')


def _escaped(text: str) -> str:
    """As `escape` does, without an object for each: a document has hundreds of pieces."""
    return text if type(text) is Markup else escaped(str(text))


def _markup(text: str) -> Markup:
    """Markup of what is escaped already, sooner than Markup itself, which asks of each whether it is something else."""
    return str.__new__(Markup, text)


def _join(parts: Iterable[Markup]) -> Markup:
    return _markup("".join(parts))


def _broken(text_lines: Iterable[str]) -> Markup:
    return _markup(_BR.join(map(_escaped, text_lines)))


class _Html:
    """Renders one document; the documents bound in it render themselves."""

    def __init__(self, document: Document, level: int, media_url: MediaAddress, files: FileShown, anchor: str) -> None:
        self.document, self.level, self.media_url, self.files, self.anchor = document, level, media_url, files, anchor
        self.words = words(document.language)
        self.levels = Levels(level)
        self.depth = level + 1
        self.bound = 0
        self.place = self.render  # a look-up of it makes it anew each time

    def article(self) -> Markup:
        document = self.document
        body = [self.place(node) for node in document.body]
        parts = [self._running_header(), self._head(), *body, self._running_footer()]
        return _tag(
            "article",
            *parts,
            _class="document",
            lang=language_and_region(document.language)[0],
            id=self.anchor if self.anchor != "del" else None,
        )

    def _head(self) -> Markup:
        document = self.document
        title = _tag(f"h{self.level}", one_line(document.title) or self.words["untitled"], _class="document-title")
        subject = _tag("p", one_line(document.subject), _class="document-subject") if document.subject else Markup()
        facts = self._facts(document.facts) if document.facts else Markup()
        contents = self._contents() if document.parts else Markup()
        return _tag("header", title, subject, facts, contents, _class="document-head")

    def _running_header(self) -> Markup:
        header = self.document.header
        if not (header.name or header.date):
            return Markup()
        name, date = _tag("span", one_line(header.name)), _tag("span", one_line(header.date))
        return _tag("p", name, " ", date, _class="document-running")

    def _running_footer(self) -> Markup:
        footer, shown = self.document.footer, [self._classification()] if self.document.classification else []
        if footer:
            shown.insert(0, _tag("p", one_line(footer), _class="document-sender"))
        return _tag("footer", *shown, _class="document-foot") if shown else Markup()

    def _classification(self) -> Markup:
        """Who may read it, said to the reader: on the page in the reader's language, as the page around it says it."""
        text, reads = self.document.classification, get_language()
        told = gettext(CLASSIFICATION) if text == CLASSIFICATION else text
        return _tag("p", one_line(told), lang=reads if told != text else None, _class="document-classification")

    def _contents(self) -> Markup:
        links = (
            _tag("li", _tag("a", contents_label(part, self.document.parts), href=f"#{self.anchor}-{number}"))
            for number, part in enumerate(self.document.parts, start=1)
        )
        return _tag("nav", _tag("ol", *links), _class="document-contents", aria_label=self.words["contents"])

    @singledispatchmethod
    def render(self, node: object) -> Markup:
        raise TypeError(node)

    @render.register
    def _(self, node: nodes.Heading) -> Markup:
        text = one_line(node.text)
        return _tag(f"h{self.levels.place(self.depth + node.level - 1)}", text) if text else Markup()

    @render.register
    def _(self, node: nodes.Paragraph) -> Markup:
        return _join(_tag("p", _broken(paragraph)) for paragraph in paragraphs(node.text))

    @render.register
    def _(self, node: nodes.List) -> Markup:
        items = (_tag("li", _broken(lines(item))) for item in node.items)
        return _tag("ol" if node.ordered else "ul", *items) if node.items else Markup()

    @render.register
    def _(self, node: nodes.Facts) -> Markup:
        return self._facts(node.facts)

    def _facts(self, facts: tuple[nodes.Fact, ...]) -> Markup:
        rows = (_tag("div", _tag("dt", one_line(fact.term)), _tag("dd", _broken(lines(fact.value)))) for fact in facts)
        return _tag("dl", *rows, _class="document-facts") if facts else Markup()

    @render.register
    def _(self, node: nodes.Table) -> Markup:
        caption = _tag("caption", one_line(node.caption)) if node.caption else Markup()
        titles = [one_line(column.title) for column in node.columns]
        heads = (_tag("th", title, scope="col", _class=f"align-{column.align}") for title, column in zip(titles, node.columns, strict=True))
        rows = (_tag("tr", *self._cells(node, titles, row)) for row in node.rows)
        table = _tag("table", caption, _tag("thead", _tag("tr", *heads)), _tag("tbody", *rows), _class="document-table")
        return _tag("div", table, _class="document-table-frame")

    def _cells(self, table: nodes.Table, titles: list[str], row: tuple[nodes.Text, ...]) -> Iterable[Markup]:
        for index, (title, column, cell) in enumerate(zip(titles, table.columns, row, strict=True)):
            text, css = _broken(lines(cell)), f"align-{column.align}"
            if index == 0 and table.row_headers:
                yield _tag("th", text, scope="row", _class=css, data_label=title)
            else:
                yield _tag("td", text, _class=css, data_label=title)

    @render.register
    def _(self, node: nodes.Signature) -> Markup:
        who = _tag("strong", one_line(node.who))
        rest = [one_line(text) for text in (node.role, node.when, node.how) if text]
        label = self.words["signed_by" if node.when else "signature"]
        css = "document-signature" if node.when else "document-signature document-signature-line"
        return _tag("p", _tag("span", label), " ", Markup(", ").join([who, *rest]), _class=css)

    @render.register
    def _(self, node: nodes.Media) -> Markup:
        address = self.media_url(node)
        if address is None:
            shown = _tag("p", f"{self.words['picture']}: {tidy(node.alt)}", _class="document-picture-missing")
        else:
            shown = Markup('<img src="{}" alt="{}" loading="lazy">').format(address, tidy(node.alt))
        caption = _tag("figcaption", one_line(node.caption)) if node.caption else Markup()
        return _tag("figure", shown, caption, _class="document-picture")

    @render.register
    def _(self, node: nodes.File) -> Markup:
        shown = self.files(node)
        if shown is not None:
            return shown
        told = (one_line(text) for text in (f"{node.name} ({node.what})", node.text) if text)
        return _tag("p", _broken(told), _class="document-file")

    @render.register
    def _(self, node: nodes.Notice) -> Markup:
        content = _join(_tag("p", _broken(paragraph)) for paragraph in paragraphs(node.text))
        return _tag("div", content, _class=f"document-notice document-{node.tone}", role=_ROLE[node.tone])

    @render.register
    def _(self, _node: nodes.PageBreak) -> Markup:
        return Markup('<div class="document-page-break"></div>')

    @render.register
    def _(self, node: nodes.Section) -> Markup:
        text = one_line(node.heading)
        heading = _tag(f"h{self.levels.place(self.depth)}", text) if text else Markup()
        note = _tag("p", _broken(lines(node.note)), _class="document-note") if node.note else Markup()
        self.depth += 1
        content = [self.place(child) for child in node.nodes]
        self.depth -= 1
        return _tag("section", heading, note, *content, _class="document-section")

    @render.register
    def _(self, node: Part) -> Markup:
        self.bound += 1
        return _Html(node.document, min(self.level + 1, 6), self.media_url, self.files, f"{self.anchor}-{self.bound}").article()


def contents_label(part: Document, parts: tuple[Document, ...]) -> str:
    """What a contents list calls a bound document: whom it is about, and its title where titles differ."""
    about, title = one_line(part.subject or part.header.name or ""), one_line(part.title)
    if not about:
        return title
    same_title = len({one_line(other.title) for other in parts}) == 1
    return about if same_title else f"{about} – {title}"
