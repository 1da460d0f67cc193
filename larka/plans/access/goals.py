"""Who reads a child's goals, and who takes each step of theirs (A2, A5, A6, C3, C4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import FAMILY, LEADING
from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from larka.plans.models.goals import ACCEPTED, GOAL_FORMS, Goal, State
from larka.register.models import ActivityGroup, Group, Organisation, Person, Placement
from larka.register.settings import SettingIsOn

KIND = "goal"
_HERE = ("child", "unit", "school_year")
_IN_SUBJECT = (*_HERE, "subject")
_COLUMNS = {"child": "child_id", "unit": "unit_id", "school_year": "school_year_id", "subject": "syllabus_id"}
_IS_ACCEPTED = Q(state__in=ACCEPTED)
_ALL_SUBJECTS = ~Q(SettingIsOn("access.own_subjects_only"))
_BY_WORD = Q(by_word=True)
_SUBJECT_STAFF = (paths.TEACHER, paths.SUBSTITUTE_TEACHER)
# A goal in a subject is the subject's teachers' and the mentor's; one without is the mentor's, who coordinates all of them (A6).
_SCHOOL = (Grant(paths.MENTOR, via=_HERE), *(Grant(path, via=_IN_SUBJECT) for path in _SUBJECT_STAFF))


def _handed_over(path: Path) -> Grant:
    """Staff of the unit that it was handed over to (A5)."""
    return Grant(paths.transferred(path, KIND), via=("child", "unit"), when=_IS_ACCEPTED)


def _policy(key: str, label: Promise, grants: Iterable[Grant], **more: Any) -> Policy[Goal]:
    return Policy(f"goal.{key}", Goal, label, tuple(grants), _COLUMNS, audience="audience", kind=KIND, whole=("text",), **more)


GOAL_READ = _policy(
    "read",
    _("Elevens mål"),
    (
        *(Grant(path) for path in FAMILY),
        Grant(paths.PROXY_DOCUMENTS, when=_IS_ACCEPTED),
        # The first that opens is the role one reads in: each role's ways stand together.
        *(grant for path in (paths.MENTOR, *LEADING) for grant in (Grant(path, via=_HERE), _handed_over(path))),
        Grant(paths.TEACHER, via=_HERE, when=_ALL_SUBJECTS),
        Grant(
            paths.transferred(paths.TEACHER, KIND),
            via=("child", "unit"),
            when=_IS_ACCEPTED & _ALL_SUBJECTS,
        ),
        Grant(paths.TEACHER, via=_IN_SUBJECT),
        Grant(paths.SUBSTITUTE, via=_HERE, when=_ALL_SUBJECTS),
        Grant(paths.SUBSTITUTE_TEACHER, via=_IN_SUBJECT),
        Grant(paths.EMERGENCY, via=_HERE, when=_IS_ACCEPTED),
    ),
)

GOAL_ACCEPT = _policy("accept", _("Anta ett föreslaget mål"), _SCHOOL)
GOAL_DECLINE = _policy("decline", _("Avböja ett föreslaget mål"), _SCHOOL)
GOAL_BEGIN = _policy("begin", _("Föra ett mål till Pågående efter samtal"), _SCHOOL)
GOAL_DONE = _policy("done", _("Säga att det egna målet är klart"), (Grant(paths.SELF),))
GOAL_WORD = _policy(
    "childs_word",
    _("Skriva ner att barnet säger att målet är klart"),
    (Grant(paths.MENTOR, via=_HERE, when=_BY_WORD), Grant(paths.GUARDIAN, when=_BY_WORD)),
)
GOAL_FULFIL = _policy("fulfil", _("Hålla med om att ett mål är uppfyllt"), _SCHOOL)
GOAL_SEND_BACK = _policy("send_back", _("Föra ett klart mål tillbaka till Pågående"), _SCHOOL)

_PROPOSERS = (Grant(paths.SELF, mine=True), Grant(paths.GUARDIAN, mine=True))
GOAL_REWORD_OWN = _policy(
    "reword_own",
    _("Formulera om sitt eget förslag till mål"),
    (*_PROPOSERS, *(Grant(grant.path, via=grant.via, mine=True) for grant in _SCHOOL)),
    author="proposed_by_id",
)
GOAL_REWORD = _policy("reword", _("Formulera om ett antaget mål"), _SCHOOL)
GOAL_ASK_WORDING = _policy("ask_wording", _("Föreslå en ny formulering av ett mål"), (Grant(paths.SELF), Grant(paths.GUARDIAN)))
GOAL_ANSWER_WORDING = _policy("answer_wording", _("Svara på en föreslagen formulering"), _SCHOOL)
GOAL_CARRY = _policy(
    "carry",
    _("Ta med ett mål till nästa läsår"),
    (Grant(paths.MENTOR, via=_HERE), _handed_over(paths.MENTOR)),
)

_WITH_GOALS = Q(school_form__in=GOAL_FORMS)
GOAL_PROPOSE = Policy(
    "goal.propose",
    Placement,
    _("Föreslå ett mål"),
    grants=(
        Grant(paths.SELF, when=_WITH_GOALS),
        Grant(paths.GUARDIAN, when=_WITH_GOALS),
        Grant(paths.MENTOR, via=("child", "unit"), when=_WITH_GOALS),
        *(Grant(path, via=("child", "unit"), when=_WITH_GOALS) for path in (paths.TEACHER, paths.SUBSTITUTE)),
    ),
    columns={"child": "child_id", "unit": "unit_id"},
)

# Where a mentor carries goals to, and says that a child does not write itself.
GOAL_MENTOR = Policy(
    "goal.mentor",
    Placement,
    _("Ta med mål till det nya läsåret, och säga vem som skriver barnets ord"),
    grants=(Grant(paths.MENTOR, via=("child", "unit"), when=_WITH_GOALS),),
    columns={"child": "child_id", "unit": "unit_id"},
)

GOAL_SUBJECT = Policy(
    "goal.subject",
    ActivityGroup,
    _("Ämnen som jag sätter mål i"),
    grants=(Grant(paths.GROUP_TEACHER, via=("activity", "group")), Grant(paths.ACTIVITY_SUBSTITUTE, via=("activity",))),
    columns={"activity": "activity_id", "group": "group_id"},
)

CHILD_GOALS = Policy(
    "goal.child",
    Person,
    _("Sidan med barnets mål"),
    grants=tuple(
        Grant(path)
        for path in (
            *(*FAMILY, paths.PROXY_DOCUMENTS, paths.MENTOR, *LEADING),
            *(paths.TEACHER, paths.SUBSTITUTE, paths.EMERGENCY),
        )
    ),
    columns={"child": "pk"},
)

CLASS_GOALS = Policy(
    "goal.class",
    Group,
    _("Gruppens mål"),
    grants=tuple(
        Grant(path, via=("group",)) for path in (paths.GROUP_MENTOR, paths.UNIT_PRINCIPAL, paths.GROUP_TEACHER, paths.GROUP_SUBSTITUTE)
    ),
    columns={"group": "pk"},
)

CARRY_CLASS = Policy(
    "goal.carry_class",
    Group,
    _("Ta med gruppens mål till det nya läsåret"),
    grants=(Grant(paths.GROUP_MENTOR, via=("group",)),),
    columns={"group": "pk"},
)

WRITING_START = Policy(
    "goal.writing_start",
    Organisation,
    _("Från vilken årskurs eleverna skriver själva"),
    grants=(Grant(paths.UNIT_PRINCIPAL, via=("unit",), when=Q(school_forms__overlap=list(GOAL_FORMS))),),
    columns={"unit": "pk"},
)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the moves of C4. slug: in its address. why: it needs a word of why. childs_word: another writes down the child's word."""

    key: str
    slug: str
    source: State
    target: State
    policy: Policy[Goal]
    button: Promise
    icon: str
    why: bool = False
    childs_word: bool = False


STEPS = (
    Step("accept", "anta", State.PROPOSED, State.NEW, GOAL_ACCEPT, _("Anta målet"), "check"),
    Step("decline", "avboj", State.PROPOSED, State.DECLINED, GOAL_DECLINE, _("Avböj"), "x", why=True),
    Step("begin", "borja", State.NEW, State.ONGOING, GOAL_BEGIN, _("Vi har pratat: börja"), "arrow-right"),
    Step("done", "klart", State.ONGOING, State.DONE, GOAL_DONE, _("Klart!"), "circle-check"),
    Step(
        "childs_word", "barnets-ord", State.ONGOING, State.DONE, GOAL_WORD, _("Barnet säger att det är klart"), "circle-check",
        childs_word=True,
    ),
    Step("fulfil", "uppfyllt", State.DONE, State.FULFILLED, GOAL_FULFIL, _("Uppfyllt"), "check"),
    Step("send_back", "tillbaka", State.DONE, State.ONGOING, GOAL_SEND_BACK, _("Tillbaka till Pågående"), "arrow-left", why=True),
)  # fmt: skip
