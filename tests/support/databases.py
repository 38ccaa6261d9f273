"""Migrated databases of both kinds: migrated once per run, then copied for each test."""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from service.persistence import migrate
from tests.support.embedded_postgres import embedded_server

SERVER_VARIABLE: Final = "DURE_TEST_POSTGRES"


class PostgresServer:
    """A server in which this run makes databases of its own and removes them again.

    ``url`` is SQLAlchemy's address of a database that is there already, of a user who may create others.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")
        self._prefix = f"dure_test_{secrets.token_hex(4)}"
        self._made = 0

    @property
    def url(self) -> str:
        return self.url_of(self._url.database)

    def url_of(self, name: str | None) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def create(self, template: str = "template0") -> str:
        """Create a database as a copy of ``template`` and return its name."""
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop(self, name: str) -> None:
        """Remove the database, together with connections that were left open."""
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server named by DURE_TEST_POSTGRES, or one of our own that lives as long as the run."""
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        yield PostgresServer(given)
        return
    with embedded_server() as url:
        yield PostgresServer(url)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of the server's own database; for a database with our tables take ``postgres_database``."""
    return postgres_server.url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to be copied, never to be opened."""
    name = postgres_server.create()
    migrate.upgrade(postgres_server.url_of(name))
    yield name
    postgres_server.drop(name)


@pytest.fixture
def postgres_database(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The address of a fresh migrated PostgreSQL database."""
    name = postgres_server.create(postgres_template)
    yield postgres_server.url_of(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to be copied, never to be opened."""
    file = tmp_path_factory.mktemp("template") / "dure.db"
    migrate.upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "PRAGMA wal_checkpoint(TRUNCATE)"
        )  # else the copy would lack what the log still holds
    return file


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh migrated SQLite file."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'dure.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of a fresh migrated database; the test runs on SQLite and on PostgreSQL."""
    kind = {"sqlite": "sqlite_database", "postgresql": "postgres_database"}[request.param]
    return str(request.getfixturevalue(kind))
