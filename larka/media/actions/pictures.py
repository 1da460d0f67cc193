"""A person's picture: one's own, or a pupil's by the mentor (B1)."""

from django.db import transaction

from larka.access.policies import PROFILE_EDIT
from larka.audit.actions import record
from larka.media.access import PICTURE_SET
from larka.media.actions.media import remove, take_in
from larka.media.models import Medium, ProfilePicture, Upload
from larka.media.parts import held
from larka.media.queries.pictures import picture_of_upload
from larka.register.actor import Actor
from larka.register.models import Person


@transaction.atomic
def set_picture(*, by: Actor, person: Person, upload: Upload, shown_to: str | None = None) -> ProfilePicture:
    """Add or change the picture; who sees it stays as it was, or is what the person chooses. Raises RefusedFileError.

    The same file saved twice, also at the same time, is one picture.
    """
    PICTURE_SET.require(by, person)
    held(upload)
    if already := picture_of_upload(person.pk, upload.public_id):
        return already
    medium = take_in(by, upload, child=person.pk, kinds=(Medium.Kind.PICTURE,))
    before = ProfilePicture.objects.filter(person=person).order_by("-pk").first()
    chosen = shown_to if shown_to and by.person_id == person.pk else before.shown_to if before else ProfilePicture.ShownTo.CLOSE
    picture = ProfilePicture.objects.create(medium=medium, person=person, shown_to=chosen)
    record(by, "picture.added", person, children=[person.pk], details={"shown_to": chosen})
    return picture


@transaction.atomic
def show_picture_to(*, by: Actor, person: Person, shown_to: str) -> None:
    """Whom one's own picture is shown to; nobody chooses that for somebody else."""
    PROFILE_EDIT.require(by, person)
    if ProfilePicture.objects.filter(person=person).exclude(shown_to=shown_to).update(shown_to=shown_to):
        record(by, "picture.readers_chosen", person, children=[person.pk], details={"shown_to": shown_to})


@transaction.atomic
def remove_picture(*, by: Actor, person: Person) -> None:
    """The picture and everything that was made of it is gone at once."""
    PICTURE_SET.require(by, person)
    pictures = list(ProfilePicture.objects.select_for_update(of=["self"]).filter(person=person).select_related("medium__upload"))
    for picture in pictures:
        remove(by, picture.medium, reason="picture.removed")
    if pictures:
        record(by, "picture.removed", person, children=[person.pk])
