from django.urls import path

from larka.people.views import units

urlpatterns = [
    path("behorigheter/", units.offices, name="offices"),
    path("enheter/<uuid:public_id>/behorigheter/", units.unit_roles, name="unit_roles"),
    path("enheter/<uuid:public_id>/vikarier/", units.substitutes, name="substitutes"),
]
