"""A clock that is moved by hand, and the list of what happens when."""

from collections.abc import Callable
from datetime import UTC, datetime
from heapq import heappop, heappush

Act = Callable[[], None]


class MovedClock:
    """Answers like the system's clock, where an ``Office`` asks for one."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Agenda:
    """What is to happen, earliest first; of two acts at one moment the one noted first comes first."""

    def __init__(self, clock: MovedClock) -> None:
        self._clock = clock
        self._entries: list[tuple[datetime, int, Act]] = []
        self._noted = 0

    def at(self, moment: datetime, act: Act) -> None:
        """Note an act; one for a moment that has passed happens next."""
        self._noted += 1
        heappush(self._entries, (max(moment.astimezone(UTC), self._clock.now), self._noted, act))

    def run(self, until: datetime) -> None:
        """Let everything happen that comes before ``until``, moving the clock along."""
        while self._entries and self._entries[0][0] < until:
            moment, _, act = heappop(self._entries)
            self._clock.now = moment
            act()
        self._clock.now = until
