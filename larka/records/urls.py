from django.urls import path

from larka.records.places import places
from larka.records.views import drafts

urlpatterns = [
    path("utkast/enhet/", drafts.device_key, name="device_key"),
    # Every registered place has its address here, with its own policy (docs/adr/0200).
    *(path(f"utkast/{place.key}/<uuid:public_id>/", drafts.keeps(place), name=f"draft_{place.key}") for place in places()),
]
