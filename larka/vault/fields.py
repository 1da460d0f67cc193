"""A column whose texts stand sealed. What the program sees on the row is the sealed form; history and dumps hold nothing else.

    class Note(PupilRecord):
        text = SealedTextField("note.text")                     # a name that never changes, also when model or column do

    note = Note(child=child, …); seal_into(note, text="…"); note.save()                 # one question for the key
    texts = read_texts(notes, "text")                                                   # one for all of them: {pk: text}
    texts[note.pk]                          # None: its key was destroyed; or, in texts.locked, cannot be opened at present

The owner is the row's child, or with ``owner="item"`` the row itself; the row has a ``public_id``, which the text is bound to.
"""

import uuid
from collections.abc import Iterable
from typing import Any, Literal, Protocol

from django.db import models

from larka.vault.owners import Owner
from larka.vault.problems import KeyGoneError, UnknownMasterError
from larka.vault.sealing import open_keys, seal


class SealedRow(Protocol):
    """A row with a sealed text: what names it."""

    pk: Any
    public_id: uuid.UUID
    _meta: Any


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]  # takes none when it runs
    """A text sealed for the row's child, or for the row as an item of its own. Empty is an empty text, sealed; None where there is none."""

    def __init__(self, place: str, *args: Any, owner: Literal["child", "item"] = "child", **options: Any) -> None:
        self.place, self.owner = place, owner
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, options = super().deconstruct()
        return name, path, [self.place, *args], options | ({"owner": self.owner} if self.owner != "child" else {})

    def get_prep_value(self, value: Any) -> Any:
        """A text that is not sealed is never sent to the database."""
        if isinstance(value, str):
            raise TypeError(f"{self.place} is written with seal_into")
        return super().get_prep_value(value)

    def owner_of(self, row: Any) -> Owner:
        """Whose key seals it."""
        return Owner(None, row.public_id) if self.owner == "item" else Owner(row.child_id, None)

    def bound_to(self, row: SealedRow) -> str:
        """The place where the text belongs."""
        return f"{self.place}:{row.public_id.hex}"


def seal_into(row: SealedRow, **texts: str | None) -> None:
    """Put texts into sealed columns of a row, in the transaction that saves it."""
    for name, text in texts.items():
        field = _field(row, name)
        setattr(row, name, None if text is None else seal(field.owner_of(row), text, bound_to=field.bound_to(row)))


def read_text(row: SealedRow, name: str) -> str | None:
    """The text of one row; a list asks once for all with ``read_texts``."""
    return read_texts([row], name)[row.pk]


class Texts(dict[Any, str | None]):
    """Texts by their rows' keys. None: there is none, or it was destroyed, or it is among the ``locked``.

    locked: those whose master key is not given now. They are there, and a page says that they cannot be read at present.
    """

    def __init__(self) -> None:
        super().__init__()
        self.locked: set[Any] = set()


def read_texts(rows: Iterable[SealedRow], name: str) -> Texts:
    """The texts of a column by the rows' keys, with one question. What cannot be read leaves the others as they are."""
    listed, found = list(rows), Texts()
    if not listed:
        return found
    field = _field(listed[0], name)
    owners = [field.owner_of(row) for row in listed]
    keys = open_keys(owners)
    for row, owner in zip(listed, owners, strict=True):
        sealed, text = getattr(row, name), None
        if sealed is not None:
            try:
                text = keys.unseal(owner, sealed, bound_to=field.bound_to(row))
            except KeyGoneError:
                pass
            except UnknownMasterError:
                found.locked.add(row.pk)
        found[row.pk] = text
    return found


def _field(row: SealedRow, name: str) -> SealedTextField:
    field = row._meta.get_field(name)
    if not isinstance(field, SealedTextField):
        raise TypeError(f"{row._meta.label}.{name} is not sealed")
    return field
