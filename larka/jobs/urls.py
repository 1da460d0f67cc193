from django.urls import path

from larka.jobs.views import failed, mine

urlpatterns = [
    path("jobb/", mine.my_jobs, name="my_jobs"),
    path("jobb/misslyckade/", failed.failed_jobs, name="failed_jobs"),
    path("jobb/<uuid:public_id>/", mine.job, name="job"),
    path("jobb/<uuid:public_id>/avbryt/", mine.cancel, name="cancel_job"),
    path("jobb/<uuid:public_id>/resultat/", mine.result, name="job_result"),
]
