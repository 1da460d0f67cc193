"""Pictures for some of the cast, drawn here: nobody's photograph."""

import datetime as dt
import io

from PIL import Image, ImageDraw

from larka.demo.past import Ids
from larka.demo.world import World
from larka.media.actions.pictures import set_picture
from larka.media.actions.uploads import begin_upload, continue_upload
from larka.media.parts import PART
from larka.media.preparing import prepare
from larka.register.actor import Actor
from larka.register.models import Person

_SIDE = 640
# Background, hair, skin, jumper; whether the hair is long.
LOOKS = {
    "elsa": ("#cfe8f3", "#b8843c", "#f2cfb0", "#c2473d", True),
    "nils": ("#f6e3b4", "#4a2f1b", "#e6b48a", "#2f6b4f", False),
    "omar": ("#dcd3ee", "#1d1713", "#b98258", "#d98a1f", False),
    "bo": ("#d8ecd2", "#d9b45c", "#f4d6bd", "#31588c", False),
    "sam": ("#fbdcd2", "#caa04a", "#f4d3b5", "#5b8f3a", False),
    "agnes": ("#e4e0d6", "#6d1f1f", "#f0caa9", "#26313c", True),
    "anna": ("#d6e6da", "#8a5a2b", "#eec6a2", "#6a4c93", True),
    "tess": ("#f4d9e2", "#2c2320", "#cf9a6c", "#1d5f8f", True),
    "mats": ("#d3dfec", "#777777", "#efc9a8", "#3d3d3d", False),
    "rolf": ("#efe7d2", "#3b2a1c", "#e3b389", "#7a2e2e", False),
}


def enter_portraits(world: World, ids: Ids, at: dt.datetime) -> None:
    """Each adds a picture of their own and lets all who know their name see it; Omar's is seen by himself alone (A10)."""
    for key, look in LOOKS.items():
        person = Person.objects.get(pk=ids.people[world.named[key].id])
        by = Actor(person_id=person.pk, at=at)
        drawn = portrait(*look)
        upload = begin_upload(by=by, name=f"{key}.png", length=len(drawn))
        for start in range(0, len(drawn), PART):
            upload = continue_upload(by=by, upload=upload, offset=start, content=drawn[start : start + PART])
        prepare(set_picture(by=by, person=person, upload=upload, shown_to="all").medium_id)


def portrait(ground: str, hair: str, skin: str, jumper: str, long_hair: bool) -> bytes:  # noqa: FBT001 – one of five looks
    """A face in a few shapes, as PNG."""
    picture = Image.new("RGB", (_SIDE, _SIDE), ground)
    draw = ImageDraw.Draw(picture)
    if long_hair:
        draw.rounded_rectangle((175, 130, 465, 520), 140, fill=hair)
    draw.ellipse((90, 470, 550, 900), fill=jumper)
    draw.rectangle((275, 400, 365, 510), fill=skin)
    draw.ellipse((195, 140, 445, 450), fill=skin)
    draw.pieslice((185, 110, 455, 400), 180, 360, fill=hair)
    draw.ellipse((260, 275, 285, 305), fill="#2b2b2b")
    draw.ellipse((355, 275, 380, 305), fill="#2b2b2b")
    draw.arc((265, 310, 375, 390), 20, 160, fill="#8a3b32", width=8)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()
