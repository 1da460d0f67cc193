"""The document tree: what it keeps, what it drops, and what it says of what it cannot read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larka.core.documents import (
    CLASSIFICATION,
    Column,
    Document,
    DocumentError,
    Fact,
    Facts,
    Header,
    Heading,
    List,
    Media,
    Notice,
    PageBreak,
    Paragraph,
    Section,
    Signature,
    Table,
)

anything = st.text(st.characters(exclude_categories=()), max_size=30)
field = st.none() | st.sampled_from(["comment", "support"])
facts = st.lists(st.builds(Fact, anything, anything, field=field), max_size=3).map(tuple)
alternative = anything.filter(lambda text: text.strip() != "")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(st.builds(Column, anything, st.sampled_from(["left", "center", "right"]), field=field), min_size=1, max_size=4))
    row = st.tuples(*[anything for _ in columns])
    rows = draw(st.lists(row, max_size=3))
    return Table(tuple(columns), tuple(rows), draw(anything), row_headers=draw(st.booleans()), field=draw(field))


leaves = st.one_of(
    st.builds(Heading, anything, st.sampled_from([1, 2, 3]), field=field),
    st.builds(Paragraph, anything, field=field),
    st.builds(List, st.lists(anything, max_size=3).map(tuple), st.booleans(), field=field),
    st.builds(Facts, facts, field=field),
    tables(),
    st.builds(Signature, anything, anything, anything, anything, field=field),
    st.builds(Media, alternative, st.binary(max_size=40), st.none() | anything, anything, field=field),
    st.builds(Notice, anything, st.sampled_from(["info", "warning", "stamp"]), field=field),
    st.builds(PageBreak, field=field),
)
nodes = st.recursive(
    leaves, lambda inner: st.builds(Section, anything, st.lists(inner, max_size=3).map(tuple), anything, field=field), max_leaves=6
)
documents = st.builds(
    Document,
    anything,
    st.none() | anything,
    facts=facts,
    body=st.lists(nodes, max_size=4).map(tuple),
    header=st.builds(Header, anything, anything),
    footer=anything,
    classification=anything,
)


@given(documents)
def test_a_document_read_back_from_its_json_is_the_same_document(document: Document) -> None:
    """H6: what was exported compares equal."""
    assert Document.from_json(json.loads(json.dumps(document.as_json()))) == document


@given(st.lists(documents, min_size=1, max_size=3))
def test_bound_documents_read_back_from_json_are_the_same(several: list[Document]) -> None:
    """H6."""
    bound = Document.join(several, "Omdömen")
    assert Document.from_json(json.loads(json.dumps(bound.as_json()))) == bound
    assert bound.parts == tuple(several)


@given(documents)
def test_nothing_from_a_dropped_field_is_left(document: Document) -> None:
    """A17: a withheld field leaves no trace, in no depth."""
    assert "comment" not in _fields(document.without({"comment"}).as_json())


@given(documents)
def test_dropping_no_field_changes_nothing(document: Document) -> None:
    """A17."""
    assert document.without(set()) == document


def _fields(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [data.get("field", "")] + [one for value in data.values() for one in _fields(value)]
    return [one for value in data for one in _fields(value)] if isinstance(data, list) else []


def test_a_withheld_text_takes_its_heading_with_it() -> None:
    """A17: an empty place under a heading would give away that something was written."""
    kept = Section("Svenska", (Paragraph("Läser gärna."),))
    document = Document("Plan", body=(kept, Section("Stöd", (Section("Läge", (Paragraph("Hemligt", field="support"),)),))))
    assert document.without({"support"}) == Document("Plan", body=(kept,))


def test_a_withheld_column_takes_its_cells_and_a_withheld_fact_its_term() -> None:
    """A17."""
    table = Table((Column("Elev"), Column("Stöd", field="support")), (("Elsa", "ja"), ("Olle", "nej")), row_headers=True)
    document = Document("Klass", facts=(Fact("Skola", "Lärkskolan"), Fact("Stöd", "ja", field="support")), body=(table,))
    seen = document.without({"support"})
    assert seen.plain_text().split("\n") == ["Klass", "Skola: Lärkskolan", "Elev", "Elsa", "Olle"]


def test_a_bound_document_loses_its_withheld_fields_too() -> None:
    """A17."""
    bound = Document.join([Document("Ett", body=(Paragraph("syns"), Paragraph("syns inte", field="support")))], "Alla")
    assert bound.without({"support"}).plain_text() == "Alla\nEtt\nsyns"


def test_a_document_is_classified_unless_it_says_otherwise() -> None:
    """F5: downloads and prints carry the words."""
    assert Document("Plan").classification == CLASSIFICATION == "Endast för behöriga – får ej delas"


def test_a_picture_without_a_description_is_refused() -> None:
    """Q1: someone who cannot see it must be told what it shows."""
    with pytest.raises(DocumentError, match="saknar en beskrivning"):
        Media("  ", b"...")


def test_a_row_with_too_few_cells_is_refused() -> None:
    """Q2."""
    with pytest.raises(DocumentError, match="en cell för varje kolumn"):
        Table((Column("A"), Column("B")), (("bara en",),))


def test_binding_no_documents_is_refused() -> None:
    """Q2."""
    with pytest.raises(DocumentError, match="inget dokument"):
        Document.join([], "Tomt")


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (None, "'document' väntades"),
        ({"kind": "document"}, "saknar fältet 'title'"),
        ({"kind": "document", "title": 7}, "text väntades"),
        ({"kind": "document", "title": "x", "colour": "red"}, "okänt fält 'colour'"),
        ({"kind": "document", "title": "x", "body": "y"}, "en lista väntades"),
        ({"kind": "document", "title": "x", "body": [{"kind": "script"}]}, "'script' är okänd"),
        ({"kind": "document", "title": "x", "body": [{"kind": "heading", "text": "x", "level": True}]}, "kända värdena"),
        ({"kind": "document", "title": "x", "body": [{"kind": "media", "alt": "x", "content": "å"}]}, "base64"),
        ({"kind": "document", "title": "x", "body": [{"kind": "list", "items": [], "ordered": 1}]}, "sant eller falskt väntades"),
    ],
)
def test_json_that_is_no_document_is_refused_with_the_reason(document: Any, reason: str) -> None:
    """Q2: a clear Swedish message."""
    with pytest.raises(DocumentError, match=reason):
        Document.from_json({"version": 1, "document": document})


def test_json_of_an_unknown_version_or_of_endless_depth_is_refused() -> None:
    """Q2."""
    with pytest.raises(DocumentError, match="version är okänd"):
        Document.from_json({"version": 2})
    deep: dict[str, Any] = {"kind": "paragraph", "text": "x"}
    for _ in range(5000):
        deep = {"kind": "section", "heading": "x", "nodes": [deep]}
    with pytest.raises(DocumentError, match="för många nivåer"):
        Document.from_json({"version": 1, "document": {"kind": "document", "title": "x", "body": [deep]}})
