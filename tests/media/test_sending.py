"""A file sent in parts from a phone on a bad network: it goes on where it was, and only whoever began it goes on (F5)."""

import base64
import datetime as dt
from typing import Any

import pytest
from django.test import Client

from larka.jobs.running import run_queued
from larka.media import storage
from larka.media.actions.clearing import clear_media
from larka.media.actions.pictures import set_picture
from larka.media.actions.uploads import forget_upload
from larka.media.models import Medium, ProfilePicture, Upload
from larka.media.parts import PART, Joined
from larka.media.refusals import RefusedFileError
from larka.people.actions.settings import change_setting
from larka.register.actor import Actor
from larka.web.addresses import url
from tests.cast import NOON, Cast, actor, opener
from tests.media import files
from tests.media.sending import pictured, sent

START = "/uppladdningar/"
LARGE = files.photo((1500, 1200))


def begun(client: Client, data: bytes, name: str = "hemma.jpg", **more: Any) -> Any:
    """What the server answers to whoever wants to send this."""
    word = base64.b64encode(name.encode()).decode()
    headers = {"upload-length": str(len(data)), "upload-metadata": f"filename {word}", "tus-resumable": "1.0.0", **more}
    return client.post(START, headers=headers)


def part(client: Client, address: str, data: bytes, offset: int, *, method: str = "PATCH", **more: Any) -> Any:
    """One part, by the method itself or, past a proxy that knows only POST, by its name in a header."""
    headers = {"upload-offset": str(offset), "tus-resumable": "1.0.0", **more}
    if method == "POST":
        headers["x-http-method-override"] = "PATCH"
    return client.generic(method, address, data[offset : offset + PART], content_type="application/offset+octet-stream", headers=headers)


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_a_file_comes_part_by_part_and_becomes_the_picture(cast_today: Cast, client: Client, method: str) -> None:
    """F5: begun, asked how far it is, sent on, and taken over by the form."""
    assert len(LARGE) > PART
    opener(client, cast_today.anna)
    answer = begun(client, LARGE)
    assert (answer.status_code, answer["Tus-Resumable"], answer["Upload-Part-Length"]) == (201, "1.0.0", str(PART))
    address = answer["Location"]
    for offset in range(0, len(LARGE), PART):
        asked = client.head(address)
        assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"]) == (200, str(offset), str(len(LARGE)))
        assert "no-store" in asked["Cache-Control"]
        answer = part(client, address, LARGE, offset, method=method)
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(min(offset + PART, len(LARGE))))
    page = f"/personer/{cast_today.anna.public_id}/bild/"
    answer = client.post(page, {"upload": address.split("/")[-2], "shown_to": "all"})
    assert answer.status_code == 302
    medium = ProfilePicture.objects.get(person=cast_today.anna).medium
    assert (medium.state, medium.name, medium.size) == ("waiting", "hemma.jpg", 0)
    assert Joined(Upload.objects.get()).read() == LARGE


def test_after_a_break_it_goes_on_where_it_was(cast_today: Cast, client: Client) -> None:
    """F5: a part that was sent twice, or out of turn, changes nothing and is told where to go on."""
    opener(client, cast_today.anna)
    address = begun(client, LARGE)["Location"]
    part(client, address, LARGE, 0)
    for wrong in (0, 5, PART + 1):
        answer = part(client, address, LARGE, wrong)
        assert (answer.status_code, answer["Upload-Offset"]) == (409, str(PART))
    cut_off = client.generic(
        "PATCH", address, LARGE[PART : PART + 100], content_type="application/offset+octet-stream", headers={"upload-offset": str(PART)}
    )
    assert (cut_off.status_code, cut_off["Upload-Offset"]) == (409, str(PART)), "a part that is not whole is sent again"
    assert part(client, address, LARGE, PART).status_code == 204
    assert Joined(Upload.objects.get()).read() == LARGE[: 2 * PART]


def test_nobody_else_knows_of_it_or_goes_on_with_it(cast_today: Cast, client: Client) -> None:
    """A1, F5: not the other guardian, not the child, not the administrator; nor is it taken for somebody else's picture."""
    upload = sent(cast_today.anna, files.picture(), at=cast_today.at)
    address = f"{START}{upload.public_id}/"
    for person in (cast_today.anders, cast_today.elsa, cast_today.adam, cast_today.mats):
        opener(client, person)
        assert (client.head(address).status_code, part(client, address, LARGE, 0).status_code, client.delete(address).status_code) == (
            404,
        ) * 3
        answer = client.post(f"/personer/{person.public_id}/bild/", {"upload": str(upload.public_id), "shown_to": "all"})
        assert answer.status_code == 422
        assert "Filen kom inte fram" in answer.content.decode()
    assert not Medium.objects.exists()
    assert opener(client, cast_today.anna).delete(address).status_code == 204
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"upload-length": ""}, 400),
        ({"upload-length": "-1"}, 400),
        ({"upload-length": "1e9"}, 400),
        ({"upload-length": "9" * 40}, 400),
        ({"upload-length": "0"}, 422),
        ({"upload-length": str(10**14)}, 422),
        ({"upload-metadata": "filename !!!"}, 201),
        ({"upload-metadata": "filename /w=="}, 201),
        ({"upload-metadata": ", ,x y z"}, 201),
    ],
)
def test_what_makes_no_sense_begins_nothing(cast_today: Cast, client: Client, headers: dict[str, str], status: int) -> None:
    """F5: a name that cannot be read is no name."""
    opener(client, cast_today.anna)
    assert begun(client, LARGE, **headers).status_code == status
    assert [upload.name for upload in Upload.objects.all()] == ([""] if status == 201 else [])


@pytest.mark.parametrize(
    ("sort", "headers", "status"),
    [("text/html", {}, 415), ("application/offset+octet-stream", {"upload-offset": "x"}, 400), ("multipart/form-data", {}, 415)],
)
def test_a_part_that_is_none_is_refused(cast_today: Cast, client: Client, sort: str, headers: dict[str, str], status: int) -> None:
    """F5: no form of another page sends one."""
    opener(client, cast_today.anna)
    address = begun(client, LARGE)["Location"]
    answer = client.generic("PATCH", address, LARGE[:PART], content_type=sort, headers={"upload-offset": "0", **headers})
    assert answer.status_code == status
    assert Upload.objects.get().received == 0


def test_another_sites_page_sends_nothing_in(cast_today: Cast) -> None:
    """F5: the token of our own page is asked for at every part."""
    client = opener(Client(enforce_csrf_checks=True), cast_today.anna)
    assert begun(client, LARGE).status_code == 403
    upload = sent(cast_today.anna, files.picture(), at=cast_today.at)
    address = f"{START}{upload.public_id}/"
    assert [part(client, address, LARGE, 0, method=method).status_code for method in ("POST", "PATCH")] == [403, 405]


def test_too_much_is_said_before_it_is_sent(cast_today: Cast, client: Client) -> None:
    """F5: by the first part, which shows what it is; and nothing of it is kept."""
    opener(client, cast_today.anna)
    change_setting(by=Actor.operator(NOON), key="media.largest_picture", value=1)
    address = begun(client, LARGE)["Location"]
    answer = part(client, address, LARGE, 0)
    assert (answer.status_code, answer.json()["error"]) == (422, f"Bilden är {-(-len(LARGE) // PART)} MB; högst 1 MB får plats.")
    assert not Upload.objects.exists()
    assert list(storage.listed("")) == []


def test_a_page_that_calls_itself_a_picture_is_refused_by_its_first_part(cast_today: Cast, client: Client) -> None:
    """F5."""
    opener(client, cast_today.anna)
    for data in (files.SVG, files.HTML):
        answer = part(client, begun(client, data)["Location"], data, 0)
        assert (answer.status_code, answer.json()["error"]) == (422, "Formatet tas inte emot.")


def test_a_picture_that_is_saved_twice_at_once_is_one_and_keeps_its_file(cast: Cast) -> None:
    """F5, Q2: two requests have both found the upload; the second takes nothing from the first."""
    upload, by = sent(cast.anna, files.picture()), actor(cast.anna)
    again = Upload.objects.get(pk=upload.pk)
    first = set_picture(by=by, person=cast.anna, upload=upload)
    assert set_picture(by=by, person=cast.anna, upload=again) == first
    forget_upload(by=by, upload=again)
    run_queued()
    assert (ProfilePicture.objects.get(), Medium.objects.get().state) == (first, "ready")
    assert set_picture(by=by, person=cast.anna, upload=again) == first, "also when its parts are used up"


def test_the_same_form_sent_again_says_the_same(cast_today: Cast, client: Client) -> None:
    """Q2: before and after the picture is ready."""
    anna = opener(client, cast_today.anna)
    address = url("picture", cast_today.anna.public_id)
    form = {"shown_to": "close", "upload": str(sent(cast_today.anna, files.picture(), at=cast_today.at).public_id)}
    for _ in range(2):
        assert [anna.post(address, form).status_code for _ in range(2)] == [302, 302]
        run_queued()
    assert (ProfilePicture.objects.count(), Medium.objects.get().state) == (1, "ready")


def test_nobody_fills_the_store_alone(cast: Cast) -> None:
    """F5: so much may be on its way in at once."""
    change_setting(by=Actor.operator(NOON), key="media.largest_waiting", value=10)
    kept = [sent(cast.anna, files.picture()) for _ in range(2)]
    Upload.objects.filter(pk=kept[0].pk).update(length=10 * PART, received=0)
    with pytest.raises(RefusedFileError) as refused:
        sent(cast.anna, files.picture())
    assert refused.value.code == "too_many"
    assert sent(cast.anders, files.picture())


def test_what_lies_in_the_store_says_nothing(cast: Cast) -> None:
    """F5, Q3: on its way in and afterwards it is sealed, and its name is made of ids."""
    data = files.picture("png")
    upload = sent(cast.anna, data, "Elsa Öberg 20150101-1234.png")
    names = [name for name, _ in storage.listed("")]
    assert names == [f"uploads/{upload.public_id}/000000"]
    lying = b"".join(bytes(storage._Stored(name).block) for name in names)
    assert b"PNG" not in lying
    assert data[200:260] not in lying
    picture = pictured(cast.anna)
    assert all(str(picture.medium.public_id) in name or "uploads" in name for name, _ in storage.listed(""))


def test_what_nothing_took_over_is_forgotten_after_a_day(cast: Cast) -> None:
    """F5: the parts and the row; what hangs on somebody stays, and what waits is not forgotten."""
    kept = pictured(cast.anders)
    waiting = sent(cast.elsa, files.picture())
    set_picture(by=actor(cast.elsa), person=cast.elsa, upload=waiting)
    old = sent(cast.anna, files.picture())
    assert clear_media(by=Actor.operator(NOON + dt.timedelta(hours=23)))["uploads"] == 0
    counts = clear_media(by=Actor.operator(NOON + dt.timedelta(hours=25)))
    assert (counts["uploads"], counts["media"], counts["waiting"]) == (1, 0, 1)
    assert set(Upload.objects.all()) == {waiting}
    names = {name.split("/")[-2] for name, _ in storage.listed("")}
    assert names == {str(kept.medium.public_id), str(waiting.public_id)}
    assert str(old.public_id) not in names


def test_files_that_no_row_knows_of_are_cleared_away(cast: Cast) -> None:
    """F5: what a crash or a restored database has left; never what was written today."""
    kept = pictured(cast.anders)
    lost = pictured(cast.anna)
    Medium.objects.filter(pk=lost.medium.pk).delete()
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)
    assert clear_media(by=Actor.operator(tomorrow - dt.timedelta(hours=2)))["files"] == 0
    assert clear_media(by=Actor.operator(tomorrow))["files"] == 5
    assert {name.split("/")[-2] for name, _ in storage.listed("")} == {str(kept.medium.public_id)}


def test_a_medium_that_hangs_on_nothing_is_removed(cast: Cast) -> None:
    """F5: its files first, then its row."""
    picture = pictured(cast.anna)
    ProfilePicture.objects.filter(pk=picture.pk).delete()
    assert Medium.objects.exists()
    assert clear_media(by=Actor.operator(NOON + dt.timedelta(days=2)))["media"] == 1
    assert not Medium.objects.exists()
    assert list(storage.listed("")) == []
