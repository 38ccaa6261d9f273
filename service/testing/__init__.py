"""The test kit for process designers: deploy files into an office in memory and walk through them."""

from service.testing.case import Case
from service.testing.kit import Kit
from service.testing.moving_clock import MovingClock

__all__ = ["Case", "Kit", "MovingClock"]
