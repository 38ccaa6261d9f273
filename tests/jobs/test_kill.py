"""Whatever moment the process is killed at, nothing is lost and nothing happens twice."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connectors.simulator.server import Simulator
from connectors.simulator.store import Store
from service.persistence.database import open_database
from tests.support.databases import PostgresServer
from tests.support.practice import Practice

WHOLE = {
    "state": "결재완료",
    "number": "안전정책총괄과-1181",
    "versions": 1,
    "rounds": 1,
    "steps": ["done", "done", "done", "done"],
    "opinions": 2,
    "ended": True,
    "intact": True,
    "jobs": ["done"],
}


class Walker:
    """The program that walks and is killed, and how many points it has been killed at."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def walk(self, url: str, point: int) -> dict[str, object]:
        """Walk with a kill at ``point``; ``effects`` are the keys that took effect at the neighbour."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with Simulator(Store(":memory:")) as neighbour:
            self._process.stdin.write(f"{url} {neighbour.url} {point}\n")
            self._process.stdin.flush()
            told: dict[str, object] = json.loads(self._process.stdout.readline())
            return {**told, "effects": [effect.key for effect in neighbour.store.received()]}


@contextmanager
def walker() -> Iterator[Walker]:
    command = [sys.executable, "-m", "tests.support.kill_walk"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Walker(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Give the address of a new database that holds the practice ministry, as often as it is asked."""
    if request.param == "sqlite":
        base = request.getfixturevalue("sqlite_database")
        furnish(base)
        source, made = Path(base.removeprefix("sqlite:///")), iter(range(1000))

        def copy() -> str:
            target = tmp_path / f"walk-{next(made)}.db"
            shutil.copy(source, target)
            return f"sqlite:///{target}"

        return copy
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template = server.create(request.getfixturevalue("postgres_template"))
    furnish(server.url_of(template))
    return lambda: server.url_of(server.create(template))


def furnish(url: str) -> None:
    database = open_database(url)
    Practice(database=database)
    database.close()  # on SQLite this also empties the log into the file that is copied


def test_a_kill_before_or_after_any_commit_loses_and_doubles_nothing(
    fresh: Callable[[], str], record_property: Callable[[str, object], None]
) -> None:
    with walker() as walking:
        undisturbed = walking.walk(fresh(), 0)
        commits = int(str(undisturbed.pop("commits")))
        points = range(1, 2 * commits + 1)
        results = {point: walking.walk(fresh(), point) for point in points}

    record_property("kill points", len(points))
    print(f"\n{len(points)} kill points, before and after each of {commits} commits")
    assert commits >= 8
    assert_whole(undisturbed, "undisturbed")
    for point, result in results.items():
        assert result.pop("commits") == -1, f"point {point} was not reached"
        assert_whole(result, f"after a kill at point {point}")


def assert_whole(result: dict[str, object], when: str) -> None:
    key, effects = result.pop("key"), result.pop("effects")
    assert result == WHOLE, when
    assert effects == [key], when
