"""Pictures: looked at before they are taken in, drawn anew without anything that a camera wrote into them, and made small for pages.

What is kept is never the file that came: only its points are, encoded again here. So nothing rides along, neither position nor script.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from larka.media.notice import notice_drawn
from larka.media.refusals import RefusedFileError
from larka.media.sorts import Sort

MOST_POINTS = 100_000_000  # as the refusal says; a telephone's largest picture; decoded it is three bytes a point
MOST_SIDE = 30_000  # as the refusal says
_READERS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
_QUALITY, _SMALL_QUALITY = 90, 80
SIZES = {"liten": 160, "mellan": 640, "stor": 1600}  # the longest side; the smallest is cut square
SQUARE = "liten"

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_POINTS


@contextmanager
def opened(file: IO[bytes], sort: Sort) -> Iterator[Image.Image]:
    """The picture, by the one reader that its first bytes named. Raises RefusedFileError for whatever is wrong with it."""
    try:
        with Image.open(file, formats=[_READERS[sort.form]]) as picture:
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedFileError("points") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError, IndexError, KeyError, TypeError) as error:
        if isinstance(error, RefusedFileError):
            raise
        raise RefusedFileError("broken") from error


def look(file: IO[bytes], sort: Sort) -> tuple[int, int]:
    """Width and height by what stands first in the file, before anything is decoded. Too many points are refused here."""
    with opened(file, sort) as picture:
        width, height = picture.size
        if width * height > MOST_POINTS or max(width, height) > MOST_SIDE:
            raise RefusedFileError("points")
        if not width * height:
            raise RefusedFileError("broken")
        return width, height


def drawn_anew(file: IO[bytes], sort: Sort) -> Image.Image:
    """The picture's points alone, the right way up; of an animation the first picture. Transparency becomes white."""
    look(file, sort)
    file.seek(0)
    with opened(file, sort) as picture:
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
        if picture.mode == "RGB":
            return _points_of(picture)
        clear = picture.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper


def _points_of(picture: Image.Image) -> Image.Image:
    """A picture of its own, with the same points and nothing that stood beside them."""
    alone = picture.copy()
    alone.info = {}
    return alone


@contextmanager
def drawable() -> Iterator[None]:
    """What a library cannot draw it will not be able to draw later: refused, and not tried again. A full disk is another matter."""
    try:
        yield
    except (ValueError, SystemError, ArithmeticError) as error:
        raise RefusedFileError("broken") from error


def encoded(picture: Image.Image, quality: int = _QUALITY) -> io.BytesIO:
    """As JPEG, with the points and nothing else."""
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality, exif=b"", icc_profile=None, comment=b"")
    target.seek(0)
    return target


def small(picture: Image.Image) -> Iterator[tuple[str, io.BytesIO]]:
    """Each size that pages show, from the largest to the smallest, each made from the one before."""
    for name, side in sorted(SIZES.items(), key=lambda size: -size[1]):
        half = max(1, min(picture.size) // side) if name == SQUARE else max(1, max(picture.size) // (2 * side))
        picture = picture.reduce(half) if half > 1 else picture
        fitted = ImageOps.fit(picture, (side, side)) if name == SQUARE else _within(picture, side)
        yield name, encoded(fitted, _SMALL_QUALITY)
        picture = fitted if name != SQUARE else picture


def _within(picture: Image.Image, side: int) -> Image.Image:
    """No larger than this, and never made larger than it was."""
    if max(picture.size) <= side:
        return picture
    share = side / max(picture.size)
    width, height = (max(1, round(length * share)) for length in picture.size)  # a side never becomes nothing
    return picture.resize((width, height), Image.Resampling.BICUBIC)


def marked(picture: Image.Image) -> io.BytesIO:
    """To be downloaded: with a strip below that says whom it is for (F5)."""
    width, height = picture.size
    strip = _strip(width)
    paper = Image.new("RGB", (width, height + strip.height), "white")
    paper.paste(picture)
    paper.paste(strip, (0, height))
    return encoded(paper)


def _strip(width: int) -> Image.Image:
    """The notice as wide as the picture, but readable under a narrow one and no poster under a wide one."""
    written = Image.open(io.BytesIO(notice_drawn()))
    share = min(width, max(width // 2, 1200)) / written.width
    fitted = written.resize((max(1, int(written.width * share)), max(1, int(written.height * share))), Image.Resampling.LANCZOS)
    strip = Image.new("RGB", (width, fitted.height), "white")
    strip.paste(fitted.convert("RGB"), ((width - fitted.width) // 2, 0))
    return strip
