"""The static files that are put together from installed packages and our own parts: the icon sprite, the style sheet, the script
of every page, htmx and what the free text is looked through with.

Nothing of a third party is kept in the repository: the icons come from ``lucide`` and htmx from ``django-htmx``.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import django_htmx
import lucide
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

from larka.core.freetext import RULES

ICONS = (
    "arrow-down", "arrow-left", "arrow-right", "arrow-up", "bell", "book-open", "building-2", "check", "chevron-down", "circle",
    "circle-alert", "circle-check", "circle-dashed", "circle-question-mark", "circle-user", "cloud-off", "contact", "contrast", "copy",
    "download", "ellipsis", "eye", "file-text", "flag", "globe", "graduation-cap", "history", "house", "info", "layers", "loader", "lock",
    "log-in", "log-out", "menu", "notebook-pen", "pencil", "printer", "refresh-cw", "school", "search", "send", "shield", "trash-2",
    "triangle-alert", "users", "x",
)  # fmt: skip
STYLE_PARTS = ("tokens", "base", "forms", "frame", "components", "document", "pages", "writing", "answers", "goals", "print")
# What every page has; what few pages need they ask for themselves. The last one asks most of the browser: what it cannot do stops none.
SCRIPT_PARTS = ("frame", "idle", "bell", "device")

_STYLE = Path(__file__).parent / "style"
_SCRIPT = Path(__file__).parent / "script"
_HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
_ICONS = Path(lucide.__file__).parent / "lucide.zip"
_SVG = "http://www.w3.org/2000/svg"


def sprite(names: Iterable[str] = ICONS) -> str:
    """One SVG with a symbol for each icon; a page shows one by ``<use>``."""
    root = ET.Element("svg", xmlns=_SVG)
    with ZipFile(_ICONS) as drawings:  # once for all: there are two thousand in it
        for name in names:
            symbol = ET.SubElement(root, "symbol", id=name, viewBox="0 0 24 24")
            for part in ET.fromstring(drawings.read(f"{name}.svg")):  # noqa: S314 – an installed package
                part.tag = part.tag.removeprefix(f"{{{_SVG}}}")
                symbol.append(part)
    return ET.tostring(root, encoding="unicode")


def style_sheet(parts: Iterable[str] = STYLE_PARTS) -> str:
    """The parts of the style sheet in order, without comments and indentation."""
    text = "\n".join((_STYLE / f"{part}.css").read_text("utf-8") for part in parts)
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", without_comments).strip() + "\n"


def script(parts: Iterable[str] = SCRIPT_PARTS) -> str:
    """The parts of every page's script, each a function of its own."""
    return "\n".join((_SCRIPT / f"{part}.js").read_text("utf-8") for part in parts)


def free_text_rules() -> str:
    """The patterns that the server looks through a text with, for the browser to do the same (F6): nothing of the text is sent for it."""
    rules = json.dumps([{"kind": rule.kind, "pattern": rule.pattern} for rule in RULES], ensure_ascii=False)
    return f'"use strict";\nwindow.larka = window.larka ?? {{}};\nwindow.larka.rules = {rules};\n'


def build(folder: Path) -> None:
    """Put the files into a folder; a file that is the same already is left alone."""
    files = {
        "larka.css": style_sheet(),
        "icons.svg": sprite(),
        "larka.js": script(),
        "htmx.js": _HTMX.read_text("utf-8"),
        "freetext-rules.js": free_text_rules(),
    }
    target = folder / "web"
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = target / name
        if not path.exists() or path.read_text("utf-8") != content:
            path.write_text(content, "utf-8")


class BuiltFilesFinder(BaseFinder):
    """Lets ``collectstatic`` and the development server find what ``build`` makes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.folder = settings.HOME / "built"
        build(self.folder)
        self.storage = FileSystemStorage(location=self.folder)

    def check(self, **_kwargs: Any) -> list[CheckMessage]:
        """There is nothing that could be set wrong."""
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Where one file lies, or nothing."""
        found = self.folder / path
        if self.folder not in found.resolve().parents or not found.is_file():
            return [] if find_all else ""
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:  # noqa: ARG002 - Django's signature
        """All files, for ``collectstatic``."""
        for path in sorted((self.folder / "web").iterdir()):
            yield f"web/{path.name}", self.storage
