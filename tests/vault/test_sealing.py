"""A text stands sealed in the table: nobody reads it without the owner's key, and nobody moves it to another row."""

import os
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from larka.core.master_keys import FILE, new_master_key
from larka.vault.models import DataKey
from larka.vault.sealing import (
    BrokenSealError,
    KeyGoneError,
    Owner,
    UnknownMasterError,
    child_owner,
    item_owner,
    open_keys,
    seal,
    unseal,
    unseal_bytes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]

ELSA, NILS = child_owner(11), child_owner(12)
PLACE = "note:0193:text"
TEXT = "Elsa har svårt att sova — åäö 🐦"


@pytest.mark.parametrize("owner", [ELSA, item_owner(uuid.uuid4())])
@pytest.mark.parametrize("text", ["", "a", TEXT, "x" * 100_000])
def test_what_is_sealed_for_a_child_or_an_item_is_read_again(owner: Owner, text: str) -> None:
    """Q3: and is nowhere in what is kept."""
    sealed = seal(owner, text, bound_to=PLACE)
    assert unseal(owner, sealed, bound_to=PLACE) == text
    assert len(text) < 2 or text.encode() not in sealed


def test_the_same_text_is_never_sealed_the_same_twice() -> None:
    """Q3: nobody sees that two children have the same note."""
    assert len({seal(ELSA, TEXT, bound_to=PLACE) for _ in range(20)}) == 20
    assert DataKey.objects.count() == 1


def test_bytes_come_back_as_bytes() -> None:
    """Q3: what is no text."""
    assert unseal_bytes(ELSA, seal(ELSA, b"\x00\xff", bound_to=PLACE), bound_to=PLACE) == b"\x00\xff"


@given(st.data())
def test_a_changed_byte_anywhere_breaks_the_seal(data: st.DataObject) -> None:
    """Q3: one that changes the key's name says that the key is gone."""
    sealed = bytearray(seal(ELSA, TEXT, bound_to=PLACE))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(KeyGoneError if 1 <= place <= 16 else BrokenSealError):
        unseal(ELSA, bytes(sealed), bound_to=PLACE)


@pytest.mark.parametrize("cut", [lambda s: s[:-1], lambda s: s[:20], lambda s: s[:0], lambda s: s + b"x", lambda s: b"\x02" + s[1:]])
def test_what_was_cut_off_or_was_never_sealed_is_told(cut: Callable[[bytes], bytes]) -> None:
    """Q3: never half a text."""
    with pytest.raises(BrokenSealError):
        unseal(ELSA, cut(seal(ELSA, TEXT, bound_to=PLACE)), bound_to=PLACE)


@pytest.mark.parametrize("place", ["note:0194:text", "note:0193:plan", "report:0193:text"])
def test_a_text_moved_to_another_row_or_field_does_not_open(place: str) -> None:
    """Q3: the associated data binds it to where it was written."""
    with pytest.raises(BrokenSealError):
        unseal(ELSA, seal(ELSA, TEXT, bound_to=PLACE), bound_to=place)
    with pytest.raises(ValueError, match="bound to a row"):
        seal(ELSA, TEXT, bound_to="")


@pytest.mark.parametrize("other", [NILS, item_owner(uuid.uuid4())])
def test_a_text_moved_to_another_child_does_not_open(other: Owner) -> None:
    """Q3: not with that child's key, and not with the one that sealed it."""
    sealed = seal(ELSA, TEXT, bound_to=PLACE)
    seal(other, TEXT, bound_to=PLACE)
    with pytest.raises(BrokenSealError, match="another owner"):
        unseal(other, sealed, bound_to=PLACE)


def test_a_key_given_to_another_child_in_the_table_opens_nothing() -> None:
    """Q3: a wrapped key is bound to its owner; whoever writes in the vault without the master key moves nothing."""
    sealed = seal(ELSA, TEXT, bound_to=PLACE)
    DataKey.objects.update(child_id=NILS.child_id)
    with pytest.raises(BrokenSealError, match="changed in the vault"):
        unseal(NILS, sealed, bound_to=PLACE)


def test_a_page_of_texts_asks_for_its_keys_once(django_assert_num_queries: Any) -> None:
    """Q3: two hundred texts of forty children and an item, and none of them asks by itself."""
    owners = [*(child_owner(number) for number in range(40)), item_owner(uuid.uuid4())]
    rows = [(owner, seal(owner, f"{owner.name} {n}", bound_to=f"note:{n}:text"), n) for owner in owners for n in range(5)]
    with django_assert_num_queries(1):
        keys = open_keys(owner for owner, _, _ in rows)
        read = [keys.unseal(owner, sealed, bound_to=f"note:{n}:text") for owner, sealed, n in rows]
    assert read == [f"{owner.name} {n}" for owner, _, n in rows]
    with django_assert_num_queries(0):
        assert open_keys([]).of == {}


def test_an_owner_that_was_not_asked_for_is_a_mistake_of_the_programs() -> None:
    """Q3: and not a key that is gone."""
    with pytest.raises(KeyError):
        open_keys([NILS]).unseal(ELSA, seal(ELSA, TEXT, bound_to=PLACE), bound_to=PLACE)


def test_a_key_that_is_gone_is_said_so() -> None:
    """Q3: whoever shows the text says that it no longer exists; a new text has a new key."""
    sealed = seal(ELSA, TEXT, bound_to=PLACE)
    DataKey.objects.all().delete()
    with pytest.raises(KeyGoneError):
        unseal(ELSA, sealed, bound_to=PLACE)
    assert unseal(ELSA, seal(ELSA, "nytt", bound_to=PLACE), bound_to=PLACE) == "nytt"
    with pytest.raises(KeyGoneError):
        unseal(ELSA, sealed, bound_to=PLACE)


def test_a_lost_master_key_is_told_from_a_destroyed_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Q3: the operator can still find it."""
    sealed = seal(ELSA, TEXT, bound_to=PLACE)
    (tmp_path / "keys").write_text(new_master_key().text)
    monkeypatch.setenv(FILE, str(tmp_path / "keys"))
    with pytest.raises(UnknownMasterError):
        unseal(ELSA, sealed, bound_to=PLACE)


def test_no_key_stands_unwrapped_in_the_vault_and_none_is_printed() -> None:
    """Q3: neither in the table nor where an error shows its values."""
    seal(ELSA, TEXT, bound_to=PLACE)
    (key,) = open_keys([ELSA]).of[ELSA].values()
    row = DataKey.objects.get()
    assert key.secret not in bytes(row.wrapped)
    assert len(key.secret) == 32
    assert "secret" not in repr(key) + repr(open_keys([ELSA])) + repr(new_master_key())


def test_the_vault_has_a_schema_of_its_own_without_foreign_keys() -> None:
    """Q3: the main dump leaves it out, and neither side needs the other to be restored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'vault' ORDER BY 1")
        assert [name for (name,) in cursor.fetchall()] == ["data_key", "kin"]
        cursor.execute("""SELECT count(*) FROM pg_constraint WHERE contype = 'f'
            AND 'vault'::regnamespace IN (SELECT relnamespace FROM pg_class WHERE oid IN (conrelid, confrelid))""")
        assert cursor.fetchone() == (0,)


def test_the_application_uses_the_vault_and_can_neither_empty_nor_change_its_tables() -> None:
    """Q3: exact rights."""
    with connection.cursor() as cursor:
        for table in ("vault.data_key", "vault.kin"):
            cursor.execute(
                """SELECT array_agg(kind ORDER BY kind) FROM unnest(%s::text[]) kind
                WHERE has_table_privilege(current_user, %s::regclass, kind)""",
                [["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"], table],
            )
            assert cursor.fetchone() == (["DELETE", "INSERT", "SELECT", "UPDATE"],)
        cursor.execute("SELECT has_schema_privilege('vault', 'CREATE')")
        assert cursor.fetchone() == (False,)


def test_a_key_has_one_owner_and_an_owner_one_key() -> None:
    """Q3: the database holds both."""
    seal(ELSA, TEXT, bound_to=PLACE)
    for values in ({"child_id": ELSA.child_id}, {}, {"child_id": 5, "item_id": uuid.uuid4()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DataKey.objects.create(master="x", wrapped=os.urandom(60), **values)
