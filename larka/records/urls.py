from django.urls import path

from larka.records.places import places
from larka.records.reportable import reportables
from larka.records.views import drafts, reports, taking_over

urlpatterns = [
    path("utkast/enhet/", drafts.device_key, name="device_key"),
    path("utkast/lamnade/", taking_over.left_drafts_page, name="left_drafts"),
    path("utkast/overtagna/<uuid:public_id>/", taking_over.taken_draft, name="taken_draft"),
    path("mina-texter/", reports.my_texts, name="my_texts"),
    path("anmalda-texter/", reports.text_reports, name="text_reports"),
    path("anmalda-texter/<uuid:public_id>/", reports.text_report, name="text_report"),
    # Every registered place and text has its address here, with its own policy (docs/adr/0200).
    *(path(f"utkast/{place.key}/<uuid:public_id>/", drafts.keeps(place), name=f"draft_{place.key}") for place in places()),
    *(path(f"anmal/{sort.key}/<uuid:public_id>/", reports.reports(sort), name=f"report_{sort.key}") for sort in reportables()),
]
