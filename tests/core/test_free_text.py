"""What should seldom stand in a text about a child is pointed at, and what schools write every day is not (F6)."""

from pathlib import Path

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from larka.core.freetext import RULES, Finding, findings, not_accepted
from larka.core.freetext.forms import FreeTextForm
from larka.core.home import PROJECT
from larka.core.personal_numbers import InvalidPersonalNumberError, PersonalNumber

LIFELIKE = (PROJECT / "tests" / "core" / "free_text_sentences.txt").read_text("utf-8").splitlines()


def pointed(text: str, *, health: bool = True) -> list[tuple[str, str]]:
    return [(found.kind, found.word) for found in findings(text, health=health)]


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("Han är lat.", "judging", "lat"),
        ("Hon är ofta LAT på morgonen", "judging", "LAT"),
        ("Elsa är ofta lite svag i matte", "judging", "svag"),
        ("Upplevs som trög och ointresserad", "judging", "trög"),
        ("Han är dum i huvudet", "judging", "dum i huvudet"),
        ("Nils är bråkigare än förut", "judging", "bråkigare"),
        ("Han har varit sjuk länge", "health", "sjuk"),
        ("Han har fått en adhd-diagnos", "health", "adhd"),
        ("Han fick diagnosen autism", "health", "fick diagnosen"),
        ("Hon medicineras sedan i våras", "health", "medicineras"),
        ("Hennes ångest gör det svårt", "health", "ångest"),
        ("Familjen lever med skyddad identitet", "sensitive", "skyddad identitet"),
        ("Socialtjänsten är inkopplad", "sensitive", "Socialtjänsten"),
        ("Hans pappa är arbetslös", "sensitive", "arbetslös"),
        ("Nås på 070-174 06 58", "phone", "070-174 06 58"),
        ("Nås på 0701740658.", "phone", "0701740658"),
        ("Ring +46 70 174 06 58", "phone", "+46 70 174 06 58"),
        ("Ring 08-465 004 10 på dagtid", "phone", "08-465 004 10"),
        ("Skriv till mamma@hem.example.", "email", "mamma@hem.example"),
        ("Hon, 20130415-2389, går i 5A", "number", "20130415-2389"),
        ("Hon, 130415-2389, går i 5A", "number", "130415-2389"),
        ("Hon, 1304152389, går i 5A", "number", "1304152389"),
        ("20130101TF01", "number", "20130101TF01"),
        ("20130175-2380", "number", "20130175-2380"),
    ],
)
def test_what_should_not_stand_there_is_pointed_at(text: str, kind: str, word: str) -> None:
    """F6: with its kind, and where it stands."""
    found = findings(text)
    assert (kind, word) in [(one.kind, text[one.start : one.start + len(word)]) for one in found]


@pytest.mark.parametrize("text", LIFELIKE)
def test_what_schools_write_every_day_is_not_pointed_at(text: str) -> None:
    """F6: a check that cries wolf is soon pressed away."""
    assert pointed(text) == []


@pytest.mark.parametrize("path", sorted((PROJECT / "larka" / "demo" / "texts").glob("*.txt")), ids=lambda path: path.stem)
def test_the_demos_own_texts_hold_nothing_to_point_at(path: Path) -> None:
    """F6: thousands of invented omdömen."""
    assert pointed(path.read_text("utf-8")) == []


def test_words_of_health_belong_in_support_and_nothing_else_does() -> None:
    """F6, E1."""
    text = "Hon har fått diagnosen dyslexi och är lat."
    assert pointed(text) == [("health", "fått diagnosen"), ("health", "dyslexi"), ("judging", "lat")]
    assert pointed(text, health=False) == [("judging", "lat")]


def test_a_finding_stands_in_its_context() -> None:
    """F6: one sees where in a long text it is."""
    found = findings("Vi har arbetat länge med bråk. Han är lat. " + "Sedan läste vi en roman tillsammans. " * 2)[0]
    assert (found.before[0], found.before[-4:], found.word, found.after[:7], found.after[-1]) == ("…", " är ", "lat", ". Sedan", "…")


numbers = st.builds(
    "{:04d}{:02d}{:02d}{}{:04d}".format,
    st.integers(1930, 2026), st.integers(0, 12), st.one_of(st.integers(1, 31), st.integers(60, 91)), st.sampled_from(["", "-"]),
    st.integers(0, 9999),
)  # fmt: skip


@given(numbers)
def test_every_valid_number_is_found(written: str) -> None:
    """B3, F6: personnummer and samordningsnummer, with and without hyphen and century."""
    try:
        PersonalNumber.parse(written)
    except InvalidPersonalNumberError:
        return
    for text in (written, written[2:]):
        assert [found.word for found in findings(f"Eleven ({text}) läser.") if found.kind in {"number", "phone"}] == [text]


def test_the_patterns_are_read_alike_by_browsers() -> None:
    """F6: nothing in them that JavaScript refuses or understands in another way."""
    for rule in RULES:
        assert not {sign for sign in (r"\b", r"\w", r"\A", r"\Z", "(?P", r"\ ", "(?i") if sign in rule.pattern}, rule.kind
    assert {rule.kind for rule in RULES} == {"number", "phone", "email", "judging", "health", "sensitive"}


class Reason(FreeTextForm):
    """A form with a line and a text."""

    line = forms.CharField()
    text = forms.CharField(widget=forms.Textarea, required=False)


def test_a_form_asks_once_and_then_saves() -> None:
    """F6, Q1: without JavaScript; a line is not looked through, and a new word is asked about anew."""
    first = Reason({"line": "lat", "text": "Han är lat."})
    assert not first.is_valid()
    assert set(first.errors) == {"text"}
    again = {"line": "lat", "text": "Han är lat.", "fritext": first.marks}
    assert Reason(again).is_valid()
    more = Reason(again | {"text": "Han är lat och slö."})
    assert [found.word for found in more.pointed["text"]] == ["slö"] if not more.is_valid() else False
    assert Reason(again | {"text": "Han är lat och slö.", "fritext": more.marks}).is_valid()


def test_what_was_saved_before_is_not_asked_about_again() -> None:
    """F6: only what is new."""
    assert Reason({"line": "a", "text": "Han är lat, men läser."}, initial={"text": "Han är lat."}).is_valid()
    assert not_accepted("Lat. Slö.", (), saved="lat") == findings("Lat. Slö.")[1:]


def test_the_answer_of_the_button_holds_no_word() -> None:
    """F6: what is sent along says nothing to whoever sees it."""
    assert len(Finding("judging", 0, "lat", "", "").mark) == 12
    assert Finding("judging", 0, "lat", "", "").mark == Finding("judging", 9, "LAT", "x", "y").mark
