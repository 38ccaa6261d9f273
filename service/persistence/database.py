"""Opens the database and its two kinds of transaction. Only the edges ask for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool, QueuePool, StaticPool

from service.domain.errors import Conflict, Unavailable
from service.persistence.base import to_json

BUSY_TIMEOUT_S: Final = 10
_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL may lose the last commits when the power fails
    f"busy_timeout={BUSY_TIMEOUT_S * 1000}",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE slips past the append-only triggers
    "temp_store=MEMORY",
    "cache_size=-65536",
    "mmap_size=268435456",
)
_POSTGRES_OPTIONS: Final = (
    "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
)


@dataclass(frozen=True)
class Database:
    """One engine for both kinds of transaction; on SQLite a reader never waits for a writer."""

    engine: Engine
    url: str

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a writing transaction; it commits at the end or, on any error, leaves no trace.

        Raises ``Conflict`` where the database lets another transaction win, ``Unavailable`` where it is away.
        """
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (IntegrityError, OperationalError) as error:
            if _is_lost_race(error):
                raise Conflict("somebody else changed this at the same moment; please try again") from error
            if isinstance(error, OperationalError):
                raise Unavailable("the database does not answer") from error
            raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that only reads; what it sees does not change while it is open."""
        with Session(self.engine.execution_options(sqlite_begin="BEGIN"), expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str, pool_size: int = 8) -> Database:
    """Open ``url`` (sqlite:/// or postgresql+psycopg://); the tables must already be there."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        return Database(_open_sqlite(url, pool_size), url)
    if parsed.drivername == "postgresql":
        url = parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    return Database(_open_postgres(url, pool_size), url)


def open_in_memory(template: Database | None = None) -> Database:
    """Open a database that lives in memory for one thread, as a copy of ``template`` if one is given."""
    database = Database(_open_sqlite("sqlite://", 1, StaticPool), "sqlite://")
    if template is not None:
        with template.engine.connect() as source, database.engine.connect() as target:
            _driver(source).backup(_driver(target))
    return database


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _open_sqlite(url: str, pool_size: int, pool: type[Pool] = QueuePool) -> Engine:
    """Driver autocommit and a BEGIN of our own: the driver's own mode loses updates."""
    sizes = {"pool_size": pool_size, "max_overflow": pool_size} if pool is QueuePool else {}
    engine = create_engine(
        url,
        poolclass=pool,
        **sizes,
        connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None, "check_same_thread": False},
        json_serializer=to_json,
        json_deserializer=orjson.loads,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE"))

    return engine


def _open_postgres(url: str, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_recycle=1800,
        pool_pre_ping=True,
        connect_args={"options": _POSTGRES_OPTIONS},
        json_serializer=to_json,
        json_deserializer=orjson.loads,
    )


# serialization failure, deadlock, lock timeout, and a key that another transaction has just taken
_LOST_RACES: Final = frozenset({"40001", "40P01", "55P03", "23505"})
_LOST_RACES_SQLITE: Final = ("database is locked", "UNIQUE constraint failed")


def _is_lost_race(error: IntegrityError | OperationalError) -> bool:
    if getattr(error.orig, "sqlstate", None) in _LOST_RACES:
        return True
    return str(error.orig).startswith(_LOST_RACES_SQLITE)
