"""``python -m connectors.simulator --port 5200 --store simulator.db``"""

import argparse
import sys
from pathlib import Path

from connectors.simulator.server import Simulator
from connectors.simulator.store import Store


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m connectors.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=5200, help="0 takes a free one")
    parser.add_argument("--store", type=Path, default=Path("simulator.db"), help="what was received")
    options = parser.parse_args()
    try:
        simulator = Simulator(Store(options.store), options.port)
    except OSError as error:
        parser.exit(1, f"the simulator cannot listen on port {options.port}: {error.strerror}\n")
    sys.stdout.write(f"{simulator.url}\n")
    sys.stdout.flush()
    try:
        simulator.serve_forever()
    except KeyboardInterrupt:
        simulator.server_close()


if __name__ == "__main__":
    main()
