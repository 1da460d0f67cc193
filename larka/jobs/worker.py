"""The worker: some lanes of queues side by side, so that a long print lets no mail wait; survives a database that restarts."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from procrastinate import App, psycopg_connector, utils
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from larka.jobs.handle import STOPPING
from larka.jobs.loading import load_tasks
from larka.jobs.running import running
from larka.jobs.tending import SECONDS_OF_SILENCE, not_carried_out, take_up_again

log = logging.getLogger(__name__)
QUEUES = ("mail", "pdf", "media", "archive", "nightly")
SECONDS_BETWEEN_LOOKS = 10
SECONDS_TO_FINISH = 10
SECONDS_TO_CONNECT = 1.0
SECONDS_OF_A_DAY = 86_400  # what the clock should have begun while no worker ran is begun, once, by the next


@dataclass(frozen=True)
class Lane:
    """Queues that share places; no other lane waits for them."""

    queues: tuple[str, ...]
    places: int


LANES = (Lane(("mail",), 4), Lane(("pdf", "media", "archive"), 2), Lane(("nightly",), 1))


def work(queues: Iterable[str] = QUEUES, *, once: bool = False) -> None:
    """Carry out what is queued, until told to stop; ``once``: until nothing is left."""
    load_tasks()
    wanted = set(queues)
    lanes = [Lane(kept, lane.places) for lane in LANES if (kept := tuple(name for name in lane.queues if name in wanted))]
    asyncio.run(_Work(lanes, once=once).run())


class _Work:
    def __init__(self, lanes: list[Lane], *, once: bool) -> None:
        self.lanes, self.once = lanes, once
        self.workers: list[Worker] = []
        self.stopped = asyncio.Event()

    async def run(self) -> None:
        """Begins anew whenever the database has been away."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(sum(lane.places for lane in self.lanes) + 2))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        while True:
            try:
                await self.connected()
            except (ConnectorException, OSError) as error:
                log.warning("the worker waits for the database: %s", type(error).__name__)
            if self.once or self.stopped.is_set():
                return
            await utils.wait_any(self.stopped.wait(), asyncio.sleep(SECONDS_TO_CONNECT))

    def stop(self) -> None:
        """Take nothing new, let the rest finish; what takes too long is taken up again by whoever comes next."""
        STOPPING.set()
        self.stopped.set()
        for worker in self.workers:
            worker.stop()
        last = threading.Timer(SECONDS_TO_FINISH + 5, os._exit, args=[0])
        last.daemon = True
        last.start()

    async def connected(self) -> None:
        """Every lane on one small pool of connections, until one of them can go no further."""
        connector = psycopg_connector.PsycopgConnector(
            kwargs=connector_params("default"), min_size=1, max_size=4, timeout=10, reconnect_timeout=5
        )
        tasks: App = app.with_connector(connector)
        tasks.periodic_defaults = {"max_delay": SECONDS_OF_A_DAY}
        async with tasks.open_async():
            self.workers = [self._worker(tasks, lane) for lane in self.lanes]
            if self.stopped.is_set():
                return
            if self.once:
                await sync_to_async(_looked_after, thread_sensitive=False)([], set())
            lanes = [asyncio.create_task(worker.run()) for worker in self.workers]
            tending = asyncio.create_task(self.tend())
            try:
                await asyncio.wait(lanes, return_when=asyncio.ALL_COMPLETED if self.once else asyncio.FIRST_COMPLETED)
            finally:
                tending.cancel()
                for worker in self.workers:
                    worker.stop()
                for ended in await asyncio.gather(*lanes, tending, return_exceptions=True):
                    if isinstance(ended, Exception):
                        log.warning("the worker begins anew: %s (%s)", type(ended).__name__, type(ended.__cause__).__name__)

    def _worker(self, tasks: App, lane: Lane) -> Worker:
        options: dict[str, Any] = {
            "install_signal_handlers": False,
            "stalled_worker_timeout": SECONDS_OF_SILENCE,
            "fetch_job_polling_interval": SECONDS_BETWEEN_LOOKS,
        }
        return Worker(
            tasks,
            queues=list(lane.queues),
            concurrency=lane.places,
            wait=not self.once,
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
            **options,
        )

    async def tend(self) -> None:
        """Look for work that nobody carries out any longer; what two looks find is queued again."""
        before: set[int] = set()
        while True:
            mine = [worker.worker_id for worker in self.workers if worker.worker_id is not None]
            try:
                lost = await sync_to_async(_looked_after, thread_sensitive=False)(mine, before)
            except Exception as error:  # noqa: BLE001 – whatever it is, the next look tries again
                log.warning("the queue could not be looked after: %s", type(error).__name__)
                lost = set()
            before = lost
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def _looked_after(workers: list[int], before: set[int]) -> set[int]:
    from django.db import close_old_connections

    close_old_connections()
    try:
        lost = not_carried_out(workers, running.copy())
        take_up_again(lost & before)
    finally:
        close_old_connections()
    return lost - before
