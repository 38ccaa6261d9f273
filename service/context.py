"""What every command and query is given, and what lives as long as the process."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from service.domain.calendar import WorkingCalendar
from service.domain.directory import Directory
from service.engine import Engine
from service.persistence.calendar import load_calendar
from service.persistence.database import Database
from service.persistence.directory import load_directory, load_revision

MAIN_TENANT: Final = 1
SYSTEM: Final = "system"
WORKER: Final = "worker"

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present moment, aware, in UTC; only the edges call this."""
    return datetime.now(UTC)


class Cache:
    """A bounded cache of values that never change once made, shared by threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Any, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return the value of ``key``; ``make`` may run twice at once, its values being equal."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True)
class Office:
    """The parts that live as long as the process; it opens the transactions of the edges.

    ``topics`` are those that connectors offer, ``external_topics`` those that outside workers take
    (None: any). ``wake`` is called after every writing transaction, so
    that a job runner in this process looks at once instead of at its next tick.
    """

    database: Database
    engine: Engine
    zone: ZoneInfo
    topics: frozenset[str] = frozenset()
    external_topics: frozenset[str] | None = frozenset()
    clock: Clock = system_clock
    wake: Callable[[], None] = lambda: None
    definitions: Cache = field(default_factory=lambda: Cache(500))
    directories: Cache = field(default_factory=lambda: Cache(8))

    @contextmanager
    def transaction(self, actor: str, tenant: int = MAIN_TENANT) -> Iterator["Context"]:
        """Open one writing transaction by ``actor``; it commits at the end of the block."""
        with self.database.write() as session:
            yield Context(self, session, tenant, actor, self.clock())
        self.wake()

    @contextmanager
    def reading(self, actor: str, tenant: int = MAIN_TENANT) -> Iterator["Context"]:
        """Open one transaction that only reads."""
        with self.database.read() as session:
            yield Context(self, session, tenant, actor, self.clock())


@dataclass(frozen=True)
class Context:
    """One transaction by one actor at one moment.

    ``now`` is aware, UTC, and fixed for the whole act, so that every row it writes agrees.
    """

    office: Office
    session: Session
    tenant: int
    actor: str
    now: datetime

    @property
    def engine(self) -> Engine:
        return self.office.engine

    @property
    def local_now(self) -> datetime:
        """``now`` on the clock of the office."""
        return self.now.astimezone(self.office.zone)

    @cached_property
    def directory_revision(self) -> int:
        """Grows with every change of the organisation; what is made from it is kept under this number."""
        return load_revision(self.session, self.tenant)

    @cached_property
    def directory(self) -> Directory:
        """The organisation as it stands in this transaction."""
        key = ("directory", self.tenant, self.directory_revision)
        directory: Directory = self.office.directories.get(
            key, lambda: load_directory(self.session, self.tenant, self.office.zone)
        )
        return directory

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """On which days and hours the office works; rows of this transaction included."""
        return load_calendar(self.session, self.tenant, self.office.zone)
