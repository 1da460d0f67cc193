"""A job that takes its time, for workers that are killed: each step leaves a line in a file."""

import os
import time
from pathlib import Path

from larka.jobs.handle import Handle
from larka.jobs.kinds import job_kind

STEPS = 6


@job_kind("test.slow", "Det som tar tid", queue="pdf")
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
