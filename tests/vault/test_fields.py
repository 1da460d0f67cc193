"""Columns whose texts stand sealed: lists read them with one question for the keys, and history holds nothing else."""

from pathlib import Path
from typing import Any

import pytest

from larka.core.master_keys import FILE, new_master_key
from larka.vault.actions import destroy_key, join_keys
from larka.vault.fields import read_text, read_texts, seal_into
from larka.vault.models import DataKey
from larka.vault.sealing import BrokenSealError, child_owner, item_owner
from tests.cast import Cast
from tests.vault.notebook.models import Note, SharedPage
from tests.vault.test_destroying import BY

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]

HISTORY = Note.pgh_event_models["update"]  # type: ignore[attr-defined]


def note(child: Any, text: str, **more: str | None) -> Note:
    """A saved note."""
    made = Note(child=child)
    seal_into(made, text=text, **more)
    made.save()
    return made


def test_a_text_is_kept_sealed_and_read_again(cast: Cast) -> None:
    """Q3: also an empty one; where there is none there is none."""
    made = note(cast.elsa, "Behöver stöd i matematik åäö", plan="")
    kept = Note.objects.get(pk=made.pk)
    assert read_text(kept, "text") == "Behöver stöd i matematik åäö"
    assert (read_text(kept, "plan"), read_text(note(cast.elsa, "x"), "plan")) == ("", None)
    assert "stöd" not in bytes(kept.text).decode("utf-8", "replace")


def test_a_list_of_texts_asks_for_its_keys_once(cast: Cast, django_assert_num_queries: Any) -> None:
    """Q3: rows, keys: two questions, however many children."""
    children = [cast.elsa, cast.nils, cast.omar]
    expected = {note(child, f"{child.pk} {number}").pk: f"{child.pk} {number}" for child in children for number in range(4)}
    with django_assert_num_queries(2):
        assert read_texts(Note.objects.all(), "text") == expected
    assert read_texts([], "text") == {}


def test_a_text_that_is_not_sealed_never_reaches_the_database(cast: Cast) -> None:
    """Q3: by no way of writing."""
    made = note(cast.elsa, "hemligt")
    with pytest.raises(TypeError, match="seal_into"):
        Note.objects.create(child=cast.elsa, text="hemligt")  # type: ignore[misc]
    with pytest.raises(TypeError, match="seal_into"):
        Note.objects.filter(pk=made.pk).update(text="hemligt")  # type: ignore[misc]
    made.text = "hemligt"  # type: ignore[assignment]
    with pytest.raises(TypeError, match="seal_into"):
        Note.objects.bulk_update([made], ["text"])
    with pytest.raises(TypeError, match="is not sealed"):
        seal_into(made, heading="x")


def test_history_holds_the_sealed_text_and_can_be_read(cast: Cast) -> None:
    """C9, Q3: what stood there before, by the same key."""
    made = note(cast.elsa, "Först")
    seal_into(made, text="Sedan")
    made.save()
    old = HISTORY.objects.get()
    assert b"rst" not in bytes(old.text)
    assert (read_text(old, "text"), read_text(made, "text")) == ("Först", "Sedan")


@pytest.mark.parametrize("change", ["row", "field", "child"])
def test_a_text_that_was_moved_in_the_table_is_refused(cast: Cast, change: str) -> None:
    """Q3: to another note of the child, another field of the note, another child."""
    one, other = note(cast.elsa, "Elsas", plan="plan"), note(cast.nils if change == "child" else cast.elsa, "en annan")
    Note.objects.filter(pk=other.pk).update(text=one.plan if change == "field" else one.text)
    with pytest.raises(BrokenSealError):
        read_texts(Note.objects.all(), "text")


def test_a_page_shows_the_texts_whose_keys_are_left(cast: Cast) -> None:
    """H3: a destroyed text is none, in the history too, and the others are read."""
    elsas, nils = note(cast.elsa, "Elsas"), note(cast.nils, "Nils")
    Note.objects.filter(pk=elsas.pk).update(heading="ny rubrik")
    destroy_key(by=BY, owner=child_owner(cast.elsa.pk), reason="KS 1")
    assert read_texts(Note.objects.all(), "text") == {elsas.pk: None, nils.pk: "Nils"}
    assert read_text(HISTORY.objects.get(), "text") is None


def test_a_page_tells_what_is_locked_from_what_is_gone(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q3: a master key that is lost locks its texts and no others, until it is found."""
    locked = note(cast.elsa, "Elsas")
    file = tmp_path / "master-keys"
    monkeypatch.setenv(FILE, str(file))
    file.write_text(new_master_key().text)
    read, gone = note(cast.nils, "Nils"), note(cast.omar, "Omars")
    destroy_key(by=BY, owner=child_owner(cast.omar.pk), reason="KS 1")
    texts = read_texts(Note.objects.all(), "text")
    assert (texts, texts.locked) == ({locked.pk: None, read.pk: "Nils", gone.pk: None}, {locked.pk})


def test_what_several_share_has_a_key_of_its_own(cast: Cast) -> None:
    """Q3: one child's destroyed key leaves it, its own ends it."""
    page = SharedPage()
    seal_into(page, text="Vi byggde en bro")
    page.save()
    note(cast.elsa, "Elsas")
    destroy_key(by=BY, owner=child_owner(cast.elsa.pk), reason="KS 1")
    assert read_text(page, "text") == "Vi byggde en bro"
    destroy_key(by=BY, owner=item_owner(page.public_id), reason="KS 2")
    assert (read_text(page, "text"), DataKey.objects.count()) == (None, 0)


def test_notes_that_a_merge_moved_are_read_under_the_kept_child(cast: Cast) -> None:
    """B6: and their history, which goes on naming the entry as it was called then."""
    moved = note(cast.nils, "Skrivet om den andra posten")
    note(cast.elsa, "Elsas")
    join_keys(by=BY, kept=cast.elsa.pk, gone=cast.nils.pk)
    Note.objects.filter(pk=moved.pk).update(child=cast.elsa)
    assert set(read_texts(Note.objects.all(), "text").values()) == {"Skrivet om den andra posten", "Elsas"}
    assert read_text(HISTORY.objects.get(), "text") == "Skrivet om den andra posten"
