"""What was published of somebody's answers before they change them: it stays as it was (C9), which is said beside the place to change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from larka.questionnaires.queries.filling import SectionView
from larka.questionnaires.shape import rights, values
from larka.questionnaires.shape.rights import Reader


@dataclass(frozen=True, slots=True)
class Kept:
    """The files that something published holds, and the questions whose answer it shows the other guardian."""

    files: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()


def kept_of(form: Any, reader: Reader, sections: Iterable[SectionView]) -> Kept:
    """Of the fields that the reader writes in; nothing is asked where nothing is published, or no field can hold such."""
    asked = {view.asked.id: view.asked for part in sections for view in part.fields if view.writable}
    wanted = {key: each for key, each in asked.items() if each.type == "files" or rights.may_share(each)}
    if form.latest_id is None or not wanted:
        return Kept()
    own = [
        answer
        for content in form.snapshots.values_list("content", flat=True)
        for answer in content["answers"]
        if answer["field"] in wanted and answer["owner"] == (reader.person if wanted[answer["field"]].each else None)
    ]
    media = (medium for answer in own if wanted[answer["field"]].type == "files" for medium in values.medium_ids(answer["value"]))
    return Kept(frozenset(media), frozenset(answer["field"] for answer in own if answer["shared"]))
