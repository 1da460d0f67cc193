from django.urls import URLPattern, path

from larka.media.holders import holder_kinds
from larka.media.views import files, pictures, uploads

urlpatterns: list[URLPattern] = [
    path("uppladdningar/", uploads.uploads, name="uploads"),
    path("uppladdningar/<uuid:public_id>/", uploads.upload, name="upload"),
    path("personer/<uuid:public_id>/bild/", pictures.picture, name="picture"),
    path("personer/<uuid:public_id>/bild/vem-ser/", pictures.readers, name="picture_readers"),
    *(address for kind in holder_kinds() if kind.read for address in files.addresses_of(kind, kind.read)),
]
