"""Which part of a file a player asks for."""

import pytest

from larka.media.ranges import asked_part


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", (0, 100, True)),
        ("bytes=0-", (0, 100, False)),
        ("bytes=0-0", (0, 1, False)),
        ("bytes=10-19", (10, 20, False)),
        ("bytes=90-200", (90, 100, False)),
        ("bytes=99-99", (99, 100, False)),
        ("bytes=-10", (90, 100, False)),
        ("bytes=-1000", (0, 100, False)),
        ("bytes=100-", None),
        ("bytes=100-200", None),
        ("bytes=-0", None),
        ("bytes=20-10", (0, 100, True)),
        ("bytes=-", (0, 100, True)),
        ("bytes=0-1,5-6", (0, 100, True)),
        ("bytes=a-b", (0, 100, True)),
        ("bytes=١-٢", (0, 100, True)),
        ("items=0-5", (0, 100, True)),
        ("bytes=" + "9" * 40 + "-", (0, 100, True)),
    ],
)
def test_one_part_or_the_whole_is_given(header: str, found: tuple[int, int, bool] | None) -> None:
    """F5: what is not understood asks for the whole; what begins after the end is not there."""
    part = asked_part(header, 100)
    assert (None if part is None else (part.start, part.end, part.whole)) == found


def test_an_empty_file_is_given_whole() -> None:
    """F5."""
    part = asked_part("bytes=0-", 0)
    assert part is not None
    assert (part.length, part.whole) == (0, True)
