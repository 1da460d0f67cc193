"""Proposing a goal, taking a step with one, wording it, and saying who writes down what a child says."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, form_status, opens
from larka.access.policy import Refused
from larka.audit.queries import FAMILY_ROLES
from larka.plans.access.goals import CHILD_GOALS, GOAL_ANSWER_WORDING, GOAL_MENTOR, GOAL_READ, Step
from larka.plans.actions import goal_words as words_actions
from larka.plans.actions import goals as actions
from larka.plans.forms.goals import CommentForm, GoalForm
from larka.plans.goal_places import PARTS, new_spot, words_spot
from larka.plans.models.goals import Goal, State
from larka.plans.queries.goals import asked_wording, may_of, row_of
from larka.plans.queries.subjects import goal_subjects, is_marked, mentored_place, place_for, subjects_for, writes_by_word
from larka.records.places import Spot
from larka.records.queries.drafts import DraftBox, draft_boxes


@opens(CHILD_GOALS)
def new_goal(request: ActingRequest, child: Any) -> HttpResponse:
    """Propose a goal for the child (C3)."""
    place = place_for(request.actor, child.pk)
    if place is None:
        raise Http404
    role, home = place.access_role, place.access_role in FAMILY_ROLES
    spots = {part: new_spot(child, place.unit_id, role, part) for part in PARTS}
    subjects = subjects_for(request.actor, place, role)
    own = str(subjects[0].public_id) if len(subjects) == 1 and not home else ""
    form = GoalForm(
        request.POST or None, boxes=_boxes(request, spots), initial={"version": 0, "subject": own}, subjects=subjects,
        left_out=("follow_up_on", "agreed") if home else (),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = _tried(form, lambda: _propose(request, place, form))
        if made is not None:
            messages.success(
                request, _("Målet är inlagt.") if made.state == State.NEW else _("Förslaget är skickat. Mentorn eller läraren svarar.")
            )
            return redirect("goal", made.public_id)
    context = {"child": child, "form": form, "boxes": form.boxes, "home": home}
    return render(request, "plans/goal_new.html", context, status=form_status(request))


def _propose(request: ActingRequest, place: Any, form: GoalForm) -> Goal:
    given = form.cleaned_data
    return actions.propose_goal(
        by=request.actor, place=place, words=_words(form), token=given["token"], accept=given.get("agreed", False), drafts=form.drafts
    )


def _words(form: GoalForm) -> actions.Words:
    given = form.cleaned_data
    return actions.Words(given["text"], given["how"], form.chosen_subject, given.get("follow_up_on"))


def step_page(step: Step) -> Callable[..., HttpResponseBase]:
    """The page where this step is taken: what happens, a word beside it, and the button."""

    @opens(step.policy)
    def page(request: ActingRequest, goal: Any) -> HttpResponse:
        row = row_of(goal)
        if step not in may_of(request.actor, [row])[goal.pk].steps and request.method != "POST":
            messages.info(request, _("Målet har ett annat läge nu."))
            return redirect("goal", goal.public_id)
        spot = words_spot(goal, step.key)
        form = CommentForm(request.POST or None, box=_boxes(request, {"comment": spot})["comment"], version=goal.version, why=step.why)
        if request.method == "POST" and form.is_valid():
            done = _tried(form, lambda: _take(request, goal, step, form))
            if done is not None:
                messages.success(request, _("Läget är nu: %(state)s.") % {"state": done.get_state_display()})
                return redirect("goal", goal.public_id)
        context = {"goal": goal, "row": row, "step": step, "form": form, "box": form.boxes["comment"]}
        return render(request, "plans/goal_step.html", context, status=form_status(request))

    return page


def _take(request: ActingRequest, goal: Goal, step: Step, form: CommentForm) -> Goal:
    given = form.cleaned_data
    return actions.move_goal(by=request.actor, goal=goal, step=step, version=given["version"], comment=given["comment"], drafts=form.drafts)


@opens(GOAL_READ)
def goal_wording(request: ActingRequest, goal: Any) -> HttpResponse:
    """Word the goal anew: a proposer and school do, pupil and guardian ask for it."""
    way = may_of(request.actor, [row_of(goal)])[goal.pk].words
    if not way:
        raise Http404
    spots = {part: words_spot(goal, part) for part in PARTS}
    home = goal.access_role in FAMILY_ROLES
    left_out = ("agreed", "token", *(("follow_up_on",) if home else ()), *(("subject",) if way == "ask" else ()))
    form = _wording_form(request, goal, spots, left_out=left_out)
    if request.method == "POST" and form.is_valid():
        done = _tried(form, lambda: _reword(request, goal, form, way))
        if done:
            messages.success(request, _("Förslaget är skickat.") if way == "ask" else _("Målet är omformulerat."))
            return redirect("goal", goal.public_id)
    return render(
        request, "plans/goal_wording.html", {"goal": goal, "form": form, "boxes": form.boxes, "way": way}, status=form_status(request)
    )


def _wording_form(request: ActingRequest, goal: Any, spots: dict[str, Spot], *, left_out: tuple[str, ...]) -> GoalForm:
    subjects = goal_subjects(request.actor, goal, goal.access_role)
    if goal.syllabus is not None and goal.syllabus not in subjects:
        subjects = [goal.syllabus, *subjects]
    initial = {
        "text": goal.text, "how": goal.how, "follow_up_on": goal.follow_up_on, "version": goal.version,
        "subject": str(goal.syllabus.public_id) if goal.syllabus else "",
    }  # fmt: skip
    return GoalForm(request.POST or None, boxes=_boxes(request, spots, goal.version), initial=initial, subjects=subjects, left_out=left_out)


def _reword(request: ActingRequest, goal: Goal, form: GoalForm, way: str) -> bool:
    given = form.cleaned_data
    words = _words(form)
    if "follow_up_on" not in given:
        words = actions.Words(words.text, words.how, words.subject, goal.follow_up_on)
    act = words_actions.ask_wording if way == "ask" else words_actions.reword_goal
    act(by=request.actor, goal=goal, words=words, version=given["version"], drafts=form.drafts)
    return True


@opens(GOAL_ANSWER_WORDING)
def goal_answer_wording(request: ActingRequest, goal: Any) -> HttpResponse:
    """Let the wording that is asked for hold, or decline it with a word of why."""
    asked = asked_wording(goal)
    if asked is None:
        messages.info(request, _("Formuleringen är redan besvarad."))
        return redirect("goal", goal.public_id)
    declines = "decline" in request.POST
    spot = words_spot(goal, "answer")
    form = CommentForm(request.POST or None, box=_boxes(request, {"comment": spot})["comment"], version=asked.number, why=declines)
    if request.method == "POST" and form.is_valid():
        done = _tried(form, lambda: _answer(request, goal, form, accept=not declines))
        if done is not None:
            messages.success(request, _("Formuleringen är besvarad."))
            return redirect("goal", goal.public_id)
    context = {"goal": goal, "asked": asked, "form": form, "box": form.boxes["comment"]}
    return render(request, "plans/goal_answer.html", context, status=form_status(request))


def _answer(request: ActingRequest, goal: Goal, form: CommentForm, *, accept: bool) -> Goal:
    given = form.cleaned_data
    return words_actions.answer_wording(
        by=request.actor, goal=goal, number=given["version"], accept=accept, answer=given["comment"], drafts=form.drafts
    )


@opens(CHILD_GOALS)
def childs_word(request: ActingRequest, child: Any) -> HttpResponse:
    """The mentor says whether the child writes itself (C4)."""
    place = mentored_place(request.actor, child.pk)
    if place is None:
        raise Refused(GOAL_MENTOR, child)
    if request.method == "POST":
        words_actions.mark_child(by=request.actor, place=place, by_word=request.POST.get("by_word") == "1")
        messages.success(request, _("Det är sparat."))
        return redirect("child_goals", child.public_id)
    by_word = writes_by_word(child.pk, place.unit_id, place.school_form, place.grade)
    context = {"child": child, "by_word": by_word, "marked": is_marked(place)}
    return render(request, "plans/goal_childs_word.html", context)


def _boxes(request: ActingRequest, spots: dict[str, Spot], version: int = 0) -> dict[str, DraftBox]:
    boxes = draft_boxes(request.actor, [(spot, version) for spot in spots.values()])
    return dict(zip(spots, boxes, strict=True))


def _tried(form: Any, act: Callable[[], Any]) -> Any:
    """What the action answers; what it says no to stands in the form, and all that was typed is kept (Q2)."""
    try:
        return act()
    except actions.GoalError as problem:
        form.add_error(None, str(problem))
    except actions.GoalChangedError:
        form.add_error(None, _("Målet har ändrats sedan du öppnade sidan. Öppna det igen och se efter; det du skrev finns kvar här."))
    except actions.GoalGoesOnError:
        form.add_error(None, _("Målet fortsätter i ett senare läsår. Gå dit."))
    return None
