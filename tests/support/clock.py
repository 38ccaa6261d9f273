"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Begins on Monday 30 November 2026, ten in the morning in Seoul."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 30, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Answer like the system's clock, where an ``Office`` asks for one."""
        return self.now

    def advance(self, **span: float) -> datetime:
        """Move on by a span such as ``days=3`` and return the new moment."""
        self.now += timedelta(**span)
        return self.now
