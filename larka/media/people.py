"""Profile pictures, entered among what media hang on."""

from larka.media.access import PICTURE_READ
from larka.media.files import remove_files
from larka.media.holders import HolderKind, register_holder
from larka.media.models import ProfilePicture


def _replaces(picture: ProfilePicture) -> None:
    """A person has one picture: the files of the earlier ones go, then their rows."""
    earlier = ProfilePicture.objects.filter(person=picture.person_id, pk__lt=picture.pk).select_related("medium")
    for each in earlier:
        remove_files(each.medium)
        each.medium.delete()


PROFILE_PICTURE = register_holder(HolderKind("profilbild", ProfilePicture, PICTURE_READ, settled=_replaces))
