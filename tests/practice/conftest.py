"""A practice ministry in a database, and one in which a week has been played."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service.context import SYSTEM, Office
from service.engine import Engine
from service.persistence.database import open_database
from service.practice import ministry, today, year
from service.practice.neighbours import TOPICS
from service.practice.year import Summary
from tests.support.clock import Clock

ROOT = Path(__file__).parents[2]
MONDAY = date(2026, 3, 9)
DAYS = 9
ENGINE = Engine()


@dataclass(frozen=True)
class Played:
    """An office in which nine days were played, and what was said about them."""

    office: Office
    summary: Summary
    progress: list[tuple[int, int]]


@contextmanager
def open_office(url: str, clock: Clock) -> Iterator[Office]:
    database = open_database(url)
    try:
        yield Office(database, ENGINE, ZoneInfo("Asia/Seoul"), topics=TOPICS, clock=clock)
    finally:
        database.close()


def set_up(office: Office) -> None:
    with office.transaction(SYSTEM) as ctx:
        ministry.load(ctx)
        ministry.deploy_library(ctx, ROOT / "processes", ROOT / "forms")


@pytest.fixture
def office(database: str, clock: Clock) -> Iterator[Office]:
    """An empty office."""
    with open_office(database, clock) as office:
        yield office


@pytest.fixture(scope="session")
def fresh_database(
    tmp_path_factory, sqlite_template, postgres_server, postgres_template
) -> Iterator[Callable[[str], str]]:
    """Make a migrated database of the kind asked for, which lives as long as the run."""
    made = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            file = tmp_path_factory.mktemp("practice") / "dure.db"
            return f"sqlite:///{shutil.copy(sqlite_template, file)}"
        made.append(postgres_server.create(postgres_template))
        return str(postgres_server.url_of(made[-1]))

    yield make
    for name in made:
        postgres_server.drop(name)


@pytest.fixture(scope="session")
def play(fresh_database) -> Iterator[Callable[[str], Played]]:
    """Play the days on the kind of database asked for, once a run."""
    with ExitStack() as offices:

        @cache
        def play_on(kind: str) -> Played:
            office = offices.enter_context(open_office(fresh_database(kind), Clock()))
            set_up(office)
            seen: list[tuple[int, int]] = []
            summary = year.simulate(
                office, MONDAY, scale=0.06, seed=7, days=DAYS, progress=lambda *step: seen.append(step)
            )
            return Played(office, summary, seen)

        yield play_on


@pytest.fixture(params=["sqlite", "postgresql"])
def played(request, play) -> Played:
    return play(request.param)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def first_day(request, fresh_database) -> Iterator[Office]:
    """The office as a newcomer finds it; its clock stands where the suite's clock begins."""
    clock = Clock()
    with open_office(fresh_database(request.param), clock) as office:
        set_up(office)
        today.prepare(office, clock.now)
        yield office
