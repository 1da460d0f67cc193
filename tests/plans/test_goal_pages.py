"""The pages of goals: what each finds there, what comes back with an error, and the ways out."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.plans.actions.goal_words import answer_wording, ask_wording, reword_goal
from larka.plans.actions.goals import Words
from larka.plans.goal_records import goal_document
from larka.plans.models import Goal, GoalMove
from larka.plans.models.goals import State
from larka.register.models import Person, SchoolYear
from tests.cast import Cast, actor, opener
from tests.plans.goals import HOW, TEXT, goal_in, proposed
from tests.web.sent import sent_by


def page(client: Client, person: Person, name: str, about: Any, query: str = "") -> str:
    """A page as somebody."""
    answer = opener(client, person).get(reverse(name, args=[about.public_id]) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def buttons(html: str) -> set[str]:
    """The steps that the page leads to."""
    return set(re.findall(r"/mal/[0-9a-f-]{36}/([a-z-]+)/\"", html)) - {"pdf", "data", "vem-kan-se", "vem-har-last"}


def test_each_finds_the_steps_that_are_theirs_and_no_others(cast_today: Cast, client: Client) -> None:
    """C4, A18: no button that does nothing."""
    cast = cast_today
    found = {
        (state, who): buttons(page(client, getattr(cast, who), "goal", goal_in(cast, state, subject=cast.maths)))
        for state in State.values
        for who in ("elsa", "anna", "mats", "tess", "per", "rolf")
    }
    school = {
        "proposed": {"anta", "avboj"}, "new": {"borja", "formulera"}, "ongoing": {"formulera"}, "done": {"uppfyllt", "tillbaka"},
        "fulfilled": set(), "declined": set(),
    }  # fmt: skip
    pupil = {"proposed": {"formulera"}, "new": {"formulera"}, "ongoing": {"klart", "formulera"}}
    home = {"new": {"formulera"}, "ongoing": {"formulera"}}
    expected = {(state, who): acts for state, acts in school.items() for who in ("mats", "tess")}
    expected |= {(state, "elsa"): pupil.get(state, set()) for state in State.values}
    expected |= {(state, "anna"): home.get(state, set()) for state in State.values}
    expected |= {(state, who): set() for state in State.values for who in ("per", "rolf")}
    assert found == expected


@pytest.mark.parametrize(
    ("who", "key", "states"),
    [
        ("mats", "accept", ("proposed", "new")),
        ("tess", "decline", ("proposed", "declined")),
        ("tess", "begin", ("new", "ongoing")),
        ("elsa", "done", ("ongoing", "done")),
        ("mats", "fulfil", ("done", "fulfilled")),
        ("tess", "send_back", ("done", "ongoing")),
    ],
)
def test_each_step_is_taken_by_sending_its_page_as_it_stands(
    cast_today: Cast, client: Client, who: str, key: str, states: tuple[str, str]
) -> None:
    """C3, C4: what a person does is to write a word and press the button."""
    goal, person = goal_in(cast_today, states[0], subject=cast_today.maths), getattr(cast_today, who)
    sent = sent_by(page(client, person, f"goal_{key}", goal), "comment") | {"comment": "Vi väntar med det."}
    assert client.post(reverse(f"goal_{key}", args=[goal.public_id]), sent).status_code == 302
    goal.refresh_from_db()
    assert goal.state == states[1]


CHILD_PAGES = ["child_goals", "new_goal", "new_goal_readers", "child_goals_pdf", "child_goals_json", "carry_childs_goals", "childs_word"]


@pytest.mark.parametrize("name", CHILD_PAGES)
def test_preschool_has_no_page_of_goals(cast_today: Cast, client: Client, name: str) -> None:
    """C4: for nobody, however near."""
    for person in (cast_today.anna, cast_today.sussi, cast_today.rita, cast_today.sam):
        assert opener(client, person).get(reverse(name, args=[cast_today.sam.public_id])).status_code == 404
    assert f"/barn/{cast_today.sam.public_id}/mal/" not in page(client, cast_today.anna, "child", cast_today.sam)
    assert opener(client, cast_today.sussi).get(reverse("class_goals", args=[cast_today.humlan.public_id])).status_code == 404


def test_a_pupil_proposes_and_the_same_press_twice_is_one_proposal(cast_today: Cast, client: Client) -> None:
    """C3, Q4."""
    browser, address = opener(client, cast_today.elsa), reverse("new_goal", args=[cast_today.elsa.public_id])
    html = browser.get(address).content.decode()
    assert "Följs upp" not in html
    sent = sent_by(html, "how") | {"text": TEXT, "how": HOW, "subject": str(cast_today.maths.public_id)}
    assert [browser.post(address, sent).status_code for _press in range(2)] == [302, 302]
    goal = Goal.objects.get()
    assert (goal.state, goal.text, goal.how, goal.syllabus, goal.proposed_role) == ("proposed", TEXT, HOW, cast_today.maths, "self")


def test_school_puts_in_what_is_agreed_on_at_once(cast_today: Cast, client: Client) -> None:
    """C3, C4: proposed and accepted in one, with both moves."""
    html = page(client, cast_today.tess, "new_goal", cast_today.elsa)
    sent = sent_by(html, "how") | {"text": TEXT, "agreed": "on", "follow_up_on": "2027-01-31"}
    assert opener(client, cast_today.tess).post(reverse("new_goal", args=[cast_today.elsa.public_id]), sent).status_code == 302
    assert Goal.objects.get().syllabus == cast_today.maths, "the only subject is chosen beforehand"
    assert list(GoalMove.objects.order_by("number").values_list("to_state", "role")) == [("proposed", "teacher"), ("new", "teacher")]


@pytest.mark.parametrize(
    ("who", "change", "said"),
    [
        ("elsa", {"text": "  "}, "Fyll i det här."),
        ("elsa", {"text": "x" * 501}, "501 tecken lång"),
        ("elsa", {"how": "x" * 1001}, "1001 tecken lång"),
        ("elsa", {"subject": "b0b0b0b0-0000-0000-0000-000000000000"}, "Välj ett av ämnena."),
        ("tess", {"subject": ""}, "Välj ditt ämne."),
        ("tess", {"follow_up_on": "i mars"}, "Skriv dagen som"),
        ("elsa", {"version": "x"}, "Sidan var trasig."),
        ("elsa", {"text": "Ring mig på 070-123 45 67"}, "Vi hittade något"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_all_that_was_typed_is_kept(
    cast_today: Cast, client: Client, who: str, change: dict[str, str], said: str
) -> None:
    """Q2, F6: and nothing is half-saved."""
    sent = {"text": "Läsa högt", "how": "Varje kväll", "subject": str(cast_today.maths.public_id), "version": "0"} | change
    answer = opener(client, getattr(cast_today, who)).post(reverse("new_goal", args=[cast_today.elsa.public_id]), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert sent["text"].strip() in html
    assert sent["how"] in html
    assert not Goal.objects.exists()


def of_subjects(client: Client, who: Person, child: Person) -> str:
    """The choice of subject on the page where a goal is proposed."""
    return page(client, who, "new_goal", child).partition('name="subject"')[2].partition("</select>")[0]


def test_a_subject_teacher_chooses_among_their_own_subjects(cast_today: Cast, client: Client) -> None:
    """A6: the mentor and the family among all that the child is taught."""
    subjects = {
        who: set(re.findall(r"<option[^>]*>([^<]+)</option>", of_subjects(client, getattr(cast_today, who), cast_today.elsa)))
        for who in ("tess", "vera", "mats", "elsa", "anna")
    }
    taught = {"Inget ämne", "Matematik", "Svenska", "Musik"}
    own = {"Inget ämne", "Matematik"}
    assert subjects == {"tess": own, "vera": own, "mats": taught, "elsa": taught, "anna": taught}


def test_the_page_tells_the_goals_way_by_name_where_the_reader_may_know_it(ongoing: Goal, cast_today: Cast, client: Client) -> None:
    """C4, A10, A18."""
    html = page(client, cast_today.anna, "goal", ongoing)
    way = re.findall(r"<li><p><strong>([^<]+)</strong></p>\s*<p class=\"muted\">([^·]+) ·", html)
    assert [(words, who.strip()) for words, who in way] == [
        ("Målet föreslogs", "Elsa Hägg, Eleven"),
        ("Målet antogs: Nytt", "Mats Lundqvist, Mentor"),
        ("Elev och lärare har pratat: Pågående", "Mats Lundqvist, Mentor"),
    ]


def test_a_step_from_a_page_that_is_old_says_so_and_keeps_the_words(ongoing: Goal, cast_today: Cast, client: Client) -> None:
    """Q4, Q2."""
    browser, address = opener(client, cast_today.elsa), reverse("goal_done", args=[ongoing.public_id])
    answer = browser.post(address, {"version": "1", "comment": "Jag kan alla nu"})
    assert answer.status_code == 422
    assert "Målet har ändrats" in answer.content.decode()
    assert "Jag kan alla nu" in answer.content.decode()
    assert browser.post(address, {"version": "3", "comment": "Jag kan alla nu"}).status_code == 302
    assert browser.get(address).status_code == 302, "the step is taken: back to the goal"


def test_the_goals_leave_as_pdf_and_as_open_data(ongoing: Goal, cast_today: Cast, client: Client) -> None:
    """C10, H6: the same text on paper and as data, one goal or all of the year's."""
    for name, about in (("goal", ongoing), ("child_goals", cast_today.elsa)):
        pdf = opener(client, cast_today.anna).get(reverse(f"{name}_pdf", args=[about.public_id]))
        assert pdf.content.startswith(b"%PDF")
        data = opener(client, cast_today.anna).get(reverse(f"{name}_json", args=[about.public_id])).json()
        assert TEXT in str(data)
        assert "Mats Lundqvist" in str(data)
    assert opener(client, cast_today.olga).get(reverse("child_goals_pdf", args=[cast_today.omar.public_id])).status_code == 404


def test_paper_and_data_tell_what_the_goal_said_first(ongoing: Goal, cast_today: Cast, client: Client) -> None:
    """C9, C10: every wording as on the page: the first, what was asked for and declined, and what holds; names as the reader knows them."""
    cast, how = cast_today, "Jag räknar läxan."
    reword_goal(by=actor(cast.mats, cast.at), goal=ongoing, words=Words("Jag kan femmans tabell", how, cast.maths), version=ongoing.version)
    ongoing.refresh_from_db()
    ask_wording(by=actor(cast.elsa, cast.at), goal=ongoing, words=Words("Jag kan sexans tabell", how), version=ongoing.version)
    answer_wording(by=actor(cast.mats, cast.at), goal=ongoing, number=3, accept=False, answer="Vi tar femman först.")
    told = [
        str(opener(client, cast.anna).get(reverse("goal_json", args=[ongoing.public_id])).json()),
        str(goal_document(ongoing).as_json()),
    ]
    for text in told:
        places = [
            text.find(said) for said in (f": {TEXT}", ": Jag kan femmans tabell", ": Jag kan sexans tabell", ": Vi tar femman först.")
        ]
        assert (places, -1 in places) == (sorted(places), False)
        assert "(Elsa Hägg): Jag kan sexans tabell" in text


def test_the_start_page_leads_on(ongoing: Goal, cast_today: Cast, client: Client) -> None:
    """4-pages: the pupil to "klart", school to what waits, others to nothing."""
    proposed(cast_today, subject=cast_today.maths)
    assert f"/mal/{ongoing.public_id}/klart/" in opener(client, cast_today.elsa).get("/").content.decode()
    for who, leads in (("mats", True), ("tess", True), ("per", False), ("petra", False), ("rolf", False), ("anna", False)):
        assert ('href="/mal/"' in opener(client, getattr(cast_today, who)).get("/").content.decode()) == leads, who


def test_the_plans_page_shows_the_goals_that_work_goes_on_with(ongoing: Goal, cast_today: Cast, client: Client) -> None:
    """C4, 4-pages: one tab for both; of preschool it shows no goals, and to whom it shows none it shows no button."""
    goal_in(cast_today, "fulfilled", text="Ett uppfyllt mål")
    html = page(client, cast_today.elsa, "child_plans", cast_today.elsa)
    assert (TEXT in html, "Ett uppfyllt mål" in html) == (True, False)
    assert f"/mal/{ongoing.public_id}/klart/" in html
    assert "/mal/" not in page(client, cast_today.anna, "child_plans", cast_today.sam)
    for who, proposes in ((cast_today.anna, True), (cast_today.tess, True), (cast_today.rolf, False)):
        assert ("/mal/nytt/" in page(client, who, "child_plans", cast_today.elsa)) == proposes


def test_on_a_day_that_is_in_no_school_year_goals_are_read_and_none_is_proposed(ongoing: Goal, cast_today: Cast, client: Client) -> None:
    """Q2, C9: until the administrator has typed in the next one."""
    today = cast_today.at.date()
    SchoolYear.objects.filter(pk=cast_today.year.pk).update(ends_on=today)
    html = page(client, cast_today.mats, "child_goals", cast_today.elsa)
    assert ongoing.text in html
    assert reverse("new_goal", args=[cast_today.elsa.public_id]) not in html
    for name, about in (("child_plans", cast_today.elsa), ("class_goals", cast_today.class_5a), ("goal", ongoing)):
        assert page(client, cast_today.mats, name, about)
    for name in ("new_goal", "new_goal_readers", "carry_childs_goals"):
        assert opener(client, cast_today.mats).get(reverse(name, args=[cast_today.elsa.public_id])).status_code == 404
