"""The texts of all pages for translation: ``python -m larka.web.messages`` brings every catalogue up to date with the sources."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from larka.core.home import PROJECT

LOCALE = PROJECT / "larka" / "locale"
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
_NO_DATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # a date of its own would change the file without a change in it
_PLACES = re.compile(r"%\(\w+\)[sd]")


def extract() -> Catalog:
    """Every text in the Python files and templates that a person may see."""
    with (PROJECT / "babel.cfg").open() as text:
        methods, options = parse_mapping_cfg(text)  # type: ignore[no-untyped-call]
    catalog = Catalog(project="Lärka", fuzzy=False, creation_date=_NO_DATE)
    found = extract_from_dir(PROJECT, methods, options, keywords=_KEYWORDS, directory_filter=lambda folder: "locale" not in folder)
    for name, _line, texts, comments, context in found:
        catalog.add(texts, None, [(name, 0)], auto_comments=comments, context=context)
    return catalog


def catalogues() -> Iterator[Path]:
    """The catalogue of each language that is not the sources' own."""
    return iter(sorted(LOCALE.glob("*/LC_MESSAGES/django.po")))


def read(path: Path) -> Catalog:
    """One language's catalogue as it stands."""
    with path.open("rb") as text:
        return read_po(text, locale=path.parent.parent.name)


def update(path: Path, template: Catalog) -> None:
    """Add new texts, drop those that are gone, keep the translations; nothing is guessed."""
    catalog = read(path)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with path.open("wb") as target:
        write_po(target, catalog, width=120, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)


def problems(path: Path, template: Catalog) -> list[str]:
    """What is missing in a catalogue: untranslated, uncertain, left over, or with other placeholders than the source."""
    catalog = read(path)
    wanted = {(message.context, message.id) for message in template if message.id}
    there = {(message.context, message.id): message for message in catalog if message.id}
    found = [f"not in the catalogue: {key[1]!r}" for key in sorted(wanted - there.keys(), key=str)]
    found += [f"no longer in the sources: {key[1]!r}" for key in sorted(there.keys() - wanted, key=str)]
    return found + [f"{fault}: {message.id!r}" for message in there.values() if (fault := _fault(message))]


def _fault(message: Message) -> str:
    translations, sources = _forms(message.string), _forms(message.id)
    if message.fuzzy:
        return "uncertain"
    if not all(translations):
        return "not translated"
    return "" if _places(sources[-1]) == _places(translations[-1]) else "other placeholders"


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _places(text: str) -> list[str]:
    return sorted(_PLACES.findall(text))


def main() -> None:
    """Bring all catalogues up to date."""
    template = extract()
    for path in catalogues():
        update(path, template)


if __name__ == "__main__":
    main()
