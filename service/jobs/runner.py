"""Runs a worker in threads of this process; APScheduler only ticks (ADR 0004).

The job table is the truth. A tick says "look now", a committed transaction says so too; what either
misses is found at the next tick.
"""

import logging
from datetime import UTC
from threading import Event, Thread
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from service.domain.errors import ServiceError
from service.jobs.worker import Worker

TICK_S: Final = 2
logger = logging.getLogger(__name__)


class Runner:
    """``threads`` workers that look for due jobs whenever they are woken."""

    def __init__(self, worker: Worker, threads: int = 1, tick_s: float = TICK_S) -> None:
        self._worker = worker
        self._woken = Event()
        self._stopping = Event()
        self._threads = [Thread(target=self._run, name=f"jobs-{n}", daemon=True) for n in range(threads)]
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._scheduler.add_job(self.wake, "interval", seconds=tick_s, coalesce=True, max_instances=1)

    def start(self) -> None:
        self._scheduler.start()
        for thread in self._threads:
            thread.start()
        self.wake()

    def wake(self) -> None:
        """Let the workers look for due jobs now."""
        self._woken.set()

    def stop(self, timeout_s: float = 10) -> None:
        """Finish the jobs that are under way and stop; what is not finished comes back with its lease."""
        self._stopping.set()
        self._scheduler.shutdown(wait=False)
        self._woken.set()
        for thread in self._threads:
            thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait()
            self._woken.clear()
            if self._stopping.is_set():
                self._woken.set()
                return
            try:
                self._worker.work_off()
            except ServiceError:  # the database may be away for a while; the next tick looks again
                logger.exception("the job runner could not look for jobs")
