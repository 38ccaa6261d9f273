"""Puts the parts together."""

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import Flask

from connectors import Registry
from connectors.records import RecordsConnector
from service.config import Settings
from service.context import Clock, Office, system_clock
from service.engine import Engine
from service.jobs.runner import Runner
from service.jobs.worker import Worker
from service.persistence.database import open_database
from service.web.application import make_application

WEB_THREADS = 4


def configure_logging(settings: Settings) -> None:
    """Let the service speak at the level that was set, and its libraries only when something is wrong."""
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for library in ("apscheduler", "alembic", "httpx", "httpcore", "fontTools", "weasyprint"):
        logging.getLogger(library).setLevel(logging.WARNING)


def make_registry(settings: Settings) -> Registry:
    """Return the neighbours this installation is connected to."""
    return Registry(RecordsConnector(settings.records_url))


def make_office(
    settings: Settings,
    registry: Registry,
    *,
    clock: Clock = system_clock,
    wake: Callable[[], None] = lambda: None,
    threads: int = WEB_THREADS,
) -> Office:
    """Return the parts that live as long as the process; the database must have been migrated."""
    return Office(
        database=open_database(settings.database_url, pool_size=threads + 2),
        engine=Engine(),
        zone=settings.time_zone,
        topics=frozenset(registry.topics()),
        clock=clock,
        wake=wake,
    )


def make_runner(
    settings: Settings, threads: int = 1, lease: timedelta | None = None
) -> tuple[Office, Runner]:
    """Return an office whose committed acts wake the job runner beside it, and that runner."""
    registry = make_registry(settings)
    runners: list[Runner] = []
    office = make_office(settings, registry, wake=partial(_wake, runners), threads=threads + WEB_THREADS)
    worker = Worker(office, registry) if lease is None else Worker(office, registry, lease=lease)
    runners.append(Runner(worker, threads))
    return office, runners[0]


def application() -> Flask:
    """Return the web application of this environment; on SQLite its process runs the jobs as well."""
    settings = Settings.from_environment(os.environ)
    configure_logging(settings)
    if settings.uses_sqlite:
        office, runner = make_runner(settings)
        runner.start()
    else:
        office = make_office(settings, make_registry(settings))
    return make_application(settings, office)


def _wake(runners: list[Runner]) -> None:
    for runner in runners:
        runner.wake()
