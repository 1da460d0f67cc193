"""Files that are put back, taken away by somebody else, one too many, cut off, locked, sent too late; and a protected child's."""

import io

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from larka.audit.models import Entry
from larka.jobs.running import run_queued
from larka.media.models import Medium, Upload
from larka.media.storage import listed
from larka.questionnaires.actions.files import FileRefusedError
from larka.questionnaires.actions.filling import open_again
from larka.questionnaires.models import FormFile, Questionnaire
from tests.accounts.test_coming_back import fields_on, logged_in_again
from tests.accounts.test_sessions import idle
from tests.accounts.ways import signed_in, with_password, words
from tests.cast import Cast, actor, opener
from tests.media import files
from tests.media.sending import sent
from tests.questionnaires.forms import form_of, moved_on, write
from tests.questionnaires.test_files import HOME, OURS, SHOWS, WORDS, address, form, hung, openers

__all__ = ["form"]


def page_of(form: Questionnaire) -> str:
    """Where it is filled in."""
    return reverse("questionnaire", args=[form.public_id])


def test_what_a_correction_took_out_is_put_back_by_whom_it_belonged_to_and_by_nobody_else(cast_today: Cast, form: Questionnaire) -> None:
    """C9, A1, Q4: from the page that was open; the other home does not name it into its own answer."""
    shown, annas = hung(cast_today, cast_today.elsa, form), hung(cast_today, cast_today.anna, form, HOME)
    moved_on(cast_today, form)
    open_again(by=actor(cast_today.mats, cast_today.at), form=form, expected=1, reason="Fel bild")
    write(cast_today, cast_today.elsa, form, {SHOWS: None}, version=1)
    write(cast_today, cast_today.elsa, form, {SHOWS: [{"medium": shown, "text": "Ändå"}]}, version=2)
    write(cast_today, cast_today.anna, form, {HOME: None}, version=1)
    with pytest.raises(FileRefusedError):
        write(cast_today, cast_today.anders, form, {HOME: [{"medium": annas, "text": ""}]})
    with pytest.raises(FileRefusedError):
        write(cast_today, cast_today.anna, form, {HOME: [{"medium": shown, "text": ""}]}, version=2)
    write(cast_today, cast_today.anna, form, {HOME: [{"medium": annas, "text": ""}]}, version=2)
    assert {str(each.medium.public_id) for each in FormFile.objects.select_related("medium")} == {shown, annas}


def test_what_was_said_of_a_file_that_another_took_away_stands_there_until_it_is_saved(
    cast_today: Cast, client: Client, form: Questionnaire
) -> None:
    """Q2, Q4: Anna writes about the picture while Elsa takes it away."""
    medium = hung(cast_today, cast_today.elsa, form)
    write(cast_today, cast_today.elsa, form, {SHOWS: None}, version=1)
    typed = {f"version-{SHOWS}": "1", f"f-{SHOWS}-0": medium, f"f-{SHOWS}-0-text": "Vi två vid sjön"}
    answer = opener(client, cast_today.anna).post(page_of(form), typed)
    page = answer.content.decode()
    assert (answer.status_code, "Filen är borttagen." in page, ">Vi två vid sjön</blockquote>" in page) == (422, True, True)
    assert f'name="f-{SHOWS}-0-text" value="Vi två vid sjön"' in page
    assert f'name="f-{SHOWS}-0" ' not in page
    assert client.post(page_of(form), {f"version-{SHOWS}": "2", f"f-{SHOWS}-0-text": "Vi två vid sjön"}).status_code == 302


def test_sixty_small_files_without_script_are_told_of_at_the_field_and_what_was_typed_stands_there(
    cast_today: Cast, client: Client, form: Questionnaire
) -> None:
    """Q1, Q2, F5: as many as have room are kept, the others are named, and nothing of them lies anywhere."""
    lay = set(listed("uploads"))
    many = [SimpleUploadedFile(f"b{n}.jpg", files.picture(size=(8, 8))) for n in range(60)]
    typed = {f"version-{SHOWS}": "0", f"f-{SHOWS}-filer": many, f"version-{WORDS}": "0", f"f-{WORDS}": "Sextio bilder"}
    answer = opener(client, cast_today.anna).post(page_of(form), typed)
    page = answer.content.decode()
    assert (answer.status_code, 'value="Sextio bilder"' in page) == (422, True)
    assert "Högst 2 filer får plats. Togs inte emot: b2.jpg, b3.jpg, b4.jpg, b5.jpg, b6.jpg och 53 till." in page
    assert set(Upload.objects.values_list("name", flat=True)) == {"b0.jpg", "b1.jpg"}
    assert len(set(listed("uploads")) - lay) == 2


@pytest.mark.parametrize("scripted", [True, False])
def test_a_pdf_with_a_password_is_refused_in_words_and_one_that_only_may_not_be_changed_is_taken(
    cast_today: Cast, client: Client, form: Questionnaire, *, scripted: bool
) -> None:
    """F5, Q2: what cannot be opened here can be given no notice, and nobody else can read it."""
    locked, guarded = (files.pdf(encryption=pikepdf.Encryption(user=word, owner="y")) for word in ("x", ""))
    opener(client, cast_today.anna)
    if scripted:
        told = {"upload-length": str(len(locked)), "tus-resumable": "1.0.0"}
        begun = client.post(reverse("uploads"), headers=told)["Location"]
        answer = client.generic("PATCH", begun, locked, content_type="application/offset+octet-stream", headers={"upload-offset": "0"})
        assert "låst med ett lösenord" in answer.json()["error"]
    else:
        sent_form = {f"version-{HOME}": "0", f"f-{HOME}-filer": SimpleUploadedFile("intyg.pdf", locked)}
        assert "intyg.pdf: Dokumentet är låst med ett lösenord" in client.post(page_of(form), sent_form).content.decode()
    assert not Upload.objects.exists()
    hung(cast_today, cast_today.anna, form, HOME, data=guarded, name="blankett.pdf")
    with pikepdf.open(io.BytesIO(b"".join(client.get(address(form, Medium.objects.get().public_id, "_download"))))) as given:  # type: ignore[arg-type]
        assert not given.is_encrypted


def test_a_file_is_called_what_it_is(cast_today: Cast, client: Client, form: Questionnaire) -> None:
    """F5: a PNG is drawn anew as JPEG, a film without pictures is sound."""
    for data, name in ((files.picture("png"), "teckning.png"), (files.film(sound_only=True), "rost.mp4")):
        hung(cast_today, cast_today.elsa, form, data=data, name=name)
    assert list(Medium.objects.order_by("pk").values_list("name", flat=True)) == ["teckning.jpg", "rost.m4a"]


def test_an_own_file_for_a_field_of_others_is_said_not_to_be_taken_with_script_too(
    cast_today: Cast, client: Client, form: Questionnaire
) -> None:
    """Q2, A1: another's upload is not named, and is left alone."""
    mine, others = (sent(who, files.picture(), f"{who.given_name}.jpg", at=cast_today.at) for who in (cast_today.anna, cast_today.mats))
    typed = {f"f-{OURS}-0": str(mine.public_id), f"f-{OURS}-1": str(others.public_id), f"version-{WORDS}": "0", f"f-{WORDS}": "Hej"}
    page = opener(client, cast_today.anna).post(page_of(form), typed, follow=True).content.decode()
    assert "Togs inte emot: Anna.jpg. " in page
    assert "1 svar sparat." in page
    assert list(Upload.objects.values_list("name", flat=True)) == ["Mats.jpg"]


def test_what_was_typed_beside_files_waits_while_one_logs_in_again(cast_today: Cast, form: Questionnaire) -> None:
    """Mission 5, Q1, Q2: without script; the files are to be chosen again, which is said, and nothing of them is kept."""
    lay, anna = set(listed("uploads")), with_password(cast_today.anna)
    browser = signed_in(anna)
    idle(browser, 45)
    chosen = SimpleUploadedFile("intyg.jpg", files.picture())
    typed = {f"version-{HOME}": "0", f"version-{WORDS}": "0", f"f-{WORDS}": "Vi undrar en sak"}
    answer = browser.post(page_of(form), typed | {f"f-{HOME}-filer": chosen})
    assert answer["Location"] == "/logga-in/?next=%2Flogga-in%2Ffortsatt%2F"
    assert "Filerna kom inte fram. Välj dem igen när du har loggat in." in words(browser.get(answer["Location"]))
    page = logged_in_again(browser, anna, answer)
    assert f'action="{page_of(form)}"' in page.content.decode()
    assert fields_on(page) == typed
    assert set(listed("uploads")) == lay


def test_a_form_with_files_of_somebody_who_never_logged_in_is_not_read(form: Questionnaire) -> None:
    """A1, A5: to the page to log in on; nothing is kept, and a form without the page's token is none of ours."""
    sent_form = {f"f-{HOME}-filer": SimpleUploadedFile("a.jpg", files.picture()), f"f-{WORDS}": "x"}
    for browser in (Client(), Client(enforce_csrf_checks=True)):
        answer = browser.post(page_of(form), sent_form)
        assert answer["Location"] == f"/logga-in/?next={page_of(form)}"
        assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_a_file_that_is_made_ready_asks_for_itself_until_it_is(cast_today: Cast, client: Client, form: Questionnaire) -> None:
    """Q1, 4-pages: with script by itself, without by a link; whoever may not see it may not ask, and asking is no opening."""
    upload = sent(cast_today.elsa, files.picture(), "b.jpg", at=cast_today.at)
    write(cast_today, cast_today.elsa, form, {SHOWS: [{"medium": str(upload.public_id), "text": "Hunden"}]})
    asks = address(form, upload.public_id, "_figure")
    page = opener(client, cast_today.mats).get(page_of(form)).content.decode()
    assert f'hx-get="{asks}" hx-trigger="every 3s"' in page
    assert '<noscript><p><a href="?">' in page
    rows = Entry.objects.filter(kind=Entry.Kind.READ).count()
    assert f'hx-get="{asks}"' in client.get(asks).content.decode()
    run_queued()
    ready = client.get(asks).content.decode()
    assert ("hx-get" in ready, address(form, upload.public_id, "_small") in ready, "Hunden</span>" in ready) == (False, True, True)
    beside = client.get(f"{asks}?bredvid=1").content.decode()
    assert ('alt="Hunden"' in beside, "Hunden</span>" in beside) == (True, False)
    assert Entry.objects.filter(kind=Entry.Kind.READ).count() == rows
    for who in (cast_today.frida, cast_today.stina, cast_today.petra):
        assert opener(client, who).get(asks).status_code == 404


def test_a_protected_childs_files_are_opened_by_its_guardian_and_who_teaches_it_and_told_of_by_ids(
    cast_today: Cast, client: Client, form: Questionnaire
) -> None:
    """A10, A1: nobody of the class, no former relation, no other home; the log has no name."""
    omars = form_of(cast_today.omar)
    medium = hung(cast_today, cast_today.olga, omars, HOME, name="Omar Haddad intyg.jpg")
    assert openers(cast_today, client, omars, medium) == {"Olga", "Mats"}
    for row in Entry.objects.filter(record_kind="questionnaire", record_ids__contains=[omars.pk]):
        assert "Omar" not in str(row.details)
