"""Goals as a kind of record and as documents, and what a plan freezes of them (C9)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.dates import stockholm_day
from larka.core.documents import Document, Fact, Header, Paragraph, Section
from larka.core.documents.nodes import Node
from larka.plans.access.goals import GOAL_READ, KIND
from larka.plans.models.goals import ACCEPTED, GOAL_FORMS, Goal, GoalMove, GoalWording, State
from larka.plans.queries.goal_way import Event, ways_of
from larka.questionnaires.queries.filling import names_known
from larka.records.contributions import Contribution, register_contribution
from larka.records.kinds import PublicRecordState, RecordKind, Secrecy, register_kind
from larka.records.reportable import About, Reportable, register_reportable
from larka.records.schema import Part, RecordSchema
from larka.register.actor import Actor
from larka.register.models import Person, SchoolYear


def goal_document(goal: Goal) -> Document:
    """One goal whole, with its way and its wordings: for the archive and for release."""
    ways = ways_of([goal.pk])
    people = Person.objects.filter(public_id__in=ways.people).values_list("public_id", "display_name")
    names = {str(public_id): name for public_id, name in people}
    return goals_document(goal.child.display_name, goal.school_year.name, [section_of(goal, ways.events(goal.pk, names))])


def goal_document_for(actor: Actor, goal: Goal) -> Document:
    """The same for a reader: names only of those whom the reader may know (A10, A18)."""
    return child_document(actor, goal.child, goal.school_year.name, [goal.pk])


def child_document(actor: Actor, child: Any, year: str, goals: Sequence[int]) -> Document:
    """A child's goals, which the reader reads, in the order given: four questions."""
    found, ways = Goal.objects.filter(pk__in=list(goals)).select_related("syllabus").in_bulk(), ways_of(list(goals))
    known = names_known(actor, ways.people)
    return goals_document(child.display_name, year, [section_of(found[key], ways.events(key, known)) for key in goals])


def goals_document(child: str, year: str, sections: Iterable[Section]) -> Document:
    """A child's goals of one year."""
    return Document(
        title=_("Mål"),
        subject=f"{child}, {year}",
        facts=(Fact(_("Elev"), child), Fact(_("Läsår"), year)),
        body=tuple(sections),
        header=Header(child, year),
    )


def section_of(goal: Any, events: Iterable[Event]) -> Section:
    """What a goal says, how far it has come, and the way there, with what it said first and later."""
    nodes: list[Node] = [Paragraph(goal.how)] if goal.how else []
    for event in events:
        nodes += [Paragraph(_event_line(event)), *([Paragraph(event.how)] if event.how else [])]
    return Section(goal.text, tuple(nodes), field="text", note=_note(goal.state, goal.syllabus, goal.follow_up_on))


def _note(state: str, subject: Any, follow_up: Any) -> str:
    parts = [str(State(state).label), subject.name if subject else ""]
    parts += [_("följs upp %(day)s") % {"day": follow_up.isoformat()}] if follow_up else []
    return " · ".join(filter(None, parts))


def _event_line(event: Event) -> str:
    said = "; ".join(filter(None, (event.text, event.said)))
    return f"{stockholm_day(event.at).isoformat()} {event.words} ({event.who or event.role})" + (f": {said}" if said else "")


def goals_now(children: Sequence[int], year: SchoolYear) -> dict[int, list[Any]]:
    """Which goals the children have now, with the wording and the step that hold: ids and numbers, never text. Three questions."""
    goals = list(Goal.objects.filter(child__in=list(children), school_year=year, state__in=ACCEPTED).order_by("pk"))
    keys = [goal.pk for goal in goals]
    in_force = GoalWording.objects.filter(goal__in=keys, standing=GoalWording.Standing.IN_FORCE).order_by("number")
    wordings = dict(in_force.values_list("goal_id", "number"))
    moves = dict(GoalMove.objects.filter(goal__in=keys).order_by("number").values_list("goal_id", "number"))
    found: dict[int, list[Any]] = {}
    for goal in goals:
        found.setdefault(goal.child_id, []).append({"goal": str(goal.public_id), "wording": wordings[goal.pk], "move": moves[goal.pk]})
    return found


def goal_sections(actor: Actor | None, refs: Sequence[Any]) -> tuple[Section, ...]:
    """Those goals as they were then, as far as the actor reads them now (A17); None: all of them, for the archive."""
    by_id = {ref["goal"]: ref for ref in refs}
    goals = Goal.objects.filter(public_id__in=list(by_id))
    read = goals if actor is None else GOAL_READ.among(actor, goals)
    then = {goal.pk: (goal, by_id[str(goal.public_id)]) for goal in read.order_by("pk")}
    said = {
        w.goal_id: w
        for w in GoalWording.objects.filter(goal__in=list(then)).select_related("syllabus")
        if w.number == then[w.goal_id][1]["wording"]
    }
    state = {m.goal_id: m.to_state for m in GoalMove.objects.filter(goal__in=list(then)) if m.number == then[m.goal_id][1]["move"]}
    return tuple(_section_then(said[key], state[key]) for key in then if key in said and key in state)


def _section_then(wording: GoalWording, state: str) -> Section:
    nodes = (Paragraph(wording.how),) if wording.how else ()
    return Section(wording.text, nodes, field="text", note=_note(state, wording.syllabus, wording.follow_up_on))


def _public_record(goal: Goal) -> PublicRecordState:
    """What home or pupil proposes has come in; an accepted goal is a public record; school's own proposal is working material (C5)."""
    if goal.state in ACCEPTED:
        return "public record"
    return "received" if goal.proposed_role in ("self", "guardian") else "working material"


def _secrecy(_goal: Goal) -> Secrecy:
    """In school the presumption is that it may be released (OSL 23:2)."""
    return "presumed open"


def _about(_actor: Actor, goal: Goal) -> About:
    """Whom rektor asks about a goal: whoever worded it last."""
    return About(
        child=goal.child_id, unit=goal.unit_id, author=goal.written_by_id, title=_("Mål, %(year)s") % {"year": goal.school_year.name}
    )


# A plan waits for no goal: it is finalised with those that there are.
register_contribution(
    Contribution(
        key=KIND, label=gettext_lazy("Mål"), lacking=lambda _children, _year, _day, **_who: [], references=goals_now, sections=goal_sections
    )
)
register_reportable(Reportable(KIND, gettext_lazy("Mål"), GOAL_READ, _about, "goal"))
GOAL = register_kind(
    RecordKind(
        key=KIND,
        label=gettext_lazy("Mål"),
        model=Goal,
        read=GOAL_READ,
        document=goal_document,
        schema=RecordSchema(
            version=1,
            fields=(
                *("text", "how", "syllabus", "follow_up_on", "state", "proposed_by", "proposed_role", "accepted_by"),
                *("carried_from", "grade", "by_word", "token"),
            ),
            parts=(
                Part(
                    "wordings",
                    owner="goal",
                    fields=(
                        *("number", "text", "how", "syllabus", "follow_up_on", "standing", "written_by", "role", "written_at"),
                        *("answered_by", "answered_role", "answered_at", "answer"),
                    ),
                    order="number",
                ),
                Part(
                    "moves",
                    owner="goal",
                    fields=("number", "from_state", "to_state", "moved_by", "role", "moved_at", "comment", "childs_word"),
                    order="number",
                ),
            ),
        ),
        school_forms=GOAL_FORMS,
        public_record=_public_record,
        secrecy=_secrecy,
        leaves_with_child=True,
        purpose=gettext_lazy("Låta eleven, vårdnadshavarna och lärarna komma överens om mål och följa hur arbetet med dem går."),
        legal_basis=gettext_lazy("Rättslig förpliktelse (artikel 6.1 c): skollagen (2010:800) 10 kap. 12–13 §§ och motsvarande."),
    )
)
