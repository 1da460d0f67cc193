"""A job that takes its time, for workers that are killed: each step leaves a line in a file."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from larka.jobs.handle import Handle
from larka.jobs.kinds import job_kind
from larka.register.actor import Actor

STEPS = 6


def anybody(_by: Actor, _arguments: Mapping[str, Any]) -> bool:
    """For whom what comes of it is no secret."""
    return True


@job_kind("test.slow", "Det som tar tid", queue="pdf", allows=anybody)
def slow(handle: Handle) -> None:
    """Six lines, and a file of them."""
    for step in range(handle.resume.get("next", 0), STEPS):
        handle.step(step, STEPS)
        with Path(os.environ["SLOW_LINES"]).open("a") as lines:
            lines.write(f"{step}\n")
        handle.keep_part(step, str(step).encode())
        handle.keep(next=step + 1)
        time.sleep(0.2)
    handle.finish("steg.txt", "text/plain", b"".join(handle.parts()))
