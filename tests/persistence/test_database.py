"""Transactions as both databases must keep them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from service.domain.errors import Unavailable
from service.persistence.database import Database, open_database
from service.persistence.models import Tenant

THREADS, ROUNDS = 8, 15


@pytest.fixture
def opened(database: str) -> Iterator[Database]:
    made = open_database(database, pool_size=THREADS)
    with made.write() as session:
        session.add(
            Tenant(id=1, name="office", directory_revision=0, created_at=datetime(2026, 1, 1, tzinfo=UTC))
        )
    yield made
    made.close()


def revision(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(Tenant.directory_revision)).one()


def test_reading_and_writing_back_loses_no_update(opened: Database) -> None:
    def work(_: int) -> None:
        for _ in range(ROUNDS):
            with opened.write() as session:
                tenant = session.scalars(select(Tenant).with_for_update()).one()
                tenant.directory_revision += 1

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))

    assert revision(opened) == THREADS * ROUNDS


def test_an_error_leaves_no_trace(opened: Database) -> None:
    def change_and_fail() -> None:
        with opened.write() as session:
            session.execute(update(Tenant).values(directory_revision=9))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    assert revision(opened) == 0


def test_a_reader_does_not_wait_for_a_writer(opened: Database) -> None:
    with opened.write() as session:
        session.execute(update(Tenant).values(directory_revision=9))
        assert revision(opened) == 0

    assert revision(opened) == 9


def test_moments_come_back_aware_and_in_utc(opened: Database) -> None:
    with opened.read() as session:
        assert session.scalars(select(Tenant.created_at)).one() == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_database_that_is_away_says_so() -> None:
    away = open_database("postgresql+psycopg://nobody@127.0.0.1:1/none")

    with pytest.raises(Unavailable), away.write() as session:
        session.execute(select(Tenant))
    away.close()
