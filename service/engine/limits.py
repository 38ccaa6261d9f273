"""What one command may cost before it is stopped."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """``steps`` are elements run by one command; ``tokens`` live ones in one instance; ``data_bytes`` the
    encoded process variables; ``calls`` the nesting of called processes. Exceeding one is ``Trouble`` of kind ``budget``."""

    steps: int = 5_000
    tokens: int = 2_000
    data_bytes: int = 64 * 1024
    calls: int = 20
