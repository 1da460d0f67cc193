"""Files on their way in and what becomes of them, for the tests."""

import datetime as dt
from typing import Any

from larka.jobs.running import run_queued
from larka.media.actions.pictures import set_picture
from larka.media.actions.uploads import begin_upload, continue_upload
from larka.media.files import content
from larka.media.models import Medium, ProfilePicture, Upload
from larka.media.parts import PART
from larka.register.models import Person
from tests.cast import NOON, actor
from tests.media import files


def sent(by: Person, data: bytes, name: str = "bild.jpg", at: dt.datetime = NOON) -> Upload:
    """The whole file, part by part."""
    who = actor(by, at)
    upload = begin_upload(by=who, name=name, length=len(data))
    for start in range(0, len(data), PART):
        upload = continue_upload(by=who, upload=upload, offset=start, content=data[start : start + PART])
    return upload


def pictured(person: Person, by: Person | None = None, at: dt.datetime = NOON, **more: Any) -> ProfilePicture:
    """The person's picture, ready."""
    by = by or person
    set_picture(by=actor(by, at), person=person, upload=sent(by, files.picture(), at=at), **more)
    run_queued()
    return ProfilePicture.objects.select_related("medium").filter(person=person).latest("pk")


def bytes_of(medium: Medium, part: str = "original") -> bytes:
    """The file as it is kept, unsealed."""
    return b"".join(content(medium, part))
