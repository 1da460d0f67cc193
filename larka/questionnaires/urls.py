from django.urls import path

from larka.questionnaires.access import FORM
from larka.questionnaires.views import builder, filling, rounds

urlpatterns = [
    path("mallar/", builder.templates, name="templates"),
    path("mallar/enhet/<uuid:public_id>/ny/", builder.new_template, name="new_template"),
    path("mallar/<uuid:public_id>/", builder.template, name="template"),
    path("mallar/<uuid:public_id>/rubrik/", builder.template_whole, name="template_whole"),
    path("mallar/<uuid:public_id>/avsnitt/<uuid:part>/", builder.template_section, name="template_section"),
    path("mallar/<uuid:public_id>/avsnitt/<uuid:part>/ny-fraga/", builder.template_new_question, name="template_new_question"),
    path("mallar/<uuid:public_id>/fraga/<uuid:part>/", builder.template_question, name="template_question"),
    path("mallar/<uuid:public_id>/forhandsgranska/", builder.template_preview, name="template_preview"),
    path("mallar/<uuid:public_id>/publicera/", builder.template_publish, name="template_publish"),
    path("mallar/<uuid:public_id>/skillnader/", builder.template_differences, name="template_differences"),
    path("formular/", rounds.form_rounds, name="form_rounds"),
    path("formular/grupp/<uuid:public_id>/starta/", rounds.start_form, name="start_form"),
    path("formular/omgang/<uuid:public_id>/", rounds.form_round, name="form_round"),
    path("formular/omgang/<uuid:public_id>/andra/", rounds.change_round, name="change_round"),
    path("formular/omgang/<uuid:public_id>/vidare/", rounds.move_forms, name="move_forms"),
    *filling.addresses(FORM, "formular", page=filling.form_page),
    path("barn/<uuid:public_id>/formular/", filling.child_forms, name="child_forms"),
]
