from django.urls import path

from larka.assessments import reading_views, views

urlpatterns = [
    path("omdomen/", views.activities, name="judgement_activities"),
    path("omdomen/skriva/<uuid:public_id>/", views.write, name="write_judgements"),
    path("omdomen/skriva/<uuid:public_id>/utkast/", views.keep_draft, name="keep_judgement_draft"),
    path("omdomen/skriva/<uuid:public_id>/publicera/", views.publish, name="publish_judgements"),
    path("omdomen/skriva/<uuid:public_id>/vem-kan-se/", views.expected_readers, name="expected_readers"),
    path("omdomen/klass/<uuid:public_id>/", reading_views.class_status, name="class_status"),
    path("omdomen/klass/<uuid:public_id>/alla/", reading_views.class_judgements, name="class_judgements"),
    path("omdomen/klass/<uuid:public_id>/pdf/", reading_views.class_pdf, name="class_judgements_pdf"),
    path("omdomen/<uuid:public_id>/", reading_views.judgement, name="judgement"),
    path("omdomen/<uuid:public_id>/vem-kan-se/", reading_views.judgement_holders, name="judgement_holders"),
    path("omdomen/<uuid:public_id>/vem-har-last/", reading_views.judgement_readers, name="judgement_readers"),
    path("barn/<uuid:public_id>/omdomen/", reading_views.child_judgements, name="child_judgements"),
    path("barn/<uuid:public_id>/omdomen/<uuid:term>/pdf/", reading_views.child_pdf, name="child_judgements_pdf"),
]
