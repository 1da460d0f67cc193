"""Several at once, and what leaves the database."""

import base64
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from larka.core.postgres import as_connection
from larka.core.postgres.programs import embedded_programs
from larka.vault.models import DataKey
from larka.vault.sealing import child_owner, open_keys, seal, unseal
from larka.vault.tables import make_missing_tables, vault_is_there
from tests.cast import make_cast
from tests.vault.test_fields import HISTORY, note

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.postgres15]

ELSA = child_owner(11)
PLANTED = "Kråkvinkelspromenaden är planterad"


def at_once(count: int, work: Callable[[int], bytes | None]) -> list[bytes]:
    """Do it in so many threads, each with a connection of its own."""
    barrier, found = threading.Barrier(count), []

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            found.append(work(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [sealed for sealed in found if sealed is not None]


def test_of_two_who_make_a_childs_first_key_at_once_one_wins() -> None:
    """Q4: both texts are read; also when the one who came first takes it back."""

    def write(number: int) -> bytes | None:
        try:
            with transaction.atomic():
                sealed = seal(ELSA, f"text {number}", bound_to="note:1:text")
                time.sleep(0.05)
                if number == 0:
                    raise InterruptedError
                return sealed
        except InterruptedError:
            return None

    texts = at_once(6, write)
    assert DataKey.objects.count() == 1
    assert {unseal(ELSA, sealed, bound_to="note:1:text") for sealed in texts} == {f"text {number}" for number in range(1, 6)}


def dumped(*options: str) -> str:
    """The whole database as it is backed up."""
    where = as_connection({**settings.DATABASES["owner"], "OPTIONS": {}})
    where["dbname"] = connections["owner"].settings_dict["NAME"]
    url = " ".join(f"{name}={value}" for name, value in where.items())
    command = [str(embedded_programs().folder / "pg_dump"), "--dbname", url, *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_planted_text_is_nowhere_in_a_dump_of_the_whole_database() -> None:
    """Q3: not in the row, not in its history, not in another form; nor is an unwrapped key. The main dump has no vault at all."""
    cast = make_cast()
    made = note(cast.elsa, PLANTED, plan=PLANTED)
    made.heading = "synlig rubrik"
    made.save()
    assert HISTORY.objects.exists()
    (key,) = open_keys([child_owner(cast.elsa.pk)]).of[child_owner(cast.elsa.pk)].values()
    wrapped = bytes(DataKey.objects.get().wrapped).hex()
    whole, main = dumped(), dumped("--exclude-schema=vault")
    assert "synlig rubrik" in whole
    assert wrapped in whole
    assert wrapped not in main
    assert "CREATE SCHEMA vault" in whole
    assert "vault." not in main.replace("pg_catalog", "")
    for form in (PLANTED, PLANTED.encode().hex(), base64.b64encode(PLANTED.encode()).decode()[:-4], key.secret.hex()):
        assert form not in whole


def test_a_lost_vault_is_made_again_empty() -> None:
    """Q5: the main dump restored alone leaves no schema; migrating makes it, and what was sealed is gone."""
    sealed = seal(ELSA, "Elsas", bound_to="note:1:text")
    owner: Any = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("DROP SCHEMA vault CASCADE")
    assert not vault_is_there(owner)
    make_missing_tables(owner)
    make_missing_tables(owner)
    assert vault_is_there(owner)
    with owner.cursor() as cursor:
        cursor.execute("GRANT USAGE ON SCHEMA vault TO larka_app")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA vault TO larka_app")
    assert seal(ELSA, "Nytt", bound_to="note:1:text") != sealed
    owner.close()
