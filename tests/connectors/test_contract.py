"""What every operation of every connector must keep, tried against the simulator."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connectors import BusinessError, Connector, ConnectorError, PermanentError, Registry
from connectors.simulator import Simulator


@pytest.fixture
def sample(registry: Registry, topic: str) -> dict[str, Any]:
    return dict(registry.operation(topic).sample)


def impatient(connector: Connector) -> Connector:
    """Return the connector with time limits short enough for a test."""
    short = timedelta(seconds=0.2)
    operations = {name: replace(one, timeout=short) for name, one in connector.operations.items()}
    connector.operations = operations  # type: ignore[misc]  # the copy is this test's own
    return connector


def test_sample_is_accepted_and_received_as_sent(
    registry: Registry, simulator: Simulator, topic: str, sample: dict[str, Any]
) -> None:
    answer = registry.call(topic, sample, "key-1")

    (received,) = simulator.store.received()
    assert received.key == "key-1"
    assert received.payload == sample
    assert received.answer == answer


def test_same_key_twice_has_one_effect_and_one_answer(
    registry: Registry, simulator: Simulator, topic: str, sample: dict[str, Any]
) -> None:
    first = registry.call(topic, sample, "key-1")

    second = registry.call(topic, sample, "key-1")

    (received,) = simulator.store.received()
    assert first == second
    assert received.calls == 2


@pytest.mark.parametrize("fault", ["drop", "fail"])
def test_answer_lost_after_the_effect_is_made_good_by_the_same_key(
    registry: Registry, simulator: Simulator, topic: str, sample: dict[str, Any], fault: str
) -> None:
    simulator.script.add({"fault": fault})
    with pytest.raises(ConnectorError) as lost:
        registry.call(topic, sample, "key-1")
    assert lost.value.uncertain
    assert not isinstance(lost.value, PermanentError)

    answer = registry.call(topic, sample, "key-1")

    (received,) = simulator.store.received()
    assert received.answer == answer
    assert received.calls == 2


@pytest.mark.parametrize("fault", ["unavailable", "busy"])
def test_call_not_taken_succeeds_later(
    registry: Registry, simulator: Simulator, topic: str, sample: dict[str, Any], fault: str
) -> None:
    simulator.script.add({"fault": fault, "times": 2})
    for _ in range(2):
        with pytest.raises(ConnectorError) as refused:
            registry.call(topic, sample, "key-1")
        assert not refused.value.uncertain
        assert not isinstance(refused.value, PermanentError)

    registry.call(topic, sample, "key-1")

    (received,) = simulator.store.received()
    assert received.calls == 1


def test_late_answer_is_temporary_trouble(
    connectors: list[Connector], simulator: Simulator, topic: str, sample: dict[str, Any]
) -> None:
    registry = Registry(*(impatient(connector) for connector in connectors))
    simulator.script.add({"fault": "timeout"})

    with pytest.raises(ConnectorError) as late:
        registry.call(topic, sample, "key-1")

    assert late.value.uncertain
    assert not isinstance(late.value, PermanentError)


def test_every_declared_refusal_reaches_the_process(
    registry: Registry, simulator: Simulator, topic: str, sample: dict[str, Any]
) -> None:
    for code in registry.operation(topic).errors:
        simulator.script.add({"fault": "refuse", "code": code, "message": "안 됩니다"})

        with pytest.raises(BusinessError) as refusal:
            registry.call(topic, sample, "key-1")

        assert (refusal.value.code, refusal.value.message) == (code, "안 됩니다")
    assert simulator.store.received() == []


def test_undeclared_refusal_needs_a_person(
    registry: Registry, simulator: Simulator, topic: str, sample: dict[str, Any]
) -> None:
    simulator.script.add({"fault": "refuse", "code": "NEVER_HEARD_OF"})

    with pytest.raises(PermanentError, match="NEVER_HEARD_OF"):
        registry.call(topic, sample, "key-1")


@pytest.mark.parametrize("fault", ["deny", "garbage"])
def test_answer_that_no_repetition_mends_needs_a_person(
    registry: Registry, simulator: Simulator, topic: str, sample: dict[str, Any], fault: str
) -> None:
    simulator.script.add({"fault": fault})

    with pytest.raises(PermanentError):
        registry.call(topic, sample, "key-1")


def test_operation_is_described_in_both_languages(registry: Registry, topic: str) -> None:
    operation = registry.operation(topic)

    assert set(operation.summary) == {"ko", "en"}
    assert operation.timeout <= timedelta(seconds=60)


def test_nobody_home_is_temporary_trouble(
    registry: Registry, simulator: Simulator, topic: str, sample: dict[str, Any]
) -> None:
    simulator.shutdown()
    simulator.server_close()

    with pytest.raises(ConnectorError) as unreachable:
        registry.call(topic, sample, "key-1")

    assert not unreachable.value.uncertain
    assert not isinstance(unreachable.value, PermanentError)
