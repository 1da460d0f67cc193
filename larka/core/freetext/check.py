"""Looking through a text before it is saved. Nothing is forbidden: the writer is asked once, and decides."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from larka.core.freetext.rules import RULES, Kind

_AROUND = 32


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text, with what stands around it."""

    kind: Kind
    start: int
    word: str
    before: str
    after: str

    @property
    def mark(self) -> str:
        """What a page says back when the writer wants it to stand: the same for the same word, without the word."""
        return hashlib.sha256(f"{self.kind} {self.word.lower()}".encode()).hexdigest()[:12]


def findings(text: str, *, health: bool = True) -> list[Finding]:
    """Everything worth a second look, in the order of the text. health: False where words of health belong (support)."""
    found: dict[int, Finding] = {}
    taken: list[tuple[int, int]] = []
    for rule in RULES:
        if rule.kind == "health" and not health:
            continue
        for match in rule.compiled.finditer(text):
            start, end = match.span(1)
            if all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
                found[start] = _finding(rule.kind, text, start, end)
    return [found[start] for start in sorted(found)]


def not_accepted(text: str, accepted: Collection[str], *, saved: str = "", health: bool = True) -> list[Finding]:
    """What is still to be asked about: not what the writer has said shall stand, nor what was saved before."""
    known = {*accepted, *(finding.mark for finding in findings(saved, health=health))}
    return [finding for finding in findings(text, health=health) if finding.mark not in known]


def _finding(kind: Kind, text: str, start: int, end: int) -> Finding:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before = ("…" if first else "") + text[first:start]
    after = text[end:last] + ("…" if last < len(text) else "")
    return Finding(kind, start, text[start:end], before, after)
