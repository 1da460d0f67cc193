"""Every address of Lärka; each app lists its own."""

from django.urls import include, path

from larka.web.routing import ByFirstWord

urlpatterns = [
    ByFirstWord(
        path("", include("larka.accounts.urls")),
        path("", include("larka.demo.urls")),
        path("", include("larka.web.urls")),
        path("", include("larka.assessments.urls")),
        path("", include("larka.exchange.urls")),
        path("", include("larka.jobs.urls")),
        path("", include("larka.media.urls")),
        path("", include("larka.notices.urls")),
        path("", include("larka.records.urls")),
        path("", include("larka.questionnaires.urls")),
        path("", include("larka.plans.urls")),
        path("", include("larka.talks.urls")),
        path("", include("larka.privacy.urls")),
        path("", include("larka.people.urls")),
        path("", include("larka.invitations.urls")),
    )
]

handler400 = "larka.web.errors.bad_request"
handler403 = "larka.web.errors.permission_denied"
handler404 = "larka.web.errors.not_found"
handler500 = "larka.web.errors.server_error"
