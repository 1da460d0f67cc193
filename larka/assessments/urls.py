from django.urls import path

from larka.assessments.views import reading, taking_over, writing

urlpatterns = [
    path("omdomen/", writing.activities, name="judgement_activities"),
    path("omdomen/overlamna/", taking_over.left_texts_page, name="left_judgements"),
    path("omdomen/skriva/<uuid:public_id>/", writing.write, name="write_judgements"),
    path("omdomen/skriva/<uuid:public_id>/publicera/", writing.publish, name="publish_judgements"),
    path("omdomen/skriva/<uuid:public_id>/vem-kan-se/", writing.expected_readers, name="expected_readers"),
    path("omdomen/enhet/<uuid:public_id>/", reading.unit_status, name="unit_status"),
    path("omdomen/enhet/<uuid:public_id>/skriv-ut/", reading.print_unit, name="print_unit_judgements"),
    path("omdomen/klass/<uuid:public_id>/", reading.class_status, name="class_status"),
    path("omdomen/klass/<uuid:public_id>/alla/", reading.class_judgements, name="class_judgements"),
    path("omdomen/klass/<uuid:public_id>/pdf/", reading.class_pdf, name="class_judgements_pdf"),
    path("omdomen/<uuid:public_id>/", reading.judgement, name="judgement"),
    path("omdomen/<uuid:public_id>/historik/", reading.judgement_history, name="judgement_history"),
    path("omdomen/<uuid:public_id>/vem-kan-se/", reading.judgement_holders, name="judgement_holders"),
    path("omdomen/<uuid:public_id>/vem-har-last/", reading.judgement_readers, name="judgement_readers"),
    path("barn/<uuid:public_id>/omdomen/", reading.child_judgements, name="child_judgements"),
    path("barn/<uuid:public_id>/omdomen/<uuid:term>/pdf/", reading.child_pdf, name="child_judgements_pdf"),
]
