"""The ledger of each test is its own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def ledger(settings: Any, tmp_path: Path) -> Path:
    """The ledger's file; nothing is in it, and no backup target is named."""
    settings.LEDGER_FOLDER, settings.BACKUP_TARGET = tmp_path / "ledger", ""
    return tmp_path / "ledger" / "disposals.jsonl"
