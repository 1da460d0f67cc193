"""What every page gives away about protected people: read as each person, to the last byte, against the exact places where it may stand.

Planted are names, numbers, addresses, phones, e-mail addresses, presentations and ids; what is not in a table stands nowhere: not in a
list, a count's link, a search by first letters or number, a title, an attribute, an address, a PDF's text or an error. Names are those of
the cast, as it is described in ``planted``; what one may see of oneself is left out, since one's own name is in the frame of every page.
"""

import logging

import pytest
from django.core import mail

from larka.audit.models import Entry
from larka.jobs.running import run_queued
from tests.cast import Cast
from tests.protection.crawling import asked, crawl, paper_in_words
from tests.protection.planted import facts_in, make_school, table

Places = dict[str, dict[str, str]]
NOTHING: Places = {}

CHILDS_GOALS = "child_plans child_goals new_goal new_goal_readers"
GOALS = f"{CHILDS_GOALS} child_goals_json child_goals_pdf goal goal_holders goal_json goal_pdf"
# Beside the child's goals: the class's, what waits, and the steps that are school's.
SCHOOLS_GOALS = f"{CHILDS_GOALS} class_goals goal goal_fulfil goal_send_back goals_waiting"
OF_OWN_CHILD = {  # a guardian's own protected child: A10 leaves it visible to its family
    "id": f"child_forms child_judgements child_readings child_talks children group home judgement proxies search {CHILDS_GOALS} goal",
    "name": f"{GOALS} goal_readers child_talks child child_forms child_judgements child_judgements_pdf child_readings children"
    " group home judgement judgement_holders"
    " judgement_readers"
    " notices profile_readers proxies search",
}
AS_UNIT_STAFF = {
    "id": "group person report_presentation search",
    "name": "child group person profile_readers search unit_everyone",
    "presentation": "child person",
}
# Who teaches: by name, on the pages where the class is taught, and where it is said who else can read.
AS_TEACHER = {
    "id": f"child_talks child_forms child_judgements group judgement search {SCHOOLS_GOALS}",
    "name": f"{GOALS} {SCHOOLS_GOALS} notices child_talks child child_forms child_judgements child_judgements_pdf"
    " expected_readers group judgement judgement_holders"
    " profile_readers search"
    " unit_everyone write_judgements",
}
AS_MENTOR = {
    "id": f"{AS_TEACHER['id']} carry_childs_goals childs_word class_status group_logins group_talks note_talk",
    "name": f"{AS_TEACHER['name']} carry_childs_goals childs_word class_judgements class_judgements_pdf class_status"
    " group_logins group_post book_talk_for group_talks note_talk talk_list_pdf talk_round talk_times",
}
TALK = "talk talk_history talk_holders"  # Omar's is booked; his family and his mentor open it
TALK_MOVED = "call_off_talk move_talk"
ADULT_TO_TEACHER = {
    "name": "child expected_readers goal_holders new_goal_readers group judgement_holders profile_readers search unit_everyone"
}
BESIDE_A_NAME = {"id": "person report_presentation", "presentation": "person"}

MAY_STAND: dict[str, Places] = {
    # family of a classmate (and co-guardian of the protected Anders), another pupil (Anders's child)
    "anna": NOTHING,
    "elsa": {"anders": {"name": "child goal_holders group judgement_holders new_goal_readers profile_readers search"}},
    # guardian of own; the brother is not protected, and his family shows what it chose
    "olga": {
        "omar": {  # from the brother's page one goes to his
            "id": f"child notices {OF_OWN_CHILD['id']} {TALK} talk_readers cancel_talk change_talk",
            "name": f"{OF_OWN_CHILD['name']} {TALK} talk_readers cancel_talk change_talk talk_json talk_pdf",
        },
        "bo": {
            "contact": "contacts",
            "id": f"{CHILDS_GOALS} child_talks child child_forms child_judgements child_readings children"
            " contacts group home notices person proxies"
            " report_presentation"
            " search",
            "name": f"{CHILDS_GOALS} child_talks child child_forms child_judgements child_readings children contacts group home"
            " notices person profile_readers"
            " proxies search",
            "presentation": "child person",
        },
    },
    # who has booked no time is asked to
    "nora": {"nils": {sort: f"{places} book_talk" for sort, places in OF_OWN_CHILD.items()}},
    # the protected pupil: the own guardian, who is not protected
    "omar": {"olga": {"name": "child goal_holders group judgement_holders new_goal_readers person search talk_holders"} | BESIDE_A_NAME},
    "rut": NOTHING,  # restricted guardian of the protected Nils
    "frida": NOTHING,  # former guardian of both, and of Elsa
    "tess": {
        "omar": AS_TEACHER, "nils": AS_TEACHER, "anders": ADULT_TO_TEACHER, "bo": AS_UNIT_STAFF,
        "olga": {"name": f"{ADULT_TO_TEACHER['name']} person"} | BESIDE_A_NAME,
    },
    "mats": {
        "omar": {
            "id": f"{AS_MENTOR['id']} {TALK} {TALK_MOVED}", "name": f"{AS_MENTOR['name']} {TALK} {TALK_MOVED} talk_json talk_pdf",
        },
        "nils": AS_MENTOR, "bo": AS_UNIT_STAFF,
        "anders": {
            "id": "book_talk_for group_logins group_post note_talk talk_letters",
            "name": f"{ADULT_TO_TEACHER['name']} book_talk_for group_logins group_post note_talk talk_holders talk_letters talk_round",
        },
        "olga": BESIDE_A_NAME
        | {
            "id": "book_talk_for group_logins group_post note_talk person report_presentation talk_letters",
            "name": f"{ADULT_TO_TEACHER['name']} book_talk_for group_logins group_post note_talk person talk_holders talk_letters",
        },
    },
    "kim": {"bo": AS_UNIT_STAFF},  # other staff of the unit
    # rektor: of protected children the page of decisions at most, without any name; Bo and his mother as every child of the unit
    "rolf": {
        "omar": {"id": "child_decisions child_needs"},
        "nils": {"id": "child_decisions child_needs"},
        "bo": {
            "id": "child_decisions child_forms child_goals child_judgements child_needs child_plans class_goals class_status"
            " group group_logins person child_talks group_talks note_talk unit_talks"
            " report_presentation search",
            "name": "child child_decisions child_forms child_goals child_judgements child_needs child_plans class_goals"
            " class_status emergency group group_logins child_talks group_talks note_talk unit_talks unit_talks_csv"
            " group_post person"
            " profile_readers search unit_everyone",
            "presentation": "child person",
        },
        "olga": {
            "id": "group_logins group_post note_talk person report_presentation",
            "name": "child child_decisions group group_logins group_post note_talk person profile_readers search unit_everyone",
            "presentation": "person",
        },
    },
    "adam": NOTHING,  # the huvudman's administrator
    "stina": {who: {"name": "log_search"} for who in ("bo", "olga")},  # the data protection officer: her own refusals, in the log
}  # fmt: skip


@pytest.mark.parametrize("who", MAY_STAND)
def test_what_is_known_of_protected_people_stands_exactly_here(
    cast_today: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, who: str
) -> None:
    """A1, A2, A3, A6, A10, A17, A18, B3: and no log, no row of the audit log and no mail holds anything of it, whoever reads."""
    paper_in_words(monkeypatch)
    caplog.set_level(logging.DEBUG, "larka")
    caplog.set_level(logging.DEBUG, "django.request")
    planted = make_school(cast_today)
    found, pages = set(), set()
    for page, text in crawl(getattr(cast_today, who), asked(cast_today)):
        pages.add(page)
        found |= {(short, sort, page) for short, sort in facts_in(planted, text) if short != who}
    assert {"home", "search", "404", "profile"} <= pages, "the walk has come somewhere"
    expected = {short: {sort: set(places.split()) for sort, places in sorts.items()} for short, sorts in MAY_STAND[who].items()}
    assert table(found) == expected
    run_queued()
    kept = f"{list(Entry.objects.values_list('action', 'details'))} {[(m.subject, m.body) for m in mail.outbox]} {caplog.text}"
    assert {fact for fact in facts_in(planted, kept) if fact[1] != "id"} == set()
