"""A pupil whom the starter may not know waits for a form: exactly those are told who follow the forms and may know the pupil."""

import datetime as dt
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from larka.access.models import DocumentedNeed
from larka.accounts.models import User
from larka.core.dates import STOCKHOLM
from larka.notices.models import Level, Notice, Recipient
from larka.notices.queries.listed import listed_notices, shown_notices
from larka.notices.sending import work
from larka.questionnaires.actions.rounds import add_children, change_round, remove_round, start_round
from larka.questionnaires.models import Questionnaire, Round
from larka.register.models import DutyAssignment, Person
from tests.cast import Cast, actor, opener
from tests.questionnaires.forms import published

KIND = "questionnaire.pupil_waits"


def started_by(cast: Cast, who: Person) -> Round:
    """Somebody starts the form for 5A."""
    day = cast.at.date() + dt.timedelta(days=14)
    return start_round(by=actor(who, cast.at), group=cast.class_5a, version=published(cast), last_day=day)


def told() -> set[str]:
    """Whom the notice went to."""
    return set(Recipient.objects.filter(notice__kind=KIND, notice__abouts__isnull=False).values_list("person__given_name", flat=True))


def titles(cast: Cast, who: Person) -> list[tuple[str, str]]:
    """What somebody's list says of it, and about whom."""
    by = actor(who, cast.at)
    return [
        (shown.title, shown.places[0][0]) for shown in shown_notices(by, list(listed_notices(by))) if shown.title.startswith("Ge eleven")
    ]


def needs(cast: Cast, person: Person) -> None:
    """Rektor has a documented need to see Omar."""
    day = cast.at.date()
    DocumentedNeed.objects.create(
        child=cast.omar, person=person, opens="child", decision="SN 9", starts_on=day, ends_on=day + dt.timedelta(days=9)
    )


def test_the_mentor_is_told_when_rektor_starts_for_a_class_with_a_protected_pupil(cast: Cast) -> None:
    """A10, F2: to remember by the last day; no rektor, no teacher, nobody at home, and nobody of the parallel class."""
    begun = started_by(cast, cast.rolf)
    assert told() == {"Mats"}
    assert titles(cast, cast.mats) == [("Ge eleven formuläret: Inför samtalet", cast.omar.display_name)]
    assert [(n.level, n.remember_on) for n in Notice.objects.filter(kind=KIND)] == [(Level.REMEMBER, begun.last_day)]
    for other in (cast.rolf, cast.tess, cast.petra, cast.olga, cast.omar, cast.anna, cast.viktor, cast.stina, cast.adam):
        assert titles(cast, other) == [], other.given_name


def test_nobody_is_told_where_whoever_starts_may_know_every_pupil(cast: Cast) -> None:
    """A10: Mats is Omar's mentor."""
    started_by(cast, cast.mats)
    assert told() == set()


def test_whoever_may_know_the_pupil_by_documented_need_starts_for_it_too(cast: Cast) -> None:
    """A10: then nobody waits."""
    needs(cast, cast.rolf)
    started_by(cast, cast.rolf)
    assert told() == set()
    assert Questionnaire.objects.filter(child=cast.omar).exists()


def test_a_mentor_who_is_no_longer_one_is_not_told(cast: Cast) -> None:
    """A5: and a need that rektor has afterwards tells nothing of what was sent before."""
    DutyAssignment.objects.filter(duty__person=cast.mats).update(ends_on=cast.at.date())
    started_by(cast, cast.rolf)
    assert told() == set()


def test_what_is_done_is_said_no_more_and_nobody_is_told_twice(cast: Cast) -> None:
    """F2: rektor looks again and nothing new is sent; when the mentor has given the form it is news to nobody."""
    begun = started_by(cast, cast.rolf)
    add_children(by=actor(cast.rolf, cast.at), started=begun)
    assert Notice.objects.filter(kind=KIND).count() == 1
    add_children(by=actor(cast.mats, cast.at), started=begun)
    assert told() == set()
    assert titles(cast, cast.mats) == []


def test_another_last_day_moves_it_and_a_removed_start_takes_it_along(cast: Cast) -> None:
    """C1, Q2."""
    begun = started_by(cast, cast.rolf)
    day = cast.at.date() + dt.timedelta(days=30)
    change_round(by=actor(cast.rolf, cast.at), started=begun, name="", last_day=day)
    assert Notice.objects.get(kind=KIND).remember_on == day
    remove_round(by=actor(cast.rolf, cast.at), started=begun)
    assert titles(cast, cast.mats) == []


def test_the_mail_about_it_says_nothing_of_the_pupil_the_form_or_the_class(cast: Cast, settings: Any) -> None:
    """F2, A10, A15."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    account = User.objects.of(cast.mats)
    account.email = "mats@skola.example"
    account.save()
    started_by(cast, cast.rolf)
    evening = dt.datetime(2026, 11, 23, 16, 5, tzinfo=STOCKHOLM)
    moment = work.digest_moment(evening, 16)
    for first, last in work.people_waiting(evening, moment):
        work.digest_to(first, last, evening, moment)
    [sent] = [each for each in mail.outbox if each.to == ["mats@skola.example"]]
    whole = f"{sent.subject} {sent.body} {sent.alternatives[0].content}".lower()
    names = {cast.omar.given_name, cast.omar.family_name, "5a", "samtal", "formulär", "skydd", cast.school.name}
    assert [name for name in names if name.lower() in whole] == []


def test_the_notice_leads_to_the_page_where_the_form_is_given(cast_today: Cast, client: Client) -> None:
    """4-pages: one press there."""
    begun = started_by(cast_today, cast_today.rolf)
    mats = opener(client, cast_today.mats)
    address = reverse("form_round", args=[begun.public_id])
    waiting = Notice.objects.get(kind=KIND)
    assert "Ge eleven formuläret" in mats.get(reverse("notices")).content.decode()
    assert mats.post(reverse("notices"), {"notis": str(waiting.public_id), "till": "0"})["Location"] == address
    assert "1 elev i gruppen har inget formulär." in mats.get(address).content.decode()
    mats.post(address)
    assert "Ge eleven formuläret" not in mats.get(reverse("notices")).content.decode()
