from django.urls import path

from larka.people.views import children, decisions, emergencies, needs, roles, units

urlpatterns = [
    path("roller/", roles.roles, name="roles"),
    path("skydd/", roles.protection, name="protection"),
    path("nodatkomst/", emergencies.emergencies, name="emergencies"),
    path("nodatkomst/behov/", needs.needs, name="needs"),
    path("behorigheter/", units.offices, name="offices"),
    path("enheter/<uuid:public_id>/behorigheter/", units.unit_roles, name="unit_roles"),
    path("enheter/<uuid:public_id>/vikarier/", units.substitutes, name="substitutes"),
    path("enheter/<uuid:public_id>/beslut/", decisions.unit_decisions, name="unit_decisions"),
    path("barn/<uuid:public_id>/beslut/", decisions.child_decisions, name="child_decisions"),
    path("barn/<uuid:public_id>/behov/", needs.child_needs, name="child_needs"),
    path("barn/<uuid:public_id>/skyddade-uppgifter/", needs.protected_contact, name="protected_contact"),
    path("barn/<uuid:public_id>/nodatkomst/", emergencies.emergency, name="emergency"),
    path("barn/<uuid:public_id>/fullmakter/", children.proxies, name="proxies"),
    path("barn/<uuid:public_id>/vuxna/", children.adult_access, name="adult_access"),
]
