"""Two people at once, with a connection each, as the clients have."""

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction


def at_once(*presses: Callable[[], object]) -> list[str]:
    """What each of them met who pressed at the same moment: "" where it went well, else the name of the error."""
    return [type(error).__name__ if error else "" for error in met_at_once(*presses)]


def told_at_once(*presses: Callable[[], object]) -> list[str]:
    """The same in the words that each is told."""
    return [str(error) if error else "" for error in met_at_once(*presses)]


def met_at_once(*presses: Callable[[], object]) -> list[Exception | None]:
    """The errors themselves, in the order of the presses."""
    barrier, met = threading.Barrier(len(presses)), list[Exception | None]([None] * len(presses))

    def press(number: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(30)
            act()
        except Exception as error:  # noqa: BLE001 – whatever it is, the test says which was expected
            met[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=each) for each in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return met


def somebody_waits() -> bool:
    """Whether a connection of this database waits for a row that another holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')")
        return bool(cursor.fetchone()[0])


def while_held(first: Callable[[], object], second: Callable[[], object]) -> None:
    """The second begins when the first has done its work, and waits for it to be committed."""
    done = threading.Event()

    def hold() -> None:
        with transaction.atomic():
            first()
            done.set()
            ends = time.monotonic() + 5
            while not somebody_waits() and time.monotonic() < ends:
                time.sleep(0.01)
        connection.close()

    holding = threading.Thread(target=hold)
    holding.start()
    assert done.wait(5)
    second()
    holding.join()
