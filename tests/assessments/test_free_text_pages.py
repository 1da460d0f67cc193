"""A teacher is asked once about what should seldom stand in an omdöme (F6), and decides."""

import re

from django.test import Client
from django.urls import reverse

from larka.assessments.models import Judgement
from larka.register.models import Activity, Profile
from tests.assessments.test_writing_pages import form_of
from tests.cast import Cast, opener

LAZY = "Elsa är lat, men löser uppgifter med bråk."


def marks_in(html: str) -> str:
    return re.findall(r'name="fritext" value="([^"]*)"', html)[0]


def test_a_text_with_something_in_it_is_asked_about_and_saved_when_the_teacher_says_so(cast_today: Cast, maths_today: Activity) -> None:
    """F6, Q1, Q2: without JavaScript; nothing is saved before, nothing typed is lost."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths_today.public_id])
    form = form_of(cast_today, elsa=LAZY, nils="Nils räknar säkert.")
    answer = client.post(address, form | {"save": "1"})
    html = answer.content.decode()
    assert (answer.status_code, Judgement.objects.count()) == (422, 0)
    assert "Elsa är <mark>lat</mark>, men löser" in html
    assert "Nils räknar säkert." in html
    assert client.post(address, form | {"fritext": marks_in(html)}).status_code == 302
    assert set(Judgement.objects.values_list("text", flat=True)) == {LAZY, "Nils räknar säkert."}


def test_what_the_teacher_let_stand_is_not_asked_about_again(cast_today: Cast, maths_today: Activity) -> None:
    """F6: the next change of the same text is saved at once; another word is another question."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths_today.public_id])
    html = client.post(address, form_of(cast_today, elsa=LAZY)).content.decode()
    client.post(address, form_of(cast_today, elsa=LAZY) | {"fritext": marks_in(html)})
    assert client.post(address, form_of(cast_today, elsa=f"{LAZY} Mer text.")).status_code == 302
    assert client.post(address, form_of(cast_today, elsa=f"{LAZY} Hon har adhd.")).status_code == 422


def test_a_common_text_is_asked_about_once_for_all(cast_today: Cast, maths_today: Activity) -> None:
    """F6, D1: not once for each pupil."""
    client, address = opener(Client(), cast_today.tess), reverse("write_judgements", args=[maths_today.public_id])
    form = form_of(cast_today) | {"fill": "1", "common": "Alla är lata ibland."}
    html = client.post(address, form).content.decode()
    assert html.count("<mark>") == 1
    assert client.post(address, form | {"fritext": marks_in(html)}).status_code == 302
    assert set(Judgement.objects.values_list("text", flat=True)) == {"Alla är lata ibland."}


def test_ones_own_presentation_is_looked_through_too(cast_today: Cast) -> None:
    """F6, B1."""
    client = opener(Client(), cast_today.anna)
    form = {"presentation": "Nås på 070-174 06 58.", "version": 0, "reached_by": "email"}
    answer = client.post(reverse("profile"), form)
    assert (answer.status_code, Profile.objects.exclude(presentation="").count()) == (422, 0)
    assert client.post(reverse("profile"), form | {"fritext": marks_in(answer.content.decode())}).status_code == 302
    assert Profile.objects.get(person=cast_today.anna).presentation == form["presentation"]
