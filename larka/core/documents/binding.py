"""Several of our PDF files bound to one, still tagged: what a reader of screens is told of each stays (PDF/UA)."""

import io
from collections.abc import Iterable
from typing import Any

import pikepdf
from pikepdf import Name


def bind_pdf(files: Iterable[bytes], title: str) -> bytes:
    """The files one after another, with one title and the bookmarks of all. Only what ``render_pdf`` has made is built alike."""
    bound: pikepdf.Pdf | None = None
    for content in files:
        each = pikepdf.open(io.BytesIO(content))
        if bound is None:
            bound = each
        else:
            _append(bound, each)
    if bound is None:
        raise ValueError("there is nothing to bind")
    with bound.open_metadata() as told:
        told["dc:title"] = title
    target = io.BytesIO()
    bound.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _append(bound: pikepdf.Pdf, more: pikepdf.Pdf) -> None:
    tree, other = bound.Root.StructTreeRoot, more.Root.StructTreeRoot
    _renumber(more, int(tree.ParentTreeNextKey))
    bound.pages.extend(more.pages)
    copied = bound.copy_foreign(more.make_indirect(other))
    for element in _listed(copied.K):
        element.P = tree
    tree.K = pikepdf.Array([*_listed(tree.K), *_listed(copied.K)])
    tree.ParentTree.Nums.extend(copied.ParentTree.Nums)
    tree.ParentTreeNextKey = copied.ParentTreeNextKey
    _add_bookmarks(bound, bound.copy_foreign(more.make_indirect(more.Root.Outlines)))


def _renumber(pdf: pikepdf.Pdf, start: int) -> None:
    """Every page and link names its place in the tree of what it is by a number: those of the next file go on where the last ended."""
    for page in pdf.pages:
        for thing, key in ((page.obj, Name.StructParents), *((link, Name.StructParent) for link in page.obj.get(Name.Annots, ()))):
            if key in thing:
                thing[key] = int(thing[key]) + start
    tree = pdf.Root.StructTreeRoot
    numbers: Any = tree.ParentTree.Nums
    for place in range(0, len(numbers), 2):
        numbers[place] = int(numbers[place]) + start
    tree.ParentTreeNextKey = int(tree.ParentTreeNextKey) + start


def _add_bookmarks(bound: pikepdf.Pdf, more: pikepdf.Object) -> None:
    own = bound.Root.Outlines
    first, last = more.First, own.Last
    last.Next, first.Prev = first, last
    own.Last, own.Count = more.Last, abs(int(own.Count)) + abs(int(more.Count))
    while True:
        first.Parent = own
        if Name.Next not in first:
            return
        first = first.Next


def _listed(value: pikepdf.Object) -> list[pikepdf.Object]:
    return list(value) if isinstance(value, pikepdf.Array) else [value]
