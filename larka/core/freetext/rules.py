"""The patterns, the same for the server and the browser: written so that Python and JavaScript read them alike."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["number", "phone", "email", "judging", "health", "sensitive"]

_WORDS = Path(__file__).with_name("words.txt")
_SIGN = "0-9A-Za-zÀ-ÖØ-öø-ÿ"
_ALONE, _ENDS = f"(?<![{_SIGN}])", f"(?![{_SIGN}])"
# What says that the next words are about somebody: "hon är", "Elsa har varit", "upplevs som", with at most two words between.
# A thing ("strömmen är svag") ends as words for things do, and names seldom.
_SOMEBODY = (
    r"(?:^|(?:eleven|barnet|pojken|flickan|killen|tjejen|mamman|pappan"
    f"|(?![{_SIGN}]*(?:en|et|rna)[^{_SIGN}])[{_SIGN}]+)[,;:]?\\s+)"
)
_SAID_OF = (
    r"(?:är|var|varit|blir|blev|blivit|vara|bli|verkar|verkade|känns|upplevs(?: som)?|uppfattas(?: som)?|framstår som|beskrivs som"
    r"|beter sig|har alltid varit)\s+"
)
_BETWEEN = f"(?:[{_SIGN}]+\\s+){{0,2}}?"
_OF_SOMEBODY = " when said of somebody"


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern; what it points at is its last group."""

    kind: Kind
    pattern: str

    @property
    def compiled(self) -> re.Pattern[str]:
        """For Python; kept by ``re`` itself."""
        return re.compile(self.pattern, re.IGNORECASE | re.MULTILINE)


def _sections() -> Iterator[tuple[str, list[str]]]:
    name = ""
    lines: list[str] = []
    for line in _WORDS.read_text("utf-8").splitlines():
        if line.startswith("["):
            if name:
                yield name, lines
            name, lines = line.strip("[]"), []
        elif line and not line.startswith("#"):
            lines.append(line.strip())
    yield name, lines


def forms_of(entry: str) -> list[str]:
    """The words and phrases that an entry of the list stands for, as patterns."""
    before, _, last = entry.rpartition(" ")
    stem, *endings = last.split("/")
    words = [stem, *(stem + ending for ending in endings)]
    if "/" in before:  # endings in the middle of a phrase: "knäpp/a i huvudet"
        words, before = [f"{form} {last}" for form in forms_of(before)], ""
    return [_pattern(f"{before} {word}".strip()) for word in words]


def _pattern(words: str) -> str:
    written = re.escape(words.removesuffix("~")).replace(r"\ ", r"\s+").replace(r"\-", "-")
    return f"{written}[{_SIGN}]*" if words.endswith("~") else written


def _one_of(entries: Iterable[str]) -> str:
    forms = {form for entry in entries for form in ([entry] if "\\" in entry else forms_of(entry))}
    return "|".join(sorted(forms, key=lambda form: (-len(form), form)))


def _rules() -> Iterator[Rule]:
    # A mobile number in one piece reads as a date and four figures, too.
    yield Rule("phone", r"(?<![0-9+])(07[02369][0-9]{7})(?![0-9])")
    yield Rule(
        "number",
        r"(?<![0-9])((?:19|20)?[0-9]{2}(?:0[0-9]|1[0-2])(?:[0126-8][0-9]|3[01]|9[01])[-+ ]?(?:[0-9]{4}|(?:TF|[A-Z]{2})[0-9]{2}))(?![0-9])",
    )
    yield Rule(
        "phone", r"(?<![0-9-])((?:\+46|0046|0)[ -]?(?:\(0\)[ -]?)?[1-9][0-9]{0,2}[ /-]{0,3}[0-9]{2,3}(?:[ -]?[0-9]{2,3}){1,3})(?![0-9])"
    )
    yield Rule("email", r"([^\s@<>(),;:]+@[^\s@<>(),;:]+\.[A-Za-zÅÄÖåäö]{2,})")
    for name, entries in _sections():
        kind: Kind = name.removesuffix(_OF_SOMEBODY)  # type: ignore[assignment]  # a test reads the list's sections
        said_of = _ALONE + _SOMEBODY + _SAID_OF + _BETWEEN if name.endswith(_OF_SOMEBODY) else ""
        yield Rule(kind, f"{said_of}{_ALONE}({_one_of(entries)}){_ENDS}")


RULES: tuple[Rule, ...] = tuple(_rules())
