from django.urls import path

from larka.exchange.views import merging, quality, runs, waiting

urlpatterns = [
    path("register/", runs.register, name="register"),
    path("register/inlasningar/", runs.history, name="register_runs"),
    path("register/las-in/", runs.upload, name="register_upload"),
    path("register/vantar/", waiting.waiting, name="register_waiting"),
    path("register/samma-person/", merging.same_person, name="register_same_person"),
    path("register/kvalitet/", quality.whole, name="register_quality"),
    path("register/enheter/<uuid:public_id>/", quality.unit, name="unit_quality"),
    path("register/<uuid:public_id>/inlasning/<uuid:run>/", runs.run_page, name="register_run"),
    path("register/<uuid:public_id>/inlasning/<uuid:run>/problem/", runs.problems, name="register_problems"),
    path("register/<uuid:public_id>/inlasning/<uuid:run>/problem.csv", runs.problems_file, name="register_problems_file"),
]
