"""Pictures, sound, film and documents in answers: who hangs them there, who opens them, and what becomes of them."""

import hashlib
import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from larka.access.models import Withholding
from larka.audit.models import Entry
from larka.jobs.running import run_queued
from larka.media import storage
from larka.media.actions.clearing import clear_media
from larka.media.files import ORIGINAL, content, name_of
from larka.media.models import Medium, Upload
from larka.media.preparing import prepare
from larka.questionnaires.actions.files import FileRefusedError
from larka.questionnaires.actions.filling import open_again
from larka.questionnaires.documents import whole_document
from larka.questionnaires.models import FormFile, Questionnaire
from larka.questionnaires.records import QUESTIONNAIRE
from larka.questionnaires.shape.parts import Question, Section, Shape, Stage
from larka.questionnaires.shape.values import input_name
from larka.register.models import Person
from larka.vault.actions import destroy_key
from larka.vault.owners import child_owner
from larka.vault.problems import KeyGoneError
from tests.cast import Cast, actor, opener
from tests.media import files
from tests.media.sending import bytes_of, sent
from tests.questionnaires.forms import DONE, FILLED, form_of, key, moved_on, published, started, write

SHOWS, HOME, OURS, WORDS = key(11), key(12), key(13), key(14)
QUESTIONS = (
    Question(SHOWS, "files", "Vad vill du visa?", writers=("pupil", "guardian"), readers=("mentor",), shown=FILLED, most=2,
             kinds=("picture", "sound")),
    Question(HOME, "files", "Papper hemifrån", writers=("guardian",), readers=("mentor",), each=True, shown=FILLED),
    Question(OURS, "files", "Skolans eget", writers=("mentor",), readers=("principal",)),
    Question(WORDS, "short", "Med ord", writers=("pupil", "guardian"), readers=("mentor",), shown=FILLED),
)  # fmt: skip
SHAPE = Shape("Visa", stages=(Stage(FILLED, "Fylls i"), Stage(DONE, "Klart")), sections=(Section(key(801), "Allt", questions=QUESTIONS),))


@pytest.fixture
def form(cast_today: Cast) -> Questionnaire:
    """Elsa's form, with places for files."""
    started(cast_today, published(cast_today, SHAPE))
    return form_of(cast_today.elsa)


def hung(cast: Cast, who: Person, form: Questionnaire, field: str = SHOWS, *, data: bytes | None = None, name: str = "teckning.jpg") -> str:
    """Somebody adds one file to what they have answered; what it is asked for by."""
    upload = sent(who, data or files.picture(), name, at=cast.at)
    answers = form.answers.filter(field=field, owner=who if field == HOME else None)
    before = answers.first()
    value = [*(before.value or () if before else ()), {"medium": str(upload.public_id), "text": "Jag och min hund"}]
    write(cast, who, form, {field: value}, version=before.version if before else 0)
    run_queued()
    return str(upload.public_id)


def address(form: Questionnaire, medium: object, part: str = "") -> str:
    """Where one file of the form is asked for."""
    return reverse(f"questionnaire_file{part}", args=[form.public_id, medium, *(["mellan"] if part == "_small" else [])])


def openers(cast: Cast, client: Client, form: Questionnaire, medium: str) -> set[str]:
    """Everybody of the cast who opens the file, in each of its three ways or in none."""
    found = set()
    for name, person in cast.people().items():
        asked = opener(client, person)
        codes = {asked.get(address(form, medium, part)).status_code for part in ("", "_small", "_download")}
        assert codes in ({200}, {404}), (name, codes)
        found |= {name} if codes == {200} else set()
    return found


def test_whoever_reads_the_field_opens_its_files_and_for_all_others_they_do_not_exist(
    cast_today: Cast, client: Client, form: Questionnaire
) -> None:
    """F5, A1, C1, A5: former guardian and teacher, a stranger, a classmate and staff who do not read the field are 404."""
    shown, ours = hung(cast_today, cast_today.elsa, form), hung(cast_today, cast_today.mats, form, OURS)
    assert openers(cast_today, client, form, shown) == {"Elsa", "Anna", "Anders", "Mats"}
    assert openers(cast_today, client, form, ours) == {"Mats"}, "rektor reads it when it is published"


def test_each_home_opens_its_own_papers_alone_until_it_shares_them(cast_today: Cast, client: Client, form: Questionnaire) -> None:
    """C5: by the file, too; sharing opens it."""
    annas = hung(cast_today, cast_today.anna, form, HOME)
    assert openers(cast_today, client, form, annas) == {"Anna", "Mats"}
    value = form.answers.get(field=HOME).value
    write(cast_today, cast_today.anna, form, {HOME: value}, version=1, shared=True)
    assert openers(cast_today, client, form, annas) == {"Anna", "Anders", "Mats"}


def test_a_field_that_is_withheld_from_a_guardian_withholds_its_files(cast_today: Cast, client: Client, form: Questionnaire) -> None:
    """A17: without trace."""
    shown, at = hung(cast_today, cast_today.elsa, form), cast_today.at
    Withholding.objects.create(
        kind="questionnaire", record_id=form.pk, field=SHOWS, person=cast_today.anders, reason="Skäl", decision="2026:1",
        decided_by=cast_today.rolf, starts_on=at.date(),
    )  # fmt: skip
    assert "Anders" not in openers(cast_today, client, form, shown)


def test_a_file_is_not_opened_through_another_form_and_not_named_into_another_answer(cast_today: Cast, form: Questionnaire) -> None:
    """A1: neither its id nor the policy of another record is enough."""
    ours = hung(cast_today, cast_today.mats, form, OURS)
    others = form_of(cast_today.nils)
    client = opener(Client(), cast_today.mats)
    assert client.get(address(others, ours)).status_code == 404
    for field, who in ((SHOWS, cast_today.anna), (HOME, cast_today.anna)):
        with pytest.raises(FileRefusedError):
            write(cast_today, who, form, {field: [{"medium": ours, "text": ""}]})
    upload = sent(cast_today.anders, files.picture(), at=cast_today.at)
    with pytest.raises(FileRefusedError):
        write(cast_today, cast_today.anna, form, {HOME: [{"medium": str(upload.public_id), "text": ""}]})
    assert FormFile.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (files.SVG, "bild.svg", "bild.svg: Formatet tas inte emot. Här går det att lämna: bild, ljud."),
        (files.HTML, "sida.jpg", "sida.jpg: Formatet tas inte emot."),
        (files.pdf(), "../../etc/passwd\x00.jpg", "passwd.jpg: Formatet tas inte emot. Här går det att lämna: bild, ljud."),
        (files.bomb(), "bomb.png", "bomb.png: Bilden är för stor."),
    ],
)
def test_what_may_not_hang_there_is_told_at_the_field_and_the_rest_is_kept(
    cast_today: Cast, form: Questionnaire, data: bytes, name: str, told: str
) -> None:
    """Q2, F5: without script; wrong type, a picture that explodes, a hostile name. Nothing is half-saved, what was typed stands there."""
    page = reverse("questionnaire", args=[form.public_id])
    answer = opener(Client(), cast_today.anna).post(page, typed(SHOWS, data, name) | {f"version-{WORDS}": "0", f"f-{WORDS}": "Min hund"})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert 'value="Min hund"' in answer.content.decode()
    assert [*Medium.objects.all(), *Upload.objects.all(), *form.answers.all()] == []


def typed(field: str, data: bytes, name: str) -> dict[str, Any]:
    """What a browser without script sends."""
    asked = next(each for each in QUESTIONS if each.id == field)
    return {f"version-{field}": "0", f"{input_name(asked)}-filer": SimpleUploadedFile(name, data)}


def test_a_form_without_script_brings_several_files_and_one_that_is_too_large_takes_nothing_else_with_it(
    cast_today: Cast, client: Client, form: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F5, Q1, Q2: those that came are kept for the next press, so that nobody chooses them again."""
    monkeypatch.setattr("larka.questionnaires.views.sent_files.MOST_IN_A_FORM", 1)
    page, name = reverse("questionnaire", args=[form.public_id]), f"f-{HOME}"
    chosen = [SimpleUploadedFile("a.jpg", files.picture()), SimpleUploadedFile("stor.jpg", files.picture() + b"0" * 2**20),
              SimpleUploadedFile("b.pdf", files.pdf())]  # fmt: skip
    sent_form = {f"version-{HOME}": "0", f"{name}-filer": chosen, f"version-{WORDS}": "0", f"f-{WORDS}": "Två papper"}
    answer = opener(client, cast_today.anna).post(page, sent_form)
    assert answer.status_code == 422
    assert "stor.jpg är större än 1 MB" in answer.content.decode()
    kept = {upload.name: str(upload.public_id) for upload in Upload.objects.all()}
    assert set(kept) == {"a.jpg", "b.pdf"}
    assert all(f'name="{name}-{row}" value="{kept[given]}"' in answer.content.decode() for row, given in enumerate(("a.jpg", "b.pdf")))
    again = {f"version-{HOME}": "0", f"{name}-0": kept["a.jpg"], f"{name}-0-text": "Intyg", f"{name}-1": kept["b.pdf"]}
    for _twice in range(2):  # pressed twice: saved once
        assert client.post(page, again | {f"version-{WORDS}": "0", f"f-{WORDS}": "Två papper"}).status_code == 302
    saved = form.answers.get(field=HOME)
    assert (saved.value, saved.version) == ([{"medium": kept["a.jpg"], "text": "Intyg"}, {"medium": kept["b.pdf"], "text": ""}], 1)
    assert {medium.kind for medium in Medium.objects.all()} == {"picture", "document"}


def test_no_more_files_than_the_template_says_and_a_form_without_a_token_brings_none(
    cast_today: Cast, client: Client, form: Questionnaire
) -> None:
    """C1, F5: two here; and the page that reads files itself is guarded as all others."""
    page = reverse("questionnaire", args=[form.public_id])
    ids = {f"f-{SHOWS}-{n}": str(sent(cast_today.anna, files.picture(), at=cast_today.at).public_id) for n in range(3)}
    answer = opener(client, cast_today.anna).post(page, ids | {f"version-{SHOWS}": "0"})
    assert (answer.status_code, "Högst 2 filer får plats." in answer.content.decode()) == (422, True)
    strict = opener(Client(enforce_csrf_checks=True), cast_today.anna)
    assert strict.post(page, typed(SHOWS, files.picture(), "a.jpg")).status_code == 403
    assert strict.post(page, {f"version-{WORDS}": "0", f"f-{WORDS}": "x"}).status_code == 403
    assert not form.answers.exists()


def test_sound_that_a_telephone_packed_as_a_film_is_taken_and_a_film_is_not(cast_today: Cast, form: Questionnaire) -> None:
    """C1: what the file is shows when it is read; a picture that is a script too is drawn anew."""
    hung(cast_today, cast_today.elsa, form, data=files.film(sound_only=True), name="rost.mp4")
    hung(cast_today, cast_today.elsa, form, data=files.film(), name="film.mp4")
    assert list(Medium.objects.order_by("pk").values_list("kind", "state", "reason")) == [
        ("sound", "ready", ""),
        ("film", "refused", "unknown"),
    ]
    drawn = Medium.objects.get(public_id=hung(cast_today, cast_today.anna, form, HOME, data=files.polyglot()))
    assert b"<script" not in bytes_of(drawn)


def test_a_file_that_is_taken_away_is_gone_unless_it_was_published(cast_today: Cast, client: Client, form: Questionnaire) -> None:
    """C9, H3: what was published keeps the files it had, read as before, though the answer is put right."""
    first, taken = hung(cast_today, cast_today.elsa, form), hung(cast_today, cast_today.elsa, form)
    lay = name_of(Medium.objects.get(public_id=taken), ORIGINAL)
    kept = form.answers.get(field=SHOWS).value[:1]
    write(cast_today, cast_today.elsa, form, {SHOWS: kept}, version=2)
    assert (Medium.objects.filter(public_id=taken).exists(), list(storage.listed(lay))) == (False, [])
    moved_on(cast_today, form)
    open_again(by=actor(cast_today.mats, cast_today.at), form=form, expected=1, reason="Fel bild")
    new = sent(cast_today.elsa, files.picture(), "ny.jpg", at=cast_today.at)
    write(cast_today, cast_today.elsa, form, {SHOWS: [{"medium": str(new.public_id), "text": "Rätt bild"}]}, version=3)
    run_queued()
    assert openers(cast_today, client, form, first) == {"Elsa", "Anna", "Anders", "Mats"}
    form.refresh_from_db()
    moved_on(cast_today, form)
    history = opener(client, cast_today.anna).get(reverse("questionnaire_history", args=[form.public_id])).content.decode()
    assert address(form, first, "_small") in history
    assert address(form, new.public_id, "_small") in history


def test_what_was_published_shows_its_files_on_page_paper_and_as_data(cast_today: Cast, client: Client, form: Questionnaire) -> None:
    """F5, H6, C10: a player for sound, the picture on paper, and in the data type, size, sum and where it lies."""
    shown = hung(cast_today, cast_today.elsa, form)
    sound = hung(cast_today, cast_today.elsa, form, data=files.film("mp3"), name="rost.mp3")
    moved_on(cast_today, form)
    opener(client, cast_today.anna)
    page = client.get(reverse("questionnaire", args=[form.public_id])).content.decode()
    assert f'<img src="{address(form, shown, "_small")}" alt="Jag och min hund"' in page
    assert f'<audio controls preload="none" src="{address(form, sound)}"' in page
    paper = client.get(reverse("questionnaire_pdf", args=[form.public_id])).content
    assert b"/Subtype /Image" in paper or b"/Subtype/Image" in paper
    data = json.loads(client.get(reverse("questionnaire_json", args=[form.public_id])).content)
    told = [each for each in parts(data) if each.get("kind") == "file"]
    medium = Medium.objects.get(public_id=sound)
    held = FormFile.objects.get(medium=medium)
    assert [each["medium"] for each in told] == [shown, sound]
    assert told[1] == {
        "kind": "file", "name": "rost.mp3", "what": told[1]["what"], "text": "Jag och min hund", "medium": sound, "mime": "audio/mpeg",
        "size": medium.size, "sha256": held.sha256,
    }, "where it lies is for the archive alone"  # fmt: skip
    archived = [each for each in parts(whole_document(form).as_json()) if each.get("kind") == "file"]
    assert archived[1]["lies_in"] == name_of(medium, ORIGINAL)
    beside = QUESTIONNAIRE.schema.to_json("questionnaire", form)["files"]
    assert [(each["medium"], each["field"], each["sha256"]) for each in beside][1] == (
        sound,
        SHOWS,
        hashlib.sha256(bytes_of(medium)).hexdigest(),
    )
    download = client.get(address(form, shown, "_download"))
    assert "attachment" in download["Content-Disposition"]
    assert download["Cache-Control"] == "private, no-store"


def parts(data: Any) -> list[dict[str, Any]]:
    """Every part of the document, at any depth."""
    if isinstance(data, list):
        return [part for each in data for part in parts(each)]
    return [data, *(part for each in data.values() for part in parts(each))] if isinstance(data, dict) else []


def test_sound_is_played_in_parts_and_every_opening_is_told_to_the_family(cast_today: Cast, client: Client, form: Questionnaire) -> None:
    """F5, A11, A12: a part is logged as a reading of the form, with the child; "Vem har läst?" counts it."""
    sound = hung(cast_today, cast_today.elsa, form, data=files.film("mp3"), name="rost.mp3")
    answer = opener(client, cast_today.mats).get(address(form, sound), headers={"Range": "bytes=0-99"})
    assert (answer.status_code, answer["Content-Length"]) == (206, "100")
    row = Entry.objects.filter(kind=Entry.Kind.READ, action="questionnaire_file").latest("pk")
    assert (row.person_id, row.child_ids, row.record_kind, row.record_ids) == (
        cast_today.mats.pk, [cast_today.elsa.pk], "questionnaire", [form.pk],
    )  # fmt: skip


def test_what_the_child_is_erased_with_takes_the_files_along(cast_today: Cast, client: Client, form: Questionnaire) -> None:
    """Q3, H3: sealed with the child's key, a file ends with it; one whose record is gone is cleared by night, and no other."""
    shown, ours = hung(cast_today, cast_today.elsa, form), hung(cast_today, cast_today.mats, form, OURS)
    medium = Medium.objects.get(public_id=shown)
    FormFile.objects.filter(medium__public_id=ours).update(record=form.pk + 10_000)
    later = cast_today.at.replace(year=cast_today.at.year + 1)
    assert clear_media(by=actor(cast_today.rolf, later))["media"] == 1
    assert [str(each.public_id) for each in Medium.objects.all()] == [shown]
    destroy_key(by=actor(cast_today.rolf, cast_today.at), owner=child_owner(cast_today.elsa.pk), reason="gallring")
    with pytest.raises(KeyGoneError):
        b"".join(content(medium, ORIGINAL))
    assert opener(client, cast_today.elsa).get(address(form, shown)).status_code == 404
    page = client.get(reverse("questionnaire", args=[form.public_id])).content.decode()
    assert ("Filen finns inte kvar." in page, address(form, shown, "_small") in page) == (True, False), (
        "the page asks for nothing that is gone"
    )


def test_a_file_that_is_not_ready_or_not_there_is_not_found(cast_today: Cast, form: Questionnaire) -> None:
    """Q2: and the page says so in words."""
    upload = sent(cast_today.elsa, files.picture(), at=cast_today.at)
    write(cast_today, cast_today.elsa, form, {SHOWS: [{"medium": str(upload.public_id), "text": ""}]})
    client = opener(Client(), cast_today.elsa)
    assert client.get(address(form, upload.public_id)).status_code == 404
    assert "Filen görs i ordning." in client.get(reverse("questionnaire", args=[form.public_id])).content.decode()
    assert client.get(address(form, uuid.uuid4())).status_code == 404
    prepare(Medium.objects.get().pk)
    assert client.get(address(form, upload.public_id)).status_code == 200
