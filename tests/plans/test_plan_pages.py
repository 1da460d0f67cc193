"""The pages of plans: a class at a glance, what is typed wrongly, and what each finds on the start page."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from larka.plans.access import KIND
from larka.plans.models import Plan, PlanDecision, PlanReceipt
from larka.questionnaires.models import QuestionnaireTemplate, TemplateVersion
from larka.register.choices import GroupKind
from larka.register.models import (
    Activity,
    ActivityGroup,
    Duty,
    Group,
    GroupMembership,
    Person,
    Placement,
    Responsible,
    Syllabus,
    TeachingAssignment,
)  # fmt: skip
from tests.cast import Cast, opener
from tests.plans.goals import goal_in
from tests.plans.plans import AGREED, HOME, MEASURES, PROUD, finalised, judged, plan_of, started, talked, template, write
from tests.web.sent import sent_by


def page(client: Client, person: Person, name: str, *args: Any, status: int = 200) -> str:
    """A page, as somebody."""
    answer = opener(client, person).get(reverse(name, args=args))
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_the_mentor_sees_per_pupil_what_is_missing_and_from_whom(cast_today: Cast, client: Client) -> None:
    """C8, A18: subject and teacher, the pupil's part, the home's, the school's own."""
    cast = cast_today
    started(cast)
    judged(cast, cast.elsa, cast.maths, cast.maths_5a)
    write(cast, cast.anna, plan_of(cast.elsa), {HOME: "Bra."})
    html = page(client, cast.mats, "class_plans", cast.class_5a.public_id)
    rows = {re.sub(r"<[^>]+>", "", head).strip(): row for head, row in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', html, re.DOTALL)}
    elsa = next(row for name, row in rows.items() if name.startswith("Elsa"))
    lacking = [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in re.findall(r'class="lacking">(.*?)</p>', elsa, re.DOTALL)]
    assert lacking == ["Omdöme: Musik · Personal 4821", f"Omdöme: Svenska · {cast.mats.display_name}"]
    assert {"Elevens del", "Hemmets del", "Skolans insatser"} & set(re.findall(r"</svg>([^<(]+)</span>", elsa)) == {
        "Elevens del", "Skolans insatser",
    }  # fmt: skip
    assert len(rows) == 3


def _big_class(cast: Cast) -> None:
    """5A with 28 pupils, each with two guardians, and twelve subjects with a teacher each."""
    children = Person.objects.bulk_create(Person(given_name=f"Barn{n}", family_name="Berg", sort_key=f"berg {n:02}") for n in range(25))
    teachers = Person.objects.bulk_create(Person(given_name=f"Lärare{n}", family_name="Ek", sort_key=f"ek {n:02}") for n in range(9))
    start = cast.at.date() - dt.timedelta(days=200)
    Placement.objects.bulk_create(Placement(child=c, unit=cast.school, school_form="GR", grade=5, starts_on=start) for c in children)
    GroupMembership.objects.bulk_create(GroupMembership(child=c, group=cast.class_5a, starts_on=start) for c in children)
    Responsible.objects.bulk_create(
        Responsible(child=c, person=cast.anna, relation="guardian", in_effect=True, starts_on=start) for c in children
    )
    for number, teacher in enumerate(teachers):
        subject = Syllabus.objects.create(school_form="GR", name=f"Ämne {number}", sort_key=f"amne {number}")
        group = Group.objects.create(
            unit=cast.school, kind=GroupKind.TEACHING, name=f"5A {subject.name}", sort_key=f"5a {number}", school_form="GR", starts_on=start
        )
        activity = Activity.objects.create(name=subject.name, unit=cast.school, syllabus=subject, starts_on=start)
        ActivityGroup.objects.create(activity=activity, group=group)
        duty = Duty.objects.create(person=teacher, unit=cast.school, role_name="Lärare", role="teacher", starts_on=start)
        TeachingAssignment.objects.create(activity=activity, duty=duty, starts_on=start)
        GroupMembership.objects.bulk_create(GroupMembership(child=c, group=group, starts_on=start) for c in children)


def test_a_class_of_28_with_twelve_subjects_asks_at_most_twelve_questions(cast_today: Cast, client: Client) -> None:
    """C8: everything on the page counted, the session and the frame too."""
    cast = cast_today
    _big_class(cast)
    started(cast)
    browser, address = opener(client, cast.mats), reverse("class_plans", args=[cast.class_5a.public_id])
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        html = browser.get(address).content.decode()
    assert html.count('<th scope="row">') == 28
    assert html.count("Ämne ") == 25 * 9
    assert len(asked) <= 12, "\n".join(query["sql"][:150] for query in asked)


def test_a_childs_plans_and_goals_ask_at_most_twelve_questions(cast_today: Cast, client: Client) -> None:
    """Speed: the session and the frame counted."""
    started(cast_today)
    goal_in(cast_today, "ongoing", subject=cast_today.maths)
    browser, address = opener(client, cast_today.anna), reverse("child_plans", args=[cast_today.elsa.public_id])
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    assert len(asked) <= 12


def test_the_family_finds_the_plan_on_its_start_page_and_its_own_part_first(cast_today: Cast, client: Client) -> None:
    """C2: yellow comes first; when it is finalised there is something to confirm instead."""
    cast = cast_today
    started(cast)
    assert "Fyll i Individuell utvecklingsplan, årskurs 4–6 om Elsa" in page(client, cast.anna, "home")
    html = page(client, cast.anna, "plan", plan_of(cast.elsa).public_id)
    headings = re.findall(r'form-section"><h2>(.*?)</h2>', html)
    assert headings[0] == "Hemmets tankar"
    talked(cast)
    plan = finalised_from(cast)
    assert "Ny utvecklingsplan för Elsa" in page(client, cast.anna, "home")
    assert "Jag har läst planen" in page(client, cast.anna, "plan", plan.public_id)


def finalised_from(cast: Cast) -> Plan:
    """Elsa's plan is ready: it is finalised."""
    from tests.plans.plans import moved_on

    return moved_on(cast, plan_of(cast.elsa))


def test_one_tap_confirms_and_says_so(cast_today: Cast, client: Client) -> None:
    """C8: and a number that is none confirms nothing (Q2)."""
    plan = finalised(cast_today)
    browser = opener(client, cast_today.anna)
    browser.post(reverse("confirm_plan", args=[plan.public_id]), {"number": "tre"})
    assert not PlanReceipt.objects.exists()
    answer = browser.post(reverse("confirm_plan", args=[plan.public_id]), {"number": "1"}, follow=True)
    assert "Du har bekräftat att du har läst planen." in answer.content.decode()
    assert PlanReceipt.objects.get().person == cast_today.anna


def test_a_receipt_on_paper_is_typed_in_on_the_plans_page(cast_today: Cast, client: Client) -> None:
    """C8, A1: a person who is not of the family is not there to type in for."""
    plan = finalised(cast_today)
    browser, address = opener(client, cast_today.mats), reverse("type_plan_receipt", args=[plan.public_id])
    assert browser.post(address, {"number": "1", "person": str(cast_today.stina.public_id)}).status_code == 404
    browser.post(address, {"number": "1", "person": str(cast_today.anders.public_id)})
    html = page(client, cast_today.mats, "class_receipts", cast_today.class_5a.public_id)
    assert "på papper" in html
    assert "har inte bekräftat" in html


def test_the_mentor_finalises_from_the_page_and_is_told_what_lacks(cast_today: Cast, client: Client) -> None:
    """C8: the list stands at the top, with nothing moved."""
    started(cast_today)
    plan = plan_of(cast_today.elsa)
    browser = opener(client, cast_today.mats)
    assert plan.round is not None
    address = reverse("move_plans", args=[plan.round.public_id])
    menu = browser.get(f"{address}?steg=0").content.decode().split("Huvudmeny")[1]
    assert f'href="{reverse("plan_classes")}" aria-current="page"' in menu
    browser.post(f"{address}?steg=0", {"elev": [str(plan.public_id)]})
    answer = browser.post(f"{address}?steg=1", {"elev": [str(plan.public_id)]})
    assert answer.status_code == 422
    assert "omdöme i Matematik" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.stage == 1
    nils = plan_of(cast_today.nils)
    browser.post(f"{address}?steg=0", {"elev": [str(nils.public_id)]})
    both = browser.post(f"{address}?steg=1", {"elev": [str(plan.public_id), str(nils.public_id)]}).content.decode()
    assert "2 av de valda saknar något som krävs" in both


def test_earlier_versions_stand_on_a_page_of_years(cast_today: Cast, client: Client) -> None:
    """C9: for the family and the school."""
    plan = finalised(cast_today)
    for person in (cast_today.anna, cast_today.elsa, cast_today.mats):
        html = page(client, person, "child_plans", cast_today.elsa.public_id)
        assert reverse("plan_history", args=[plan.public_id]) + "#version-1" in html
    history = page(client, cast_today.anna, "plan_history", plan.public_id)
    assert "Om matematik." in history
    assert "Mindre grupp" in history


def test_a_plan_leaves_as_paper_and_as_data(cast_today: Cast, client: Client) -> None:
    """C10, A17: what the reader reads, no more."""
    plan = finalised(cast_today)
    browser = opener(client, cast_today.anna)
    assert browser.get(reverse("plan_pdf", args=[plan.public_id])).content.startswith(b"%PDF")
    data = browser.get(reverse("plan_json", args=[plan.public_id])).content.decode()
    assert "Om matematik." in data
    assert "Anteckningar" not in data


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"last_day": "2031-01-01"}, "högst ett år framåt"),
        ({"last_day": "i morgon"}, "år-månad-dag"),
        ({"last_day": ""}, "Välj en dag."),
        ({"version": "11111111-1111-4111-8111-111111111111"}, "Välj en av mallarna."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_no_plan_is_started(
    cast_today: Cast, client: Client, sent: dict[str, str], said: str
) -> None:
    """Q2."""
    version = template(cast_today)
    day = (cast_today.at.date() + dt.timedelta(days=20)).isoformat()
    address = reverse("start_class_plans", args=[cast_today.class_5a.public_id])
    answer = opener(client, cast_today.mats).post(address, {"version": str(version.public_id), "last_day": day} | sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Plan.objects.exists()


def test_rektor_types_in_a_decision_with_its_reference(cast_today: Cast, client: Client) -> None:
    """C8, Q2: without a reference it is none; what holds and what has held stands on the page."""
    address = reverse("unit_plan_decisions", args=[cast_today.school.public_id])
    browser, day = opener(client, cast_today.rolf), cast_today.at.date().isoformat()
    sent = {"what": "first_graded", "first_graded-value": "4", "first_graded-starts_on": day, "first_graded-reference": ""}
    wrong = browser.post(address, sent)
    assert wrong.status_code == 422
    assert "Skriv vilket beslut det är." in wrong.content.decode()
    far = browser.post(address, sent | {"first_graded-reference": "R 2026:14", "first_graded-starts_on": "9999-12-31"})
    assert (far.status_code, "R 2026:14" in far.content.decode()) == (422, True)
    assert browser.post(address, sent | {"first_graded-value": "7", "first_graded-reference": "R 1"}).status_code == 422
    assert sent_by(browser.get(address).content.decode(), "first_graded-value")["first_graded-value"] == "6", "what holds is chosen"
    browser.post(address, sent | {"first_graded-reference": "R 2026:14"})
    html = browser.get(address).content.decode()
    assert "I dag: betyg från årskurs 4" in html
    assert "R 2026:14" in html
    assert PlanDecision.objects.get().decided_by == cast_today.rolf


def test_rektor_makes_a_template_from_an_example_in_one_form(cast_today: Cast, client: Client) -> None:
    """C1: "Lärkas exempel" are offered for plans, and the copy can be published at once."""
    address = reverse("new_template", args=[cast_today.school.public_id])
    browser = opener(client, cast_today.rolf)
    assert "Lärkas exempel Individuell utvecklingsplan, årskurs 1–3" in browser.get(address).content.decode()
    browser.post(address, {"name": "IUP låg", "begin": "plan:arskurs-1-3"})
    made = QuestionnaireTemplate.objects.get()
    assert (made.kind, made.name) == (KIND, "IUP låg")
    html = browser.get(reverse("template", args=[made.public_id])).content.decode()
    assert "Kvar innan den kan publiceras" not in html
    browser.post(reverse("template_publish", args=[made.public_id]), {"seen": str(made.steps.get().public_id)})
    assert TemplateVersion.objects.get().template == made


def test_the_unit_page_holds_numbers_and_no_names(cast_today: Cast, client: Client) -> None:
    """A10: every count equals what rektor may see."""
    template(cast_today)
    started(cast_today)
    html = page(client, cast_today.rolf, "unit_plans", cast_today.school.public_id)
    assert "5A" in html
    assert "Elsa" not in html
    page(client, cast_today.rita, "unit_plans", cast_today.school.public_id, status=404)


def test_reminding_is_one_press_for_a_pupil_and_for_the_class(cast_today: Cast, client: Client) -> None:
    """F2: and the second press says that nobody needed it."""
    started(cast_today)
    browser, address = opener(client, cast_today.mats), reverse("remind_class_plans", args=[cast_today.class_5a.public_id])
    first = browser.post(address, {"plan": str(plan_of(cast_today.elsa).public_id)}, follow=True).content.decode()
    assert "personer har fått en påminnelse" in first
    browser.post(address, {})
    assert "Ingen ny påminnelse behövdes" in browser.post(address, {}, follow=True).content.decode()
    assert browser.get(address).status_code == 405


def test_preschool_has_no_programme_of_action(cast_today: Cast, client: Client) -> None:
    """E2 (SL 8 kap.): nothing to tick, and none is saved."""
    cast = cast_today
    version = template(cast, "forskola", unit=cast.preschool, who=cast.rita)
    started(cast, cast.humlan, who=cast.sussi, version=version)
    plan = plan_of(cast.sam)
    assert "åtgärdsprogram" not in page(client, cast.sussi, "plan", plan.public_id)
    of_class = page(client, cast.sussi, "class_plans", cast.humlan.public_id)
    assert ("Barn" in of_class, "elev" in of_class.lower()) == (True, False)
    assert client.post(reverse("plan_programme", args=[plan.public_id]), {"in_programme": "on"}).status_code == 404
    assert not Plan.objects.get().in_programme


def test_the_tick_for_the_programme_of_action_is_the_schools(cast_today: Cast, client: Client) -> None:
    """C8: a guardian cannot set it."""
    started(cast_today)
    plan = plan_of(cast_today.elsa)
    address = reverse("plan_programme", args=[plan.public_id])
    assert opener(client, cast_today.anna).post(address, {"in_programme": "on"}).status_code == 404
    opener(client, cast_today.mats).post(address, {"in_programme": "on"})
    plan.refresh_from_db()
    assert plan.in_programme
    assert {AGREED, MEASURES, PROUD}
