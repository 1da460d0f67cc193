"""Where the files lie, sealed: a folder, or a store that speaks S3. A name is made of ids alone, never of what somebody called a file."""

import datetime as dt
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import obstore
from django.conf import settings
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from larka.vault.files import plain_size, read_sealed, write_sealed
from larka.vault.owners import Owner

if TYPE_CHECKING:
    from obstore import WritableFile  # it is there for the types alone

S3 = "s3://"
BLOCK = 1024 * 1024
_ANSWERS_WITHIN = dt.timedelta(seconds=10)  # all tries together: somebody waits for the page
_TRIES = 3
_ONE_TRY = "20s"  # from the question to the last byte, so no one journey may be long
_AT_ONCE = 4  # parts of one large file on their way: what a slow line carries within one try


class StoreAwayError(Exception):
    """The store does not answer, or is not one that we may use: nothing is known of any file, and it is tried again later."""


@contextmanager
def reached() -> Iterator[None]:
    """Asking the store: a file that is missing is one thing, a store that is away another."""
    try:
        yield
    except OSError as error:  # the store's own have no number; whoever sends or reads a file may have others
        missing = isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error)
        if error.errno is not None or missing or type(error) not in (OSError, PermissionError, FileNotFoundError):
            raise
        raise _away(error) from error
    except BaseError as error:
        raise _away(error) from error


def _away(error: Exception) -> StoreAwayError:
    said = str(error).splitlines()[0]
    logging.getLogger("larka.media").error("the store of files cannot be used: %s", said)
    return StoreAwayError(said)


def why_not_reached() -> str:
    """What the store says where it cannot be used; nothing where it can."""
    try:
        next(listed("none/"), None)
    except StoreAwayError as error:
        return str(error)
    return ""


def write(owner: Owner, name: str, source: BinaryIO | Iterable[bytes]) -> int:
    """Seal a stream under this name and answer how many bytes it had; a file that is only half written is never seen."""
    with reached(), writer(name) as target:
        return write_sealed(owner, name, source, cast("BinaryIO", target))


def read(owner: Owner, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes from ``start`` up to, not including, ``end``, piece by piece."""
    return read_sealed(owner, name, _sealed(name), start, end)


def as_it_lies(name: str) -> Iterator[bytes]:
    """The file sealed, a block at a time."""
    stored = _Stored(name)
    while piece := stored.read(BLOCK):
        yield bytes(piece)


def writer(name: str) -> "WritableFile":
    """Whatever is written to it becomes the file of that name, once it is closed."""
    return obstore.open_writer(store(), name, max_concurrency=_AT_ONCE)


def size(name: str) -> int:
    """How many bytes the file has, unsealed."""
    return plain_size(_sealed(name))


def remove(names: Iterable[str]) -> None:
    """Take files away; one that is gone already is no trouble."""
    for name in names:
        with suppress(FileNotFoundError), reached():
            obstore.delete(store(), name)


def listed(prefix: str) -> Iterator[tuple[str, dt.datetime]]:
    """Every file that lies there, and when it was written."""
    found = iter(obstore.list(store(), prefix=prefix))
    while some := _next(found):
        for each in some:
            yield each["path"], each["last_modified"]


def _next(found: Iterator[Any]) -> Any:
    with reached():
        return next(found, None)


class _Stored:
    """A stored file to read from any place: fetched a block at a time, since each fetch may be a journey."""

    def __init__(self, name: str) -> None:
        self.name, self.place = name, 0
        with reached():
            found = obstore.get(store(), name, options={"range": (0, BLOCK)})
            self.length, self.number, self.block = found.meta["size"], 0, memoryview(found.bytes())

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        """To a place from the beginning, or from the end."""
        self.place = place + (self.length if whence == os.SEEK_END else 0)
        return self.place

    def read(self, most: int) -> memoryview:
        """At most so many bytes, and no more than the block has; none at the end."""
        number, within = divmod(self.place, BLOCK)
        if number != self.number:
            end = min((number + 1) * BLOCK, self.length)
            with reached():
                self.block = memoryview(obstore.get_range(store(), self.name, start=number * BLOCK, end=end) if self.place < end else b"")
            self.number = number
        part = self.block[within : within + most]
        self.place += len(part)
        return part


def _sealed(name: str) -> BinaryIO:
    return cast("BinaryIO", _Stored(name))


def store() -> ObjectStore:
    """The store that the settings name."""
    return _store(settings.MEDIA_STORE, os.getpid())


@lru_cache(maxsize=8)
def _store(place: str, _process: int) -> ObjectStore:
    """One for each process: a store holds threads and connections."""
    if place.startswith(S3):
        return _s3(place.removeprefix(S3), os.environ)
    if place == "memory://":
        return MemoryStore()
    Path(place).mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(place, automatic_cleanup=True)


def _s3(place: str, environ: Mapping[str, str]) -> S3Store:
    """``bucket`` or ``bucket/folder``; who may and where it is stand in the environment, as for every program that speaks S3."""
    bucket, _, folder = place.partition("/")
    endpoint = environ.get("LARKA_S3_ENDPOINT")
    return S3Store(
        bucket,
        prefix=folder or None,
        endpoint=endpoint,
        region=environ.get("LARKA_S3_REGION") or "us-east-1",
        access_key_id=environ.get("LARKA_S3_KEY"),
        secret_access_key=environ.get("LARKA_S3_SECRET"),
        virtual_hosted_style_request=not endpoint,
        client_options={"allow_http": bool(endpoint and endpoint.startswith("http://")), "timeout": _ONE_TRY, "connect_timeout": "3s"},
        retry_config={"max_retries": _TRIES, "retry_timeout": _ANSWERS_WITHIN},
    )
