"""What is made from the sources before serving, and only when they have changed: translations and static files."""

import hashlib
import os
from pathlib import Path

import click

from larka.core.home import PROJECT

LOCALE = PROJECT / "larka" / "locale"


def compile_translations(folder: Path = LOCALE) -> None:
    """Compiles every translation that is newer than its compiled form."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
            compile_one(source, compiled)


def compile_one(source: Path, compiled: Path) -> None:
    """Writes the compiled form beside its place first: another process may be reading it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parent.parent.name)
    fresh = compiled.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as target:
        write_mo(target, catalogue)
    fresh.replace(compiled)


def collect_static() -> None:
    """Gathers the static files with the hashes of their content in their names."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".collected"
    mark = mark_of_static()
    if stamp.exists() and stamp.read_text() == mark:
        return
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except ValueError as error:
        raise click.ClickException(f"De statiska filerna hänger inte ihop: {str(error).splitlines()[0]}") from error
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)


def mark_of_static() -> str:
    """Changes when any static file, or how they are kept, changes."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256(repr(settings.STORAGES).encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list(None), key=lambda found: found[0]):
            facts = os.stat(storage.path(path))  # noqa: PTH116  storages speak in text
            seen.update(f"{path}|{storage.path(path)}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()
