"""Every page, list and action writes one row: who, in what role, which children, how far back; refusals too. Nobody changes it (A11)."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from larka.access.http import lists, opens
from larka.access.policies import CHILD_READ, MEMBER_READ
from larka.access.policy import Refused
from larka.assessments import actions
from larka.assessments.actions import Written
from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.register.models import Activity, Person
from tests.cast import NOON, Cast, actor, opener

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(cast_today: Cast) -> Activity:
    """Maths in 5A."""
    return Activity.objects.get(activity_groups__group=cast_today.maths_5a)


def entries() -> list[Entry]:
    """The log of what was read, written and refused, without the signing in."""
    return list(Entry.objects.exclude(action__startswith="account.").order_by("pk"))


def _written(cast: Cast, activity: Activity, *children: Person) -> list[Judgement]:
    by = actor(cast.tess, dt.datetime.now(dt.UTC))
    rows = [Written(cast.membership(child, cast.maths_5a), f"{child.given_name} kan räkna.", 0) for child in children]
    made = actions.write_judgements(by=by, activity=activity, term=cast.term, rows=rows)
    actions.publish_judgements(by=by, activity=activity, term=cast.term, memberships=[row.membership for row in rows])
    return made


def test_a_child_page_is_logged_with_the_child_the_role_and_the_address(cast_today: Cast, client: Client) -> None:
    """A11: who, in what role, what, when, from where."""
    before = dt.datetime.now(dt.UTC)
    opener(client, cast_today.anna).get(reverse("child", args=[cast_today.elsa.public_id]), REMOTE_ADDR="10.1.2.3")
    (entry,) = entries()
    assert (entry.kind, entry.action, entry.role) == ("read", "child", "guardian")
    assert (entry.person_id, entry.child_ids) == (cast_today.anna.pk, [cast_today.elsa.pk])
    assert (entry.object_kind, entry.object_id) == ("register.person", cast_today.elsa.pk)
    assert entry.address == "10.1.2.3"
    assert before <= entry.at <= dt.datetime.now(dt.UTC)


def test_a_list_is_logged_with_exactly_the_children_it_shows(cast_today: Cast, client: Client) -> None:
    """A11, A10: Petra's list of 5A has Elsa and Nils, and so has the log; Omar is not on it."""
    response = opener(client, cast_today.petra).get(reverse("group", args=[cast_today.class_5a.public_id]))
    assert response.status_code == 200
    (entry,) = entries()
    assert set(entry.child_ids) == {cast_today.elsa.pk, cast_today.nils.pk}
    assert entry.role == "unit_staff"


def test_a_guardians_list_is_logged_with_all_the_children_on_it(cast_today: Cast, client: Client) -> None:
    """A7, A11: both of Anna's children, in two units, in one row."""
    opener(client, cast_today.anna).get(reverse("children"))
    (entry,) = entries()
    assert set(entry.child_ids) == {cast_today.elsa.pk, cast_today.sam.pk}


def test_writing_and_publishing_are_logged_for_each_child(cast_today: Cast, activity: Activity) -> None:
    """A11: with the version, never with the text."""
    _written(cast_today, activity, cast_today.elsa, cast_today.nils)
    rows = [(entry.kind, entry.action, entry.child_ids) for entry in entries()]
    elsa, nils = [cast_today.elsa.pk], [cast_today.nils.pk]
    told = [("written", "notice.queued", [*elsa, *nils])]
    assert sorted(rows) == sorted(
        [("written", action, child) for action in ("judgement.written", "judgement.published") for child in (elsa, nils)] + told
    )
    assert "räkna" not in str(list(Entry.objects.values()))


def test_the_pages_of_omdomen_say_which_children_and_records_and_how_far_back(cast_today: Cast, activity: Activity, client: Client) -> None:
    """A11, A12: the class set as Mats prints it, and one child's as Anna reads it."""
    elsas, nilss = _written(cast_today, activity, cast_today.elsa, cast_today.nils)
    pages = {
        "mats": (reverse("class_judgements", args=[cast_today.class_5a.public_id]), {elsas, nilss}, "mentor"),
        "anna": (reverse("child_judgements", args=[cast_today.elsa.public_id]), {elsas}, "guardian"),
        "elsa": (reverse("judgement", args=[elsas.public_id]), {elsas}, "self"),
    }
    for name, (address, records, role) in pages.items():
        assert opener(client, getattr(cast_today, name)).get(address).status_code == 200
        entry = entries()[-1]
        assert (entry.record_kind, set(entry.record_ids)) == ("judgement", {record.pk for record in records}), name
        assert set(entry.child_ids) == {record.child_id for record in records}, name
        assert (entry.role, entry.earliest_on) == (role, dt.datetime.now(cast_today.at.tzinfo).date()), name


def test_a_form_that_comes_back_with_errors_has_shown_the_children_too(cast_today: Cast, activity: Activity, client: Client) -> None:
    """A11: the page is the same, and so is the row."""
    address = reverse("write_judgements", args=[activity.public_id])
    response = opener(client, cast_today.tess).post(address, {"common": "x" * 200_000})
    if response.status_code == 422:
        assert set(entries()[-1].child_ids) == {cast_today.elsa.pk, cast_today.omar.pk, cast_today.nils.pk}


def test_a_refusal_is_logged_with_what_was_asked_for(cast_today: Cast, client: Client) -> None:
    """A11, A12: many of them raise an alarm; what does not exist is logged as well, without a thing."""
    browser = opener(client, cast_today.petra)
    assert browser.get(reverse("child", args=[cast_today.omar.public_id])).status_code == 404
    assert browser.get(reverse("child", args=[uuid.uuid4()])).status_code == 404
    forbidden, missing = entries()
    assert (forbidden.kind, forbidden.action) == (missing.kind, missing.action) == ("refused", "child.read child")
    assert (forbidden.object_id, forbidden.child_ids) == (cast_today.omar.pk, [cast_today.omar.pk])
    assert (missing.object_id, missing.child_ids) == (None, [])


def test_a_page_that_is_there_but_not_for_this_reader_is_a_refusal(cast_today: Cast, activity: Activity, client: Client) -> None:
    """A11, A12: Elsa is eleven; who has read is told to a pupil from 16."""
    (judgement,) = _written(cast_today, activity, cast_today.elsa)
    address = reverse("judgement_readers", args=[judgement.public_id])
    assert opener(client, cast_today.elsa).get(address).status_code == 404
    entry = entries()[-1]
    assert (entry.kind, entry.person_id, entry.child_ids) == ("refused", cast_today.elsa.pk, [cast_today.elsa.pk])


def _request(cast: Cast, person: Person) -> Any:
    request: Any = RequestFactory().get("/")
    request.actor = actor(person, cast.at)
    request.resolver_match = None
    return request


def _refusing(leave: Callable[[], None]) -> Any:
    @opens(CHILD_READ)
    def view(request: Any, child: Person) -> HttpResponse:
        with transaction.atomic():
            Person.objects.filter(pk=child.pk).update(given_name="Ändrad")
            leave()
        return HttpResponse("ok")

    return view


def test_a_refusal_inside_an_action_is_logged_after_the_rollback(cast: Cast) -> None:
    """A11, Q2: what the action had done is gone, the refusal is not."""

    def leave() -> None:
        raise Refused(MEMBER_READ, cast.membership(cast.nils, cast.class_5a))

    with pytest.raises(Http404):
        _refusing(leave)(_request(cast, cast.anna), cast.elsa.public_id)
    assert Person.objects.get(pk=cast.elsa.pk).given_name == "Elsa"
    (entry,) = entries()
    assert (entry.kind, entry.child_ids) == ("refused", [cast.nils.pk])


def test_a_list_that_does_not_say_whom_it_shows_is_not_sent(cast: Cast) -> None:
    """A11: forgetting is an error, found the first time."""
    silent = lists(CHILD_READ)(lambda _request, _rows: HttpResponse("ok"))
    with pytest.raises(AssertionError, match="does not say whom"):
        silent(_request(cast, cast.anna))


def test_what_is_sent_elsewhere_shows_nobody(cast: Cast) -> None:
    """A11: a redirect is not a page."""
    moved = opens(CHILD_READ)(lambda _request, _child: HttpResponse(status=302))
    moved(_request(cast, cast.anna), cast.elsa.public_id)
    assert entries() == []


@pytest.mark.postgres15
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET role = ''", "DELETE FROM audit_entry", "TRUNCATE audit_entry", "DROP TABLE audit_entry", "SET ROLE larka"],
)
def test_the_application_can_add_to_the_log_and_nothing_else(cast: Cast, statement: str) -> None:
    """A11: its role in the database has no other right, whatever the program does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == connection.settings_dict["USER"] != ""
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)


def test_the_log_names_people_and_children_by_number_only(cast_today: Cast, client: Client) -> None:
    """A11, B3: no name, number or text stands in it, so that it can outlive what it tells about."""
    opener(client, cast_today.anna).get(reverse("search"), {"q": "Omar Haddad"})
    for row in Entry.objects.values():
        assert "Haddad" not in str(row)
        assert "Omar" not in str(row)


def test_rows_carry_the_request_they_belong_to(cast_today: Cast, activity: Activity) -> None:
    """A11: everything that one click did can be put together."""
    by = actor(cast_today.tess, NOON if cast_today.at == NOON else dt.datetime.now(dt.UTC))
    rows = [Written(cast_today.membership(child, cast_today.maths_5a), "Text.", 0) for child in (cast_today.elsa, cast_today.nils)]
    actions.write_judgements(by=by, activity=activity, term=cast_today.term, rows=rows)
    assert {entry.request_id for entry in entries()} == {by.request_id}
