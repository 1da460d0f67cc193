"""Sealed files: any part is read without the rest, and what was cut off, moved or changed is never given out."""

import io
import os
import tracemalloc
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larka.vault.files import CHUNK, HEAD, TAG, plain_size, read_sealed, write_sealed
from larka.vault.models import DataKey
from larka.vault.sealing import BrokenSealError, KeyGoneError, child_owner, item_owner

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]

ELSA = child_owner(11)
PLACE = "media:0193:original"
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17)
STREAM = os.urandom(4 * CHUNK)


def sealed_file(size: int, owner: Any = ELSA) -> io.BytesIO:
    """A file of so many bytes, sealed."""
    target = io.BytesIO()
    assert write_sealed(owner, PLACE, io.BytesIO(STREAM[:size]), target) == size
    return target


def read(source: io.BytesIO, *span: int | None, owner: Any = ELSA) -> bytes:
    """All of it, or a part."""
    return b"".join(read_sealed(owner, PLACE, source, *span))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("owner", [ELSA, item_owner(uuid.uuid4())])
def test_a_file_of_any_size_comes_back(size: int, owner: Any) -> None:
    """F5: also the empty one and those that end where a chunk does; its size is known from its length."""
    sealed = sealed_file(size, owner)
    assert (read(sealed, owner=owner), plain_size(sealed)) == (STREAM[:size], size)
    assert not size or STREAM[: min(size, 40)] not in sealed.getvalue() or size < 8


_border = st.builds(lambda chunk, near: max(chunk * CHUNK + near, 0), st.integers(0, 4), st.integers(-2, 2))


@given(size=st.sampled_from(SIZES), start=_border, length=st.one_of(st.integers(0, 5), _border))
def test_any_range_around_the_borders_of_chunks_is_that_part(size: int, start: int, length: int) -> None:
    """F5: as a film is asked for; what lies beyond the end is nothing."""
    sealed = sealed_file(size)
    assert read(sealed, start, start + length) == STREAM[:size][start : start + length]
    assert read(sealed, start) == STREAM[:size][start:]


def test_a_range_reads_its_own_chunks_and_the_last_one() -> None:
    """F5: jumping in a long film reads no more than it shows."""

    class Counting(io.BytesIO):
        given = 0

        def read(self, most: int | None = -1) -> bytes:
            part = super().read(most)
            self.given += len(part)
            return part

    source = Counting(sealed_file(4 * CHUNK).getvalue())
    assert read(source, CHUNK, CHUNK + 10) == STREAM[CHUNK : CHUNK + 10]
    assert source.given <= HEAD + 2 * (CHUNK + TAG)


@pytest.mark.parametrize("cut", [1, TAG, CHUNK, CHUNK + TAG, 2 * (CHUNK + TAG), 3 * (CHUNK + TAG) + 17])
def test_a_file_that_was_cut_off_gives_nothing(cut: int) -> None:
    """F5: also at the border of a chunk, and also where only its beginning is asked for."""
    whole = sealed_file(3 * CHUNK + 17).getvalue()
    with pytest.raises(BrokenSealError):
        read(io.BytesIO(whole[:-cut]), 0, 10)


def _chunks_of(whole: bytes) -> list[bytes]:
    body = whole[HEAD:]
    return [body[place : place + CHUNK + TAG] for place in range(0, len(body), CHUNK + TAG)]


@pytest.mark.parametrize("order", [[1, 0, 2, 3], [0, 1, 2, 2], [0, 2, 1, 3], [0, 3], [3], [0, 1, 2, 3, 3]])
def test_chunks_that_changed_places_are_found_out(order: list[int]) -> None:
    """F5: swapped, left out, doubled."""
    whole = sealed_file(3 * CHUNK + 17).getvalue()
    chunks = _chunks_of(whole)
    with pytest.raises(BrokenSealError):
        read(io.BytesIO(whole[:HEAD] + b"".join(chunks[number] for number in order)))


def test_a_chunk_of_another_file_of_the_same_child_does_not_fit() -> None:
    """F5: each file has a key of its own."""
    one, other = sealed_file(2 * CHUNK).getvalue(), sealed_file(2 * CHUNK).getvalue()
    mixed = one[: HEAD + CHUNK + TAG] + other[HEAD + CHUNK + TAG :]
    with pytest.raises(BrokenSealError):
        read(io.BytesIO(mixed))


@given(st.integers(0, HEAD + CHUNK + TAG + 40), st.integers(1, 255))
def test_a_changed_byte_is_found_out(place: int, change: int) -> None:
    """F5: in the head, in a chunk, in a tag."""
    whole = bytearray(sealed_file(CHUNK + 25).getvalue())
    whole[place] ^= change
    with pytest.raises((BrokenSealError, KeyGoneError)):
        read(io.BytesIO(bytes(whole)))


def test_a_file_belongs_to_its_row_and_its_owner() -> None:
    """F5: a picture moved to another child's row does not open."""
    sealed = sealed_file(10)
    sealed_file(10, child_owner(12))
    with pytest.raises(BrokenSealError):
        read_sealed(ELSA, "media:0194:original", sealed)
    with pytest.raises(BrokenSealError, match="another owner"):
        read_sealed(child_owner(12), PLACE, sealed)
    with pytest.raises(BrokenSealError, match="no file"):
        read_sealed(ELSA, PLACE, io.BytesIO(b"\x89PNG" + STREAM[:200]))


def test_that_the_key_is_gone_is_told_before_the_first_byte() -> None:
    """F5: the answer can still say so."""
    sealed = sealed_file(10)
    DataKey.objects.all().delete()
    with pytest.raises(KeyGoneError):
        read_sealed(ELSA, PLACE, sealed)


def test_writing_and_reading_a_large_file_holds_a_few_chunks(tmp_path: Any) -> None:
    """F5: 64 MB through less than 2."""

    def stream() -> Iterator[bytes]:
        yield from (STREAM[:CHUNK] for _ in range(1024))

    tracemalloc.start()
    with (tmp_path / "film").open("wb+") as target:
        assert write_sealed(ELSA, PLACE, stream(), target) == 1024 * CHUNK
        assert sum(len(part) for part in read_sealed(ELSA, PLACE, target)) == 1024 * CHUNK
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * 1024 * 1024
