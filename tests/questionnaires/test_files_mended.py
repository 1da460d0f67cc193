"""What the log tells of files in answers, and what a person is told of those that stay and those that were not taken."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from larka.audit.models import Entry
from larka.audit.queries import FETCHED_WITHIN, Reader, readers_of, told_with_page
from larka.media.models import Upload
from larka.media.storage import listed
from larka.questionnaires.actions.filling import open_again
from larka.questionnaires.models import Questionnaire
from tests.cast import Cast, actor, opener
from tests.media import files
from tests.questionnaires.forms import moved_on, write
from tests.questionnaires.test_files import HOME, OURS, SHOWS, WORDS, address, form, hung

__all__ = ["form"]
STAYS = "Filen finns kvar i det som är publicerat."
SHARED = "Det du delade i en publicerad version läses där"


def test_the_log_names_the_file_of_each_opening_also_of_its_small_picture_alone(
    cast_today: Cast, client: Client, form: Questionnaire
) -> None:
    """A11, A12: by ids, never by what it is called; fetched without its page it is a reading, beside the page it is no second one."""
    medium = hung(cast_today, cast_today.elsa, form)
    opener(client, cast_today.mats)
    before = Entry.objects.order_by("pk").last()
    client.get(address(form, medium, "_small"))
    assert [(each.name, each.times) for each in told(cast_today, form)] == [(cast_today.mats.display_name, 1)]
    for part in ("", "_download", "_small"):
        client.get(address(form, medium, part))
    rows = Entry.objects.filter(kind=Entry.Kind.READ, pk__gt=before.pk if before else 0).order_by("pk")
    assert [(row.action, row.record_ids, row.details) for row in rows] == [
        (f"questionnaire_file{part}", [form.pk], {"medium": medium, "field": SHOWS}) for part in ("_small", "", "_download", "_small")
    ]
    assert [(each.name, each.times) for each in told(cast_today, form)] == [(cast_today.mats.display_name, 2)]


def test_a_small_picture_that_comes_with_its_page_is_told_of_in_the_pages_row(
    cast_today: Cast, client: Client, form: Questionnaire
) -> None:
    """A11, F5: a page with many pictures is one row that names them; ten minutes later, or for somebody else, it is an opening."""
    shown, annas = hung(cast_today, cast_today.elsa, form), hung(cast_today, cast_today.anna, form, HOME)
    opener(client, cast_today.mats).get(reverse("questionnaire", args=[form.public_id]))
    page = Entry.objects.filter(kind=Entry.Kind.READ).latest("pk")
    assert (page.action, page.details) == ("questionnaire", {"media": sorted([shown, annas])})
    client.get(address(form, shown, "_small"))
    assert Entry.objects.filter(kind=Entry.Kind.READ).latest("pk") == page
    opener(client, cast_today.elsa).get(address(form, shown, "_small"))
    assert Entry.objects.filter(kind=Entry.Kind.READ).latest("pk").person_id == cast_today.elsa.pk
    later = actor(cast_today.mats, timezone.now() + FETCHED_WITHIN)
    assert not told_with_page(later, "questionnaire", form.pk, shown)


def told(cast: Cast, form: Questionnaire) -> list[Reader]:
    """Whom Anna is told of."""
    return readers_of(actor(cast.anna, cast.at), "questionnaire", form.pk)


def test_what_stays_published_is_said_where_it_is_taken_back_and_nowhere_else(
    cast_today: Cast, client: Client, form: Questionnaire
) -> None:
    """C5, C9, H9: beside a published file, and beside the box of what was shared with the other guardian."""
    hung(cast_today, cast_today.elsa, form)
    hung(cast_today, cast_today.anna, form, HOME)
    value = form.answers.get(field=HOME).value
    write(cast_today, cast_today.anna, form, {HOME: value}, version=1, shared=True)
    hung(cast_today, cast_today.anders, form, HOME)
    assert not {STAYS, SHARED} & said(client, cast_today, "anna", form), "nothing is published"
    moved_on(cast_today, form)
    open_again(by=actor(cast_today.mats, cast_today.at), form=form, expected=1, reason="Fel bild")
    assert said(client, cast_today, "anna", form) == {STAYS, SHARED}
    assert said(client, cast_today, "anders", form) == {STAYS}, "he shared nothing"
    assert said(client, cast_today, "mats", form) == set()


def said(client: Client, cast: Cast, who: str, form: Questionnaire) -> set[str]:
    """Which of the two lines somebody is told."""
    page = opener(client, getattr(cast, who)).get(reverse("questionnaire", args=[form.public_id])).content.decode()
    return {line for line in (STAYS, SHARED) if line in page}


@pytest.mark.parametrize("field", [f"f-{OURS}-filer", "okand-filer"])
def test_a_file_for_a_field_where_one_may_leave_none_is_said_not_to_be_taken_and_takes_no_room(
    cast_today: Cast, client: Client, form: Questionnaire, field: str
) -> None:
    """Q2, A1: a field of others and one that is not there are the same; what else was typed is saved."""
    page, lay = reverse("questionnaire", args=[form.public_id]), set(listed("uploads"))
    alone = {field: SimpleUploadedFile("intyg.jpg", files.picture())}
    answer = opener(client, cast_today.anna).post(page, alone, follow=True).content.decode()
    assert "Togs inte emot: intyg.jpg." in answer
    assert "Alla svar på sidan är sparade." not in answer
    with_words = {field: SimpleUploadedFile("intyg.jpg", files.picture()), f"version-{WORDS}": "0", f"f-{WORDS}": "Hej"}
    answer = client.post(page, with_words, follow=True).content.decode()
    assert "Togs inte emot: intyg.jpg." in answer
    assert "1 svar sparat." in answer
    assert (Upload.objects.exists(), set(listed("uploads")) - lay) == (False, set())
