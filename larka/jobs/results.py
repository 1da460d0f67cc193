"""What a job keeps in files: its result, and what it has made so far; sealed with a data key of the job's own in the vault (Q3)."""

import shutil
from pathlib import Path

from django.conf import settings

from larka.jobs.models import Job
from larka.vault.files import read_sealed, write_sealed
from larka.vault.models import DataKey
from larka.vault.owners import Owner, item_owner
from larka.vault.problems import VaultError

RESULT = "result"


def folder_of(job: Job) -> Path:
    """Where the job's files lie."""
    return Path(settings.HOME) / "results" / str(job.public_id)


def write(job: Job, name: str, content: bytes) -> None:
    """Keep a file; one that is half written is not there."""
    folder = folder_of(job)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f".{name}"
    with fresh.open("wb") as target:
        write_sealed(_owner(job), _bound_to(job, name), [content], target)
    fresh.replace(folder / name)


def read(job: Job, name: str) -> bytes | None:
    """What was kept; None when it is gone, or is not what was written."""
    path = folder_of(job) / name
    if not path.is_file():
        return None
    try:
        with path.open("rb") as source:
            return b"".join(read_sealed(_owner(job), _bound_to(job, name), source))
    except VaultError:
        return None


def parts(job: Job) -> list[str]:
    """The names of what the job has made so far, in order."""
    folder = folder_of(job)
    return sorted(path.name for path in folder.glob("part-*")) if folder.is_dir() else []


def remove(job: Job) -> None:
    """Remove every file of the job, then the key. A passing copy's key needs no decision: what it was made of is kept elsewhere."""
    shutil.rmtree(folder_of(job), ignore_errors=True)
    DataKey.objects.filter(item_id=job.public_id).delete()


def remove_parts(job: Job) -> None:
    """Remove what was made on the way, when the result is there."""
    for name in parts(job):
        (folder_of(job) / name).unlink(missing_ok=True)


def _owner(job: Job) -> Owner:
    return item_owner(job.public_id)


def _bound_to(job: Job, name: str) -> str:
    return f"job:{job.public_id}:{name}"
