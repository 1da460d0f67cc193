"""The document tree and its two renderers: HTML for page and print, PDF/A-2a with PDF/UA-1."""

from larka.core.documents.codec import DocumentError
from larka.core.documents.html import render_html
from larka.core.documents.nodes import (
    Column,
    Fact,
    Facts,
    File,
    Heading,
    List,
    Media,
    Node,
    Notice,
    PageBreak,
    Paragraph,
    Section,
    Signature,
    Table,
    Text,
)
from larka.core.documents.pdf import render_pdf
from larka.core.documents.tree import CLASSIFICATION, Document, Header, Part

__all__ = [
    "CLASSIFICATION", "Column", "Document", "DocumentError", "Fact", "Facts", "File", "Header", "Heading", "List", "Media", "Node",
    "Notice", "PageBreak", "Paragraph", "Part", "Section", "Signature", "Table", "Text", "render_html", "render_pdf",
]  # fmt: skip
