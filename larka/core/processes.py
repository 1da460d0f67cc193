"""Processes that must not outlive the one that started them."""

import os
import threading
import time
from collections.abc import Callable

SECONDS_BETWEEN_LOOKS = 0.3


def end_with_parent(end: Callable[[], None], parent: int) -> None:
    """Calls `end` soon after the process that started us is gone, also when it was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        end()

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
