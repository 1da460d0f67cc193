"""Film, sound and documents that hang on something: here on an entry of the tests' log book, as later features will have them."""

import io
import zipfile
from typing import Any

import av
import obstore
import pikepdf
import pytest
from django.db import transaction
from django.test import Client
from django.urls import include, path

from larka.audit.models import Entry as LogEntry
from larka.jobs.running import run_queued
from larka.media import storage
from larka.media.actions.media import remove, take_in
from larka.media.holders import HolderKind
from larka.media.models import Medium
from larka.media.notice import NOTICE
from larka.media.preparing import prepare
from larka.media.refusals import RefusedFileError
from larka.media.views.files import addresses_of
from larka.records.models import audience_of
from larka.vault.models import DataKey
from larka.web import errors
from tests.cast import Cast, actor, opener, readers
from tests.guards.headers import assert_not_kept, assert_sound
from tests.media import files
from tests.media.sending import bytes_of, sent
from tests.records.logbook.access import ENTRY_MEDIUM_READ, ENTRY_READ
from tests.records.logbook.models import EntryMedium
from tests.records.test_shared_records import entry

KIND = HolderKind("inlagg", EntryMedium, ENTRY_MEDIUM_READ)
urlpatterns = [*addresses_of(KIND, ENTRY_MEDIUM_READ), path("", include("larka.urls"))]
handler400, handler403, handler404, handler500 = errors.bad_request, errors.permission_denied, errors.not_found, errors.server_error


@pytest.fixture(autouse=True)
def addresses(settings: Any) -> None:
    """The log book's files have addresses, too."""
    settings.ROOT_URLCONF = __name__


def attached(cast: Cast, data: bytes, name: str = "fil", **more: Any) -> EntryMedium:
    """Mats writes about Elsa and adds this file."""
    with transaction.atomic():
        medium = take_in(actor(cast.mats, cast.at), sent(cast.mats, data, name, at=cast.at))
        held = EntryMedium.objects.create(record=entry(cast, cast.elsa, **more), medium=medium)
    run_queued()
    held.medium.refresh_from_db()
    return held


def address(held: EntryMedium, part: str = "") -> str:
    """Where the file is asked for."""
    return f"/media/inlagg/{held.public_id}/{part}"


@pytest.mark.parametrize(("form", "kept"), [("mp4", "mp4"), ("webm", "webm"), ("mp3", "mp3"), ("ogg", "ogg")])
def test_film_and_sound_lose_what_the_device_wrote_beside_them(cast: Cast, form: str, kept: str) -> None:
    """F5: place, title and the like; picture and sound are the same, packet by packet."""
    data = files.film(form)
    traces = (files.POSITION.encode(), files.PLACE.encode())
    assert any(trace in data for trace in traces)
    medium = attached(cast, data).medium
    whole = bytes_of(medium)
    assert (medium.state, medium.form) == ("ready", kept)
    assert not [trace for trace in traces if trace in whole]
    with av.open(io.BytesIO(whole)) as after, av.open(io.BytesIO(data)) as before:
        assert [stream.type for stream in after.streams] == [stream.type for stream in before.streams]
        assert [bytes(packet) for packet in after.demux()] == [bytes(packet) for packet in before.demux()]


def test_a_film_has_a_picture_of_how_it_begins_and_sound_in_a_films_box_is_sound(cast: Cast) -> None:
    """F5: the poster is shown before anybody plays it; a film without pictures is told as what it is."""
    film = attached(cast, files.film()).medium
    assert {"original", "stor", "mellan", "liten"} == set(film.sizes)
    assert (film.kind, film.width, film.height) == ("film", 320, 240)
    sound = attached(cast, files.film(sound_only=True)).medium
    assert (sound.kind, sound.form, set(sound.sizes)) == ("sound", "m4a", {"original"})


@pytest.mark.parametrize(
    "data",
    [b"\0\0\0\x18ftypisom" + b"\0" * 900, b"\x1aE\xdf\xa3" + b"\0" * 900, b"OggS" + b"\0" * 90],
)
def test_what_cannot_be_played_is_refused(cast: Cast, data: bytes) -> None:
    """F5: and nothing of it stays."""
    medium = attached(cast, data).medium
    assert (medium.state, medium.reason, medium.sizes) == ("refused", "broken", {})


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("", slice(None)),
        ("nonsense", slice(None)),
        ("bytes=0-99", slice(0, 100)),
        ("bytes=500-", slice(500, None)),
        ("bytes=-7", slice(-7, None)),
    ],
)
def test_a_film_is_played_in_the_parts_that_are_asked_for(cast_today: Cast, client: Client, asked: str, part: slice) -> None:
    """F5: streamed; each part is logged, sealed off, and kept by nobody (A11)."""
    held = attached(cast_today, files.film(), "film.mp4")
    whole = bytes_of(held.medium)
    opener(client, cast_today.anna)
    answer = client.get(address(held), headers={"range": asked} if asked else {})
    assert (answer.status_code, b"".join(answer)) == (206 if "=" in asked else 200, whole[part])
    assert (answer["Content-Type"], answer["Content-Length"], answer["Accept-Ranges"]) == ("video/mp4", str(len(whole[part])), "bytes")
    if "=" in asked:
        begins, ends, _step = part.indices(len(whole))
        assert answer["Content-Range"] == f"bytes {begins}-{ends - 1}/{len(whole)}"
    assert_sound(answer, asked)
    assert_not_kept(answer, asked)
    assert LogEntry.objects.latest("pk").action == "medium_inlagg"


def test_a_part_that_is_not_there_and_a_part_of_another_version(cast_today: Cast, client: Client) -> None:
    """F5: 416 says how long it is; who asks whether it has changed gets the whole."""
    held = attached(cast_today, files.film())
    size = held.medium.sizes["original"]
    opener(client, cast_today.anna)
    answer = client.get(address(held), headers={"range": f"bytes={size}-"})
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, f"bytes */{size}", b"")
    again = client.get(address(held), headers={"range": "bytes=0-9", "if-range": '"x"'})
    assert (again.status_code, len(b"".join(again))) == (200, size)
    assert client.head(address(held))["Content-Length"] == str(size)


def test_who_does_not_see_the_entry_gets_nothing_of_its_files(cast_today: Cast, client: Client) -> None:
    """A1, A5, A17: the same answer as for what is not there, for the file, the small picture and the download."""
    cast = cast_today
    held = attached(cast, files.film(), audience=audience_of(cast.anna, cast.mats))
    assert readers(ENTRY_MEDIUM_READ, held, cast.at) == readers(ENTRY_READ, held.record, cast.at) == {"Anna", "Mats"}
    for part in ("", "liten/", "hamta/"):
        opened = {short for short, person in cast.people().items() if opener(client, person).get(address(held, part)).status_code == 200}
        assert opened == {"Anna", "Mats"}, part
    held.record.participations.all().delete()
    assert opener(client, cast.anna).get(address(held)).status_code == 404


def test_a_document_is_a_download_alone_with_the_notice_on_each_page(cast_today: Cast, client: Client) -> None:
    """F5: never shown inside a page."""
    held = attached(cast_today, files.pdf(3), "../../etc/Utvecklings\u202eplan för Elsa.exe.pdf")
    opener(client, cast_today.anna)
    assert client.get(address(held)).status_code == 404
    answer = client.get(address(held, "hamta/"))
    with pikepdf.open(io.BytesIO(b"".join(answer))) as document:
        assert len(document.pages) == 3
        assert all(len(page.resources.XObject) == 1 for page in document.pages)
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"Utvecklingsplan for Elsa.exe.pdf\"; filename*=UTF-8''Utvecklingsplan%20f%C3%B6r%20Elsa.exe.pdf"
    )
    assert_sound(answer, "document")
    assert NOTICE.encode() not in bytes_of(held.medium), "what is kept is as it was sent"


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (files.docx(), "docx"),
        (files.packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "odt"),
        (files.docx(b"0" * 50_000_000), "docx"),
        (files.film("mp3"), "mp3"),
    ],
)
def test_what_cannot_carry_the_notice_comes_with_it_beside(cast_today: Cast, client: Client, data: bytes, ending: str) -> None:
    """F5: in a packed file; a document that would unpack to very much is never unpacked here."""
    held = attached(cast_today, data, f"hej.{ending}")
    opener(client, cast_today.anna)
    answer = client.get(address(held, "hamta/"))
    assert answer["Content-Disposition"] == "attachment; filename=\"hej.zip\"; filename*=UTF-8''hej.zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as made:
        assert made.namelist() == [f"{NOTICE}.txt", f"hej.{ending}"]
        assert NOTICE in made.read(f"{NOTICE}.txt").decode()
        if ending != "mp3":
            assert made.read(f"hej.{ending}") == data
    assert_sound(answer, "packed")


@pytest.mark.parametrize(
    "data",
    [
        files.packed({"[Content_Types].xml": b"", "word/a": b"", "xl/b": b""}),
        files.packed({"mimetype": b"text/html", "a.html": files.HTML}),
        files.packed({f"{n}": b"" for n in range(20_001)} | {"[Content_Types].xml": b"", "word/a": b""}),
        files.docx()[:-20],
    ],
)
def test_packed_files_that_are_no_documents_are_refused(cast: Cast, data: bytes) -> None:
    """F5."""
    upload = sent(cast.mats, data)
    with pytest.raises(RefusedFileError) as refused:
        take_in(actor(cast.mats), upload)
    assert refused.value.code in {"unknown", "broken"}


def test_a_broken_pdf_never_becomes_ready(cast: Cast) -> None:
    """F5."""
    assert attached(cast, b"%PDF-1.7\n" + b"nonsense " * 50).medium.state == "refused"


def test_what_several_share_has_a_key_of_its_own_that_ends_with_it(cast: Cast) -> None:
    """Q3: files first, then the row, then the key: for ever and in every backup."""
    held = attached(cast, files.film())
    medium = held.medium
    assert DataKey.objects.filter(item_id=medium.public_id).count() == 1
    with transaction.atomic():
        remove(actor(cast.mats), medium, reason="beslut 1")
    assert not DataKey.objects.filter(item_id=medium.public_id).exists()
    assert not Medium.objects.exists()
    assert list(storage.listed("media/")) == []


def test_a_file_whose_key_is_gone_is_gone(cast_today: Cast, client: Client) -> None:
    """Q3: the answer is as for what is not there."""
    held = attached(cast_today, files.film())
    DataKey.objects.filter(item_id=held.medium.public_id).delete()
    assert opener(client, cast_today.anna).get(address(held)).status_code == 404


def test_a_file_that_lies_in_anothers_place_does_not_open(cast: Cast) -> None:
    """Q3: it is bound to where it lies."""
    one, other = attached(cast, files.film()).medium, attached(cast, files.film()).medium
    names = [f"media/{medium.public_id.hex[-2:]}/{medium.public_id}/original" for medium in (one, other)]
    store: Any = storage.store()
    obstore.put(store, names[0], obstore.get(store, names[1]).bytes())
    with pytest.raises(Exception, match="belongs to another"):
        bytes_of(one)


def test_work_that_is_done_twice_is_done_once(cast: Cast) -> None:
    """F5: a worker that was killed leaves what waits; the night queues it again."""
    held = attached(cast, files.film())
    before = held.medium.sizes
    prepare(held.medium.pk)
    held.medium.refresh_from_db()
    assert held.medium.sizes == before
