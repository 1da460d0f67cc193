from django.urls import path

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
    path("formular/<uuid:public_id>/", filling.questionnaire, name="questionnaire"),
    path("formular/<uuid:public_id>/pdf/", filling.questionnaire_pdf, name="questionnaire_pdf"),
    path("formular/<uuid:public_id>/json/", filling.questionnaire_json, name="questionnaire_json"),
    path("formular/<uuid:public_id>/historik/", filling.questionnaire_history, name="questionnaire_history"),
    path("formular/<uuid:public_id>/oppna/", filling.open_questionnaire, name="open_questionnaire"),
    path("formular/<uuid:public_id>/vem-har-last/", filling.questionnaire_readers, name="questionnaire_readers"),
    path("formular/<uuid:public_id>/vem-kan-se/<uuid:field>/", filling.field_holders, name="field_holders"),
    path("barn/<uuid:public_id>/formular/", filling.child_forms, name="child_forms"),
]
