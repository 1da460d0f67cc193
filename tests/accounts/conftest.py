"""What several tests of log-in need."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from larka.accounts import adapter
from tests.accounts.issuer import Issuer


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets so much time pass for whoever asks how long ago something was proved."""

    def pass_by(minutes: int) -> None:
        monkeypatch.setattr(adapter, "FRESH", dt.timedelta(minutes=15 - minutes))

    return pass_by


@pytest.fixture
def issuer(settings: Any) -> Iterator[Issuer]:
    """A provider that behaves, and that the operator has named."""
    made = Issuer()
    settings.OIDC_PROVIDERS = (made.provider(),)
    yield made
    made.stop()
