"""Files in a store that speaks S3 (F5, ADR 0190), against a peer on this machine."""

from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.cli import backups, serve
from larka.core.backups.problems import BackupProblem
from larka.media import storage
from larka.media.storage import BLOCK, StoreAwayError
from larka.vault.owners import child_owner
from tests.cast import Cast, opener
from tests.media.s3 import BUCKET, KEY, SECRET, Peer, s3_peer

pytestmark = pytest.mark.django_db
ELSA = child_owner(11)
FILM = bytes(range(256)) * 11_000  # nearly three blocks
NAME = "media/ab/0193/original"


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Peer, str]]:
    with s3_peer() as both:
        yield both


@pytest.fixture
def peer(served: tuple[Peer, str], settings: Any, monkeypatch: pytest.MonkeyPatch) -> Peer:
    """An empty bucket, which the product keeps its files in."""
    found, address = served
    found.__init__()  # type: ignore[misc]
    settings.MEDIA_STORE = f"s3://{BUCKET}/skola"
    for name, value in (("ENDPOINT", address), ("KEY", KEY), ("SECRET", SECRET)):
        monkeypatch.setenv(f"LARKA_S3_{name}", value)
    return found


@pytest.fixture
def silent() -> Iterator[socket]:
    """A store that takes every question and never answers."""
    with socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        yield listening


def test_a_file_lies_sealed_below_its_folder_and_is_read_as_it_was(peer: Peer) -> None:
    """F5, Q3: nothing of it stands in clear in the bucket; the backup finds it."""
    assert storage.write(ELSA, NAME, [FILM]) == len(FILM)
    assert list(peer.files) == [f"skola/{NAME}"]
    assert FILM[:256] not in peer.files[f"skola/{NAME}"]
    assert b"".join(storage.read(ELSA, NAME)) == FILM
    assert storage.size(NAME) == len(FILM)
    assert [name for name, _written in storage.listed("media/ab")] == [NAME]
    assert [(kept.name, kept.size) for kept in backups.stored_files()] == [(NAME, len(peer.files[f"skola/{NAME}"]))]
    peer.asked.clear()
    assert b"".join(backups.fetch(NAME)) == peer.files[f"skola/{NAME}"]
    assert [asked.partition("-")[0] for _method, _path, asked in peer.asked] == [f"bytes={n * BLOCK}" for n in range(3)]


def test_a_part_of_a_film_fetches_no_more_than_the_blocks_that_hold_it(peer: Peer) -> None:
    """F5: who jumps to the end does not wait for the whole."""
    storage.write(ELSA, NAME, [FILM])
    peer.asked.clear()
    assert b"".join(storage.read(ELSA, NAME, len(FILM) - 10)) == FILM[-10:]
    assert [(method, asked) for method, _path, asked in peer.asked] == [
        ("GET", f"bytes=0-{BLOCK - 1}"), ("GET", f"bytes={2 * BLOCK}-{len(peer.files[f'skola/{NAME}']) - 1}"),
    ]  # fmt: skip


def test_a_large_file_goes_in_parts_and_one_that_breaks_off_leaves_nothing(peer: Peer) -> None:
    """F5: a half-written file is never seen."""
    storage.write(ELSA, NAME, (FILM for _part in range(6)))
    assert b"".join(storage.read(ELSA, NAME)) == FILM * 6
    assert sum("partNumber" in path for _method, path, _range in peer.asked) > 1

    def broken_off() -> Iterator[bytes]:
        yield from (FILM for _part in range(6))
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.write(ELSA, "media/ab/0194/original", broken_off())
    assert (list(peer.files), peer.parts) == ([f"skola/{NAME}"], {})


def test_what_is_removed_is_gone_and_what_is_not_there_is_no_trouble(peer: Peer) -> None:
    """F5: a file that is missing is said to be missing, not that the store is away."""
    storage.write(ELSA, NAME, [b"x"])
    storage.remove([NAME, NAME, "media/ab/nothing"])
    assert peer.files == {}
    with pytest.raises(FileNotFoundError):
        storage.read(ELSA, NAME)
    assert list(storage.listed("media/")) == []


@pytest.mark.parametrize("wrong", ["bucket", "key", "down", "silent", "busy"])
def test_a_store_that_is_away_is_not_a_file_that_is_missing(
    peer: Peer, silent: socket, wrong: str, settings: Any, monkeypatch: pytest.MonkeyPatch, *, tmp_path: Path
) -> None:
    """Q2, Q5: soon, or a file would be given up for good; the start tells the operator, the page whoever asked, and no backup is made."""
    storage.write(ELSA, NAME, [b"x"])
    if wrong == "bucket":
        settings.MEDIA_STORE = "s3://another/skola"
    elif wrong == "key":
        monkeypatch.setenv("LARKA_S3_KEY", "somebody else")
    elif wrong == "down":
        monkeypatch.setenv("LARKA_S3_ENDPOINT", "http://127.0.0.1:1")
    elif wrong == "silent":
        monkeypatch.setenv("LARKA_S3_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(storage, "_ONE_TRY", "50ms")
    peer.breaks = wrong == "busy"
    monkeypatch.setattr(storage, "_TRIES", 0)
    storage._store.cache_clear()
    for asked in (
        lambda: storage.read(ELSA, NAME), lambda: storage.write(ELSA, NAME, [b"y"]), lambda: storage.remove([NAME]),
        lambda: list(storage.listed("media/")), lambda: list(backups.stored_files()), lambda: list(backups.fetch(NAME)),
    ):  # fmt: skip
        with pytest.raises(StoreAwayError):
            asked()
    with redirect_stderr(StringIO()) as told:
        serve.tell_of_what_is_missing()
    assert "Varning: bilder och filer kan inte nås i LARKA_MEDIA" in told.getvalue()
    with pytest.raises(BackupProblem, match="mediefilerna kan inte nås"):
        backups._media(tmp_path, tmp_path)


def test_a_page_that_needs_the_store_says_that_files_cannot_be_reached(
    cast_today: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q2: it is no fault of whoever asked, and no file is said to be gone."""

    def away(*_about: Any) -> None:
        raise StoreAwayError

    monkeypatch.setattr("larka.web.views.children.render", away)
    answer = opener(client, cast_today.anna).get(reverse("child", args=[cast_today.elsa.public_id]))
    assert (answer.status_code, "Filerna kan inte nås." in answer.content.decode()) == (503, True)
