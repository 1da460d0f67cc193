from django.urls import path

from larka.plans.access.goals import STEPS
from larka.plans.views import goal_classes, goal_steps, goals

urlpatterns = [
    path("mal/", goal_classes.waiting, name="goals_waiting"),
    path("mal/klass/<uuid:public_id>/", goal_classes.group_goals, name="class_goals"),
    path("mal/klass/<uuid:public_id>/ta-med/", goal_classes.carry_goals, name="carry_goals"),
    path("mal/enhet/<uuid:public_id>/", goal_classes.unit_writing_start, name="writing_start"),
    path("mal/<uuid:public_id>/", goals.goal, name="goal"),
    path("mal/<uuid:public_id>/pdf/", goals.goal_pdf, name="goal_pdf"),
    path("mal/<uuid:public_id>/data/", goals.goal_json, name="goal_json"),
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
    path("barn/<uuid:public_id>/mal/data/", goals.child_goals_json, name="child_goals_json"),
    path("barn/<uuid:public_id>/mal/ta-med/", goal_classes.carry_childs_goals, name="carry_childs_goals"),
    path("barn/<uuid:public_id>/mal/barnets-ord/", goal_steps.childs_word, name="childs_word"),
]
