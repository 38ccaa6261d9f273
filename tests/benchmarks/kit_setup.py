"""How long it takes to set up the test kit, against migrating a database anew.

Run: ``.venv/bin/python -m tests.benchmarks.kit_setup``
"""

import statistics
import sys
import time
from collections.abc import Callable

from service.persistence import migrate
from service.persistence.database import open_in_memory
from service.testing import Kit


def median_ms(work: Callable[[], None], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def migrated() -> None:
    database = open_in_memory()
    migrate.upgrade_open(database)
    database.close()


def main() -> None:
    Kit().close()
    kit, anew = median_ms(lambda: Kit().close(), 50), median_ms(migrated, 5)
    sys.stdout.write(f"kit {kit:.2f} ms, migrated anew {anew:.1f} ms, ratio 1:{anew / kit:.0f}\n")


if __name__ == "__main__":
    main()
