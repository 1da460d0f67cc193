"""Unusual use raises an alarm for the data protection officer; an ordinary busy day raises none (A12)."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.audit.models import Entry
from larka.people.actions.roles import grant_role
from larka.people.actions.settings import change_setting
from larka.privacy.actions import handle_alarm, watch_log
from larka.privacy.models import Alarm
from larka.register.actor import Actor
from larka.register.models import Person
from tests.cast import NOON, Cast, actor, opener
from tests.web.pages import main_text, more_children

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]


def reads(person: Person, role: str, children: range, *, at: dt.datetime = NOON, every: dt.timedelta = dt.timedelta(seconds=5)) -> None:
    """This person opens these children's pages, one by one, the last at this moment."""
    for n, child in enumerate(reversed(children)):
        by = Actor(person_id=person.pk, at=at - n * every, request_id=uuid.uuid4())
        record(by, "child", kind=Entry.Kind.READ, role=role, children=[child])


def raised(at: dt.datetime = NOON) -> list[tuple[str, int, int]]:
    """Kind, person and count of the alarms that are raised now."""
    return [(alarm.kind, alarm.person_id, alarm.count) for alarm in watch_log(by=Actor.operator(at))]


def test_a_member_of_staff_who_opens_three_hundred_children_is_noticed(cast_today: Cast, client: Client) -> None:
    """A12: through the pages, as Kim the counsellor could."""
    browser = opener(client, cast_today.kim)
    for child in more_children(cast_today, cast_today.class_5a, 300):
        assert browser.get(reverse("child", args=[child.public_id])).status_code == 200
    found = raised(dt.datetime.now(dt.UTC))
    assert ("children_in_an_hour", cast_today.kim.pk, 300) in found
    assert {person for _, person, _ in found} == {cast_today.kim.pk}


def test_a_teacher_account_that_tries_ids_is_noticed(cast_today: Cast, client: Client) -> None:
    """A12, A1: each is 404, logged after the rollback, and counted."""
    browser = opener(client, cast_today.tess)
    for _ in range(25):
        assert browser.get(reverse("child", args=[uuid.uuid4()])).status_code == 404
    assert raised(dt.datetime.now(dt.UTC)) == [("refusals", cast_today.tess.pk, 25)]


def test_an_ordinary_busy_day_raises_nothing(cast: Cast) -> None:
    """A12: a teacher of eight classes, a mentor who prints a class, rektor with some talks, a guardian, a few wrong addresses."""
    reads(cast.tess, "teacher", range(1, 220))
    reads(cast.mats, "mentor", range(1, 30))
    reads(cast.rolf, "principal", range(1, 41), every=dt.timedelta(minutes=10))
    reads(cast.kim, "unit_staff", range(1, 50), every=dt.timedelta(minutes=5))
    reads(cast.anna, "guardian", range(1, 3))
    for _ in range(100):
        record(actor(cast.rolf), "group", kind=Entry.Kind.READ, role="principal", children=range(1, 400))
    for _ in range(10):
        record(actor(cast.petra), "child.read child", kind=Entry.Kind.REFUSED)
    assert raised() == []


def test_slowly_through_the_day_is_noticed_as_well(cast: Cast) -> None:
    """A12, A19: a day begins at midnight in Stockholm."""
    reads(cast.kim, "unit_staff", range(1, 200), every=dt.timedelta(minutes=3))
    assert raised() == [("children_in_a_day", cast.kim.pk, 199)]
    assert raised(NOON + dt.timedelta(days=1)) == []


def test_an_open_alarm_grows_and_a_handled_one_counts_anew(cast: Cast) -> None:
    """A12: one alarm of a kind for a person at a time; what was looked at is not reported twice."""
    _officer(cast)
    reads(cast.kim, "unit_staff", range(1, 71))
    assert raised() == [("children_in_an_hour", cast.kim.pk, 70)]
    reads(cast.kim, "unit_staff", range(100, 106), at=NOON + dt.timedelta(minutes=2))
    assert raised(NOON + dt.timedelta(minutes=2)) == []
    alarm = Alarm.objects.get()
    assert alarm.count == 76
    handle_alarm(by=actor(cast.stina), alarm=alarm, note="Inventering av foton, enligt rektor.")
    assert raised(NOON + dt.timedelta(minutes=3)) == []
    reads(cast.kim, "unit_staff", range(200, 265), at=NOON + dt.timedelta(minutes=20))
    assert raised(NOON + dt.timedelta(minutes=20)) == [("children_in_an_hour", cast.kim.pk, 65)]


def test_the_limits_are_the_huvudmans(cast: Cast) -> None:
    """A12: settings, strict by default."""
    reads(cast.kim, "unit_staff", range(1, 31))
    assert raised() == []
    change_setting(by=Actor.operator(NOON), key="alarm.children_per_hour", value=20)
    assert raised() == [("children_in_an_hour", cast.kim.pk, 30)]


def test_only_the_officer_handles_an_alarm(cast: Cast) -> None:
    """A8: not the administrator, not rektor."""
    reads(cast.kim, "unit_staff", range(1, 81))
    raised()
    for who in (cast.adam, cast.rolf, cast.kim):
        with pytest.raises(Refused):
            handle_alarm(by=actor(who), alarm=Alarm.objects.get(), note="Inget.")
    assert Alarm.objects.get().handled_at is None


def test_the_officer_writes_down_what_an_alarm_led_to(cast_today: Cast, client: Client) -> None:
    """A12, Q2: a note must be there; twice changes nothing; it is logged."""
    now = dt.datetime.now(dt.UTC)
    _officer(cast_today, now)
    reads(cast_today.per, "unit_staff", range(1, 81), at=now)
    raised(now)
    browser, address = opener(client, cast_today.stina), reverse("log_alarms")
    page = main_text(browser.get(address))
    assert "Personal 4821" in page
    assert "Per Ahlgren" not in page
    alarm = Alarm.objects.get(kind="children_in_an_hour")
    empty = browser.post(address, {"alarm": str(alarm.public_id), "note": " "})
    assert (empty.status_code, 'id="fel"' in empty.content.decode()) == (422, True)
    assert browser.post(address, {"alarm": str(alarm.public_id), "note": "Talade med rektor."}).status_code == 302
    assert browser.post(address, {"alarm": str(alarm.public_id), "note": "Igen."}).status_code == 302
    alarm.refresh_from_db()
    assert (alarm.note, alarm.handled_by_id) == ("Talade med rektor.", cast_today.stina.pk)
    assert "Talade med rektor." in main_text(browser.get(address))
    assert Entry.objects.filter(action="alarm.handled").count() == 1


def _officer(cast: Cast, at: dt.datetime = NOON) -> None:
    grant_role(
        by=Actor.operator(at),
        person=cast.stina,
        role="data_protection_officer",
        unit=None,
        starts_on=at.date(),
        ends_on=None,
        decision="KS 1",
        external=True,
    )
