"""Two texts in one place (Q4): both are shown with their differences in words, and the writer chooses one or writes them together."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from larka.records.forms import plain_text
from larka.records.models import Draft
from larka.records.queries.drafts import DraftBox, moments_of

MINE, THEIRS, TOGETHER = "mine", "theirs", "together"
_WORDS = re.compile(r"\s+|[^\s]+")
_SENTENCES = re.compile(r"[^.!?\n]*(?:[.!?]+\s*|\n+|$)")
_MOST_WORDS = 3_000  # longer texts are compared sentence by sentence: word by word would take seconds


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text; ``only``: the other text does not have it."""

    text: str
    only: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """My text and the other one: whose that is in words, and from when. ``begun``: what I have already written of the two."""

    mine: str
    theirs: str
    who: str
    at: dt.datetime | None = None
    begun: str | None = None

    @property
    def my_runs(self) -> list[Run]:
        """My text, with what only it has."""
        return _runs(self.mine, self.theirs)

    @property
    def their_runs(self) -> list[Run]:
        """The other text, with what only it has."""
        return _runs(self.theirs, self.mine)

    @property
    def together(self) -> str:
        """A start for writing them together: what is the same once, and then mine before the other's. Nothing of either is left out."""
        if self.begun is not None:
            return self.begun
        mine, theirs = _sentences(self.mine), _sentences(self.theirs)
        parts: list[str] = []
        for _tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
            parts += mine[a:b] if mine[a:b] == theirs[c:d] else [*mine[a:b], *theirs[c:d]]
        return " ".join(part.strip(" ") for part in parts).replace("\n ", "\n").strip()


def _runs(text: str, other: str) -> list[Run]:
    words, others = _pieces(text, other)
    found: list[Run] = []
    for tag, a, b, _c, _d in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        piece = "".join(words[a:b])
        if piece:
            found.append(Run(piece, tag != "equal" and bool(piece.strip())))
    return _joined(found)


def _joined(runs: list[Run]) -> list[Run]:
    """Words that differ one after the other are one stretch: the space between them differs nothing."""
    joined: list[Run] = []
    for run in runs:
        if run.only and len(joined) > 1 and joined[-2].only and not joined[-1].only and not joined[-1].text.strip():
            between, before = joined.pop(), joined.pop()
            joined.append(Run(before.text + between.text + run.text, only=True))
        else:
            joined.append(run)
    return joined


def _pieces(text: str, other: str) -> tuple[list[str], list[str]]:
    words, others = _WORDS.findall(text), _WORDS.findall(other)
    return (words, others) if max(len(words), len(others)) <= _MOST_WORDS else (_sentences(text), _sentences(other))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCES.findall(text) if sentence.strip()]


def conflict_in_box(box: DraftBox, saved: str | None = None) -> Conflict | None:
    """What a page shows that is opened: two drafts, or a draft of a text that has been saved since. saved: what I may read of that."""
    if box.text is None:
        return None
    if box.beside is not None and box.beside.content.get("text", "") != box.text:
        return Conflict(box.text, box.beside.content.get("text", ""), _("Din text från en annan sida eller enhet"), box.beside.saved_at)
    if box.is_old and saved is not None and saved != box.text:
        return Conflict(box.text, saved, _("Det som är sparat nu"))
    return None


def is_settled(data: Mapping[str, str], name: str) -> bool:
    """Whether the writer has chosen."""
    return data.get(f"{name}-val") in {MINE, THEIRS, TOGETHER}


def unsettled(data: Mapping[str, str], name: str) -> Conflict | None:
    """The conflict that the page showed and the writer has not chosen in."""
    if f"{name}-mine" not in data or is_settled(data, name):
        return None
    mine, theirs = plain_text(data[f"{name}-mine"]), plain_text(data.get(f"{name}-theirs", ""))
    return Conflict(mine, theirs, data.get(f"{name}-who", "")[:200], begun=plain_text(data.get(name, "")))


def chosen_text(data: Mapping[str, str], name: str) -> str:
    """What was typed, or the text that was chosen in its place."""
    choice = data.get(f"{name}-val", "")
    return data.get(f"{name}-{choice}", "") if choice in {MINE, THEIRS} else data.get(name, "")


def seen_drafts(data: Mapping[str, str], name: str, box: DraftBox, text: str) -> list[Draft]:
    """Those of the writer's drafts that the page says it has shown (``draft_seen``), or that say the same as this text."""
    moments = data.get(f"{name}-seen", "").split()
    return [draft for draft in box.drafts if draft.saved_at.isoformat() in moments or draft.content.get("text", "") == text]


def conflict_with_unseen(data: Mapping[str, str], name: str, box: DraftBox, text: str) -> Conflict | None:
    """Whether the writer must choose first: as the page showed, or because of an own draft that the page never showed."""
    if shown := unsettled(data, name):
        return shown
    seen = seen_drafts(data, name, box, text)
    other = next((draft for draft in box.drafts if draft not in seen), None)
    if other is None:
        return None
    return Conflict(text, other.content.get("text", ""), _("Din text från en annan sida eller enhet"), other.saved_at)


@dataclass(frozen=True, slots=True)
class Compared:
    """A text that was sent, beside its writer's own drafts of it.

    shown: those that the page had shown, which saving makes needless. conflict: what must be chosen first. box: what the page that comes
    back goes on from; moments: which drafts that one shows.
    """

    shown: tuple[Draft, ...]
    conflict: Conflict | None
    box: DraftBox
    moments: str


def compare_drafts(data: Mapping[str, str], name: str, box: DraftBox, text: str, saved: str) -> Compared:
    """The one way in which a long text is saved: a draft that the page never showed is shown before it goes (Q4)."""
    seen, conflict = seen_drafts(data, name, box, text), None
    if text != saved or f"{name}-mine" in data:
        conflict = conflict_with_unseen(data, name, box, text)
    known = [draft for draft in box.drafts if draft in seen or (conflict is not None and draft.saved_at == conflict.at)]
    rest = replace(box, draft=box.draft if box.draft in known else None, beside=None)
    return Compared(tuple(seen), conflict, rest, moments_of(known))


def must_choose() -> str:
    """What is said at the field."""
    return _("Det finns två texter här. Välj vilken som ska gälla. Inget är borta.")
