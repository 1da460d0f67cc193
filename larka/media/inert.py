"""A PDF that does nothing by itself, carries nothing beside its pages, and does not say who made it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

# Wherever they stand: actions of the document, of pages and fields; scripts; files within; what is told of whoever made it.
_NOWHERE = ("/OpenAction", "/AA", "/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/AF", "/Collection", "/Metadata", "/PieceInfo")
_TO_A_PLACE = {"/GoTo", "/URI", "/Named"}  # links: to a page, out on the web where a person presses


def make_inert(document: "pikepdf.Pdf") -> None:
    """Take out all that runs, every file within, and what it tells of its maker."""
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    for part in _parts(document):
        for key in _NOWHERE:
            if key in part:
                del part[key]
        if "/A" in part and _acts(part["/A"]):
            del part["/A"]
        if "/Next" in part and "/S" in part:  # what follows on a link that was pressed
            del part["/Next"]


def _acts(action: Any) -> bool:
    import pikepdf

    return isinstance(action, pikepdf.Dictionary) and "/S" in action and str(action["/S"]) not in _TO_A_PLACE


def _parts(document: "pikepdf.Pdf") -> Iterator[Any]:
    """Everything in it that has keys, at any depth; what is referred to is met as itself."""
    import pikepdf

    waiting: list[Any] = [each for each in document.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array)]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, pikepdf.Array):
            yield part
        inner = list(part) if isinstance(part, pikepdf.Array) else [part[key] for key in part.keys()]  # noqa: SIM118 – not a dict
        waiting += [
            each for each in inner if isinstance(each, pikepdf.Dictionary | pikepdf.Array) and not each.is_indirect
        ]  # fmt: skip
