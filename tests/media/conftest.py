"""An empty store for each test."""

import pytest

from larka.media import storage


@pytest.fixture(autouse=True)
def empty_store() -> None:
    """What an earlier test left is gone."""
    storage._store.cache_clear()
