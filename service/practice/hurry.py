"""Writing much in short time: SQLite without waiting for the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from service.persistence.database import Database


@contextmanager
def hurried(database: Database) -> Iterator[None]:
    """Let SQLite not wait for the disk inside the block; a power cut there may cost the whole file.

    Every act still is a transaction of its own. Other databases are left as they are.
    """
    if not database.is_sqlite:
        yield
        return

    def let_go(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    event.listen(database.engine, "connect", let_go)
    database.engine.dispose()
    try:
        yield
    finally:
        event.remove(database.engine, "connect", let_go)
        database.engine.dispose()
