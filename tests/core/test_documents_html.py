"""A document on the page: semantic, escaped, the headings in steps."""

import re
from html.parser import HTMLParser

import pytest
from django.utils import translation

from larka.core.documents import (
    Column,
    Document,
    Fact,
    Facts,
    Header,
    Heading,
    List,
    Media,
    Notice,
    Paragraph,
    Section,
    Signature,
    Table,
    render_html,
)
from larka.core.documents.text import tidy

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</article></p><iframe src=javascript:alert(1)>",
    "&lt;b&gt; & {{ 7*7 }} {% raw %}",
    "\x00\x1b[31m\ud800",
]


def test_what_no_page_can_hold_is_taken_out_of_every_text() -> None:
    """The quick way is for texts that hold nothing of it, letters with marks of their own among them."""
    unfit = [*range(9), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), *range(0xFDD0, 0xFDF0), *range(0xFFF9, 0xFFFC)]
    unfit += [0xFEFF, 0xFFFE, 0xFFFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
    assert {tidy(f"Å{chr(sign)}ke") for sign in unfit} == {"Åke"}
    assert {tidy(f"a{sign}b") for sign in ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n")} == {"a\nb"}
    assert (tidy("A\u030ake"), tidy("\ud83d\ude00 \ud800")) == ("Åke", "😀 \ufffd")


class Reader(HTMLParser):
    """Collects the elements, attributes and text that a browser would find."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(str(html))
    return reader


def full_of(text: str) -> Document:
    """Every kind of node, holding the text in every place where text can stand."""
    return Document(
        text, text, facts=(Fact(text, text),), header=Header(text, text), footer=text, classification=text, language=text,
        body=(
            Heading(text), Paragraph(text), List((text,)), Facts((Fact(text, text),)), Table((Column(text),), ((text,),), text),
            Signature(text, text, text, text), Media(f"{text}.", reference=text, caption=text), Notice(text, "warning"),
            Section(text, (Paragraph(text),), text),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_become_markup_wherever_it_stands(text: str) -> None:
    """Q2, A15: what is typed is shown, never run."""
    reader = read(render_html(full_of(text), media_url=lambda media: media.reference))
    innocent = read(render_html(full_of("ord"), media_url=lambda media: media.reference))
    assert reader.tags == innocent.tags
    assert reader.attributes == innocent.attributes


def test_what_was_typed_is_shown_as_it_was_typed() -> None:
    """Q2."""
    assert "if a < b & c > d: \"x\" 'y'" in read(render_html(Document("x", body=(Paragraph("if a < b & c > d: \"x\" 'y'"),)))).text


def test_no_control_character_or_half_character_reaches_the_page() -> None:
    """Q2."""
    html = render_html(full_of("a\x00\x07\x1b\ud800b"))
    html.encode()
    assert not re.search("[\x00-\x08\x0e-\x1f]", html)


def test_there_are_no_inline_styles_or_scripts() -> None:
    """A15: the page's security policy allows none."""
    html = render_html(full_of("ord"))
    assert "style=" not in html
    assert "<script" not in html


def test_headings_begin_at_the_level_of_the_page_and_skip_none() -> None:
    """Q1."""
    body = (Heading("djup först", 3), Section("A", (Section("B", (Heading("C", 2),)),)), Section("D"))
    html = render_html(Document("Titel", body=body), level=2)
    assert re.findall(r"<(h\d)[^>]*>([^<]*)", html) == [
        ("h2", "Titel"), ("h3", "djup först"), ("h3", "A"), ("h4", "B"), ("h5", "C"), ("h3", "D"),
    ]  # fmt: skip


def test_no_heading_is_deeper_than_six() -> None:
    """Q1."""
    section = Section("7")
    for name in "654321":
        section = Section(name, (section,))
    assert re.findall(r"<h(\d)", render_html(Document("x", body=(section,)), level=3)) == ["3", "4", "5", "6", "6", "6", "6", "6"]


def test_a_table_names_its_columns_and_rows_and_becomes_cards_on_a_phone() -> None:
    """Q1."""
    table = Table((Column("Ämne"), Column("Poäng", "right")), (("Svenska", "12"),), "Höstterminen", row_headers=True)
    html = render_html(Document("x", body=(table,)))
    assert "<caption>Höstterminen</caption>" in html
    assert '<th scope="col" class="align-right">Poäng</th>' in html
    assert '<th scope="row" class="align-left" data-label="Ämne">Svenska</th>' in html
    assert '<td class="align-right" data-label="Poäng">12</td>' in html


def test_line_breaks_and_blank_lines_stay_as_typed() -> None:
    """Q2."""
    html = render_html(Document("x", body=(Paragraph("ett\r\ntvå\n \n\ntre"),)))
    assert "<p>ett<br>två</p><p>tre</p>" in html


def test_a_picture_has_its_description_with_or_without_an_address() -> None:
    """Q1."""
    document = Document("x", body=(Media("Elsas teckning", reference="m1"),))
    assert '<img src="/media/m1" alt="Elsas teckning" loading="lazy">' in render_html(document, media_url=lambda m: f"/media/{m.reference}")
    assert "Bild: Elsas teckning" in render_html(document)


def test_a_class_set_lists_its_documents_with_links_to_each() -> None:
    """C10, D1."""
    bound = Document.join([Document("Omdömen", f"{name}, 5B") for name in ("Elsa", "Olle")], "Omdömen, klass 5B")
    html = render_html(bound)
    assert re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html) == [("del-1", "Elsa, 5B"), ("del-2", "Olle, 5B")]
    assert re.findall(r'<article class="document" lang="sv" id="([^"]+)">', html) == ["del-1", "del-2"]


def test_where_titles_differ_the_contents_list_gives_them() -> None:
    """C10."""
    html = render_html(Document.join([Document("Plan", "Elsa"), Document("Omdöme", "Elsa"), Document("Bilaga")], "Elsas papper"))
    assert re.findall(r'<a href="[^"]+">([^<]+)</a>', html) == ["Elsa – Plan", "Elsa – Omdöme", "Bilaga"]


def test_the_page_carries_name_date_and_classification_for_print() -> None:
    """C10, F5."""
    html = render_html(Document("x", header=Header("Elsa Lund, 5B", "22 november 2026")))
    assert '<p class="document-running"><span>Elsa Lund, 5B</span> <span>22 november 2026</span></p>' in html
    assert '<p class="document-classification">Endast för behöriga – får ej delas</p>' in html


def test_who_may_read_it_is_said_in_the_readers_language() -> None:
    """F5: as the page around it does; a document's own mark stays as it is."""
    with translation.override("en"):
        html, own = render_html(Document("x")), render_html(Document("x", classification="Arbetsmaterial"))
    assert '<p lang="en" class="document-classification">For authorised readers only – do not share</p>' in html
    assert '<p class="document-classification">Arbetsmaterial</p>' in own
