"""Documents: downloads only. A PDF goes out with the notice on each page, anything else with the notice beside it.

What a PDF would do by itself, or tells of its maker, is taken out of it (``inert``).
"""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from larka.media.inert import make_inert
from larka.media.notice import NOTICE, notice_stamp
from larka.media.refusals import RefusedFileError

if TYPE_CHECKING:
    import pikepdf

MOST_PAGES = 2_000
_WIDTH, _HEIGHT, _FROM_BELOW = 220.0, 18.0, 4.0  # points


_BROKEN = (ValueError, KeyError, TypeError, RuntimeError, OSError, RecursionError)


def cleaned(source: BinaryIO) -> BinaryIO:
    """The PDF without what runs, hides or names its maker. Raises RefusedFileError, also where it asks for a password."""
    if (made := _rewritten(source, lambda _document: True)) is None:
        raise RefusedFileError("locked")
    return made


def stamped(source: BinaryIO) -> io.BytesIO | None:
    """The PDF with the notice at the foot of each page; None where it is locked or too long for that. Raises RefusedFileError."""
    return _rewritten(source, _with_notice)


def _rewritten(source: BinaryIO, change: "Callable[[pikepdf.Pdf], bool]") -> io.BytesIO | None:
    """The PDF inert, also one that was taken in before that was done, and changed; None where it is locked or the change says no."""
    import pikepdf  # a tenth of a second, which no start of the server waits for

    try:
        with pikepdf.open(source) as document:
            make_inert(document)
            if not change(document):
                return None
            target = io.BytesIO()
            document.save(target)
    except pikepdf.PasswordError:
        return None
    except (pikepdf.PdfError, *_BROKEN) as error:
        raise RefusedFileError("broken") from error
    target.seek(0)
    return target


def _with_notice(document: "pikepdf.Pdf") -> bool:
    """Put the notice on each page, unless there are none or too many."""
    import pikepdf

    if not 0 < len(document.pages) <= MOST_PAGES:
        return False
    with pikepdf.open(io.BytesIO(notice_stamp())) as stamp:
        notice = document.copy_foreign(stamp.pages[0].as_form_xobject())
    for page in document.pages:
        page.add_overlay(notice, _foot(page))
    return True


def _foot(page: "pikepdf.Page") -> "pikepdf.Rectangle":
    """In the middle at the foot of what is seen of the page."""
    import pikepdf

    box: Any = page.cropbox
    left, below, right, _above = (float(side) for side in box)
    width = min(_WIDTH, right - left)
    middle = (left + right) / 2
    return pikepdf.Rectangle(middle - width / 2, below + _FROM_BELOW, middle + width / 2, below + _FROM_BELOW + _HEIGHT)


class _Pipe(io.RawIOBase):
    """What is written is taken out at once: a packed file of any size in a little memory."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        """That is what it is for."""
        return True

    def write(self, part: Any) -> int:
        """Keep it until it is taken."""
        piece = bytes(part)
        self.waiting += piece
        return len(piece)

    def taken(self) -> bytes:
        """All that waits."""
        piece = bytes(self.waiting)
        self.waiting.clear()
        return piece


def packed(name: str, content: Iterable[bytes], at: dt.datetime) -> Iterator[bytes]:
    """A packed file with the notice and the file itself, made while it is sent; nothing is compressed."""
    pipe, moment = _Pipe(), at.timetuple()[:6]
    with zipfile.ZipFile(pipe, "w", allowZip64=True) as made:
        made.writestr(zipfile.ZipInfo(f"{NOTICE}.txt", moment), _letter(name))
        member = zipfile.ZipInfo(name, moment)
        with made.open(member, "w", force_zip64=True) as target:
            for piece in content:
                target.write(piece)
                yield pipe.taken()
    yield pipe.taken()


def _letter(name: str) -> str:
    said = _("Filen %(name)s är hämtad från Lärka. Den är bara till för dig som får se den: visa den inte för andra och sprid den inte.")
    return f"{NOTICE}\r\n\r\n{said % {'name': name}}\r\n"
