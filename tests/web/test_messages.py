"""Languages: the catalogues keep up with the sources."""

from pathlib import Path

import pytest

from larka.web.messages import catalogues, extract, problems


@pytest.mark.parametrize("path", list(catalogues()), ids=lambda path: path.parent.parent.name)
def test_every_text_is_translated_and_none_is_left_over(path: Path) -> None:
    """Q1, languages: complete, certain, with the same places to fill in. `python -m larka.web.messages` brings a catalogue up to date."""
    assert problems(path, extract()) == []


def test_texts_are_found_in_python_and_in_templates() -> None:
    """The extraction itself works: an empty catalogue would be complete too."""
    known = {message.id for message in extract()}
    assert "Sidan finns inte, eller så har du inte tillgång till den." in known
    assert "Vem kan se detta?" in known
    assert ("%(n)s elev", "%(n)s elever") in known
    assert [path.parent.parent.name for path in catalogues()] == ["en"]
