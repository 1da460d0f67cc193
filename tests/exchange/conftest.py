"""Fixtures for importing."""

from pathlib import Path

import pytest

from tests.exchange.small_register import Importer, SmallRegister
from tests.standing import IMPORTED, Standing


@pytest.fixture
def register() -> SmallRegister:
    """The small register, not yet written."""
    return SmallRegister()


@pytest.fixture
def importing(db: None, tmp_path: Path) -> Importer:
    """Imports into an empty database."""
    return Importer(tmp_path / "register")


@pytest.fixture
def imported(importing: Importer, register: SmallRegister, django_db_setup: Standing) -> Importer:
    """The small register has been imported on 23 November 2026; its files lie where the next import reads."""
    if django_db_setup.kind == IMPORTED:
        register.write(importing.folder)
    else:
        importing(register)
    return importing
