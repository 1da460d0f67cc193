from django.urls import path

from larka.privacy.views import log, readings

urlpatterns = [
    path("barn/<uuid:public_id>/lasningar/", readings.child_readings, name="child_readings"),
    path("enheter/<uuid:public_id>/lasningar/", readings.unit_readings, name="unit_readings"),
    path("dataskydd/", log.log_search, name="log_search"),
    path("dataskydd/larm/", log.log_alarms, name="log_alarms"),
]
