"""Fixtures for importing."""

from pathlib import Path

import pytest

from tests.exchange.small_register import Importer, SmallRegister


@pytest.fixture
def register() -> SmallRegister:
    """The small register, not yet written."""
    return SmallRegister()


@pytest.fixture
def importing(db: None, tmp_path: Path) -> Importer:
    """Imports into an empty database."""
    return Importer(tmp_path / "register")


@pytest.fixture
def imported(importing: Importer, register: SmallRegister) -> Importer:
    """The small register has been imported on 23 November 2026."""
    importing(register)
    return importing
