from django.urls import path

from larka.accounts.middleware import ASKING_FOR_NEWS
from larka.notices.views import choosing, post, reading

urlpatterns = [
    path("notiser/", reading.notices, name="notices"),
    path(ASKING_FOR_NEWS.lstrip("/"), reading.new_notices, name="new_notices"),
    path("min-profil/notiser/", choosing.choices, name="notice_choices"),
    path("min-profil/notiser/webblasare/", choosing.subscribe, name="add_browser"),
    path("min-profil/notiser/webblasare/bort/", choosing.unsubscribe, name="forget_browsers"),
    path("grupper/<uuid:public_id>/post/", post.group_post, name="group_post"),
    path("enheter/<uuid:public_id>/post/", post.unit_post, name="unit_post"),
]
