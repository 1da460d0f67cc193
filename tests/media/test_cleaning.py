"""What is kept of a picture is its points and nothing else; what only pretends to be a picture is refused (F5)."""

import datetime as dt
import io

import pytest
from PIL import Image

from larka.jobs.running import run_queued
from larka.media.actions.clearing import clear_media
from larka.media.actions.pictures import set_picture
from larka.media.limits import check_size
from larka.media.models import Medium, ProfilePicture
from larka.media.preparing import prepare
from larka.media.refusals import RefusedFileError, in_words
from larka.media.sorts import sort_of
from larka.register.actor import Actor
from tests.cast import NOON, Cast, actor
from tests.media import files
from tests.media.sending import bytes_of, pictured, sent

PARTS = ("original", "stor", "mellan", "liten", "nedladdning")


def added(cast: Cast, data: bytes, name: str = "bild.jpg") -> Medium:
    """Anna's picture of these bytes, made ready or refused."""
    set_picture(by=actor(cast.anna), person=cast.anna, upload=sent(cast.anna, data, name))
    run_queued()
    return Medium.objects.latest("pk")


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "heic"])
def test_nothing_that_the_camera_wrote_is_in_any_file_that_is_kept(cast: Cast, form: str) -> None:
    """F5: neither position nor time, device, comment or XMP, in the original or in anything made of it."""
    data = files.picture(form)
    assert any(trace in data for trace in files.TRACES), "the file has something to lose"
    medium = added(cast, data)
    assert (medium.state, medium.form, set(medium.sizes)) == ("ready", "jpeg", set(PARTS))
    for part in PARTS:
        kept = bytes_of(medium, part)
        assert [trace for trace in files.TRACES if trace in kept] == [], part
        with Image.open(io.BytesIO(kept)) as picture:
            assert dict(picture.getexif()) == {}
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("orientation", "size"), [(1, (400, 300)), (3, (400, 300)), (6, (300, 400)), (8, (300, 400))])
def test_a_picture_stands_the_right_way_up(cast: Cast, orientation: int, size: tuple[int, int]) -> None:
    """F5: what the camera said of it is carried out before it is removed."""
    medium = added(cast, files.picture(orientation=orientation))
    with Image.open(io.BytesIO(bytes_of(medium))) as picture:
        assert picture.size == (medium.width, medium.height) == size
        left, right = picture.getpixel((5, size[1] // 2)), picture.getpixel((size[0] - 5, size[1] // 2))
    if orientation in (1, 3):
        assert (left[0] > right[0]) == (orientation == 1), "orange is on the left, or has been turned"


def test_the_sizes_are_as_small_as_pages_need_them(cast: Cast) -> None:
    """4-pages: thumbnails first; none is made larger than it was."""
    medium = added(cast, files.picture(size=(3000, 2000)))
    sizes = {part: Image.open(io.BytesIO(bytes_of(medium, part))).size for part in PARTS}
    assert sizes["original"] == (3000, 2000)
    assert {part: sizes[part] for part in ("stor", "mellan", "liten")} == {"stor": (1600, 1067), "mellan": (640, 427), "liten": (160, 160)}
    small = added(cast, files.picture(size=(90, 60)))
    assert Image.open(io.BytesIO(bytes_of(small, "stor"))).size == (90, 60)


def test_what_is_downloaded_has_a_strip_that_says_whom_it_is_for(cast: Cast) -> None:
    """F5: below the picture, which is not covered."""
    medium = added(cast, files.picture(size=(800, 600)))
    with Image.open(io.BytesIO(bytes_of(medium, "nedladdning"))) as copy:
        assert copy.width == 800
        assert copy.height > 620
        strip = copy.crop((0, 604, 800, copy.height)).convert("L")
        assert min(strip.tobytes()) < 60, "something is written there"
        assert max(strip.tobytes()) > 240


@pytest.mark.parametrize("form", ["png", "webp"])
def test_what_is_clear_becomes_white(cast: Cast, form: str) -> None:
    """F5: a picture with transparency is no black square."""
    target = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(target, form.upper())
    with Image.open(io.BytesIO(bytes_of(added(cast, target.getvalue())))) as picture:
        assert min(picture.getpixel((25, 25))) > 250


def test_a_page_that_hides_in_a_picture_is_not_in_what_is_kept(cast: Cast) -> None:
    """F5: a file that is both a JPEG and a script loses the script."""
    assert b"<script>" in files.polyglot()
    medium = added(cast, files.polyglot(), "bild.html")
    assert medium.name == "bild.jpg"
    assert not any(b"<script" in bytes_of(medium, part) for part in PARTS)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (files.SVG, "unknown"),
        (files.HTML, "unknown"),
        (b"GIF89a" + b"\0" * 200, "unknown"),
        (files.AVIF, "unknown"),
        (b"MZ\x90\0" + b"\0" * 200, "unknown"),
        (files.packed({"a.txt": b"hej"}), "not_a_picture"),
        (files.pdf(), "not_a_picture"),
        (files.film(), "not_a_picture"),
        (files.bomb(), "points"),
        (files.picture("png", (31_000, 2)), "points"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "broken"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "broken"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "broken"),
    ],
)
def test_what_is_no_picture_is_refused_before_it_hangs_on_anybody(cast: Cast, data: bytes, code: str) -> None:
    """F5: by content; a name or what a browser claims says nothing."""
    with pytest.raises(RefusedFileError) as refused:
        set_picture(by=actor(cast.anna), person=cast.anna, upload=sent(cast.anna, data, "bild.jpg"))
    assert refused.value.code == code
    assert in_words(refused.value.code, refused.value.values)
    assert not ProfilePicture.objects.exists()


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1), (3, 9_000)])
def test_a_picture_as_narrow_as_a_thread_is_ready_too(cast: Cast, size: tuple[int, int]) -> None:
    """F5: no side of what is made of it becomes nothing."""
    medium = added(cast, files.picture("png", size))
    assert (medium.state, set(medium.sizes)) == ("ready", set(PARTS))
    with Image.open(io.BytesIO(bytes_of(medium, "mellan"))) as small:
        assert (min(small.size), max(small.size)) == (1, 640)


def test_what_cannot_be_drawn_is_refused_at_once_and_a_full_disk_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """F5, Q2: the library's own mistake will be the same tomorrow."""

    def fails(error: Exception) -> None:
        def small(_picture: object) -> None:
            raise error

        monkeypatch.setattr("larka.media.pictures.small", small)

    fails(ValueError("cannot write empty image"))
    assert (added(cast, files.picture()).state, Medium.objects.get().reason) == ("refused", "broken")
    fails(OSError("No space left on device"))
    set_picture(by=actor(cast.anna), person=cast.anna, upload=sent(cast.anna, files.picture()))
    waiting = Medium.objects.latest("pk")
    with pytest.raises(OSError, match="space"):
        prepare(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_what_could_not_be_made_ready_for_a_week_is_said_to_be_refused(cast: Cast) -> None:
    """Q2: nobody waits for ever, and nothing is tried for ever."""
    set_picture(by=actor(cast.anna), person=cast.anna, upload=sent(cast.anna, files.picture()))
    assert clear_media(by=Actor.operator(NOON + dt.timedelta(days=6)))["waiting"] == 1
    assert Medium.objects.get().state == "waiting"
    clear_media(by=Actor.operator(NOON + dt.timedelta(days=8)))
    medium = Medium.objects.get()
    assert (medium.state, medium.upload, in_words(medium.reason)) == ("refused", None, "Filen gick inte att göra i ordning. Välj en annan.")
    assert clear_media(by=Actor.operator(NOON + dt.timedelta(days=9)))["waiting"] == 0


def test_a_picture_that_cannot_be_drawn_never_becomes_ready(cast: Cast) -> None:
    """F5: what looked like one and is none is refused when it is drawn, and nothing of it stays."""
    medium = added(cast, files.spoiled())
    assert (medium.state, medium.reason, medium.sizes, medium.upload) == ("refused", "broken", {}, None)


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "heic"])
def test_half_a_picture_is_refused_when_it_has_come_and_a_whole_one_is_not(cast: Cast, form: str) -> None:
    """F5, Q2: it takes no place anywhere; what a telephone adds behind a picture does no harm."""
    data = files.picture(form, size=(1200, 900))
    with pytest.raises(RefusedFileError) as refused:
        sent(cast.anna, data[: len(data) * 6 // 10])
    assert refused.value.code == "broken"
    assert sent(cast.anna, data + b"what a telephone adds" * 9).is_whole


def test_a_jpeg_that_is_cut_off_behind_its_small_picture_is_refused(cast: Cast) -> None:
    """F5: the camera's own small picture stands before the points and ends as a picture does."""
    within, whole = files.picture(size=(40, 30)), files.photo((900, 700))
    with_small = whole[:2] + b"\xff\xe1" + (len(within) + 2).to_bytes(2, "big") + within + whole[2:]
    assert sent(cast.anna, with_small).is_whole
    with pytest.raises(RefusedFileError):
        sent(cast.anna, with_small[: len(with_small) // 2])


def test_the_content_decides_and_the_name_follows(cast: Cast) -> None:
    """F5: a PNG that is called .pdf is a PNG, and a JPEG once it is drawn anew."""
    assert sort_of(files.picture("png")).form == "png"
    assert added(cast, files.picture("png"), "hej.pdf").name == "hej.jpg"


def test_a_picture_that_is_too_large_is_told_so_in_megabytes(cast: Cast) -> None:
    """F5: what it has and what it may have."""
    sort = sort_of(files.picture())
    with pytest.raises(RefusedFileError) as refused:
        check_size(sort, 31 * 1024 * 1024)
    assert in_words(refused.value.code, refused.value.values) == "Bilden är 31 MB; högst 25 MB får plats."


def test_a_new_picture_takes_the_place_of_the_old_when_it_is_ready(cast: Cast) -> None:
    """B1: until then the old one stays, also where the new one cannot be read."""
    first = pictured(cast.anna)
    set_picture(by=actor(cast.anna), person=cast.anna, upload=sent(cast.anna, files.spoiled()))
    assert set(ProfilePicture.objects.values_list("medium__state", flat=True)) == {"ready", "waiting"}
    run_queued()
    assert ProfilePicture.objects.filter(pk=first.pk, medium__state="ready").exists()
    second = pictured(cast.anna)
    assert list(ProfilePicture.objects.all()) == [second]
    assert list(Medium.objects.all()) == [second.medium]
