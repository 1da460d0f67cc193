"""The pages that are measured, who opens them, and what they must reach (the targets are twice a peer's requests per second)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench.cursor import Cursor
from bench.people import guardians, offices

VISITS = 8  # so many people, each in a class of their own, open each page in turn
_CLASS_SIZE = 25


@dataclass(frozen=True, slots=True)
class Visit:
    """One person (by the id in the register's file, which demo sign-in takes) opens one address."""

    person: str
    path: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one role. ``rate``: requests per second to reach with 8 connections; None where no peer has the page."""

    key: str
    label: str
    rate: int | None
    path: str
    person: str  # a column of the chosen classes: whose page it is


PAGES = (
    Page("teacher_home", "Lärarens startsida", 252, "/", "teacher"),
    Page("class_list", "Klass med 25 elever", 452, "/grupper/{klass}/", "mentor"),
    Page("assessment_entry", "Skriva omdömen, 25 elever", 264, "/omdomen/skriva/{activity}/", "teacher"),
    Page("class_status", "Mentors klass, elev × ämne", 188, "/omdomen/klass/{klass}/", "mentor"),
    Page("child_page", "Elevens sida, för läraren", 300, "/barn/{child}/", "teacher"),
    Page("guardian_home", "Vårdnadshavarens startsida", 284, "/", "guardian"),
    Page("guardian_child", "Barnets sida, för vårdnadshavaren", 382, "/barn/{child}/", "guardian"),
    Page("guardian_judgements", "Barnets omdömen, för vårdnadshavaren", None, "/barn/{child}/omdomen/", "guardian"),
    Page("pupil_home", "Elevens startsida", None, "/", "pupil"),
    Page("pupil_judgements", "Elevens egna omdömen", None, "/barn/{child}/omdomen/", "pupil"),
    Page("mentor_judgements", "Elevens omdömen, för mentorn", None, "/barn/{child}/omdomen/", "mentor"),
    Page("principal_home", "Rektors startsida", None, "/", "principal"),
    Page("unit", "Enhetens sida, för rektor", None, "/enheter/{unit}/", "principal"),
    Page("search", "Sök, för läraren", None, "/sok/?q=Alma", "teacher"),
    Page("step_up", "Bekräfta vem du är", None, "/konto/bekrafta/?next=/&need=strong", "with_app"),
    Page("sessions", "Mina inloggningar", None, "/konto/inloggning/sessioner/", "with_app"),
    Page("child_readings", "Vem har läst?, för vårdnadshavaren", None, "/barn/{child}/lasningar/", "guardian"),
    Page("log_search", "Sök i loggen, för dataskyddsombudet", None, "/dataskydd/", "officer"),
    Page("register", "Registrets förstasida", None, "/register/inlasningar/", "administrator"),
    Page("class_plans", "Klassens planer, för mentorn", None, "/planer/klass/{plan_klass}/", "plan_mentor"),
    Page("class_goals", "Klassens mål, för mentorn", None, "/mal/klass/{plan_klass}/", "plan_mentor"),
    Page("mentor_plan", "Planen som fylls i, för mentorn", None, "/planer/{plan}/", "plan_mentor"),
    Page("guardian_plan", "Planen som fylls i, för vårdnadshavaren", None, "/planer/{plan}/", "plan_guardian"),
    Page("pupil_plan", "Planen som fylls i, för eleven", None, "/planer/{plan}/", "plan_child"),
    Page("guardian_old_plan", "Fastställd plan, för vårdnadshavaren", None, "/planer/{old_plan}/", "plan_guardian"),
    Page("pupil_old_plan", "Fastställd plan, för eleven", None, "/planer/{old_plan}/", "plan_child"),
    Page("guardian_plans", "Barnets planer och mål, för vårdnadshavaren", None, "/barn/{plan_child_key}/planer/", "plan_guardian"),
    Page("pupil_goals", "Elevens egna mål", None, "/barn/{plan_child_key}/mal/", "plan_child"),
    Page("talk_rounds", "Mentorns samtal", None, "/samtal/", "plan_mentor"),
    Page("talk_round", "Samtalsomgången, för mentorn", None, "/samtal/omgang/{talk_round}/", "plan_mentor"),
    Page("booking", "Boka en tid, för vårdnadshavaren", None, "/samtal/boka/{invitation}/", "plan_guardian"),
    Page("minutes", "Samtalsanteckning, för vårdnadshavaren", None, "/samtal/anteckningar/{minutes}/", "plan_guardian"),
    Page("mentor_minutes", "Samtalsanteckning, för mentorn", None, "/samtal/anteckningar/{minutes}/", "plan_mentor"),
    Page("child_talks", "Barnets samtal, för vårdnadshavaren", None, "/barn/{plan_child_key}/samtal/", "plan_guardian"),
    Page("unit_talks", "Vilka som inte haft samtal, för rektor", None, "/samtal/enhet/{plan_unit}/", "plan_principal"),
)

# Classes of compulsory school with 25 pupils, each with one mentor, one subject's teacher, one pupil who has all, one guardian.
_CHOICE = """
WITH klass AS (
 SELECT g.id, g.public_id, g.unit_id, min(m.child_id) AS any_child FROM register_group g
 JOIN register_groupmembership m ON m.group_id = g.id AND m.ends_on IS NULL
 WHERE g.kind = 'klass' AND g.school_form = 'GR' GROUP BY g.id HAVING count(*) = %(size)s
), picked AS (
 SELECT k.*, row_number() OVER (PARTITION BY unit_id ORDER BY md5(id::text)) AS nth FROM klass k
)
SELECT k.public_id::text AS klass, act.public_id::text AS activity, c.public_id::text AS child, u.public_id::text AS unit,
 c.source_id::text AS pupil, mentor.source_id::text AS mentor, act.teacher::text AS teacher, guardian.source_id::text AS guardian,
 principal.source_id::text AS principal
FROM picked k JOIN register_organisation u ON u.id = k.unit_id
JOIN LATERAL (SELECT p.* FROM register_groupmembership m JOIN register_person p ON p.id = m.child_id
 WHERE m.group_id = k.id AND p.protection = 'none' AND p.adult_on > CURRENT_DATE + 30
  AND EXISTS (SELECT FROM register_responsible r WHERE r.child_id = p.id AND r.in_effect) ORDER BY p.id LIMIT 1) c ON true
JOIN LATERAL (SELECT p.source_id FROM register_dutyassignment a JOIN register_duty d ON d.id = a.duty_id
 JOIN register_person p ON p.id = d.person_id WHERE a.group_id = k.id AND a.role = 'mentor' ORDER BY p.id LIMIT 1) mentor ON true
JOIN LATERAL (SELECT p.source_id FROM register_responsible r JOIN register_person p ON p.id = r.person_id
 WHERE r.child_id = c.id AND r.in_effect ORDER BY p.id LIMIT 1) guardian ON true
JOIN LATERAL (SELECT p.source_id FROM register_duty d JOIN register_person p ON p.id = d.person_id
 WHERE d.unit_id = k.unit_id AND d.role = 'principal' ORDER BY p.id LIMIT 1) principal ON true
JOIN LATERAL (SELECT a.public_id, p.source_id AS teacher FROM register_groupmembership m
 JOIN register_group g ON g.id = m.group_id AND g.kind = 'teaching' JOIN register_activitygroup ag ON ag.group_id = g.id
 JOIN register_activity a ON a.id = ag.activity_id JOIN register_teachingassignment t ON t.activity_id = a.id
 JOIN register_duty d ON d.id = t.duty_id JOIN register_person p ON p.id = d.person_id
 WHERE m.child_id = c.id AND (SELECT count(*) FROM register_groupmembership n WHERE n.group_id = g.id AND n.ends_on IS NULL) = %(size)s
 ORDER BY md5(a.id::text) LIMIT 1) act ON true
WHERE k.nth = 1 ORDER BY md5(k.id::text) LIMIT %(visits)s
"""
# Classes whose plans the law demands, each with a pupil who has no time booked yet, whose talk of last term is written down.
_PLANNED = """
SELECT g.public_id::text, c.public_id::text, u.public_id::text, c.source_id::text, mentor.source_id::text, guardian.source_id::text,
 principal.source_id::text, k.plan, k.old_plan, i.public_id::text, r.public_id::text, k.minutes
FROM (
 SELECT p.unit_id, p.child_id, b.group_id, b.started_by_id, p.public_id::text AS plan, o.public_id::text AS old_plan,
 m.public_id::text AS minutes,
  row_number() OVER (PARTITION BY p.unit_id ORDER BY md5(b.group_id::text), p.child_id) AS nth
 FROM plans_plan p JOIN questionnaires_round b ON b.id = p.round_id JOIN plans_plan o ON o.child_id = p.child_id
 AND o.latest_id IS NOT NULL
 JOIN talks_talkminutes m ON m.child_id = p.child_id AND m.school_year_id = o.school_year_id
 WHERE p.school_form = 'GR' AND p.grade IN (4, 5) AND p.locked_at IS NULL
  AND NOT EXISTS (SELECT FROM talks_talk t WHERE t.child_id = p.child_id AND t.school_year_id = p.school_year_id)
  AND EXISTS (SELECT FROM register_responsible r WHERE r.child_id = p.child_id AND r.in_effect)
  AND (SELECT count(*) FROM register_groupmembership n WHERE n.group_id = b.group_id AND n.ends_on IS NULL) = %(size)s
  AND EXISTS (SELECT FROM register_person c WHERE c.id = p.child_id AND c.protection = 'none')
) k JOIN register_group g ON g.id = k.group_id JOIN register_organisation u ON u.id = k.unit_id JOIN register_person c
 ON c.id = k.child_id
JOIN register_person mentor ON mentor.id = k.started_by_id
JOIN LATERAL (SELECT p.source_id FROM register_responsible r JOIN register_person p ON p.id = r.person_id
 WHERE r.child_id = c.id AND r.in_effect ORDER BY p.id LIMIT 1) guardian ON true
JOIN LATERAL (SELECT p.source_id FROM register_duty d JOIN register_person p ON p.id = d.person_id
 WHERE d.unit_id = k.unit_id AND d.role = 'principal' ORDER BY p.id LIMIT 1) principal ON true
JOIN talks_talkround r ON r.group_id = k.group_id AND r.closes_at > now() JOIN talks_talkinvitation i ON i.round_id = r.id
 AND i.child_id = c.id
WHERE k.nth = 1 ORDER BY md5(g.id::text) LIMIT %(visits)s
"""
_PLANNED_COLUMNS = (
    "plan_klass", "plan_child_key", "plan_unit", "plan_child", "plan_mentor", "plan_guardian", "plan_principal", "plan", "old_plan",
    "invitation", "talk_round", "minutes",
)  # fmt: skip
_COLUMNS = ("klass", "activity", "child", "unit", "pupil", "mentor", "teacher", "guardian", "principal")


def visits(cursor: Cursor, pages: Iterable[Page] = PAGES, *, class_size: int = _CLASS_SIZE) -> Iterator[tuple[Page, list[Visit]]]:
    """Each page with the people who open it: the same ones every time on the same register. On one without plans theirs are left out."""
    chosen, planned = _chosen(cursor, _CHOICE, _COLUMNS, class_size), _chosen(cursor, _PLANNED, _PLANNED_COLUMNS, class_size)
    if not chosen:
        raise LookupError(f"registret har ingen klass med {class_size} elever")
    (_plain, with_app), holders = guardians(cursor), offices(cursor)
    rows = [{**row, **holders, "with_app": person} for row, person in zip(chosen, with_app, strict=False)]
    for page in pages:
        who = planned if page.person in _PLANNED_COLUMNS else rows
        if who:
            yield page, [Visit(row[page.person], page.path.format(**row)) for row in who]


def _chosen(cursor: Cursor, question: str, columns: tuple[str, ...], class_size: int) -> list[dict[str, str]]:
    cursor.execute(question, {"size": class_size, "visits": VISITS})
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
