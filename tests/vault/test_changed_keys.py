"""Wrapped keys that somebody has moved or changed in the vault are found before a text is missed (Q3)."""

import json
import time
import uuid
from typing import Any

import pytest
from django.db import connection

from larka.vault.models import DataKey
from larka.vault.owners import child_owner, item_owner
from larka.vault.rotating import changed_keys
from larka.vault.sealing import seal
from tests.vault.many import make_keys
from tests.vault.test_command import run

pytestmark = pytest.mark.django_db
PLACE = "note:0193:text"


@pytest.fixture
def keys() -> list[DataKey]:
    """Those of two children and of an item."""
    for owner in (child_owner(11), child_owner(12), item_owner(uuid.uuid4())):
        seal(owner, "text", bound_to=PLACE)
    return list(DataKey.objects.order_by("pk"))


def test_wrapped_keys_swapped_between_rows_are_told(keys: list[DataKey]) -> None:
    """Q3: by the keys' own ids, with 1, for people and for programs; the third one is not among them."""
    assert (run("status").exit_code, changed_keys()) == (0, [])
    one, two, _third = keys
    for key, other in ((one, two), (two, one)):
        DataKey.objects.filter(pk=key.pk).update(wrapped=other.wrapped)
    told = run("status", "--json")
    assert (told.exit_code, json.loads(told.stdout)["changed"]) == (1, sorted(map(str, (one.pk, two.pk))))
    said = run("status")
    assert (said.exit_code, "FEL: 2 datanycklar är ändrade" in said.stdout, str(one.pk) in said.stdout) == (1, True, True)


@pytest.mark.parametrize("change", [{"child_id": 13}, {"wrapped": b"short"}, {"wrapped": b""}, {"wrapped": bytes(60)}])
def test_a_key_given_to_another_child_or_cut_off_is_told(keys: list[DataKey], change: dict[str, Any]) -> None:
    """Q3: whatever was done to the row; nothing falls over."""
    child = next(key for key in keys if key.child_id == 11)
    DataKey.objects.filter(pk=child.pk).update(**change)
    assert changed_keys() == [child.pk]


def test_ten_thousand_keys_are_opened_in_a_moment() -> None:
    """Q3: one question for ten thousand, and none of them a second time."""
    make_keys(10_100)
    asked: list[str] = []

    def count(execute: Any, sql: Any, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    started = time.monotonic()
    with connection.execute_wrapper(count):
        assert changed_keys() == []
    assert (len(asked), time.monotonic() - started < 5) == (3, True)
