from django.urls import path

from larka.plans.access import PLAN
from larka.plans.access.goals import STEPS
from larka.plans.views import classes, goal_classes, goal_steps, goals, plans, units
from larka.questionnaires.views.filling import addresses
from larka.questionnaires.views.rounds import move_forms

urlpatterns = [
    path("mal/", goal_classes.waiting, name="goals_waiting"),
    path("mal/klass/<uuid:public_id>/", goal_classes.group_goals, name="class_goals"),
    path("mal/klass/<uuid:public_id>/ta-med/", goal_classes.carry_goals, name="carry_goals"),
    path("mal/enhet/<uuid:public_id>/", goal_classes.unit_writing_start, name="writing_start"),
    path("mal/<uuid:public_id>/", goals.goal, name="goal"),
    path("mal/<uuid:public_id>/pdf/", goals.goal_pdf, name="goal_pdf"),
    path("mal/<uuid:public_id>/data.json", goals.goal_json, name="goal_json"),
    path("mal/<uuid:public_id>/vem-kan-se/", goals.goal_holders, name="goal_holders"),
    path("mal/<uuid:public_id>/vem-har-last/", goals.goal_readers, name="goal_readers"),
    path("mal/<uuid:public_id>/formulera/", goal_steps.goal_wording, name="goal_wording"),
    path("mal/<uuid:public_id>/svara/", goal_steps.goal_answer_wording, name="goal_answer_wording"),
    # Each step of C4 has its own address with its own policy.
    *(path(f"mal/<uuid:public_id>/{step.slug}/", goal_steps.step_page(step), name=f"goal_{step.key}") for step in STEPS),
    path("barn/<uuid:public_id>/mal/", goals.child_goals, name="child_goals"),
    path("barn/<uuid:public_id>/mal/nytt/", goal_steps.new_goal, name="new_goal"),
    path("barn/<uuid:public_id>/mal/nytt/vem-kan-se/", goals.new_goal_readers, name="new_goal_readers"),
    path("barn/<uuid:public_id>/mal/pdf/", goals.child_goals_pdf, name="child_goals_pdf"),
    path("barn/<uuid:public_id>/mal/data.json", goals.child_goals_json, name="child_goals_json"),
    path("barn/<uuid:public_id>/mal/ta-med/", goal_classes.carry_childs_goals, name="carry_childs_goals"),
    path("barn/<uuid:public_id>/mal/barnets-ord/", goal_steps.childs_word, name="childs_word"),
    path("planer/", classes.plan_classes, name="plan_classes"),
    path("planer/klass/<uuid:public_id>/", classes.class_page, name="class_plans"),
    path("planer/klass/<uuid:public_id>/starta/", classes.start_class, name="start_class_plans"),
    path("planer/klass/<uuid:public_id>/pamin/", classes.remind_class, name="remind_class_plans"),
    path("planer/klass/<uuid:public_id>/kvitton/", classes.class_receipts, name="class_receipts"),
    path("planer/omgang/<uuid:public_id>/", classes.plan_round, name="plan_round"),
    path("planer/omgang/<uuid:public_id>/vidare/", move_forms, name="move_plans"),
    path("planer/enhet/<uuid:public_id>/", units.unit_plans, name="unit_plans"),
    path("planer/enhet/<uuid:public_id>/starta/", units.start_unit, name="start_unit_plans"),
    path("planer/enhet/<uuid:public_id>/beslut/", units.unit_decisions, name="unit_plan_decisions"),
    *addresses(PLAN, "planer", page=plans.plan_page),
    path("planer/<uuid:public_id>/bekrafta/", plans.confirm_plan, name="confirm_plan"),
    path("planer/<uuid:public_id>/kvitto/", plans.type_receipt, name="type_plan_receipt"),
    path("planer/<uuid:public_id>/atgardsprogram/", plans.refer_to_programme, name="plan_programme"),
    path("planer/<uuid:public_id>/betyg/", plans.grade_on_request, name="plan_on_request"),
    path("barn/<uuid:public_id>/planer/", plans.child_plans, name="child_plans"),
]
