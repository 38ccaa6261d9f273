from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from connectors import BusinessError, Call, ConnectorError, Idempotency, PermanentError, Registry
from connectors.base import named
from connectors.records import REGISTER_DOCUMENT
from connectors.simulator import Simulator

TOPIC = "records.register_document"
SAMPLE = dict(REGISTER_DOCUMENT.sample)


class Scripted:
    """A neighbour without a wire: says or raises what it is told."""

    name = "records"

    def __init__(self, ending: Mapping[str, Any] | Exception, idempotency: Idempotency) -> None:
        self.ending = ending
        self.operations = named(replace(REGISTER_DOCUMENT, idempotency=idempotency))

    def perform(self, call: Call) -> Mapping[str, Any]:
        if isinstance(self.ending, Exception):
            raise self.ending
        return self.ending


def scripted(ending: Mapping[str, Any] | Exception, idempotency: Idempotency = Idempotency.KEY) -> Registry:
    return Registry(Scripted(ending, idempotency))


def test_bad_payload_is_refused_by_field_before_anything_is_sent(
    registry: Registry, simulator: Simulator
) -> None:
    bad = {**SAMPLE, "title": "", "files": [{"name": "a"}]}
    del bad["number"]

    with pytest.raises(PermanentError) as refused:
        registry.call(TOPIC, bad, "key-1")

    text = str(refused.value)
    assert TOPIC in text
    assert all(field in text for field in ("title:", "number:", "files.0.sha256:"))
    assert simulator.store.received() == []


def test_undeclared_variables_stay_in_the_house(registry: Registry, simulator: Simulator) -> None:
    registry.call(TOPIC, {**SAMPLE, "salary": 1}, "key-1")

    (received,) = simulator.store.received()
    assert "salary" not in received.payload


def test_amount_travels_without_loss(registry: Registry, simulator: Simulator) -> None:
    registry.call(TOPIC, {**SAMPLE, "amount": Decimal("12345678901234567890.10")}, "key-1")

    (received,) = simulator.store.received()
    assert received.payload["amount"] == "12345678901234567890.10"


@pytest.mark.parametrize("answer", [{}, {"record_id": ""}, {"record_id": 7}])
def test_answer_other_than_declared_needs_a_person(answer: dict[str, Any]) -> None:
    with pytest.raises(PermanentError, match="record_id"):
        scripted(answer).call(TOPIC, SAMPLE, "key-1")


def test_answer_lost_without_idempotency_is_not_repeated_unseen() -> None:
    lost = ConnectorError("no answer", uncertain=True)

    with pytest.raises(PermanentError, match="must not be repeated"):
        scripted(lost, Idempotency.NONE).call(TOPIC, SAMPLE, "key-1")


def test_call_that_surely_did_nothing_is_repeated_even_without_idempotency() -> None:
    with pytest.raises(ConnectorError) as trouble:
        scripted(ConnectorError("closed"), Idempotency.NONE).call(TOPIC, SAMPLE, "key-1")

    assert not isinstance(trouble.value, PermanentError)


def test_number_of_another_document_is_a_business_no(registry: Registry) -> None:
    registry.call(TOPIC, SAMPLE, "key-1")

    with pytest.raises(BusinessError) as refusal:
        registry.call(TOPIC, {**SAMPLE, "document_id": "another"}, "key-2")

    assert refusal.value.code == "DUPLICATE_NUMBER"


def test_key_used_for_another_payload_is_refused(registry: Registry) -> None:
    registry.call(TOPIC, SAMPLE, "key-1")

    with pytest.raises(PermanentError, match="KEY_REUSED"):
        registry.call(TOPIC, {**SAMPLE, "title": "다른 제목"}, "key-1")


@pytest.mark.parametrize("unknown", ["records", "records.burn", "nobody.register_document", ""])
def test_unknown_topic_needs_a_person(registry: Registry, unknown: str) -> None:
    with pytest.raises(PermanentError, match="no connector offers"):
        registry.call(unknown, SAMPLE, "key-1")


@pytest.mark.parametrize("key", ["", "두 번", "a\r\nX: 1", "x" * 201])
def test_key_that_no_header_can_carry_is_refused(registry: Registry, key: str) -> None:
    with pytest.raises(PermanentError, match="idempotency key"):
        registry.call(TOPIC, SAMPLE, key)


def test_catalogue_names_each_operation_by_its_topic(registry: Registry) -> None:
    assert registry.topics()[TOPIC] is REGISTER_DOCUMENT


def test_two_connectors_of_one_name_are_refused() -> None:
    one, two = Scripted({}, Idempotency.KEY), Scripted({}, Idempotency.KEY)

    with pytest.raises(ValueError, match="same name"):
        Registry(one, two)
