from django.urls import path

from larka.web.views import about, children, groups, preferences, profile, search, start

urlpatterns = [
    path("", start.home, name="home"),
    path("jag/", start.my_page, name="my_page"),
    path("barn/", children.children, name="children"),
    path("barn/<uuid:public_id>/", children.child, name="child"),
    path("grupper/", groups.groups, name="groups"),
    path("grupper/<uuid:public_id>/", groups.group, name="group"),
    path("grupper/<uuid:public_id>/kontaktlista/", profile.contacts, name="contacts"),
    path("personer/<uuid:public_id>/", profile.person, name="person"),
    path("min-profil/", profile.profile, name="profile"),
    path("min-profil/sa-ser-andra-dig/", profile.seen_by_others, name="profile_seen_by_others"),
    path("min-profil/vem-kan-se/", profile.readers, name="profile_readers"),
    path("enheter/", groups.units, name="units"),
    path("enheter/<uuid:public_id>/", groups.unit, name="unit"),
    path("enheter/<uuid:public_id>/alla/", groups.unit_everyone, name="unit_everyone"),
    path("sok/", search.search, name="search"),
    path("sprak/", preferences.choose_language, name="choose_language"),
    path("utseende/", preferences.choose_theme, name="choose_theme"),
    path("mer/", about.more, name="more"),
    path("hjalp/", about.help_page, name="help"),
    path("om/tillganglighet", about.accessibility, name="accessibility"),
    path("om/tillganglighet/", about.without_slash, name="accessibility_with_slash"),
    path("design", about.design, name="design"),
    path("design/", about.without_slash, name="design_with_slash"),
]
