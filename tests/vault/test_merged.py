"""A child with two entries in the register: what was sealed about either is read after the merge, and after a split (B6)."""

import pytest

from larka.people.actions.merging import approve_split, propose_split
from larka.register.models import Person
from larka.vault.actions import destroy_key
from larka.vault.fields import read_texts, seal_into
from larka.vault.models import DataKey
from larka.vault.owners import child_owner
from tests.cast import Cast, actor
from tests.people.test_merging import merged, twins  # noqa: F401 – a fixture of those tests
from tests.vault.notebook.models import Note
from tests.vault.test_destroying import BY
from tests.vault.test_fields import note

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]


def all_texts() -> set[str | None]:
    """What a page of all notes shows."""
    return set(read_texts(Note.objects.all(), "text").values())


def test_texts_of_both_entries_are_read_after_a_merge_and_after_a_split(cast: Cast, twins: Person) -> None:  # noqa: F811 – the fixture
    """B6: also what was written anew while they were one, in a row that goes back."""
    first = note(twins, "Om den andra posten")
    note(cast.nils, "Om Nils")
    merge = merged(cast, twins)
    first.refresh_from_db()
    assert (first.child_id, all_texts()) == (cast.nils.pk, {"Om den andra posten", "Om Nils"})
    seal_into(first, text="Skrivet om")
    first.save()
    approve_split(by=actor(cast.rita), merge=propose_split(by=actor(cast.adam), merge=merge))
    first.refresh_from_db()
    assert (first.child_id, all_texts()) == (twins.pk, {"Skrivet om", "Om Nils"})


def test_the_texts_of_a_merged_child_end_together(cast: Cast, twins: Person) -> None:  # noqa: F811 – the fixture
    """B6, H3: none lives on under the number of the entry that is no more."""
    note(twins, "Om den andra posten")
    note(cast.nils, "Om Nils")
    merged(cast, twins)
    destroy_key(by=BY, owner=child_owner(cast.nils.pk), reason="KS 1")
    assert (all_texts(), DataKey.objects.count()) == ({None}, 0)
