"""What several tests of log-in need."""

import datetime as dt
from typing import Any

import pytest

from larka.accounts import adapter


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets so much time pass for whoever asks how long ago something was proved."""

    def pass_by(minutes: int) -> None:
        monkeypatch.setattr(adapter, "FRESH", dt.timedelta(minutes=15 - minutes))

    return pass_by
