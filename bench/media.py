"""Two hundred photographs of five megabytes: how long the background needs until each has its small pictures, and what memory that takes.

``python -m bench.media`` uses a database and a store of its own in ``bench/var``, with two workers, as ``larka worker`` has.
"""

import io
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import django
from PIL import Image

PHOTOS, DIFFERENT, WORKERS = 200, 4, 2
SIZE = (4_000, 3_000)
HOME = Path(__file__).parent / "var" / "media"


def main() -> None:
    """Prints a line for each measure; with ``work`` in front it is one of the workers."""
    os.environ |= {"LARKA_HOME": str(HOME), "LARKA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "larka.settings"}
    from larka.core.postgres import ensure_database

    if not sys.argv[1:]:
        subprocess.run([sys.executable, "-m", "larka.cli", "migrate"], check=True, stdout=subprocess.DEVNULL)
    hold = ensure_database(os.environ)
    django.setup()
    try:
        work(int(sys.argv[2]), int(sys.argv[3])) if sys.argv[1:2] == ["work"] else measure()
    finally:
        if hold:
            hold.release()


def measure() -> None:
    """Send them in as a browser does, then let the workers make them ready."""
    photos = [photo(number) for number in range(DIFFERENT)]
    print(f"{PHOTOS} photos of {len(photos[0]) / 1024 / 1024:.1f} MB, {SIZE[0]} × {SIZE[1]}")
    before, begun = memory(), time.perf_counter()
    first = sent(photos)
    print(f"sent in {time.perf_counter() - begun:.1f} s; the web process grew by {memory() - before} MB to {memory()} MB")
    begun = time.perf_counter()
    commands = [[sys.executable, "-m", "bench.media", "work", str(first), str(number)] for number in range(WORKERS)]
    peaks = [process.communicate()[0].strip() for process in [subprocess.Popen(c, stdout=subprocess.PIPE, text=True) for c in commands]]
    print(f"ready in {time.perf_counter() - begun:.1f} s with {WORKERS} workers; each took at most {' · '.join(peaks)}")


def photo(number: int) -> bytes:
    """A picture that is as hard to pack as a photograph."""
    random.seed(number)
    ground = Image.effect_noise((1000, 750), 60).resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(SIZE, 20)
    target = io.BytesIO()
    Image.merge("RGB", [Image.blend(ground, grain, share) for share in (0.38, 0.42, 0.46)]).save(target, "JPEG", quality=88)
    return target.getvalue()


def sent(photos: list[bytes]) -> int:
    """The key of the first of the media that wait."""
    import datetime as dt

    from larka.media.actions.media import take_in
    from larka.media.actions.uploads import begin_upload, continue_upload
    from larka.media.parts import PART
    from larka.register.actor import Actor
    from larka.register.models import Person

    person = Person.objects.create(given_name="Mät", family_name="Person", sort_key="person")
    by, keys = Actor(person_id=person.pk, at=dt.datetime.now(dt.UTC)), []
    for number in range(PHOTOS):
        data: Any = photos[number % len(photos)]
        upload = begin_upload(by=by, name="foto.jpg", length=len(data))
        for start in range(0, len(data), PART):
            upload = continue_upload(by=by, upload=upload, offset=start, content=data[start : start + PART])
        keys.append(in_one(take_in, by, upload))
    return keys[0]


def in_one(take_in: Any, by: Any, upload: Any) -> int:
    """In a transaction, as an action does."""
    from django.db import transaction

    with transaction.atomic():
        return int(take_in(by, upload).pk)


def work(first: int, number: int) -> None:
    """One worker's share of what waits."""
    from larka.media.models import Medium
    from larka.media.preparing import prepare

    for key in range(first + number, first + PHOTOS, WORKERS):
        prepare(key)
    ready = Medium.objects.filter(pk__gte=first, state="ready").count()
    assert ready >= PHOTOS // WORKERS
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{memory()} MB and {used.ru_utime + used.ru_stime:.1f} s of CPU")


def memory() -> int:
    """The most that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
