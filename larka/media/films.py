"""Film and sound: kept as they were sent, but for what the device wrote beside them, such as the place and the time.

Only picture and sound are put into a new file; what a coder may have hidden in the frames themselves stays (docs/adr/0192).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from PIL import Image

from larka.media.pictures import MOST_POINTS
from larka.media.refusals import RefusedFileError
from larka.media.sorts import SORTS, Sort

if TYPE_CHECKING:
    from av.container import InputContainer

# The reader and the writer for each form: a file is never tried with any other, nor may it name a second file to read.
_READERS = {
    "mp4": "mov", "m4a": "mov", "webm": "matroska", "weba": "matroska", "mp3": "mp3", "ogg": "ogg", "wav": "wav", "flac": "flac",
}  # fmt: skip
_WRITERS = {"mp4": "mp4", "m4a": "ipod", "webm": "webm", "weba": "webm", "mp3": "mp3", "ogg": "ogg", "wav": "wav", "flac": "flac"}
_AS_SOUND = {"mp4": "m4a", "webm": "weba"}
_OPTIONS = {"fflags": "+bitexact", "movflags": "+faststart"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What the film or sound turned out to be, and a picture of how a film begins."""

    sort: Sort
    poster: Image.Image | None


def clean(source: IO[bytes], sort: Sort, target: str) -> Cleaned:
    """Put picture and sound into a new file at this path. Raises RefusedFileError for what cannot be played."""
    with _readable(source, sort) as film:
        found = _sort_of(film, sort)
        _copy(film, target, found)
    return Cleaned(found, _poster(target, found) if found.kind == "film" else None)


@contextmanager
def _readable(source: IO[bytes] | str, sort: Sort) -> Iterator["InputContainer"]:
    import av  # as the others of its size: no start of the server waits for it
    from av.error import FFmpegError

    try:
        with av.open(source, "r", format=_READERS[sort.form], metadata_errors="ignore") as film:
            yield film
    except (FFmpegError, OSError, ValueError, EOFError, StopIteration, IndexError, MemoryError) as error:
        if isinstance(error, RefusedFileError):
            raise
        raise RefusedFileError("broken") from error


def _sort_of(film: "InputContainer", sort: Sort) -> Sort:
    """A film without pictures is sound."""
    if sort.kind == "film" and film.streams.video:
        video = film.streams.video[0]
        if video.width * video.height > MOST_POINTS:
            raise RefusedFileError("broken")
        return sort
    if not film.streams.audio:
        raise RefusedFileError("broken")
    return SORTS[_AS_SOUND.get(sort.form, sort.form)]


def _copy(film: "InputContainer", target: str, sort: Sort) -> None:
    """Packet by packet, without a second coding: the first stream of pictures and the first of sound."""
    import av

    kept: list[Any] = [*film.streams.video[:1]] if sort.kind == "film" else []
    kept += film.streams.audio[:1]
    with av.open(target, "w", format=_WRITERS[sort.form], options=dict(_OPTIONS)) as made:
        streams = {stream.index: made.add_stream_from_template(stream) for stream in kept}
        for stream in streams.values():
            stream.metadata.clear()
        written = 0
        for packet in film.demux(kept):
            if packet.dts is None:
                continue
            packet.stream = streams[packet.stream.index]
            made.mux(packet)
            written += 1
    if not written:
        raise RefusedFileError("broken")


def _poster(path: str, sort: Sort) -> Image.Image | None:
    """The first picture that can be shown, the right way up; none where the film is in a coding that is not known here."""
    try:
        with _readable(path, sort) as film:
            frame: Any = next(film.decode(film.streams.video[0]))
            picture: Image.Image = frame.to_image()
            return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture
    except RefusedFileError:
        return None
