"""Every kind of page that there is, as every role meets it."""

from datetime import timedelta

import pytest

from larka.invitations.models import Application, ApplicationChild, Renewal
from larka.jobs.models import FailedWork, Job
from larka.people.actions.needs import give_need
from larka.people.actions.roles import grant_role
from larka.plans.actions.decisions import decide
from larka.plans.actions.goal_words import ask_wording
from larka.plans.actions.goals import Words
from larka.plans.actions.receipts import confirm_plan
from larka.privacy.models import Alarm
from larka.questionnaires.actions.filling import open_again
from larka.questionnaires.actions.templates import begin_version, publish_template
from larka.questionnaires.queries.templates import work_on
from larka.register.actor import Actor
from larka.talks.actions.booking import book_talk
from larka.talks.actions.holding import hold_talk
from larka.talks.models import Preparation, Talk, TalkMinutes, TalkRound
from tests.browser.devices import DESKTOP, Opens
from tests.browser.school import Site, leaves
from tests.browser.soundness import AXE, problems_here
from tests.browser.walking import walk
from tests.cast import actor
from tests.plans import plans
from tests.plans.goals import goal_in
from tests.questionnaires.forms import filled, template_of
from tests.talks import endings
from tests.talks.rows import invited, make_slot, make_talk, offered, wish

# Anna and Tess look at these: a guardian and a teacher. What they show depends on nobody's role.
OWN_ACCOUNT = ("account_login", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "my_sessions", "my_password", "my_email")
OWN_THINGS = ("notices", "notice_choices", "picture", "picture_readers", "my_jobs", "my_texts", "about_personal_data")
SAME_FOR_ALL = ("help", "more", "accessibility", "account_logout", "search", "search?q", *OWN_THINGS, *OWN_ACCOUNT)
AS_A_TEACHER = ("write_judgements", "expected_readers", "child_judgements", "judgement", "judgement_holders")
# What Mats, mentor of 5A, looks at for Gösta, who is a mentor, too.
AS_A_MENTOR = (
    *("person", "group", "groups", "child", "contacts", "class_status", "class_judgements", "group_logins", "group_post", "child_forms"),
    *(
        "form_rounds",
        "start_form",
        "form_round",
        "move_forms",
        "move_plans",
        "questionnaire",
        "questionnaire_history",
        "questionnaire_readers",
        "questionnaire_holders",
        "talk_rounds",
        "new_talk_round",
        "group_talks",
        "child_talks",
        "note_talk",
    ),
    *("due_agreements", "follow_up_agreement", "minutes", "minutes_history", "minutes_holders", "preparation"),
    *("plan_classes", "class_plans", "start_class_plans", "class_receipts", "child_plans", "plan_open"),
    *("plan", "plan_history", "plan_readers", "plan_holders"),
)
# Anna, Elsa and Mats look at these: a guardian, a pupil and a mentor. Rolf looks at a class's.
GOALS = (
    *("child_goals", "new_goal", "new_goal_readers", "goal", "goal_holders", "goal_wording", "goals_waiting", "report_goal"),
    *("goal_accept", "goal_decline", "goal_begin", "goal_fulfil", "goal_send_back", "goal_answer_wording"),
)
WAYS_IN = (
    "/ansok/", "/ansok/tack/", "/ansok/blankett/", "/valkommen/", "/losenord/glomt/", "/losenord/skickat/", "/losenord/nytt/",
)  # fmt: skip
PEOPLE = ["anna", "elsa", "tess", "mats", "vera", "rolf", "kim", "sussi", "adam", "gosta"]


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_sound_on_every_device_and_on_paper(site: Site, browser_as: Opens, who: str) -> None:
    """Q1, C10: axe, headings, 320 px, 200 % text, dark, forced colours and print; A15 is watched all the way."""
    leaves(site.cast, site.cast.per, site.cast.music_5a)
    watches_the_log(site)
    needs_omars_address(site)
    uses_forms(site)
    uses_goals(site)
    has_talks(site)
    uses_plans(site)
    page = browser_as(who, viewport=DESKTOP, reduced_motion="reduce")
    page.context.add_init_script(AXE)
    others = (*SAME_FOR_ALL, *AS_A_TEACHER, *GOALS, "class_goals")
    seen_by_others = {"anna": (), "tess": (*GOALS, "class_goals"), "vera": others, "gosta": others + AS_A_MENTOR, "elsa": SAME_FOR_ALL}
    seen_by_others |= {"mats": SAME_FOR_ALL}
    without = seen_by_others.get(who, SAME_FOR_ALL + GOALS)
    problems = [f"{kind}: {what}" for kind in walk(page, beside_the_links(site, who), without) for what in problems_here(page)]
    if who == "anna":
        page.goto(site.path("change_talk", too_late(site)))
        problems += [f"too late: {what}" for what in problems_here(page)]
    assert not problems, "\n".join(problems)


def watches_the_log(site: Site) -> None:
    """Gösta is the data protection officer, too, and has an alarm to look at."""
    grant_role(
        by=Actor.operator(site.cast.at), person=site.cast.gosta, role="data_protection_officer", unit=None,
        starts_on=site.cast.at.date(), ends_on=None, decision="KS 2026-1",
    )  # fmt: skip
    Alarm.objects.create(
        kind=Alarm.Kind.REFUSALS,
        person_id=site.cast.kim.pk,
        from_at=site.cast.at,
        to_at=site.cast.at,
        count=31,
        most=20,
        raised_at=site.cast.at,
    )


def needs_omars_address(site: Site) -> None:
    """Rektor has documented that Mats needs to see where protected Omar lives."""
    cast = site.cast
    give_need(
        by=actor(cast.rolf, cast.at), child=cast.omar, person=cast.mats, decision="SN 2026-7", ends_on=cast.at.date() + timedelta(days=9)
    )


def uses_forms(site: Site) -> None:
    """Elsa's form is filled in and Nils's begun; rektor is at work on the template's third version."""
    cast = site.cast
    filled(cast)
    template, by = template_of(cast), actor(cast.rolf, cast.at)
    for number in (1, 2):
        step = begin_version(by=by, template=template, copy_of=template.versions.get(number=number))
        if number == 1:
            publish_template(by=by, template=template, seen=step.public_id)


def uses_goals(site: Site) -> None:
    """Elsa has goals in every state, and her mother asks for other words of one."""
    cast = site.cast
    for state in ("proposed", "new", "ongoing", "done", "fulfilled", "declined"):
        goal = goal_in(cast, state, subject=cast.maths)
        if state == "new":
            ask_wording(by=actor(cast.anna, cast.at), goal=goal, words=Words("Jag kan sjuans tabell"), version=goal.version)


def has_talks(site: Site) -> None:
    """5A's talks are being booked: Elsa's is, with a word; one talk has begun, and one was typed in."""
    started = offered(site.cast, day=site.cast.at.date() + timedelta(days=9))
    slot = started.slots.order_by("starts_at")[0]
    book_talk(by=actor(site.cast.anna, site.cast.at), invitation=invited(started, site.cast.elsa), wish=wish(slot, word="Om läsning"))
    begun = make_slot(started, site.cast.mats, 9, starts_at=site.cast.at - timedelta(hours=1), ends_at=site.cast.at - timedelta(minutes=40))
    nils_had = make_talk(begun, site.cast.nils, site.cast.nora)
    prepares_and_agrees(site, started, nils_had)


def too_late(site: Site) -> Talk:
    """Elsa has a talk in two hours, which her family cannot change on the page any more."""
    extra = offered(site.cast, name="Extra", day=site.cast.at.date() + timedelta(days=12))
    soon = make_slot(
        extra, site.cast.mats, 9, starts_at=site.cast.at + timedelta(hours=2), ends_at=site.cast.at + timedelta(hours=2, minutes=20)
    )  # fmt: skip
    return make_talk(soon, site.cast.elsa, site.cast.anna)


def prepares_and_agrees(site: Site, started: TalkRound, nils_had: Talk) -> None:
    """5A prepares: Elsa's family has begun, Nils's is locked, Omar's talk is under way; what Elsa's ended in is being changed."""
    cast = site.cast
    endings.prepare(cast, started)
    elsas = endings.preparation_for(cast.elsa)
    endings.fill(cast, cast.elsa, elsas, {endings.PROUD: "Bråk"})
    endings.fill(cast, cast.anna, elsas, {endings.HOME: "Läxorna"}, shared=True)
    endings.fill(cast, cast.nora, endings.preparation_for(cast.nils), {endings.HOME: "Rasterna"})
    hold_talk(by=actor(cast.mats, cast.at), talk=nils_had, version=1, took_part=[cast.nora])
    under_way = make_slot(started, cast.mats, 9, starts_at=cast.at - timedelta(minutes=30), ends_at=cast.at - timedelta(minutes=10))
    make_talk(under_way, cast.omar, cast.olga)
    minutes = endings.shown(cast)
    endings.written(cast, minutes.talk, endings.TEXT + " Hon läser högt.")


def uses_plans(site: Site) -> None:
    """Plans of 5A: Elsa's is finalised, corrected once and confirmed by her father, Nils's is in the step of the talk."""
    cast = site.cast
    rolf, mats = actor(cast.rolf, cast.at), actor(cast.mats, cast.at)
    plans.template(cast)
    decide(by=rolf, unit=cast.school, what="first_graded", value=4, starts_on=cast.at.date(), reference="Rektorsbeslut 2026:14")
    plans.started(cast)
    elsas, nils = plans.plan_of(cast.elsa), plans.plan_of(cast.nils)
    plans.write(cast, cast.mats, elsas, {plans.MEASURES: "Mindre grupp i matematik."})
    for _step in range(2):
        plans.moved_on(cast, elsas, despite_missing=True)
    open_again(by=mats, form=elsas, expected=2, reason="Fel vecka")
    plans.moved_on(cast, elsas, despite_missing=True)
    confirm_plan(by=actor(cast.anders, cast.at), plan=elsas, number=2)
    plans.moved_on(cast, nils, despite_missing=True)


def beside_the_links(site: Site, who: str) -> list[str]:
    """Pages that a button or a form leads to."""
    found = ["/sok/?q=el", "/logga-ut/"]
    if who == "anna":
        found += [site.path("child_readings", site.cast.elsa), *WAYS_IN]
    if who in ("nora", "rolf"):
        found += [site.path("preparation", Preparation.objects.get(child=site.cast.nils))]
    if who == "rolf":
        section = work_on(template_of(site.cast)).shape.sections[0].id  # type: ignore[union-attr] – uses_forms has begun a version
        found += [
            f"/mallar/{template_of(site.cast).public_id}/avsnitt/{section}/ny-fraga/?typ=scale",
            site.path("new_template", site.cast.school),
            "/ansokningar/",
            "/jobb/",
            *jobs_of(site),
            site.path("application", annas_application(site)),
            site.path("paper_application", site.cast.school),
            site.path("unit_logins", site.cast.school),
            site.path("unit_renew_login", site.cast.school),
            site.path("child_needs", site.cast.omar),
            site.path("writing_start", site.cast.school),
        ]
    if who == "mats":
        found += [site.path("protected_contact", site.cast.omar), *talks_that_mats_leads(site)]
    if who == "adam":
        asks_for_a_log_in(site)
        something_failed(site)
        found += ["/ansokningar/utan-traff/", "/inloggning/ny/", "/jobb/", "/jobb/misslyckade/"]
    if who == "tess":
        found += [site.path("publish_judgements", site.maths), "/design"]
    return found


def talks_that_mats_leads(site: Site) -> list[str]:
    """A talk under way, what one was prepared with and what one ended in: which of a kind a link meets first is chance."""
    cast, minutes = site.cast, TalkMinutes.objects.get()
    under_way, locked = Talk.objects.get(child=cast.omar), Preparation.objects.get(child=cast.nils)
    return [
        *(site.path(name, under_way) for name in ("talk", "hold_talk")),
        *(site.path(name, locked) for name in ("preparation_history", "preparation_open")),
        *(site.path(name, minutes) for name in ("minutes", "publish_minutes", "note_agreed", "minutes_history", "minutes_holders")),
        site.path("talk_together", minutes.talk),
        site.path("share_preparation", Preparation.objects.get(child=cast.elsa)),
    ]


def jobs_of(site: Site) -> list[str]:
    """Rolf's prints: one under way, one done, one that did not work; and the question before one is cancelled."""
    told = {"kind": "judgements.unit", "started_by": site.cast.rolf, "started_at": site.cast.at, "about": "Björkskolan", "language": "sv"}
    result = {"result_name": "omdomen.pdf", "result_size": 123_456, "result_until": site.cast.at + timedelta(days=7)}
    running = Job.objects.create(**told, level="strong", state="running", done=3, total=10, doing="5A")
    others = [
        Job.objects.create(**told, level="strong", state="done", **result),
        Job.objects.create(**told, level="strong", state="done", result_name="omdomen.pdf"),
        Job.objects.create(**told, level="strong", state="failed", error="Det finns inga publicerade omdömen att skriva ut för terminen."),
    ]
    return [site.path("cancel_job", running), *(site.path("job", each) for each in (running, *others))]


def something_failed(site: Site) -> None:
    """A mail could not be sent."""
    FailedWork.objects.create(work_id=1, task="accounts.tasks.tell_owner", attempts=5, error="MailNotSentError", failed_at=site.cast.at)


def asks_for_a_log_in(site: Site) -> None:
    """Another administrator has asked for a new log-in for Rolf, who is rektor."""
    Renewal.objects.create(
        person=site.cast.rolf, kind="login", way="letter", reason="Mobilen är borta.", takes_two=True,
        asked_at=site.cast.at, asked_by=site.cast.gosta,
    )  # fmt: skip


def annas_application(site: Site) -> Application:
    """Anna has applied for an account, with Elsa and a child whom the register does not have."""
    made = Application.objects.create(
        name="Ana Lund", number="198001152384", email="ana@hem.example", language="sv", received_at=site.cast.at
    )
    ApplicationChild.objects.create(application=made, name="Elsa Lund", number="201501152384", child=site.cast.elsa)
    ApplicationChild.objects.create(application=made, name="Okänd Lund", number="201601152384")
    return made
