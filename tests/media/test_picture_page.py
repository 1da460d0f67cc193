"""The page where one adds a picture: without script, with every mistake told at the field (B1, Q2)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from larka.jobs.running import run_queued
from larka.media import storage
from larka.media.models import Medium, ProfilePicture, Upload
from larka.people.actions.settings import change_setting
from larka.register.actor import Actor
from larka.register.models import Person
from larka.web.addresses import url
from tests.cast import NOON, Cast, opener
from tests.media import files
from tests.media.sending import pictured
from tests.web.pages import main_text


def page(person: Person) -> str:
    """Where the person's picture is set."""
    return url("picture", person.public_id)


def form(data: bytes | None = None, name: str = "bild.jpg", sort: str = "image/jpeg", **more: Any) -> dict[str, Any]:
    """What an ordinary form sends."""
    return {"shown_to": "close", "upload": "", **({} if data is None else {"file": SimpleUploadedFile(name, data, sort)}), **more}


def test_a_picture_is_added_without_script_and_shown_when_it_is_ready(cast_today: Cast, client: Client) -> None:
    """B1: received, made ready in the background, on the page."""
    anna = cast_today.anna
    assert "Här finns ingen bild än" in main_text(opener(client, anna).get(page(anna)))
    answer = client.post(page(anna), form(files.photo((1400, 1200)), shown_to="all"), follow=True)
    assert answer.redirect_chain == [(page(anna), 302)]
    assert "Bilden är mottagen" in main_text(answer)
    assert "görs i ordning" in main_text(answer)
    run_queued()
    ready = client.get(page(anna))
    assert "Så ser bilden ut" in main_text(ready)
    picture = ProfilePicture.objects.get()
    assert (picture.person, picture.shown_to, picture.medium.state) == (anna, "all", "ready")
    assert f"/media/profilbild/{picture.public_id}/liten/" in ready.content.decode()
    assert not Upload.objects.exists()
    assert list(storage.listed("uploads/")) == []


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (files.SVG, "bild.svg", "Formatet tas inte emot. Välj en bild i formatet JPEG, PNG, WebP eller HEIC."),
        (files.HTML, "bild.jpg", "Formatet tas inte emot. Välj en bild"),
        (files.pdf(), "bild.jpg", "Formatet tas inte emot. Välj en bild"),
        (files.AVIF, "bild.avif", "Formatet tas inte emot. Välj en bild"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 90, "bild.jpg", "Filen är trasig eller inte hel."),
        (files.bomb(), "bild.png", "Bilden är för stor. Högst 100 miljoner bildpunkter får plats, och högst 30 000 på varje sida."),
        (files.photo((1400, 1200)), "bild.jpg", "Bilden är större än 1 MB, som är det mesta som får plats."),
    ],
)
def test_what_is_no_picture_is_told_at_the_field_and_nothing_of_it_stays(
    cast_today: Cast, client: Client, data: bytes, name: str, said: str
) -> None:
    """F5, Q2: the choice of who sees it is kept; the browser's word about the file counts for nothing."""
    change_setting(by=Actor.operator(NOON), key="media.largest_picture", value=1)
    anna = cast_today.anna
    answer = opener(client, anna).post(page(anna), form(data, name, shown_to="all"))
    assert answer.status_code == 422
    assert said in main_text(answer)
    html = answer.content.decode()
    assert 'aria-invalid="true"' in html
    assert 'value="all" checked' in html
    assert not Medium.objects.exists()
    assert not Upload.objects.exists()
    assert list(storage.listed("")) == []


def test_an_empty_file_and_none_are_two_things(cast_today: Cast, client: Client) -> None:
    """Q2: without a file the choice alone is saved; an empty one is no picture."""
    anna = cast_today.anna
    opener(client, anna)
    assert "Filen är tom" in main_text(client.post(page(anna), form(b"")))
    assert "Valet är sparat" in main_text(client.post(page(anna), form(), follow=True))
    mats = opener(Client(), cast_today.mats)
    assert "Välj en fil" in main_text(mats.post(page(cast_today.elsa), {"upload": ""}))


@pytest.mark.parametrize("wrong", [{"shown_to": "world"}, {"upload": "x"}, {"upload": "0190b2a0-0000-7000-8000-000000000000"}])
def test_a_tampered_form_changes_nothing(cast_today: Cast, client: Client, wrong: dict[str, str]) -> None:
    """Q2."""
    anna = cast_today.anna
    assert opener(client, anna).post(page(anna), form(**wrong)).status_code == 422
    assert not ProfilePicture.objects.exists()


def test_a_picture_that_could_not_be_read_is_told_so_on_the_page(cast_today: Cast, client: Client) -> None:
    """Q2: the earlier one stays."""
    anna = cast_today.anna
    pictured(anna, at=cast_today.at)
    opener(client, anna).post(page(anna), form(files.spoiled()))
    run_queued()
    text = main_text(client.get(page(anna)))
    assert "Den nya bilden gick inte att använda. Filen är trasig eller inte hel." in text
    assert "Så ser bilden ut" in text
    again = main_text(client.post(page(anna), form(files.SVG)))
    assert "Formatet tas inte emot" in again
    assert "Den nya bilden gick inte att använda" not in again, "a new mistake stands alone"


def test_the_protected_are_told_who_sees_the_picture_and_are_asked_nothing_that_changes_nothing(cast_today: Cast, client: Client) -> None:
    """A10: Omar and Per; whoever is not protected is asked."""
    omars = "Då ser bara du själv, dina vårdnadshavare och personal som har ett dokumenterat behov bilden."
    pers = "Då ser bara du själv bilden, och personal som har ett dokumenterat behov av den."
    for protected, words in ((cast_today.omar, omars), (cast_today.per, pers)):
        answer = opener(client, protected).get(page(protected))
        assert words in main_text(answer)
        assert "shown_to" not in answer.content.decode()
        client.post(page(protected), form(files.picture(), shown_to="all"))
        assert ProfilePicture.objects.get(person=protected).shown_to == "close"
    assert "skyddade" not in main_text(opener(client, cast_today.elsa).get(page(cast_today.elsa)))


def test_the_mentor_helps_a_pupil_and_is_not_asked_who_sees_it(cast_today: Cast, client: Client) -> None:
    """B1: found from the pupil's page."""
    elsa = cast_today.elsa
    opener(client, cast_today.mats)
    assert page(elsa) in client.get(url("child", elsa.public_id)).content.decode()
    assert "shown_to" not in client.get(page(elsa)).content.decode()
    client.post(page(elsa), form(files.picture()))
    assert ProfilePicture.objects.get(person=elsa).shown_to == "close"
    for other in (cast_today.tess, cast_today.anna, cast_today.rolf):
        opener(client, other)
        assert page(elsa) not in client.get(url("child", elsa.public_id)).content.decode()
        assert client.post(page(elsa), form(files.picture())).status_code == 404


def test_a_picture_is_taken_away(cast_today: Cast, client: Client) -> None:
    """B1."""
    anna = cast_today.anna
    pictured(anna, at=cast_today.at)
    answer = opener(client, anna).post(page(anna), {"remove": "1"}, follow=True)
    assert "Bilden är borttagen." in main_text(answer)
    assert not Medium.objects.exists()


def test_the_token_of_the_page_is_asked_for_though_the_file_comes_first(cast_today: Cast) -> None:
    """F5: a form of another page adds nothing, and nothing of what it sent stays."""
    client = opener(Client(enforce_csrf_checks=True), cast_today.anna)
    assert client.post(page(cast_today.anna), form(files.picture())).status_code == 403
    assert not Medium.objects.exists()
    assert list(storage.listed("")) == []


def test_pages_say_how_others_see_the_picture(cast_today: Cast, client: Client) -> None:
    """A3: the profile leads here; the preview says who sees it and who does not."""
    elsa = cast_today.elsa
    pictured(elsa, at=cast_today.at)
    assert page(elsa) in opener(client, elsa).get("/min-profil/").content.decode()
    close = main_text(client.get("/min-profil/sa-ser-andra-dig/"))
    assert (close.count("Din bild visas."), close.count("Din bild visas inte.")) == (1, 2)
    client.post(page(elsa), form(shown_to="all"))
    assert main_text(client.get("/min-profil/sa-ser-andra-dig/")).count("Din bild visas.") == 3
