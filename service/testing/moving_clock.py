"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta


class MovingClock:
    """Called, it gives the moment it shows; ``now`` is aware."""

    def __init__(self, start: datetime = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        """Move on by ``days``, ``hours``, ``minutes`` …; return the new moment."""
        self.now += timedelta(**span)
        return self.now
