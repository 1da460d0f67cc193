"""Halves of characters in a file: listed at their row, never stored as something else."""

import json
from pathlib import Path

from larka.exchange.ss12000.files import ListAnswer, WholeCharacters


def test_half_a_surrogate_pair_is_never_a_question_mark(tmp_path: Path) -> None:
    """Q2: it becomes a character that no text may hold, wherever the bytes are cut; pairs and escaped backslashes stay as they are."""
    halves = r"\ud83d\ude00 \\ud83d \\\ud83d \udE00\uD83d \ud83d\n\ude00 \ud83d\ud83d\ude00 å\u00e5\" \\\\ud800 \ud800"
    path = tmp_path / "groups.json"
    path.write_text(f'{{"data": [{{"x": "{halves}"}}]}}', encoding="utf-8")
    wanted = '\U0001f600 \\ud83d \\\0 \0\0 \0\n\0 \0\U0001f600 åå" \\\\ud800 \0'
    assert list(ListAnswer(path, lambda _bytes: None).rows()) == [{"x": wanted}]
    text = path.read_bytes()
    for size in range(1, 30):
        whole = WholeCharacters()
        pieces = [whole.of(text[at : at + size]) for at in range(0, len(text), size)] + [whole.of(b"")]
        assert json.loads(b"".join(pieces)) == {"data": [{"x": wanted}]}, size
