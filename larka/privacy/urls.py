from django.urls import path

from larka.privacy.views import information, log, readings

urlpatterns = [
    path("om-personuppgifter/", information.about_personal_data, name="about_personal_data"),
    path("barn/<uuid:public_id>/lasningar/", readings.child_readings, name="child_readings"),
    path("enheter/<uuid:public_id>/lasningar/", readings.unit_readings, name="unit_readings"),
    path("dataskydd/", log.log_search, name="log_search"),
    path("dataskydd/larm/", log.log_alarms, name="log_alarms"),
    path("dataskydd/behandlingar/", information.processing, name="processing"),
    path("dataskydd/behandlingar/pdf/", information.processing_pdf, name="processing_pdf"),
    path("dataskydd/behandlingar.csv", information.processing_csv, name="processing_csv"),
    path("dataskydd/behandlingar.json", information.processing_json, name="processing_json"),
    path("dataskydd/uppgifter/", information.controller, name="controller"),
]
