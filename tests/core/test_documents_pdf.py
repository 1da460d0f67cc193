"""A document on paper and in the archive: PDF/A-2a and PDF/UA-1, whatever was typed."""

import io
import re
import threading
import time
from datetime import UTC, datetime

import pikepdf
import psutil
import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

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
    PageBreak,
    Paragraph,
    Section,
    Signature,
    Table,
    render_html,
    render_pdf,
)
from larka.core.documents.glyphs import printable

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
TEXT = "Elsa läser flytande och drar egna slutsatser. " * 12


def judgements(name: str) -> Document:
    """A pupil's page of written judgements, as long as they usually are."""
    subjects = ("Svenska", "Matematik", "Engelska", "Bild", "Musik")
    return Document(
        "Skriftliga omdömen", f"{name}, 5B", facts=(Fact("Skola", "Lärkskolan"), Fact("Läsår", "2026/2027")),
        body=tuple(Section(subject, (Paragraph(f"{name}: {TEXT}"),)) for subject in subjects),
        header=Header(f"{name}, 5B", "22 november 2026"), footer="Lärkdalens kommun",
    )  # fmt: skip


def full_of(text: str) -> Document:
    """Every kind of node, holding the text in every place where text can stand."""
    return Document(
        text, text, facts=(Fact(text, text),), header=Header(text, text), footer=text,
        body=(
            Heading(text, 3), Paragraph(text), List((text,), ordered=True), List((text,)), Facts((Fact(text, text),)),
            Table((Column(text), Column(text, "right")), ((text, text),), text, row_headers=True), PageBreak(),
            Signature(text, text, text, text), Signature(text), Media(f"{text}.", PNG, caption=text), Notice(text, "stamp"),
            Notice(text), Section(text, (Paragraph(text),), text),
        ),
    )  # fmt: skip


def opened(document: Document) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render_pdf(document)))


def pages_of(document: Document) -> list[str]:
    """The letters of every page, without spaces."""
    pdf = opened(document)
    return [letters_of(page) for page in pdf.pages]


def letters_of(page: pikepdf.Page) -> str:
    """The text that can be taken out of a page, without spaces: every glyph by its font's table of letters."""
    tables = {name: _table(font) for name, font in page.Resources.Font.items()}
    found, table = "", {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            shown = operands[0] if str(operator) == "TJ" else operands
            codes = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
            found += "".join(table[codes[at : at + 2]] for at in range(0, len(codes), 2))
    return re.sub("[\\s\xad\u200b]", "", found)


def _table(font: pikepdf.Object) -> dict[bytes, str]:
    pairs = re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", font.ToUnicode.read_bytes().decode("ascii"), re.MULTILINE)
    return {bytes.fromhex(code): bytes.fromhex(letters).decode("utf-16-be") for code, letters in pairs}


def test_the_pdf_is_archivable_and_accessible() -> None:
    """H6, Q1: PDF/A-2a and PDF/UA-1, with its language, its tags and its fonts inside, and nothing that runs."""
    pdf = opened(judgements("Elsa Lund"))
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("2", "A", "1")
        assert metadata["dc:title"] == "Skriftliga omdömen"
    assert str(pdf.Root.Lang) == "sv-SE"
    assert pdf.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in pdf.Root
    assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_every_font_is_embedded_and_nothing_in_the_pdf_runs() -> None:
    """H6, A15."""
    pdf = opened(full_of("Räksmörgås"))
    fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)
    keys = {str(key) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) for key in thing.keys()}  # noqa: SIM118 - a pdf object
    assert not keys & {"/JS", "/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles", "/URI", "/AcroForm"}


def test_every_page_says_whose_it_is_its_date_its_number_and_who_may_read_it() -> None:
    """C10, F5."""
    long = Document("Plan", body=(Paragraph("Läser.\n\n" * 90),), header=Header("Elsa Lund, 5B", "22 november 2026"))
    pages = pages_of(long)
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        for words in ("Elsa Lund, 5B", "22 november 2026", "Endast för behöriga – får ej delas", f"Sida {number} av 3"):
            assert words.replace(" ", "") in page


def test_paper_is_a4_and_lies_down_for_a_table_of_many_columns() -> None:
    """C10, D5."""
    overview = Document("Klass", body=(Table(tuple(Column(f"Ämne {n}") for n in range(17)), (("ja",) * 17,)),))
    for document, size in ((Document("x"), [595, 842]), (overview, [842, 595])):
        pdf = opened(document)
        assert [round(float(side)) for side in pdf.pages[0].mediabox.as_list()[2:]] == size


@pytest.mark.parametrize(
    "text", ["Åäö ÅÄÖ é ü", "Łukasz Żółć ąęśźń", "Gülşen Işık Çağ İ", "Nguyễn Thị Hương", "Ελένη", "Олександр", "Cabdi Ñ"]
)
def test_names_from_many_languages_are_set_as_they_are(text: str) -> None:
    """B1."""
    assert pages_of(Document(text, body=(Paragraph(text),)))[0].count(text.replace(" ", "")) == 2


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Bra 👍🏽!", "Bra [tumme upp]!"),
        ("👨‍👩‍👧‍👦 🇸🇪 🦄", "[emoji] [emoji] [emoji]"),
        ("❤️ och ⭐", "[hjärta] och [stjärna]"),
        ("王小明", "□□□"),
        ("ﬁn ½ 𝐀", "ﬁn ½ A"),
        ("vanlig text [med klammer] – “så”…", "vanlig text [med klammer] – “så”…"),
    ],
)
def test_what_the_typeface_lacks_is_replaced_by_something_readable(typed: str, printed: str) -> None:
    """Q2."""
    assert printable(typed) == printed


def test_a_reader_is_told_when_characters_were_replaced_and_only_then() -> None:
    """H6: a copy says where it differs from the original."""
    told = [pages_of(Document("x", body=(Paragraph(text),)))[0] for text in ("王 läser", "Elsa [5B] läser")]
    assert ["Originaletäroförändrat" in page for page in told] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "😀👨‍👩‍👧‍👦🇸🇪1️⃣", "王小明", "محمد ڕ", "ไทย ትግርኛ हिन्दी", "\x00\x07\x1b[31m\x9f", "\ud800 \udfff \ud83d\ude00",
        "\ue000\uffff\ufeff\ufffe",
        "Z̷̢̛a̸l̶g̷o̴" + "\u0301" * 300, "abc\u202edef", "a" * 100_000, "åäö" * 20_000, "a-" * 20_000, "a\xad" * 20_000, " " * 5000, "", "\n\n",
        "#panic() $x^$ *b* _i_ <l> @ref \\ `c` // c /* = H [#", '"}]\\u0000', "a\r\nb\u2028c\n\n\nd",
    ],
)  # fmt: skip
def test_no_text_breaks_the_pdf_wherever_it_stands(text: str) -> None:
    """Q2: nothing that anyone can type keeps a document from being printed."""
    assert len(opened(full_of(text)).pages) >= 1


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_can_be_printed(text: str) -> None:
    """Q2."""
    assert render_pdf(full_of(text)).startswith(b"%PDF-1.7")


def test_markup_in_a_text_is_shown_and_not_obeyed() -> None:
    """Q2."""
    text = '#panic("x") *fet* $x$ <b> \\u{41}'
    assert text.replace(" ", "") in pages_of(Document("x", body=(Paragraph(text),)))[0]


def test_a_long_text_is_printed_to_its_last_letter() -> None:
    """Q2: nothing runs off the paper."""
    text = "".join(pages_of(Document("x", classification="", body=(Paragraph("b" * 20_000),))))
    assert text.count("b") == 20_000


def test_a_class_set_has_a_contents_list_and_numbers_each_pupils_pages_by_themselves() -> None:
    """D1, C10: what is handed to one family is whole in itself."""
    pages = pages_of(Document.join([judgements("Elsa Lund"), judgements("Åke Öst")], "Klass 5B"))
    assert "InnehållElsaLund,5B" in pages[0]
    second = next(number for number, page in enumerate(pages) if "ÅkeÖst,5B22november" in page)
    assert f"Sida1av{second - 1}" in pages[1]
    assert f"Sida1av{len(pages) - second}" in pages[second]
    assert not any("ElsaLund" in page for page in pages[second:])


def test_a_picture_is_set_with_its_description_and_a_broken_one_is_described() -> None:
    """Q1, Q2: one broken file costs only itself."""
    pdf = opened(Document("x", body=(Media("Elsas teckning", PNG), Media("Trasig bild", PNG[:30]), Media("Okänd", b"<svg/>"))))
    described = {str(thing.Alt) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing}
    assert described == {"Elsas teckning"}
    assert "Bild:Trasigbild" in letters_of(pdf.pages[0])
    assert "Bild:Okänd" in letters_of(pdf.pages[0])


def test_page_and_pdf_say_the_same() -> None:
    """Architecture 2: one tree, two renderers."""
    document = judgements("Elsa Lund")
    printed = "".join(pages_of(document))
    spoken = re.sub(r"\s", "", re.sub(r"<[^>]+>", " ", render_html(document)))
    for word in set(re.findall(r"\w{4,}", document.plain_text())):
        assert word in printed
        assert word in spoken


def test_the_same_document_and_moment_give_the_same_bytes() -> None:
    """H6: a checksum means something."""
    moment = datetime(2026, 11, 22, 14, 2, 3, 456, tzinfo=UTC)
    assert render_pdf(judgements("Elsa"), made_at=moment) == render_pdf(judgements("Elsa"), made_at=moment)


def test_several_threads_print_at_once() -> None:
    """C10."""
    done: list[bytes] = []
    threads = [threading.Thread(target=lambda: done.extend(render_pdf(judgements("Elsa")) for _ in range(5))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 20


def test_printing_on_and_on_takes_no_more_memory() -> None:
    """C10: a whole school is printed by one worker."""
    process = psutil.Process()
    for number in range(100):
        render_pdf(judgements(f"Elev {number}"))
    before = process.memory_info().rss
    for number in range(250):
        render_pdf(judgements(f"Barn {number}"))
    assert process.memory_info().rss - before < 40 * 1024 * 1024


def test_words_that_wait_for_their_language_are_set_in_it() -> None:
    """Pages: languages; a kind's labels are translated when the document is rendered."""
    document = Document(gettext_lazy("Plan"), body=(Section(gettext_lazy("Mål"), (Paragraph(gettext_lazy("Läsa")),)),))
    assert {"Plan", "Mål", "Läsa"} <= set(re.findall(r"\w+", render_html(document)))
    assert "PlanMålLäsa" in pages_of(document)[0]
    assert Document.from_json(document.as_json()).plain_text() == "Plan\nMål\nLäsa"


def test_a_class_set_of_28_is_printed_within_a_second() -> None:
    """C10, D1: reference/speed."""
    started = time.perf_counter()
    render_pdf(Document.join([judgements(f"Elev {number}") for number in range(28)], "Klass 5B"))
    assert time.perf_counter() - started < 1.0
