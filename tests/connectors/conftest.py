"""A running simulator, and every connector pointed at it."""

from collections.abc import Callable, Iterator
from typing import Final

import pytest

from connectors import Connector, Registry
from connectors.records import RecordsConnector
from connectors.simulator import Simulator, Store

# Each entry makes a connector for the address of the simulator; a new connector is added here.
CONNECTORS: Final[tuple[Callable[[str], RecordsConnector], ...]] = (RecordsConnector,)


def every_topic() -> list[str]:
    registry = Registry(*(make("http://127.0.0.1:9") for make in CONNECTORS))
    return sorted(registry.topics())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "topic" in metafunc.fixturenames:
        metafunc.parametrize("topic", every_topic())


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    store = Store(":memory:")
    with Simulator(store) as running:
        yield running
    store.close()


@pytest.fixture
def connectors(simulator: Simulator) -> Iterator[list[Connector]]:
    made = [make(simulator.url) for make in CONNECTORS]
    yield list(made)
    for connector in made:
        connector.close()


@pytest.fixture
def registry(connectors: list[Connector]) -> Registry:
    return Registry(*connectors)
