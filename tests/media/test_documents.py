"""Documents that would do something, hide something or tell of their maker."""

import io

import pikepdf
import pytest
from django.test import Client
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from larka.media.actions.media import take_in
from larka.media.files import DOWNLOAD
from larka.media.papers import stamped
from larka.media.refusals import RefusedFileError, in_words
from tests.cast import Cast, actor, opener
from tests.media import files
from tests.media.sending import bytes_of, sent
from tests.media.test_files import address, attached

WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
OPEN = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}


def hostile() -> bytes:
    """A PDF with scripts, starts, a file within and a maker, in each place that a reader looks in; and a link that is only a link."""
    target = io.BytesIO()
    script, starts = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")), Dictionary(S=Name.Launch, F=String("cmd.exe"))
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(595, 842))
        link = Dictionary(S=Name.URI, URI=String("https://exempel.se/"), Next=script)
        made.attachments["evil.exe"] = pikepdf.AttachedFileSpec(made, b"MZ evil", filename="evil.exe")
        made.Root.OpenAction, made.Root.AA, page.AA = script, Dictionary(WC=script), Dictionary(O=starts)
        made.Root.Names.JavaScript = Dictionary(Names=Array([String("a"), made.make_indirect(script)]))
        page.Annots = Array([
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
            for action in (starts, made.make_indirect(starts), link)
        ])  # fmt: skip
        made.docinfo["/Author"] = "Anna Hemlig"
        with made.open_metadata() as told:
            told["dc:creator"] = ["Anna Hemlig"]
        made.save(target)
    return target.getvalue()


def plain(data: bytes) -> bytes:
    """Everything in a PDF, unpacked."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(target, stream_decode_level=pikepdf.StreamDecodeLevel.all, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


TAKEN_OUT = (b"/JavaScript", b"app.alert", b"/Launch", b"cmd.exe", b"/OpenAction", b"/AA", b"evil", b"Hemlig", b"/Metadata", b"/Author")


def test_a_pdf_keeps_its_pages_and_links_and_nothing_that_runs_hides_or_names(cast: Cast) -> None:
    """F5, A11: in what is kept, in what is handed out, and in what was taken in before this was so."""
    assert all(word in plain(hostile()) for word in TAKEN_OUT), "they are there before"
    held = attached(cast, hostile(), "brev.pdf")
    old = stamped(io.BytesIO(hostile()))
    assert old is not None
    for data in (bytes_of(held.medium), bytes_of(held.medium, DOWNLOAD), old.getvalue()):
        shown = plain(data)
        assert [word for word in TAKEN_OUT if word in shown] == []
        assert b"https://exempel.se/" in shown


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (WORD | {"word/vbaProject.bin": b"x"}, "macros"),
        (WORD | {"word/VBAPROJECT.BIN": b"x"}, "macros"),
        (OPEN | {"Basic/Standard/Module1.xml": b"x"}, "macros"),
        (OPEN | {"Scripts/python/evil.py": b"x"}, "macros"),
        *((WORD | {name: b"x"}, "leaves") for name in ("../../evil.sh", "word/../../x", "/etc/passwd", "word\\..\\x", "C:/x")),
    ],
)
def test_a_document_with_macros_or_parts_that_leave_it_is_refused_in_words(cast: Cast, members: dict[str, bytes], code: str) -> None:
    """F5, Q2."""
    with pytest.raises(RefusedFileError) as refused:
        take_in(actor(cast.mats), sent(cast.mats, files.packed(members)))
    assert refused.value.code == code
    assert "tas inte emot" in in_words(code)


def test_an_open_document_with_an_empty_library_is_no_document_with_macros(cast: Cast) -> None:
    """F5: as older programs save all of them."""
    members = OPEN | {"Basic/": b"", "Basic/Standard/script-lb.xml": b"<x/>", "Basic/script-lc.xml": b"<x/>"}
    assert attached(cast, files.packed(members), "brev.odt").medium.state == "ready"


@pytest.mark.urls("tests.media.test_files")
def test_whoever_asks_before_the_stamped_copy_lies_ready_gets_a_stamped_one(cast_today: Cast, client: Client) -> None:
    """F5: a picture and a PDF never go out with the notice beside them."""
    opener(client, cast_today.anna)
    for data, name in ((files.picture(), "hund.jpg"), (files.pdf(1), "brev.pdf")):
        held = attached(cast_today, data, name)
        stored = bytes_of(held.medium)
        del held.medium.sizes[DOWNLOAD]
        held.medium.save(update_fields=["sizes"])
        answer = client.get(address(held, "hamta/"))
        assert f'filename="{name}"' in answer["Content-Disposition"]
        given = b"".join(answer)
        if name == "hund.jpg":
            assert Image.open(io.BytesIO(given)).height > Image.open(io.BytesIO(stored)).height, "the notice stands below it"
        else:
            with pikepdf.open(io.BytesIO(given)) as document:
                assert len(document.pages[0].resources.XObject) == 1
